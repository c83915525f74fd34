"""A backward function that makes the gradient of a weight in the shape of its transpose."""

import numpy as np
from jaxtyping import Float
from numpy import ndarray as Array

from typednn.contracts import contract


@contract
def dense_vjp(
    dy: Float[Array, "batch fan_out"], x: Float[Array, "batch fan_in"], w: Float[Array, "fan_in fan_out"]
) -> tuple[Float[Array, "batch fan_in"], Float[Array, "fan_in fan_out"]]:
    return dy @ w.T, dy.T @ x  # E: tensor-shape


def main() -> None:
    dx, dw = dense_vjp(np.ones((5, 3)), np.ones((5, 4)), np.ones((4, 3)))
    print(dx.shape, dw.shape)


if __name__ == "__main__":
    main()
