"""Drop samples that contain outliers."""

import numpy as np
from jaxtyping import Bool, Float
from numpy import ndarray as Array


def inliers(x: Float[Array, "n d"], limit: float) -> Float[Array, "kept d"]:
    z = np.abs(x - x.mean(axis=0)) / x.std(axis=0)
    keep = z.max(axis=0) < limit
    return x[keep]  # E: tensor-shape


def main() -> None:
    rng = np.random.default_rng(20)
    print(inliers(rng.normal(size=(12, 3)), 2.0).shape)


if __name__ == "__main__":
    main()
