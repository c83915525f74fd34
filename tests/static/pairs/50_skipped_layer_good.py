"""Two dense layers, applied one after the other."""

import numpy as np
from jaxtyping import Float
from numpy import ndarray as Array


def dense(x: Float[Array, "b i"], w: Float[Array, "i o"]) -> Float[Array, "b o"]:
    return np.maximum(x @ w, 0.0)


def forward(x: Float[Array, "b 8"]) -> Float[Array, "b 3"]:
    rng = np.random.default_rng(40)
    first, second = rng.normal(size=(8, 16)), rng.normal(size=(16, 3))
    h = dense(x, first)
    return dense(h, second)


def main() -> None:
    print(forward(np.ones((2, 8))))


if __name__ == "__main__":
    main()
