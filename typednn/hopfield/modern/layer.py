"""The modern Hopfield network as a layer: learned patterns, each input moved toward those that it resembles."""

import math
from dataclasses import dataclass
from typing import ClassVar, Generic, TypeVar

import numpy as np
from numpy.random import Generator

from typednn.contracts import Array, Float, contract
from typednn.errors import ConfigError
from typednn.hopfield.modern.continuous import require_beta
from typednn.hopfield.scalar import Scalar
from typednn.layers.layer import Layer, promoted
from typednn.layers.settings import Precision, Seed, floating, generator, require_positive
from typednn.layers.workspace import FRESH, Workspace
from typednn.ops.attention import attention, attention_vjp

Patterns = TypeVar("Patterns", bound=int)
Features = TypeVar("Features", bound=int)


@contract
@dataclass(frozen=True)
class HopfieldCache:
    """What `backward` needs: the query of each update."""

    queries: tuple[Float[Array, "rows features"], ...]


@contract
class HopfieldLayer(Layer[HopfieldCache], Generic[Patterns, Features]):
    """y = Xᵀ softmax(β X x), `steps` times; X is learned, and β = 1/√features unless given."""

    PARAMETERS: ClassVar[tuple[str, ...]] = ("stored",)
    stored: Float[Array, "Patterns Features"]

    def __init__(
        self,
        patterns: Patterns,
        features: Features,
        *,
        beta: Scalar | None = None,
        steps: int = 1,
        rng: Seed = None,
        dtype: Precision = np.float32,
    ) -> None:
        require_positive(patterns=patterns, features=features)
        if beta is not None:
            require_beta(beta)
        if steps < 1:
            raise ConfigError(f"{steps} updates: make at least 1")
        self.patterns, self.features, self.beta, self.steps = patterns, features, beta, steps
        self.stored = np.empty((patterns, features), floating(dtype))
        self.initialise(generator(rng))

    def initialise(self, rng: Generator) -> None:
        self.stored[...] = rng.standard_normal(self.stored.shape)

    @property
    def scale(self) -> float:
        """What a query is multiplied by, before attention divides by √features."""
        return 1.0 if self.beta is None else self.beta * math.sqrt(self.features)

    def __call__(self, x: Float[Array, "*batch Features"]) -> Float[Array, "*batch Features"]:
        y, _ = self.forward(x)
        return y

    def forward(
        self, x: Float[Array, "*batch Features"], *, rng: Generator | None = None, space: Workspace = FRESH
    ) -> tuple[Float[Array, "*batch Features"], HopfieldCache]:
        rows = x.reshape(-1, self.features).astype(promoted(x, self.stored), copy=False)
        queries = []
        for _ in range(self.steps):
            query = rows if self.scale == 1.0 else rows * self.scale
            queries.append(query)
            rows = attention(query, self.stored, self.stored)
        return rows.reshape(x.shape), HopfieldCache(tuple(queries))

    def backward(
        self,
        dy: Float[Array, "*batch Features"],
        cache: HopfieldCache,
        gradient: "HopfieldLayer[Patterns, Features]",
        *,
        space: Workspace = FRESH,
    ) -> Float[Array, "*batch Features"]:
        """The patterns' gradient is the sum over all updates, as keys and as values."""
        drows = dy.reshape(-1, self.features)
        gradient.stored[...] = 0.0
        for query in reversed(cache.queries):
            dquery, dkeys, dvalues = attention_vjp(drows, query, self.stored, self.stored)
            gradient.stored += dkeys
            gradient.stored += dvalues
            drows = dquery * self.scale
        return drows.reshape(dy.shape)
