"""Standardise a table whose first column was read as integers."""

import numpy as np
from jaxtyping import Float, Int
from numpy import ndarray as Array


def standardise(column: Float[Array, " n"]) -> Float[Array, " n"]:
    return (column - column.mean()) / column.std()


def report(ages: Int[Array, " n"], heights: Float[Array, " n"]) -> Float[Array, "n 2"]:
    first = standardise(ages.astype(np.float64))
    second = standardise(heights)
    return np.stack([first, second], axis=1)


def main() -> None:
    rng = np.random.default_rng(19)
    print(report(rng.integers(20, 60, size=6), rng.normal(170.0, 8.0, size=6)))


if __name__ == "__main__":
    main()
