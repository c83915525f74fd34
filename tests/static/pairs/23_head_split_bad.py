"""Split the model width into attention heads."""

import numpy as np
from jaxtyping import Float
from numpy import ndarray as Array


def split_heads(
    x: Float[Array, "batch time {heads}*{dim}"], heads: int, dim: int
) -> Float[Array, "batch {heads} time {dim}"]:
    batch, time, _ = x.shape
    return x.reshape(batch, time, heads, dim).transpose(0, 3, 1, 2)  # E: tensor-shape


def main() -> None:
    rng = np.random.default_rng(18)
    print(split_heads(rng.normal(size=(2, 5, 12)), 3, 4).shape)


if __name__ == "__main__":
    main()
