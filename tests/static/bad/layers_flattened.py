"""A stack of convolutions is flattened into a layer of the wrong size: 8 · 13 · 13 = 1352."""

import numpy as np
from jaxtyping import Float
from numpy import ndarray as Array

from typednn.layers import Conv2d, Flatten, Linear, MaxPool2d, Relu


def scores(x: Float[Array, "batch 1 28 28"]) -> Float[Array, "batch 10"]:
    net = Conv2d(1, 8, 3) >> Relu() >> MaxPool2d(2) >> Flatten() >> Linear(1568, 10)
    return net(x)  # E: tensor-shape


def main() -> None:
    print(scores(np.ones((3, 1, 28, 28), np.float32)).shape)


if __name__ == "__main__":
    main()
