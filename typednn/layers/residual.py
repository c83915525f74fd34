"""A residual connection around a layer that gives the shape it takes."""

from numpy.random import Generator

from typednn.contracts import Array, Float, contract
from typednn.errors import ShapeError
from typednn.layers.layer import AnyLayer, Layer, require_layer
from typednn.layers.workspace import FRESH, Workspace
from typednn.shapes.promises import residual_output
from typednn.shapes.shape import Shape


@contract
class Residual(Layer[object]):
    """y = x + f(x), where f is square: what goes in and what comes out have one shape."""

    def __init__(self, inner: AnyLayer) -> None:
        require_layer(inner, "Residual(Linear(64, 64) >> Relu())")
        self.inner = inner
        self.output_shape(self.input_shape())

    def __call__(self, x: Float[Array, "*shape"]) -> Float[Array, "*shape"]:
        return x + _square(x, self.inner(x))

    def forward(
        self, x: Float[Array, "*shape"], *, rng: Generator | None = None, space: Workspace = FRESH
    ) -> tuple[Float[Array, "*shape"], object]:
        y, cache = self.inner.forward(x, rng=rng, space=space.room("inner"))
        return x + _square(x, y), cache

    def backward(
        self, dy: Float[Array, "*shape"], cache: object, gradient: "Residual", *, space: Workspace = FRESH
    ) -> Float[Array, "*shape"]:
        dx = self.inner.backward(dy, cache, gradient.inner, space=space.room("inner"))
        return dy + _square(dy, dx)

    def input_shape(self) -> Shape:
        return self.inner.input_shape()

    def output_shape(self, shape: Shape) -> Shape:
        return residual_output(self.inner, shape)


@contract
def _square(x: Float[Array, "*shape"], y: Float[Array, "..."]) -> Float[Array, "*shape"]:
    """What a square layer has given for x: the constructor saw its promise, which broadcasting could hide."""
    if y.shape != x.shape:
        raise ShapeError(f"a layer in a residual connection gave {y.shape} for {x.shape}: it is not square")
    return y
