"""A plain valid convolution of one image with one kernel."""

import numpy as np
from jaxtyping import Float
from numpy import ndarray as Array


def correlate2d(
    image: Float[Array, "h w"], kernel: Float[Array, "k k"]
) -> Float[Array, "h-k+1 w-k+1"]:
    h, w = image.shape
    k = kernel.shape[0]
    out = np.zeros((h - k + 1, w - k + 1))
    for i in range(out.shape[0]):
        for j in range(out.shape[1]):
            out[i, j] = np.sum(image[i : i + k, j : j + k] * kernel)
    return out


def main() -> None:
    rng = np.random.default_rng(12)
    print(correlate2d(rng.random((9, 7)), np.ones((3, 3)) / 9.0))


if __name__ == "__main__":
    main()
