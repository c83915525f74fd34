"""Weight each sample's row by its importance."""

import numpy as np
from jaxtyping import Float
from numpy import ndarray as Array


def weighted_mean(
    x: Float[Array, "samples features"], weights: Float[Array, " samples"]
) -> Float[Array, " features"]:
    normalised = weights / weights.sum()
    return (normalised[:, None] * x).sum(axis=0)


def main() -> None:
    rng = np.random.default_rng(16)
    print(weighted_mean(rng.normal(size=(7, 3)), rng.random(7)))


if __name__ == "__main__":
    main()
