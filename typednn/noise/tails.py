"""Laws with heavy tails in closed form: P(|ξ| ≥ r) ≤ C r^−α.

With α ≤ 2 there is no variance, with α ≤ 1 no mean either.
"""

import math
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.random import Generator

from typednn.contracts import Array, Float64, contract
from typednn.errors import ConfigError


class HeavyTail(Protocol):
    """A symmetric law: its tail, the index α and C of the bound C r^−α, and samples of it."""

    @property
    def index(self) -> float: ...

    @property
    def constant(self) -> float: ...

    def tail(self, r: float) -> float: ...

    def sample(self, count: int, *, rng: Generator) -> Float64[Array, "{count}"]: ...


@contract
@dataclass(frozen=True)
class Cauchy:
    """P(|ξ| ≥ r) = (2/π) atan(γ/r) ≤ (2γ/π) r^−1."""

    scale: float = 1.0

    def __post_init__(self) -> None:
        _require_positive("Cauchy", "scale", self.scale)

    @property
    def index(self) -> float:
        return 1.0

    @property
    def constant(self) -> float:
        return 2.0 * self.scale / math.pi

    def tail(self, r: float) -> float:
        return 2.0 / math.pi * math.atan2(self.scale, r)

    def sample(self, count: int, *, rng: Generator) -> Float64[Array, "{count}"]:
        return self.scale * rng.standard_cauchy(count)


@contract
@dataclass(frozen=True)
class Pareto:
    """P(|ξ| ≥ r) = (s/r)^α for r ≥ s, with a random sign."""

    index: float = 1.5
    scale: float = 1.0

    def __post_init__(self) -> None:
        _require_positive("Pareto", "index", self.index)
        _require_positive("Pareto", "scale", self.scale)

    @property
    def constant(self) -> float:
        return self.scale**self.index

    def tail(self, r: float) -> float:
        return 1.0 if r <= self.scale else (self.scale / r) ** self.index

    def sample(self, count: int, *, rng: Generator) -> Float64[Array, "{count}"]:
        """By inversion: 1 − u is never 0."""
        sizes = self.scale * (1.0 - rng.random(count)) ** (-1.0 / self.index)
        return np.where(rng.random(count) < 0.5, -sizes, sizes)


def _require_positive(law: str, name: str, value: float) -> None:
    if not 0.0 < value < math.inf:
        raise ConfigError(f"{law}: {name} is {value!r}; expected a number above 0")
