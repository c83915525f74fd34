"""A classifier for 28 by 28 digits as a chain of typed layers."""

from typing import Generic, TypeVar

import numpy as np
from jaxtyping import Float
from numpy import ndarray as Array

In = TypeVar("In", bound=int)
Out = TypeVar("Out", bound=int)


class Linear(Generic[In, Out]):
    weight: Float[Array, "In Out"]

    def __init__(self, fan_in: In, fan_out: Out) -> None:
        self.weight = np.random.default_rng(0).normal(size=(fan_in, fan_out))

    def __call__(self, x: Float[Array, "batch In"]) -> Float[Array, "batch Out"]:
        return x @ self.weight


class Digits:
    def __init__(self) -> None:
        self.first = Linear(784, 128)
        self.second = Linear(128, 10)

    def logits(self, x: Float[Array, "batch 784"]) -> Float[Array, "batch 10"]:
        hidden = np.maximum(self.first(x), 0.0)
        return self.second(hidden)


def main() -> None:
    print(Digits().logits(np.ones((3, 784))).shape)


if __name__ == "__main__":
    main()
