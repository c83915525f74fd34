"""Ridge regression by the normal equations."""

import numpy as np
from jaxtyping import Float
from numpy import ndarray as Array


def ridge(
    x: Float[Array, "n d"], y: Float[Array, "n outputs"], penalty: float
) -> Float[Array, "d outputs"]:
    d = x.shape[1]
    gram = x.T @ x + penalty * np.eye(d)
    return np.linalg.solve(gram, y)  # E: tensor-shape


def main() -> None:
    rng = np.random.default_rng(32)
    print(ridge(rng.normal(size=(12, 4)), rng.normal(size=(12, 2)), 0.1))


if __name__ == "__main__":
    main()
