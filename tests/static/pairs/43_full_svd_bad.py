"""Rebuild a matrix from its singular value decomposition."""

import numpy as np
from jaxtyping import Float


def shrink(x: Float[np.ndarray, "20 6"], threshold: float) -> Float[np.ndarray, "20 6"]:
    u, s, vt = np.linalg.svd(x)
    s = np.maximum(s - threshold, 0.0)
    return u @ np.diag(s) @ vt  # E: tensor-shape


def main() -> None:
    rng = np.random.default_rng(34)
    print(shrink(rng.normal(size=(20, 6)), 0.5).std())


if __name__ == "__main__":
    main()
