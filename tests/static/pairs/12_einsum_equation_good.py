"""Scores of scaled dot-product attention."""

import numpy as np
from jaxtyping import Float
from numpy import ndarray as Array


def scores(
    q: Float[Array, "batch heads queries dim"],
    k: Float[Array, "batch heads keys dim"],
) -> Float[Array, "batch heads queries keys"]:
    dim = q.shape[-1]
    return np.einsum("bhqd,bhkd->bhqk", q, k) / np.sqrt(dim)


def main() -> None:
    rng = np.random.default_rng(9)
    s = scores(rng.normal(size=(2, 3, 5, 4)), rng.normal(size=(2, 3, 6, 4)))
    print(s.max())


if __name__ == "__main__":
    main()
