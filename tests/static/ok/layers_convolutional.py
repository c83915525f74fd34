"""A convolutional network: sizes of images are worked out through kernels, padding, pooling and Flatten."""

import numpy as np
from jaxtyping import Float
from numpy import ndarray as Array

from typednn.layers import AvgPool2d, BatchNorm2d, Conv2d, Dropout, Flatten, Linear, MaxPool2d, Relu, Residual


def scores(x: Float[Array, "batch 1 28 28"]) -> Float[Array, "batch 10"]:
    stack = Conv2d(1, 8, 3, rng=0) >> BatchNorm2d(8) >> Relu() >> MaxPool2d(2)
    net = stack >> Flatten() >> Linear(1352, 10, rng=1)
    return net(x)


def same_size(x: Float[Array, "batch 3 height width"]) -> Float[Array, "batch 8 height width"]:
    net = Conv2d(3, 8, 3, padding=1, rng=0) >> Residual(Conv2d(8, 8, 5, padding=2, rng=1) >> Relu())
    return net(x)


def halved(x: Float[Array, "batch 3 16 16"]) -> Float[Array, "batch 3 8 8"]:
    return AvgPool2d(2)(x)


def main() -> None:
    assert scores(np.ones((2, 1, 28, 28), np.float32)).shape == (2, 10)
    assert same_size(np.ones((2, 3, 9, 7), np.float32)).shape == (2, 8, 9, 7)
    assert halved(np.ones((2, 3, 16, 16))).shape == (2, 3, 8, 8)
    net = Conv2d(1, 4, 3, rng=0) >> Dropout(0.1) >> Flatten() >> Linear(4 * 26 * 26, 10, rng=1)
    assert net.check("batch 1 28 28") == "batch 10"
    assert net(np.ones((2, 1, 28, 28), np.float32)).shape == (2, 10)


if __name__ == "__main__":
    main()
