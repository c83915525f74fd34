"""Cross-entropy through one-hot targets."""

import numpy as np
from jaxtyping import Float, Int
from numpy import ndarray as Array


def cross_entropy(
    probs: Float[Array, "batch classes"], labels: Int[Array, " batch"]
) -> Float[Array, " batch"]:
    batch, classes = probs.shape
    targets = np.eye(batch)[labels]
    return -np.sum(targets * np.log(probs), axis=1)  # E: tensor-shape


def main() -> None:
    probs = np.full((6, 4), 0.25)
    print(cross_entropy(probs, np.array([0, 1, 2, 3, 0, 1])))


if __name__ == "__main__":
    main()
