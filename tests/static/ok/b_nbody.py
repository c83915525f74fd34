"""Gravitating bodies: forces, exchangeable integrators, conserved quantities."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import ClassVar, Protocol, runtime_checkable

import numpy as np
from jaxtyping import Bool, Float, Int
from numpy import ndarray as Array

Positions = Float[Array, "bodies 3"]
Masses = Float[Array, " bodies"]
Force = Callable[[Positions, Masses], Positions]

G = 1.0
SOFTENING = 1e-2


@dataclass
class System:
    positions: Float[Array, "bodies 3"]
    velocities: Float[Array, "bodies 3"]
    masses: Float[Array, " bodies"]

    def __post_init__(self) -> None:
        if self.positions.shape != self.velocities.shape:
            raise ValueError("each body has one position and one velocity")

    def __len__(self) -> int:
        return self.masses.shape[0]

    @property
    def momentum(self) -> Float[Array, "3"]:
        return self.masses @ self.velocities

    @property
    def centre(self) -> Float[Array, "3"]:
        return np.average(self.positions, axis=0, weights=self.masses)

    @property
    def angular_momentum(self) -> Float[Array, "3"]:
        return np.sum(self.masses[:, None] * np.cross(self.positions, self.velocities), axis=0)

    def copy(self) -> System:
        return System(self.positions.copy(), self.velocities.copy(), self.masses.copy())

    def energy(self) -> float:
        kinetic = 0.5 * np.sum(self.masses * np.sum(self.velocities**2, axis=1))
        i, j = np.triu_indices(len(self), k=1)
        distance = np.linalg.norm(self.positions[i] - self.positions[j], axis=1)
        potential = -G * np.sum(self.masses[i] * self.masses[j] / np.hypot(distance, SOFTENING))
        return float(kinetic + potential)


def gravity(positions: Positions, masses: Masses) -> Positions:
    """The acceleration of each body by all others."""
    separation = positions[None, :, :] - positions[:, None, :]
    squared = np.sum(separation**2, axis=-1) + SOFTENING**2
    np.fill_diagonal(squared, np.inf)
    return G * np.einsum("ijk,ij,j->ik", separation, squared**-1.5, masses)


def drag(positions: Positions, masses: Masses) -> Positions:
    return -positions / masses[:, None]


def combined(*forces: Force) -> Force:
    def total(positions: Positions, masses: Masses) -> Positions:
        acceleration = np.zeros(positions.shape)
        for force in forces:
            acceleration += force(positions, masses)
        return acceleration

    return total


@runtime_checkable
class Integrator(Protocol):
    order: ClassVar[int]

    def step(self, system: System, force: Force, dt: float) -> None: ...


class Euler:
    order: ClassVar[int] = 1

    def step(self, system: System, force: Force, dt: float) -> None:
        acceleration = force(system.positions, system.masses)
        system.positions += dt * system.velocities
        system.velocities += dt * acceleration


class Leapfrog:
    order: ClassVar[int] = 2

    def step(self, system: System, force: Force, dt: float) -> None:
        system.velocities += 0.5 * dt * force(system.positions, system.masses)
        system.positions += dt * system.velocities
        system.velocities += 0.5 * dt * force(system.positions, system.masses)


class RungeKutta:
    order: ClassVar[int] = 4
    weights = (1.0, 2.0, 2.0, 1.0)
    nodes = (0.0, 0.5, 0.5, 1.0)

    def step(self, system: System, force: Force, dt: float) -> None:
        x, v = system.positions.copy(), system.velocities.copy()
        dx, dv = np.zeros_like(x), np.zeros_like(v)
        kx, kv = dx, dv
        for weight, node in zip(self.weights, self.nodes):
            x_here = x + node * dt * kx
            kx = v + node * dt * kv
            kv = force(x_here, system.masses)
            dx = dx + weight * kx
            dv = dv + weight * kv
        system.positions[...] = x + dt / 6.0 * dx
        system.velocities[...] = v + dt / 6.0 * dv


def merge_closest(system: System) -> System:
    """The two closest bodies become one, in the place of the first."""
    separation = system.positions[:, None] - system.positions
    distance = np.sqrt((separation**2).sum(axis=2))
    distance[np.diag_indices(len(system))] = np.inf
    i, j = np.unravel_index(np.argmin(distance), distance.shape)
    mass = system.masses[i] + system.masses[j]
    share = system.masses[i] / mass
    merged = system.copy()
    merged.positions[i] = share * system.positions[i] + (1 - share) * system.positions[j]
    merged.velocities[i] = share * system.velocities[i] + (1 - share) * system.velocities[j]
    merged.masses[i] = mass
    keep: Bool[Array, " bodies"] = np.arange(len(system)) != j
    return System(merged.positions[keep], merged.velocities[keep], merged.masses[keep])


def simulate(
    system: System, integrator: Integrator, force: Force, steps: int, dt: float
) -> Iterator[Positions]:
    for _ in range(steps):
        integrator.step(system, force, dt)
        yield system.positions.copy()


def heaviest(system: System, count: int) -> Int[Array, " {count}"]:
    return np.argsort(-system.masses)[:count]


def path_lengths(track: Float[Array, "time bodies 3"]) -> Float[Array, " bodies"]:
    return np.linalg.norm(np.diff(track, axis=0), axis=-1).sum(axis=0)


def cluster(bodies: int, rng: np.random.Generator) -> System:
    positions = rng.normal(size=(bodies, 3))
    velocities = 0.1 * rng.normal(size=(bodies, 3))
    masses = rng.uniform(0.5, 1.5, size=bodies) / bodies
    system = System(positions, velocities, masses)
    system.velocities -= system.momentum / masses.sum()
    system.positions -= system.centre
    return system


def main(seed: int) -> None:
    bodies, time = random.Random(seed).sample(range(5, 30, 4), 2)
    rng = np.random.default_rng(seed)
    start = cluster(bodies, rng)
    assert np.allclose(start.momentum, 0.0) and np.allclose(start.centre, 0.0)
    integrators: list[Integrator] = [Euler(), Leapfrog(), RungeKutta()]
    for integrator in integrators:
        system = start.copy()
        track = np.stack(list(simulate(system, integrator, gravity, time, 1e-4)))
        assert track.shape == (time, bodies, 3) and path_lengths(track).shape == (bodies,)
        assert np.isclose(system.energy(), start.energy(), rtol=1e-2)
        assert np.allclose(system.angular_momentum, start.angular_momentum, atol=1e-2)
    Leapfrog().step(start, combined(gravity, drag), 1e-3)
    smaller = merge_closest(start)
    assert len(smaller) == bodies - 1 and np.isclose(smaller.masses.sum(), start.masses.sum())
    assert np.all(start.masses[heaviest(start, 2)] >= np.median(start.masses))


if __name__ == "__main__":
    main(0)
