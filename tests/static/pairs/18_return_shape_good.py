"""Squared distances between two point sets."""

import numpy as np
from jaxtyping import Float


def squared_distances(
    a: Float[np.ndarray, "n d"], b: Float[np.ndarray, "m d"]
) -> Float[np.ndarray, "n m"]:
    aa = np.sum(a * a, axis=1)
    bb = np.sum(b * b, axis=1)
    return aa[:, None] + bb[None, :] - 2.0 * (a @ b.T)


def main() -> None:
    rng = np.random.default_rng(14)
    print(squared_distances(rng.normal(size=(4, 2)), rng.normal(size=(6, 2))))


if __name__ == "__main__":
    main()
