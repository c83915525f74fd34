"""A layer without sizes stands between two that do not fit."""

import numpy as np
from jaxtyping import Float
from numpy import ndarray as Array

from typednn.layers import Linear, Relu


def scores(x: Float[Array, "batch 784"]) -> Float[Array, "batch 10"]:
    net = Linear(784, 128) >> Relu() >> Linear(64, 10)  # E: tensor-shape "Linear(64, 10) takes fan_in = 64, but the layer before it gives"
    return net(x)


def main() -> None:
    print(scores(np.ones((3, 784), np.float32)).shape)


if __name__ == "__main__":
    main()
