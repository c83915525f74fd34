"""A class whose attributes carry no annotation: its methods may speak of sizes in words of their own."""

from dataclasses import dataclass
from typing import ClassVar

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


@dataclass
class Grid:
    nx: int
    ny: int

    def zeros(self) -> Float[Array, "nx ny"]:
        return np.zeros((self.nx, self.ny))

    def same_words(self, u: Float[Array, "nx ny"]) -> Float[Array, "nx ny"]:
        return u + np.zeros((self.nx, self.ny))

    def other_words(self, u: Float[Array, "rows columns"]) -> Float[Array, "rows columns"]:
        return u + np.zeros((self.nx, self.ny))

    def numbers(self, u: Float[Array, "4 5"]) -> Float[Array, "4 5"]:
        return u + np.zeros((self.nx, self.ny))


class Ring:
    size: ClassVar[int] = 8

    def __init__(self, width: int) -> None:
        self.rows = np.zeros((self.size, width))

    def view(self) -> Float[Array, "8 width"]:
        return np.roll(self.rows, 1, axis=0)


class Scaler:
    def fit(self, x: Float[Array, "n d"]) -> None:
        self.mean, self.spread = x.mean(axis=0), x.std(axis=0)

    def apply(self, x: Float[Array, "rows columns"]) -> Float[Array, "rows columns"]:
        return (x - self.mean) / self.spread


def ok_fitted() -> None:
    scaler = Scaler()
    scaler.fit(np.arange(6.0).reshape(3, 2))
    scaler.apply(np.ones((4, 2)))


def ok_int_attributes() -> None:
    grid = Grid(4, 5)
    for u in (grid.zeros(), np.ones((4, 5))):
        grid.same_words(grid.other_words(grid.numbers(u)))
    Ring(3).view()


def ok_any_words() -> None:
    cell = Cell(4, 5, default_rng(0))
    x, h = np.ones((3, 4)), np.ones((3, 5))
    cell.same_words(x, cell.step(x, h))
    cell.pixels(x)


class Attention:
    """Contracts of attributes in the class's words, and methods that have words of their own."""

    bias: Float[Array, "width"]

    def __init__(self, dim: int, width: int) -> None:
        self.qkv: Float[Array, "dim width"] = np.ones((dim, width))
        self.bias = np.zeros(width)

    def __call__(self, x: Float[Array, "batch d"]) -> Float[Array, "batch e"]:
        return x @ self.qkv + self.bias

    def words_of_the_class(self, x: Float[Array, "batch dim"]) -> Float[Array, "batch width"]:
        return self(x)
