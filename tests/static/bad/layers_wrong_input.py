"""A network is given arrays of the wrong width."""

import numpy as np

from typednn.layers import Linear, Relu


def main() -> None:
    net = Linear(784, 128) >> Relu() >> Linear(128, 10)
    print(net(np.ones((3, 28 * 27), np.float32)).shape)  # E: tensor-shape


if __name__ == "__main__":
    main()
