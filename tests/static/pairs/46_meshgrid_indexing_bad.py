"""Evaluate a function on a grid, first axis is x."""

import numpy as np
from jaxtyping import Float
from numpy import ndarray as Array


def potential(x: Float[Array, " nx"], y: Float[Array, " ny"]) -> Float[Array, "nx ny"]:
    xx, yy = np.meshgrid(x, y)
    return xx**2 + 0.5 * yy**2  # E: tensor-shape


def main() -> None:
    v = potential(np.linspace(-1.0, 1.0, 5), np.linspace(0.0, 2.0, 8))
    print(v.min())


if __name__ == "__main__":
    main()
