"""A linear map with an optional bias."""

from typing import Optional

import numpy as np
from jaxtyping import Float
from numpy import ndarray as Array


def linear(
    x: Float[Array, "batch fan_in"],
    w: Float[Array, "fan_in fan_out"],
    b: Optional[Float[Array, " fan_out"]] = None,
) -> Float[Array, "batch fan_out"]:
    y = x @ w
    return y if b is None else y + b


def main() -> None:
    rng = np.random.default_rng(25)
    x, w = rng.normal(size=(6, 4)), rng.normal(size=(4, 3))
    print(linear(x, w), linear(x, w, np.zeros(4)))  # E: tensor-shape


if __name__ == "__main__":
    main()
