"""A linear layer whose weight is stored one row per output unit."""

import numpy as np
from jaxtyping import Float
from numpy import ndarray as Array


def linear(
    x: Float[Array, "batch fan_in"],
    weight: Float[Array, "fan_out fan_in"],
    bias: Float[Array, " fan_out"],
) -> Float[Array, "batch fan_out"]:
    return x @ weight.T + bias


def main() -> None:
    rng = np.random.default_rng(0)
    weight = rng.normal(size=(5, 3))
    y = linear(rng.normal(size=(7, 3)), weight, np.zeros(5))
    print(y.sum())


if __name__ == "__main__":
    main()
