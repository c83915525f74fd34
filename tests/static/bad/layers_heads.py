"""Three heads do not divide a width of 16."""

import numpy as np

from typednn.layers import MultiHeadAttention


def main() -> None:
    attention = MultiHeadAttention(16, 3)  # E: tensor-shape "3 heads do not divide the width 16"
    print(attention(np.ones((2, 5, 16), np.float32)).shape)


if __name__ == "__main__":
    main()
