"""A layer of your own: a forward pass, its backward pass, one contract; the rest follows.

    python examples/04_own_layer.py

mypy proves both passes, and that the gradient of x has the shape of x.
"""

from typing import ClassVar, Generic, TypeVar

import numpy as np
from numpy.random import Generator, default_rng

from typednn import Array, Float, contract
from typednn.layers import FRESH, Layer, Linear, Workspace, loss_and_gradient
from typednn.losses import mse

Width = TypeVar("Width", bound=int)


@contract
class Scale(Layer[Array], Generic[Width]):
    """y = x ⊙ weight, a factor for each feature."""

    PARAMETERS: ClassVar[tuple[str, ...]] = ("weight",)
    weight: Float[Array, " Width"]

    def __init__(self, width: Width) -> None:
        self.width = width
        self.weight = np.ones(width)

    def __call__(self, x: Float[Array, "batch Width"]) -> Float[Array, "batch Width"]:
        return x * self.weight

    def forward(
        self, x: Float[Array, "batch Width"], *, rng: Generator | None = None, space: Workspace = FRESH
    ) -> tuple[Float[Array, "batch Width"], Float[Array, "batch Width"]]:
        return self(x), x

    def backward(
        self,
        dy: Float[Array, "batch Width"],
        cache: Float[Array, "batch Width"],
        gradient: "Scale[Width]",
        *,
        space: Workspace = FRESH,
    ) -> Float[Array, "batch Width"]:
        gradient.weight[...] = (dy * cache).sum(axis=0)
        return dy * self.weight


def main() -> None:
    rng = default_rng(0)
    net = Linear(3, 4, rng=rng, dtype=np.float64) >> Scale(4) >> Linear(4, 2, rng=rng, dtype=np.float64)
    x, targets = rng.normal(size=(5, 3)), rng.normal(size=(5, 2))
    print(net.summary())

    # The gradient by hand against a central difference, for one factor of Scale.
    scale = net[1]
    assert isinstance(scale, Scale)
    before = loss_and_gradient(net, x, targets, mse)
    slope = []
    for step in (1e-6, -1e-6):
        scale.weight[0] = 1.0 + step
        slope.append(loss_and_gradient(net, x, targets, mse).loss / step)
    print(f"difference quotient {sum(slope) / 2:.6f}, by hand {before.gradient[16]:.6f}")


if __name__ == "__main__":
    main()
