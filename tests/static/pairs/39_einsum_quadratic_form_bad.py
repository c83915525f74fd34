"""Mahalanobis distances of samples from a centre."""

import numpy as np
from jaxtyping import Float


def mahalanobis(
    x: Float[np.ndarray, "n d"],
    centre: Float[np.ndarray, " d"],
    precision: Float[np.ndarray, "d d"],
) -> Float[np.ndarray, " n"]:
    delta = x - centre
    squared = np.einsum("ni,ij,nj->j", delta, precision, delta)
    return np.sqrt(squared)  # E: tensor-shape


def main() -> None:
    rng = np.random.default_rng(30)
    x = rng.normal(size=(11, 3))
    print(mahalanobis(x, x.mean(axis=0), np.linalg.inv(np.cov(x.T))))


if __name__ == "__main__":
    main()
