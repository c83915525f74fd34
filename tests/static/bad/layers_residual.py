"""A residual connection around a layer that gives another shape than it takes."""

import numpy as np

from typednn.layers import Linear, Residual


def main() -> None:
    block = Residual(Linear(64, 32))  # E: tensor-shape "Residual adds what a layer gives to what it takes"
    print(block(np.ones((2, 64), np.float32)).shape)


if __name__ == "__main__":
    main()
