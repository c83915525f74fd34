"""A class whose attributes carry no annotation: its methods may speak of sizes in words of their own."""

import numpy as np
from jaxtyping import Float
from numpy import ndarray as Array
from numpy.random import Generator, default_rng


class Cell:
    def __init__(self, n_in: int, n_hidden: int, rng: Generator) -> None:
        self.wx = rng.normal(size=(n_in, n_hidden))
        self.wh = rng.normal(size=(n_hidden, n_hidden))
        self.b = np.zeros(n_hidden)

    def step(self, x: Float[Array, "batch features"], h: Float[Array, "batch state"]) -> Float[Array, "batch state"]:
        return np.tanh(x @ self.wx + h @ self.wh + self.b)

    def same_words(
        self, x: Float[Array, "batch n_in"], h: Float[Array, "batch n_hidden"]
    ) -> Float[Array, "batch n_hidden"]:
        return np.tanh(x @ self.wx + h @ self.wh + self.b)

    def pixels(self, x: Float[Array, "batch 4"]) -> Float[Array, "batch 5"]:
        return x @ self.wx


def ok_any_words() -> None:
    cell = Cell(4, 5, default_rng(0))
    x, h = np.ones((3, 4)), np.ones((3, 5))
    cell.same_words(x, cell.step(x, h))
    cell.pixels(x)
