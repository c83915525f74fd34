"""Sample from a Gaussian with the covariance of the data."""

import numpy as np
from jaxtyping import Float
from numpy import ndarray as Array


def sampler(
    x: Float[Array, "n d"], count: int, rng: np.random.Generator
) -> Float[Array, "{count} d"]:
    n, d = x.shape
    centred = x - x.mean(axis=0)
    factor = np.linalg.cholesky(centred.T @ centred / n + 1e-6 * np.eye(d))
    return x.mean(axis=0) + rng.normal(size=(count, d)) @ factor.T


def main() -> None:
    rng = np.random.default_rng(33)
    print(sampler(rng.normal(size=(20, 3)), 5, rng))


if __name__ == "__main__":
    main()
