"""An encoder of two dense layers, sizes from the constructor."""

import numpy as np
from jaxtyping import Float
from numpy import ndarray as Array


class Dense:
    def __init__(self, fan_in: int, fan_out: int) -> None:
        self.fan_in = fan_in
        self.fan_out = fan_out
        self.w: Float[Array, "{self.fan_in} {self.fan_out}"] = np.ones((fan_in, fan_out))

    def __call__(self, x: Float[Array, "n {self.fan_in}"]) -> Float[Array, "n {self.fan_out}"]:
        return np.tanh(x @ self.w)


class Encoder:
    def __init__(self, inputs: int, hidden: int, code: int) -> None:
        self.code = code
        self.inputs = inputs
        self.up = Dense(inputs, hidden)
        self.down = Dense(inputs, code)

    def encode(self, x: Float[Array, "n {self.inputs}"]) -> Float[Array, "n {self.code}"]:
        return self.down(self.up(x))  # E: tensor-shape


def main() -> None:
    print(Encoder(6, 4, 2).encode(np.ones((3, 6))))


if __name__ == "__main__":
    main()
