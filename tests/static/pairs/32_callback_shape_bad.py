"""A numeric gradient wants a scalar function of a vector."""

from collections.abc import Callable

import numpy as np
from jaxtyping import Float
from numpy import ndarray as Array


def squares(x: Float[Array, " n"]) -> Float[Array, " n"]:
    return x * x


def energy(x: Float[Array, " n"]) -> Float[Array, ""]:
    return np.asarray(0.5 * np.sum(squares(x)))


def gradient(
    f: Callable[[Float[Array, " n"]], Float[Array, ""]], x: Float[Array, " n"], h: float = 1e-6
) -> Float[Array, " n"]:
    result = np.zeros(x.shape[0])
    for i in range(x.shape[0]):
        bump = np.zeros(x.shape[0])
        bump[i] = h
        result[i] = (f(x + bump) - f(x - bump)) / (2.0 * h)
    return result


def main() -> None:
    x = np.array([1.0, 2.0, 3.0])
    print(gradient(squares, x))  # E: tensor-shape


if __name__ == "__main__":
    main()
