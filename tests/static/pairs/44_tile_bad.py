"""Add position embeddings to a batch of sequences."""

import numpy as np
from jaxtyping import Float
from numpy import ndarray as Array


def embed(
    tokens: Float[Array, "batch time width"], positions: Float[Array, "time width"]
) -> Float[Array, "batch time width*2"]:
    batch = tokens.shape[0]
    repeated = np.tile(positions, (batch, 1))
    return np.concatenate([tokens, repeated], axis=-1)  # E: tensor-shape


def main() -> None:
    rng = np.random.default_rng(35)
    print(embed(rng.normal(size=(4, 6, 3)), rng.normal(size=(6, 3))).shape)


if __name__ == "__main__":
    main()
