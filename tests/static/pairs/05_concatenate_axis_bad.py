"""Join measured and derived features of the same samples."""

import numpy as np
from jaxtyping import Float


def with_products(
    x: Float[np.ndarray, "n p"], z: Float[np.ndarray, "n q"]
) -> Float[np.ndarray, "n p+q"]:
    scaled = z / np.abs(z).max()
    return np.concatenate([x, scaled], axis=0)  # E: tensor-shape


def main() -> None:
    rng = np.random.default_rng(4)
    x = rng.normal(size=(10, 3))
    z = rng.normal(size=(10, 2))
    print(with_products(x, z).mean())


if __name__ == "__main__":
    main()
