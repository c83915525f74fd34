"""Walk through a data set in random mini-batches."""

from collections.abc import Iterator

import numpy as np
from jaxtyping import Float, Int
from numpy import ndarray as Array


def batches(
    x: Float[Array, "n d"], y: Int[Array, " n"], size: int, rng: np.random.Generator
) -> Iterator[tuple[Float[Array, "batch d"], Int[Array, " batch"]]]:
    order = rng.permutation(x.shape[0])
    for start in range(0, x.shape[0], size):
        index = order[start : start + size]
        yield x[index], y[index][:, None]  # E: tensor-shape


def accuracy(scores: Float[Array, "batch classes"], y: Int[Array, " batch"]) -> float:
    return float(np.mean(scores.argmax(axis=1) == y))


def main() -> None:
    rng = np.random.default_rng(24)
    x, y = rng.normal(size=(30, 3)), rng.integers(0, 3, size=30)
    print([accuracy(bx, by) for bx, by in batches(x, y, 8, rng)])


if __name__ == "__main__":
    main()
