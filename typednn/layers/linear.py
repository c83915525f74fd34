"""The dense layer, y = x W + b."""

from typing import ClassVar, Generic, TypeVar

import numpy as np
from numpy.random import Generator

from typednn.contracts import Array, Float, contract
from typednn.layers.initialisers import Initialiser, he_normal
from typednn.layers.layer import Layer, Precision, Seed, floating, promoted, require_positive
from typednn.layers.settings import generator
from typednn.layers.workspace import FRESH, Workspace

In = TypeVar("In", bound=int)
Out = TypeVar("Out", bound=int)


@contract
class Linear(Layer[Array], Generic[In, Out]):
    """y = x W + b on the last axis; all axes before it are samples."""

    PARAMETERS: ClassVar[tuple[str, ...]] = ("weight", "bias")
    weight: Float[Array, "In Out"]
    bias: Float[Array, " Out"]

    def __init__(
        self,
        fan_in: In,
        fan_out: Out,
        *,
        rng: Seed = None,
        initialiser: Initialiser = he_normal,
        dtype: Precision = np.float32,
    ) -> None:
        require_positive(fan_in=fan_in, fan_out=fan_out)
        self.fan_in = fan_in
        self.fan_out = fan_out
        self.initialiser = initialiser
        self.weight = np.empty((fan_in, fan_out), floating(dtype))
        self.bias = np.empty(fan_out, floating(dtype))
        self.initialise(generator(rng))

    def initialise(self, rng: Generator) -> None:
        self.initialiser(self.weight, self.fan_in, self.fan_out, rng)
        self.bias[...] = 0.0

    def __call__(self, x: Float[Array, "*batch In"]) -> Float[Array, "*batch Out"]:
        y, _ = self.forward(x)
        return y

    def forward(
        self, x: Float[Array, "*batch In"], *, rng: Generator | None = None, space: Workspace = FRESH
    ) -> tuple[Float[Array, "*batch Out"], Float[Array, "*batch In"]]:
        # As in `ops.affine`; written out here, and below, since a second contract would judge the same arrays again.
        rows = x if x.ndim == 2 else x.reshape(-1, self.fan_in)
        room = space.take("y", (len(rows), self.fan_out), promoted(x, self.weight))
        y = np.matmul(rows, self.weight, out=room)
        y += self.bias
        return y if x.ndim == 2 else y.reshape(*x.shape[:-1], self.fan_out), x

    def backward(
        self,
        dy: Float[Array, "*batch Out"],
        cache: Float[Array, "*batch In"],
        gradient: "Linear[In, Out]",
        *,
        space: Workspace = FRESH,
    ) -> Float[Array, "*batch In"]:
        rows = dy if dy.ndim == 2 else dy.reshape(-1, self.fan_out)
        self._learn(rows, cache, gradient)
        room = space.take("dx", (len(rows), self.fan_in), promoted(dy, self.weight))
        dx = np.matmul(rows, self.weight.T, out=room)
        return dx if dy.ndim == 2 else dx.reshape(cache.shape)

    def backward_parameters(
        self,
        dy: Float[Array, "*batch Out"],
        cache: Float[Array, "*batch In"],
        gradient: "Linear[In, Out]",
        *,
        space: Workspace = FRESH,
    ) -> None:
        self._learn(dy if dy.ndim == 2 else dy.reshape(-1, self.fan_out), cache, gradient)

    def _learn(self, dy: Array, cache: Array, gradient: "Linear[In, Out]") -> None:
        """As `ops.affine_parameters_vjp`, straight into the gradient."""
        x = cache if cache.ndim == 2 else cache.reshape(-1, self.fan_in)
        np.matmul(x.T, dy, out=gradient.weight)
        np.add.reduce(dy, axis=0, out=gradient.bias)
