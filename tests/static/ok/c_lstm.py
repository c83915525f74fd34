"""An LSTM by hand, forward and back through time, and a GRU beside it; state in NamedTuples."""

from __future__ import annotations

import random
from abc import ABC, abstractmethod
from dataclasses import dataclass, fields
from typing import NamedTuple, Optional

import numpy as np
from jaxtyping import Float, Int

Array = np.ndarray
Steps = Float[Array, "time batch inputs"]


def sigmoid(x: Float[Array, "*s"]) -> Float[Array, "*s"]:
    return 1.0 / (1.0 + np.exp(-x))


class State(NamedTuple):
    h: Float[Array, "batch units"]
    c: Float[Array, "batch units"]


class Tape(NamedTuple):
    """What one step remembers for the way back."""

    x: Float[Array, "batch inputs"]
    before: State
    gates: Float[Array, "batch 4*units"]
    c: Float[Array, "batch units"]


@dataclass
class Params:
    wh: Float[Array, "units 4*units"]
    wx: Float[Array, "inputs 4*units"]
    b: Float[Array, " 4*units"]

    @staticmethod
    def init(inputs: int, units: int, rng: np.random.Generator) -> Params:
        wx = rng.normal(scale=inputs**-0.5, size=(inputs, 4 * units))
        wh = rng.normal(scale=units**-0.5, size=(units, 4 * units))
        b = np.zeros(4 * units)
        b[units : 2 * units] = 1.0
        return Params(wh, wx, b)

    def zeros(self) -> Params:
        return Params(np.zeros_like(self.wh), np.zeros_like(self.wx), np.zeros_like(self.b))

    def descend(self, grads: Params, rate: float) -> None:
        for each in fields(self):
            getattr(self, each.name)[...] -= rate * getattr(grads, each.name)

    @property
    def units(self) -> int:
        return self.wh.shape[0]


def step(p: Params, x: Float[Array, "batch inputs"], state: State) -> tuple[State, Tape]:
    units = p.units
    z = x @ p.wx + state.h @ p.wh + p.b
    i = sigmoid(z[:, :units])
    f = sigmoid(z[:, units : 2 * units])
    o = sigmoid(z[:, 2 * units : 3 * units])
    g = np.tanh(z[:, 3 * units :])
    c = f * state.c + i * g
    gates = np.concatenate([i, f, o, g], axis=1)
    return State(o * np.tanh(c), c), Tape(x, state, gates, c)


def step_vjp(p: Params, tape: Tape, dh: Float[Array, "batch units"], dc: Float[Array, "batch units"], grads: Params) -> State:
    i, f, o, g = np.split(tape.gates, 4, axis=1)
    tanh_c = np.tanh(tape.c)
    dc = dc + dh * o * (1.0 - tanh_c**2)
    di, df, do, dg = dc * g, dc * tape.before.c, dh * tanh_c, dc * i
    dz = np.hstack([di * i * (1 - i), df * f * (1 - f), do * o * (1 - o), dg * (1 - g**2)])
    grads.wx += tape.x.T @ dz
    grads.wh += tape.before.h.T @ dz
    grads.b += dz.sum(axis=0)
    return State(dz @ p.wh.T, dc * f)


def run(p: Params, xs: Steps, start: Optional[State] = None) -> tuple[Float[Array, "time batch units"], list[Tape]]:
    zero = np.zeros((xs.shape[1], p.units))
    state = start if start is not None else State(zero, zero)
    hs, tapes = [], []
    for x in xs:
        state, tape = step(p, x, state)
        hs.append(state.h)
        tapes.append(tape)
    return np.stack(hs), tapes


def run_vjp(p: Params, tapes: list[Tape], dhs: Float[Array, "time batch units"]) -> Params:
    grads = p.zeros()
    dh = np.zeros_like(dhs[0])
    dc = np.zeros_like(dh)
    for tape, dh_here in zip(reversed(tapes), dhs[::-1]):
        dh, dc = step_vjp(p, tape, dh + dh_here, dc, grads)
    return grads


class Readout(ABC):
    @abstractmethod
    def loss(self, hs: Float[Array, "time batch units"]) -> tuple[float, Float[Array, "time batch units"]]: ...


class LastClass(Readout):
    """Cross entropy of a linear layer on the last step."""

    def __init__(self, w: Float[Array, "units classes"], y: Int[Array, " batch"]) -> None:
        self.w = w
        self.y = y

    def loss(self, hs: Float[Array, "time batch units"]) -> tuple[float, Float[Array, "time batch units"]]:
        scores = hs[-1] @ self.w
        p = np.exp(scores - scores.max(axis=1, keepdims=True))
        p /= p.sum(axis=1, keepdims=True)
        rows = np.arange(len(self.y))
        value = -np.log(p[rows, self.y]).mean()
        p[rows, self.y] -= 1.0
        back = np.zeros_like(hs)
        back[-1] = (p / len(self.y)) @ self.w.T
        return float(value), back


class MeanSquare(Readout):
    def __init__(self, target: Float[Array, "time batch units"]) -> None:
        self.target = target

    def loss(self, hs: Float[Array, "time batch units"]) -> tuple[float, Float[Array, "time batch units"]]:
        gap = hs - self.target
        return 0.5 * float((gap**2).mean()), gap / gap.size


def train(p: Params, xs: Steps, readout: Readout, rounds: int, rate: float) -> list[float]:
    losses = []
    for _ in range(rounds):
        hs, tapes = run(p, xs)
        value, back = readout.loss(hs)
        p.descend(run_vjp(p, tapes, back), rate)
        losses.append(value)
    return losses


class GRU:
    def __init__(self, inputs: int, units: int, rng: np.random.Generator):
        self.inputs, self.units = inputs, units
        self.w: Float[Array, "3 {self.inputs} {self.units}"] = rng.normal(size=(3, inputs, units))
        self.u: Float[Array, "3 {self.units} {self.units}"] = rng.normal(size=(3, units, units)) / units

    def __call__(self, x: Float[Array, "batch {self.inputs}"], h: Float[Array, "batch {self.units}"]) -> Float[Array, "batch {self.units}"]:
        z, r = (sigmoid(x @ self.w[i] + h @ self.u[i]) for i in (0, 1))
        new = np.tanh(x @ self.w[2] + (r * h) @ self.u[2])
        return (1 - z) * h + z * new


def main(seed: int) -> None:
    time, batch, inputs, units = random.Random(seed).sample(range(2, 10), 4)
    rng = np.random.default_rng(seed)
    xs = rng.normal(size=(time, batch, inputs))
    p = Params.init(inputs, units, rng)
    y = rng.integers(0, 3, size=batch)
    losses = train(p, xs, LastClass(rng.normal(size=(units, 3)), y), 30, 0.5)
    assert losses[-1] < losses[0]
    losses = train(p, xs, MeanSquare(np.zeros((time, batch, units))), 20, 0.1)
    assert losses[-1] <= losses[0]
    gru, h = GRU(inputs, units, rng), np.zeros((batch, units))
    for x in xs:
        h = gru(x, h)
    assert np.all(np.abs(h) <= 1.0)


if __name__ == "__main__":
    main(0)
