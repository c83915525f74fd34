"""Average the predictions of an ensemble."""

import numpy as np
from jaxtyping import Float
from numpy import ndarray as Array


def ensemble(
    first: Float[Array, "samples classes"],
    second: Float[Array, "samples classes"],
    third: Float[Array, "samples classes"],
) -> Float[Array, "samples classes"]:
    members = (first, second, third)
    stacked = np.concatenate(members)
    return stacked.mean(axis=0)  # E: tensor-shape


def main() -> None:
    rng = np.random.default_rng(22)
    print(ensemble(rng.random((5, 3)), rng.random((5, 3)), rng.random((5, 3))))


if __name__ == "__main__":
    main()
