"""A learned vector for each token."""

from typing import ClassVar, Generic, TypeVar

import numpy as np
from numpy.random import Generator

from typednn.contracts import Array, Float, Integer, contract
from typednn.layers.layer import Layer
from typednn.layers.settings import Precision, Seed, floating, generator, require_positive
from typednn.layers.workspace import FRESH, Workspace
from typednn.ops.embedding import embedding, embedding_vjp

Entries = TypeVar("Entries", bound=int)
Features = TypeVar("Features", bound=int)


@contract
class Embedding(Layer[Array], Generic[Entries, Features]):
    """y[…] = weight[x[…]]. First values are N(0, 1 / features), so that a vector has about length 1."""

    PARAMETERS: ClassVar[tuple[str, ...]] = ("weight",)
    weight: Float[Array, "Entries Features"]

    def __init__(
        self, entries: Entries, features: Features, *, rng: Seed = None, dtype: Precision = np.float32
    ) -> None:
        require_positive(entries=entries, features=features)
        self.entries, self.features = entries, features
        self.weight = np.empty((entries, features), floating(dtype))
        self.initialise(generator(rng))

    def initialise(self, rng: Generator) -> None:
        self.weight[...] = rng.normal(0.0, self.features**-0.5, self.weight.shape)

    def __call__(self, x: Integer[Array, "*shape"]) -> Float[Array, "*shape Features"]:
        return embedding(x, self.weight)

    def forward(
        self, x: Integer[Array, "*shape"], *, rng: Generator | None = None, space: Workspace = FRESH
    ) -> tuple[Float[Array, "*shape Features"], Integer[Array, "*shape"]]:
        return self(x), x

    def backward(
        self,
        dy: Float[Array, "*shape Features"],
        cache: Integer[Array, "*shape"],
        gradient: "Embedding[Entries, Features]",
        *,
        space: Workspace = FRESH,
    ) -> Float[Array, "*shape"]:
        """Between integers there is no direction to move in: dx = 0."""
        gradient.weight[...] = embedding_vjp(dy, cache, self.weight)
        return np.zeros(cache.shape, dy.dtype)
