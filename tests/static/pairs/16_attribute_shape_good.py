"""A dense layer with declared attributes."""

import numpy as np
from jaxtyping import Float
from numpy import ndarray as Array


class Dense:
    weight: Float[Array, "{self.fan_in} {self.fan_out}"]
    bias: Float[Array, " {self.fan_out}"]

    def __init__(self, fan_in: int, fan_out: int, rng: np.random.Generator) -> None:
        self.fan_in = fan_in
        self.fan_out = fan_out
        self.weight = rng.normal(size=(fan_in, fan_out)) / np.sqrt(fan_in)
        self.bias = np.zeros(fan_out)

    def __call__(
        self, x: Float[Array, "batch {self.fan_in}"]
    ) -> Float[Array, "batch {self.fan_out}"]:
        return x @ self.weight + self.bias


def main() -> None:
    rng = np.random.default_rng(13)
    layer = Dense(5, 3, rng)
    print(layer(rng.normal(size=(4, 5))))


if __name__ == "__main__":
    main()
