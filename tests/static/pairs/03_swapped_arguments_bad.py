"""A two-layer perceptron; the helper takes the data first, then the weight."""

import numpy as np
from jaxtyping import Float
from numpy import ndarray as Array


def affine(
    x: Float[Array, "n p"], w: Float[Array, "p q"], b: Float[Array, " q"]
) -> Float[Array, "n q"]:
    return x @ w + b


def forward(
    x: Float[Array, "batch inputs"],
    w1: Float[Array, "inputs hidden"],
    b1: Float[Array, " hidden"],
    w2: Float[Array, "hidden outputs"],
    b2: Float[Array, " outputs"],
) -> Float[Array, "batch outputs"]:
    h = np.tanh(affine(x, w1, b1))
    return affine(w2, h, b2)  # E: tensor-shape


def main() -> None:
    rng = np.random.default_rng(0)
    w1, w2 = rng.normal(size=(6, 5)), rng.normal(size=(5, 2))
    print(forward(rng.normal(size=(9, 6)), w1, np.zeros(5), w2, np.zeros(2)))


if __name__ == "__main__":
    main()
