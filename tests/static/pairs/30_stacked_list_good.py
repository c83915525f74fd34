"""A summary table of a data set: one row per statistic."""

import numpy as np
from jaxtyping import Float
from numpy import ndarray as Array


def summary(x: Float[Array, "samples features"]) -> Float[Array, "4 features"]:
    rows = [
        x.min(axis=0),
        x.mean(axis=0),
        x.std(axis=0),
        x.max(axis=0),
    ]
    return np.stack(rows)


def main() -> None:
    rng = np.random.default_rng(23)
    print(summary(rng.normal(size=(10, 3))))


if __name__ == "__main__":
    main()
