"""First differences along time."""

import numpy as np
from jaxtyping import Float
from numpy import ndarray as Array


def increments(x: Float[Array, "series time"]) -> Float[Array, "series time-1"]:
    return x[:, 1:] - x  # E: tensor-shape


def volatility(x: Float[Array, "series time"]) -> Float[Array, " series"]:
    return increments(np.log(x)).std(axis=1)


def main() -> None:
    rng = np.random.default_rng(11)
    print(volatility(1.0 + rng.random((3, 12))))


if __name__ == "__main__":
    main()
