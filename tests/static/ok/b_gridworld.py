"""Reinforcement learning in a grid world: planning, Q-learning, and a linear critic with replay."""

import random
from collections import deque
from dataclasses import dataclass
from enum import IntEnum
from typing import NamedTuple

import numpy as np
from jaxtyping import Bool, Float, Int, Int64
from numpy import ndarray as Array
from numpy.random import Generator


class Action(IntEnum):
    UP = 0
    DOWN = 1
    LEFT = 2
    RIGHT = 3


MOVES = np.array([[-1, 0], [1, 0], [0, -1], [0, 1]])


class Transition(NamedTuple):
    state: Float[Array, " features"]
    action: int
    reward: float
    following: Float[Array, " features"]
    done: bool


class Batch(NamedTuple):
    states: Float[Array, "batch features"]
    actions: Int[Array, " batch"]
    rewards: Float[Array, " batch"]
    following: Float[Array, "batch features"]
    done: Bool[Array, " batch"]


class ReplayBuffer:
    """The last transitions, sampled uniformly."""

    def __init__(self, capacity: int) -> None:
        self.memory: deque[Transition] = deque(maxlen=capacity)

    def __len__(self) -> int:
        return len(self.memory)

    def push(self, transition: Transition) -> None:
        self.memory.append(transition)

    def sample(self, size: int, rng: Generator) -> Batch:
        chosen = [self.memory[i] for i in rng.integers(0, len(self.memory), size=size)]
        return Batch(
            states=np.stack([t.state for t in chosen]),
            actions=np.array([t.action for t in chosen]),
            rewards=np.array([t.reward for t in chosen]),
            following=np.stack([t.following for t in chosen]),
            done=np.array([t.done for t in chosen]),
        )


@dataclass
class GridWorld:
    """Walk from the first cell to the last one; each step costs, walls stop."""

    rows: int
    columns: int
    walls: Bool[Array, "{rows} {columns}"] | None = None

    @property
    def states(self) -> int:
        return self.rows * self.columns

    def move(self, cells: Int[Array, "*batch 2"], action: int) -> Int[Array, "*batch 2"]:
        limits = np.array([self.rows - 1, self.columns - 1])
        target = np.clip(cells + MOVES[action], 0, limits)
        if self.walls is None:
            return target
        blocked = self.walls[target[..., 0], target[..., 1]]
        return np.where(blocked[..., None], cells, target)

    def cells(self) -> Int[Array, "{self.rows}*{self.columns} 2"]:
        i, j = np.indices((self.rows, self.columns))
        return np.stack([i.ravel(), j.ravel()], axis=1)

    def index(self, cells: Int[Array, "*batch 2"]) -> Int[Array, "*batch"]:
        return np.asarray(cells[..., 0] * self.columns + cells[..., 1])

    def dynamics(self) -> Float[Array, "actions=4 {self.rows}*{self.columns} {self.rows}*{self.columns}"]:
        table = np.zeros((len(Action), self.states, self.states))
        here = np.arange(self.states)
        for action in Action:
            there = self.index(self.move(self.cells(), action))
            table[action, here, there] = 1.0
        return table

    def rewards(self) -> Float[Array, " {self.rows}*{self.columns}"]:
        reward = np.full(self.states, -1.0)
        reward[-1] = 0.0
        return reward


def value_iteration(
    p: Float[Array, "actions states states"], r: Float[Array, " states"], gamma: float, sweeps: int
) -> tuple[Float[Array, " states"], Int64[Array, " states"]]:
    v = np.zeros(r.shape[0])
    q = np.zeros(p.shape[:2])
    for _ in range(sweeps):
        q = r + gamma * p @ v
        v = q.max(axis=0)
        v[-1] = 0.0
    return v, q.argmax(axis=0)


def evaluate_policy(
    p: Float[Array, "actions states states"],
    r: Float[Array, " states"],
    policy: Int[Array, " states"],
    gamma: float,
) -> Float[Array, " states"]:
    """Solve (I - gamma P) v = r for the chain that the policy makes."""
    states = len(r)
    chain = p[policy, np.arange(states)]
    return np.linalg.solve(np.eye(states) - gamma * chain, r)


def q_learning(
    world: GridWorld, episodes: int, rng: Generator, epsilon: float = 0.3, rate: float = 0.5
) -> Float[Array, "states actions=4"]:
    q = np.zeros((world.states, 4))
    for _ in range(episodes):
        cell = np.array([0, 0])
        for _ in range(4 * world.states):
            s = int(world.index(cell))
            a = int(rng.integers(4)) if rng.random() < epsilon else int(q[s].argmax())
            cell = world.move(cell, a)
            following = int(world.index(cell))
            finished = following == world.states - 1
            target = -1.0 + (0.0 if finished else 0.95 * q[following].max())
            q[s, a] += rate * (target - q[s, a])
            if finished:
                break
    return q


class LinearCritic:
    """Q(s, a) = s W[:, a] + b[a], trained from the replay buffer."""

    def __init__(self, features: int, actions: int, rate: float = 0.05) -> None:
        self.features, self.actions, self.rate = features, actions, rate
        self.w: Float[Array, "{self.features} {self.actions}"] = np.zeros((features, actions))
        self.b: Float[Array, " {self.actions}"] = np.zeros(actions)

    def values(self, states: Float[Array, "batch {self.features}"]) -> Float[Array, "batch {self.actions}"]:
        return states @ self.w + self.b

    def act(self, state: Float[Array, " {self.features}"], epsilon: float, rng: Generator) -> int:
        if rng.random() < epsilon:
            return int(rng.integers(self.actions))
        return int(np.argmax(self.values(state[None])[0]))

    def update(self, batch: Batch, gamma: float = 0.95) -> float:
        rows = np.arange(len(batch.rewards))
        future = self.values(batch.following).max(axis=1)
        targets = batch.rewards + gamma * future * ~batch.done
        error: Float[Array, " batch"] = self.values(batch.states)[rows, batch.actions] - targets
        one_hot = np.eye(self.actions)[batch.actions]
        self.w -= self.rate * batch.states.T @ (error[:, None] * one_hot) / len(rows)
        self.b -= self.rate * (error @ one_hot) / len(rows)
        return float(np.mean(error**2))


def encode(world: GridWorld, cell: Int[Array, "2"]) -> Float[Array, " features"]:
    """One-hot row and one-hot column."""
    return np.concatenate([np.eye(world.rows)[cell[0]], np.eye(world.columns)[cell[1]]])


def explore(world: GridWorld, critic: LinearCritic, buffer: ReplayBuffer, steps: int, rng: Generator) -> None:
    cell = np.zeros(2, dtype=np.int64)
    for _ in range(steps):
        state = encode(world, cell)
        action = critic.act(state, 0.5, rng)
        cell = world.move(cell, action)
        done = bool(world.index(cell) == world.states - 1)
        buffer.push(Transition(state, action, -1.0, encode(world, cell), done))
        cell = np.zeros(2, dtype=np.int64) if done else cell


def discounted_returns(rewards: Float[Array, "batch time"], gamma: float) -> Float[Array, "batch time"]:
    out = np.zeros_like(rewards)
    running = np.zeros(len(rewards))
    for t in range(rewards.shape[1] - 1, -1, -1):
        running = rewards[:, t] + gamma * running
        out[:, t] = running
    return out


def main(seed: int) -> None:
    rows, columns, size, time = random.Random(seed).sample([3, 5, 7, 9, 11], 4)
    rng = np.random.default_rng(seed)
    world = GridWorld(rows, columns)
    p, r = world.dynamics(), world.rewards()
    v, policy = value_iteration(p, r, 0.95, sweeps=40)
    assert v[0] == v.min() and np.allclose(p.sum(axis=2), 1.0)
    assert evaluate_policy(p, r, policy, 0.95).shape == (world.states,)
    assert q_learning(world, 3, rng).shape == (world.states, 4)
    walls = np.zeros((rows, columns), dtype=bool)
    walls[1, 1] = True
    walled = GridWorld(rows, columns, walls)
    assert np.array_equal(walled.move(np.array([[0, 1]]), Action.DOWN), [[0, 1]])
    assert walled.dynamics().shape == p.shape
    critic, buffer = LinearCritic(rows + columns, 4), ReplayBuffer(50)
    explore(walled, critic, buffer, 30, rng)
    assert len(buffer) == 30 and critic.update(buffer.sample(size, rng)) >= 0.0
    assert critic.values(np.eye(rows + columns)).shape == (rows + columns, 4)
    assert np.allclose(discounted_returns(np.ones((size, time)), 1.0)[:, 0], time)


if __name__ == "__main__":
    main(0)
