"""A hidden layer whose intermediate value is annotated."""

import numpy as np
from jaxtyping import Float
from numpy import ndarray as Array


def hidden_gradient(
    x: Float[Array, "batch inputs"],
    w: Float[Array, "inputs hidden"],
    dy: Float[Array, "batch hidden"],
) -> Float[Array, "batch inputs"]:
    pre: Float[Array, "batch hidden"] = x @ w
    dpre = dy * (1.0 - np.tanh(pre) ** 2)
    return dpre @ w.T


def main() -> None:
    rng = np.random.default_rng(28)
    x, w = rng.normal(size=(6, 4)), rng.normal(size=(4, 3))
    print(hidden_gradient(x, w, np.ones((6, 3))))


if __name__ == "__main__":
    main()
