"""A labelled batch, checked when it is built."""

from dataclasses import dataclass

import numpy as np
from jaxtyping import Float, Int
from numpy import ndarray as Array


@dataclass
class Batch:
    inputs: Float[Array, "batch features"]
    labels: Int[Array, " batch"]


def take(x: Float[Array, "n d"], y: Int[Array, " n"], size: int) -> Batch:
    return Batch(inputs=x[:size], labels=y[:size])


def main() -> None:
    rng = np.random.default_rng(15)
    x, y = rng.normal(size=(20, 3)), rng.integers(0, 2, size=20)
    batch = take(x, y, 5)
    print(batch.inputs.shape, batch.labels.shape)


if __name__ == "__main__":
    main()
