"""Gravitational N-body problem: symplectic integrators and conserved quantities.

Units: G = 1.  Positions are (N, 3).
"""
# mypy: disable-error-code="no-any-return"

from __future__ import annotations

import itertools
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace

import numpy as np
from jaxtyping import Float, Real
from numpy import newaxis

G = 1.0
SOFTENING = 1e-2

Acceleration = Callable[[Float[np.ndarray, "N 3"]], Float[np.ndarray, "N 3"]]


@dataclass(frozen=True)
class Bodies:
    mass: Float[np.ndarray, " N"]
    r: Float[np.ndarray, "N 3"]
    v: Float[np.ndarray, "N 3"]
    time: float = 0.0
    origin: Float[np.ndarray, " 3"] = field(default_factory=lambda: np.zeros(3))

    def __len__(self) -> int:
        return len(self.mass)

    @property
    def total_mass(self) -> float:
        return float(self.mass.sum())

    @property
    def momentum(self) -> Float[np.ndarray, " 3"]:
        return self.mass @ self.v

    @property
    def centre(self) -> Float[np.ndarray, " 3"]:
        return np.average(self.r, axis=0, weights=self.mass)

    @property
    def angular_momentum(self) -> Float[np.ndarray, " 3"]:
        return np.cross(self.r - self.origin, self.mass[:, newaxis] * self.v).sum(axis=0)

    def kinetic(self) -> float:
        return float(0.5 * np.sum(self.mass * np.sum(self.v**2, axis=1)))

    def potential(self) -> float:
        i, j = np.triu_indices(len(self), k=1)
        separation = np.linalg.norm(self.r[i] - self.r[j], axis=1)
        pairs = self.mass[i] * self.mass[j] / np.sqrt(separation**2 + SOFTENING**2)
        return float(-G * pairs.sum())

    def energy(self) -> float:
        return self.kinetic() + self.potential()

    def at_rest(self) -> Bodies:
        """The same configuration in the frame of its centre of mass."""
        drift = self.momentum / self.total_mass
        return replace(self, r=self.r - self.centre, v=self.v - drift)

    def joined(self, other: Bodies) -> Bodies:
        return Bodies(
            mass=np.concatenate([self.mass, other.mass]),
            r=np.concatenate([self.r, other.r]),
            v=np.concatenate([self.v, other.v], axis=0),
            time=max(self.time, other.time),
        )


def gravity(r: Float[np.ndarray, "N 3"], mass: Float[np.ndarray, " N"]) -> Float[np.ndarray, "N 3"]:
    dr = r[newaxis, :, :] - r[:, newaxis, :]
    d2 = (dr * dr).sum(-1) + SOFTENING**2
    inv = d2**-1.5
    np.fill_diagonal(inv, 0.0)
    return G * np.einsum("ij,ijk,j->ik", inv, dr, mass)


def gravity_loop(
    r: Float[np.ndarray, "N 3"], mass: Float[np.ndarray, " N"]
) -> Float[np.ndarray, "N 3"]:
    acc = np.zeros_like(r)
    for i, j in itertools.combinations(range(len(r)), 2):
        dr = r[j] - r[i]
        pull = G * dr / (dr @ dr + SOFTENING**2) ** 1.5
        acc[i] += mass[j] * pull
        acc[j] -= mass[i] * pull
    return acc


def leapfrog(state: Bodies, dt: float, steps: int) -> Iterator[Bodies]:
    """Kick-drift-kick; yields the state after every step."""
    r, v, t = state.r, state.v, state.time
    a = gravity(r, state.mass)
    for _ in range(steps):
        v = v + 0.5 * dt * a
        r = r + dt * v
        a = gravity(r, state.mass)
        v = v + 0.5 * dt * a
        t += dt
        yield replace(state, r=r, v=v, time=t)


def rk4(state: Bodies, dt: float, acceleration: Acceleration) -> Bodies:
    def f(
        r: Float[np.ndarray, "N 3"], v: Float[np.ndarray, "N 3"]
    ) -> tuple[Float[np.ndarray, "N 3"], Float[np.ndarray, "N 3"]]:
        return v, acceleration(r)

    r, v = state.r, state.v
    k1r, k1v = f(r, v)
    k2r, k2v = f(r + dt / 2 * k1r, v + dt / 2 * k1v)
    k3r, k3v = f(r + dt / 2 * k2r, v + dt / 2 * k2v)
    k4r, k4v = f(r + dt * k3r, v + dt * k3v)
    return replace(
        state,
        r=r + dt / 6 * (k1r + 2 * k2r + 2 * k3r + k4r),
        v=v + dt / 6 * (k1v + 2 * k2v + 2 * k3v + k4v),
        time=state.time + dt,
    )


def trajectory(states: Iterator[Bodies]) -> Float[np.ndarray, "T N 3"]:
    return np.stack([s.r for s in states])


def orbital_elements(r: Real[np.ndarray, " 3"], v: Real[np.ndarray, " 3"], mu: float) -> dict[str, float]:
    h = np.cross(r, v)
    distance = np.linalg.norm(r)
    e = np.cross(v, h) / mu - r / distance
    energy = v @ v / 2 - mu / distance
    return {
        "semi_major_axis": float(-mu / (2 * energy)),
        "eccentricity": float(np.linalg.norm(e)),
        "inclination": float(np.arccos(h[2] / np.linalg.norm(h))),
    }


def random_cluster(count: int, rng: np.random.Generator) -> Bodies:
    r = rng.normal(size=(count, 3))
    v = 0.3 * rng.normal(size=r.shape)
    return Bodies(rng.uniform(0.5, 1.5, count), r, v).at_rest()


def main(seed: int) -> None:
    n, m, steps = random.Random(seed).sample(range(4, 13), 3)
    rng = np.random.default_rng(seed)
    cluster = random_cluster(n, rng)
    assert np.allclose(cluster.momentum, 0) and np.allclose(cluster.centre, 0)
    assert np.allclose(gravity(cluster.r, cluster.mass), gravity_loop(cluster.r, cluster.mass))
    path = trajectory(leapfrog(cluster, 1e-4, steps))
    assert path.shape == (steps, n, 3)
    *_, last = leapfrog(cluster, 1e-4, steps)
    once = rk4(cluster, 1e-4, lambda r: gravity(r, cluster.mass))
    assert np.allclose(once.r, path[0], atol=1e-3)
    assert np.allclose(last.angular_momentum, cluster.angular_momentum, atol=1e-6)
    assert abs(last.energy() - cluster.energy()) < 1.0
    both = cluster.joined(random_cluster(m, rng))
    assert len(both) == n + m
    circle = orbital_elements(np.array([1.0, 0.0, 0.0]), np.array([0.0, 1.0, 0.0]), G)
    assert np.isclose(circle["semi_major_axis"], 1.0) and circle["eccentricity"] < 1e-12


if __name__ == "__main__":
    main(0)
