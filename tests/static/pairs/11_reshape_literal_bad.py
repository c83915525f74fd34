"""Flatten images before the first dense layer."""

import numpy as np
from jaxtyping import Float

SIDE = 28


def flatten(images: Float[np.ndarray, "batch 28 28"]) -> Float[np.ndarray, "batch 784"]:
    batch = images.shape[0]
    return images.reshape(batch, 28 * 27)  # E: tensor-shape


def main() -> None:
    images = np.zeros((2, SIDE, SIDE))
    print(flatten(images).shape)


if __name__ == "__main__":
    main()
