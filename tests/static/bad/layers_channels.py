"""The second convolution takes other channels than the first one gives."""

import numpy as np

from typednn.layers import Conv2d, Relu


def main() -> None:
    net = Conv2d(1, 8, 3) >> Relu() >> Conv2d(16, 4, 3)  # E: tensor-shape "Conv2d(16, 4, 3) takes in_channels = 16"
    print(net(np.ones((3, 1, 28, 28), np.float32)).shape)


if __name__ == "__main__":
    main()
