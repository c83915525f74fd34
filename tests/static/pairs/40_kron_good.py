"""The operator of a separable transform on vectorised matrices."""

import numpy as np
from jaxtyping import Float
from numpy import ndarray as Array


def separable(rows: Float[Array, "m p"], columns: Float[Array, "n q"]) -> Float[Array, "m*n p*q"]:
    return np.kron(rows, columns)


def main() -> None:
    rng = np.random.default_rng(31)
    operator = separable(rng.normal(size=(2, 3)), rng.normal(size=(5, 4)))
    print(operator.shape)


if __name__ == "__main__":
    main()
