"""The number of pairs above the diagonal, as a vector of similarities."""

import numpy as np
from jaxtyping import Float
from numpy import ndarray as Array


def centred_kernel(x: Float[Array, "n d"]) -> Float[Array, "n n"]:
    n = x.shape[0]
    centring = np.eye(n) - np.ones((n, n)) / n
    kernel = x @ x.T
    return np.triu(centring @ kernel @ centring)


def main() -> None:
    rng = np.random.default_rng(41)
    print(centred_kernel(rng.normal(size=(6, 3))))


if __name__ == "__main__":
    main()
