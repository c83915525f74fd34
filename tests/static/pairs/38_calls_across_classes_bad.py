"""Encode, then decode; the code is narrower than the data."""

from typing import Generic, TypeVar

import numpy as np
from jaxtyping import Float
from numpy import ndarray as Array

D = TypeVar("D", bound=int)
K = TypeVar("K", bound=int)


class Projection(Generic[D, K]):
    basis: Float[Array, "D K"]

    def __init__(self, wide: D, narrow: K) -> None:
        q, _ = np.linalg.qr(np.random.default_rng(0).normal(size=(wide, narrow)))
        self.basis = q

    def encode(self, x: Float[Array, "n D"]) -> Float[Array, "n K"]:
        return x @ self.basis

    def decode(self, z: Float[Array, "n K"]) -> Float[Array, "n D"]:
        return z @ self.basis.T


def main() -> None:
    outer, inner = Projection(8, 5), Projection(5, 2)
    x = np.ones((3, 8))
    z = inner.encode(outer.encode(x))
    print(inner.decode(outer.decode(z)))  # E: tensor-shape


if __name__ == "__main__":
    main()
