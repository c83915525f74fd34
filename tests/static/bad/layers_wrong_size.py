"""The second layer does not take what the first one gives."""

import numpy as np

from typednn.layers import Linear, Relu


def main() -> None:
    net = Linear(784, 128) >> Relu()
    print(net(np.ones((3, 784), np.float32)).shape)
    wrong = Linear(784, 128) >> Linear(64, 10)  # E: tensor-shape "Linear(64, 10) takes fan_in = 64, but the layer before it gives fan_out = 128"
    print(wrong(np.ones((3, 784), np.float32)).shape)


if __name__ == "__main__":
    main()
