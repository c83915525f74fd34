"""The gradient of a bias is the sum of the cotangents over the batch."""

import numpy as np
from jaxtyping import Float
from numpy import ndarray as Array


def bias_gradient(dy: Float[Array, "batch fan_out"]) -> Float[Array, " fan_out"]:
    return dy.sum(axis=1)  # E: tensor-shape


def update(
    bias: Float[Array, " fan_out"], dy: Float[Array, "batch fan_out"], rate: float
) -> Float[Array, " fan_out"]:
    step = rate * bias_gradient(dy)
    return bias - step


def main() -> None:
    rng = np.random.default_rng(3)
    print(update(np.zeros(4), rng.normal(size=(8, 4)), 0.01))


if __name__ == "__main__":
    main()
