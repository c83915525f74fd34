"""A layer of one's own whose backward function returns the gradient transposed."""

import numpy as np
from jaxtyping import Float
from numpy import ndarray as Array
from numpy.random import Generator

from typednn.contracts import contract
from typednn.layers import FRESH, Layer, Workspace


@contract
class Scale(Layer[Array]):
    """y = x ⊙ weight."""

    PARAMETERS = ("weight",)
    weight: Float[Array, "rows columns"]

    def __init__(self, rows: int, columns: int) -> None:
        self.weight = np.ones((rows, columns))

    def __call__(self, x: Float[Array, "rows columns"]) -> Float[Array, "rows columns"]:
        return x * self.weight

    def forward(
        self, x: Float[Array, "rows columns"], *, rng: Generator | None = None, space: Workspace = FRESH
    ) -> tuple[Float[Array, "rows columns"], Float[Array, "rows columns"]]:
        return x * self.weight, x

    def backward(
        self,
        dy: Float[Array, "rows columns"],
        cache: Float[Array, "rows columns"],
        gradient: "Scale",
        *,
        space: Workspace = FRESH,
    ) -> Float[Array, "rows columns"]:
        gradient.weight[...] = dy * cache
        return (dy * self.weight).T  # E: tensor-shape


def main() -> None:
    layer = Scale(3, 4)
    y, cache = layer.forward(np.ones((3, 4)))
    print(layer.backward(y, cache, Scale(3, 4)).shape)


if __name__ == "__main__":
    main()
