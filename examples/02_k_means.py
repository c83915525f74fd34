"""Ordinary NumPy, proved: k-means with broadcasting, masks and indices, and no decorator anywhere.

python examples/02_k_means.py
"""

import numpy as np
from jaxtyping import Float, Int
from numpy.random import Generator, default_rng

from typednn import Array


def squared_distances(points: Float[Array, "n d"], centres: Float[Array, "k d"]) -> Float[Array, "n k"]:
    """‖x_i − c_j‖², without a loop."""
    difference = points[:, None, :] - centres[None, :, :]
    return np.einsum("nkd,nkd->nk", difference, difference)


def assign(points: Float[Array, "n d"], centres: Float[Array, "k d"]) -> Int[Array, " n"]:
    """The nearest centre of each point."""
    return squared_distances(points, centres).argmin(axis=1)


def update(points: Float[Array, "n d"], labels: Int[Array, " n"], centres: Float[Array, "k d"]) -> Float[Array, "k d"]:
    """The mean of each centre's points; a centre without points stays."""
    moved = centres.copy()
    for j in range(len(centres)):
        mine = points[labels == j]
        if len(mine) > 0:
            moved[j] = mine.mean(axis=0)
    return moved


def k_means(
    points: Float[Array, "n d"], k: int, rng: Generator, rounds: int = 20
) -> tuple[Float[Array, "{k} d"], Int[Array, " n"]]:
    """Lloyd's algorithm from k random points; `{k}` is the value of the argument."""
    centres = points[rng.permutation(len(points))[:k]]
    for _ in range(rounds):
        centres = update(points, assign(points, centres), centres)
    return centres, assign(points, centres)


def main() -> None:
    rng = default_rng(0)
    blobs = [rng.normal(loc, 0.3, size=(50, 2)) for loc in (-2.0, 0.0, 2.0)]
    centres, labels = k_means(np.concatenate(blobs), 3, rng)
    print("centres:", centres[centres[:, 0].argsort()].round(1).tolist())
    print("sizes:", np.bincount(labels, minlength=3).tolist())


if __name__ == "__main__":
    main()
