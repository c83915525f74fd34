"""Images and targets of batches that differ."""

import numpy as np
from jaxtyping import Float
from numpy import ndarray as Array

from typednn.contracts import contract
from typednn.layers import Linear


@contract
def error(y: Float[Array, "batch 10"], targets: Float[Array, "batch 10"]) -> Float[Array, " batch"]:
    return np.square(y - targets).sum(axis=1)


def main() -> None:
    layer = Linear(784, 10)
    y = layer(np.ones((32, 784), np.float32))
    print(error(y, np.ones((64, 10), np.float32)).shape)  # E: tensor-shape


if __name__ == "__main__":
    main()
