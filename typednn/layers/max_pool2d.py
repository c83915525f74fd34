"""The maximum of each window of an image. Windows lie 2 apart if nothing else is said."""

from numpy.random import Generator

from typednn.contracts import Array, Float, contract
from typednn.layers.layer import Layer
from typednn.layers.settings import require_positive
from typednn.layers.workspace import FRESH, Workspace
from typednn.ops.pool2d import max_pool2d, max_pool2d_vjp


@contract
class MaxPool2d(Layer[Array]):
    """y[n, c, i, j] = the maximum of x[n, c, s·i + k, s·j + l] over 0 ≤ k, l < size."""

    def __init__(self, size: int = 2, stride: int = 2) -> None:
        require_positive(size=size, stride=stride)
        self.size, self.stride = size, stride

    def __call__(
        self, x: Float[Array, "batch channels height width"]
    ) -> Float[Array, "batch channels (height-{self.size})//{self.stride}+1 (width-{self.size})//{self.stride}+1"]:
        return max_pool2d(x, size=self.size, stride=self.stride)

    def forward(
        self,
        x: Float[Array, "batch channels height width"],
        *,
        rng: Generator | None = None,
        space: Workspace = FRESH,
    ) -> tuple[
        Float[Array, "batch channels (height-{self.size})//{self.stride}+1 (width-{self.size})//{self.stride}+1"],
        Float[Array, "batch channels height width"],
    ]:
        return self(x), x

    def backward(
        self,
        dy: Float[
            Array,
            "batch channels {(cache.shape[2]-self.size)//self.stride+1} {(cache.shape[3]-self.size)//self.stride+1}",
        ],
        cache: Float[Array, "batch channels height width"],
        gradient: "MaxPool2d",
        *,
        space: Workspace = FRESH,
    ) -> Float[Array, "batch channels height width"]:
        return max_pool2d_vjp(dy, cache, size=self.size, stride=self.stride)
