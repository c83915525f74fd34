"""PEP 695, 696 and 701: type parameters, ``type`` statements, defaults, f-strings inside f-strings."""
from collections.abc import Callable
from typing import Any

import numpy as np
from jaxtyping import Float

type Rows = Float[np.ndarray, "n d"]
type Nested[T] = list[Nested[T]] | T
type Pair[T: np.ndarray = Rows] = tuple[T, T]
type Wrong = Float[np.ndarray, "n +"]
type Function[**P, *Ts] = Callable[P, tuple[*Ts]]


def first[T: Rows](x: T, *ys: T) -> T:
    type Local = Float[np.ndarray, "a b"]
    y: Local = x
    return x + y


def pair(x: Pair, y: Pair[Rows], z: Nested[Rows]) -> Rows:
    a, b = x
    return a + b + y[0] + z[0]


class Box[T: Rows = Rows, N: int = int, *Ts = *tuple[int, ...]]:
    inside: T

    def __init__(self, inside: T) -> None:
        self.inside = inside

    def map[U](self, f: Callable[[T], U]) -> U:
        return f(self.inside)


class Linear[I: int, O: int]:
    def __init__(self, i: int, o: int) -> None:
        self.w: Float[np.ndarray, "I O"] = np.zeros((i, o))

    def __call__(self, x: Float[np.ndarray, "b I"]) -> Float[np.ndarray, "b O"]:
        return x @ self.w


def use(x: Rows) -> Any:
    print(f"{f"{x.shape[0]:>{len(f"{x}")}}"}")
    return Box(x).map(lambda t: t.T), Linear(3, 4)(x), Linear[3, 4](3, 4)(np.zeros((2, 5)))
