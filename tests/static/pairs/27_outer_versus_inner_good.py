"""Hebbian storage of one pattern in a Hopfield network."""

import numpy as np
from jaxtyping import Float
from numpy import ndarray as Array


def hebbian(pattern: Float[Array, " neurons"]) -> Float[Array, "neurons neurons"]:
    return np.outer(pattern, pattern) / pattern.size


def store(
    weights: Float[Array, "neurons neurons"], pattern: Float[Array, " neurons"]
) -> Float[Array, "neurons neurons"]:
    updated = weights + hebbian(pattern)
    np.fill_diagonal(updated, 0.0)
    return updated


def main() -> None:
    pattern = np.array([1.0, -1.0, 1.0, 1.0])
    print(store(np.zeros((4, 4)), pattern))


if __name__ == "__main__":
    main()
