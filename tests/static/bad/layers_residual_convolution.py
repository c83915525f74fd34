"""Without padding a convolution makes the image smaller, so nothing can be added to it."""

import numpy as np

from typednn.layers import Conv2d, Relu, Residual


def main() -> None:
    block = Residual(Conv2d(8, 8, 3) >> Relu())  # E: tensor-shape "Residual adds what a layer gives to what it takes"
    print(block(np.ones((2, 8, 9, 9), np.float32)).shape)


if __name__ == "__main__":
    main()
