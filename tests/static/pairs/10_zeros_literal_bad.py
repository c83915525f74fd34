"""A confusion matrix over ten digits, added up batch by batch."""

import numpy as np
from jaxtyping import Float, Int
from numpy import ndarray as Array


def add_to(
    counts: Float[Array, "10 10"], truth: Int[Array, " batch"], guess: Int[Array, " batch"]
) -> Float[Array, "10 10"]:
    result = counts.copy()
    np.add.at(result, (truth, guess), 1.0)
    return result


def main() -> None:
    rng = np.random.default_rng(8)
    counts = np.zeros((10, 9))
    truth, guess = rng.integers(0, 9, size=20), rng.integers(0, 9, size=20)
    counts = add_to(counts, truth, guess)  # E: tensor-shape
    print(counts.sum())


if __name__ == "__main__":
    main()
