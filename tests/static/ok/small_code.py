"""Correct functions, classes, branches and loops: the twins of the cases in bad/."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from typing import NamedTuple, Optional, TypeAlias

import numpy as np
from jaxtyping import Float
from numpy import ndarray as Array

Image: TypeAlias = Float[Array, "h w"]


def affine(x: Float[Array, "b n"], w: Float[Array, "n m"], c: Float[Array, "m"]) -> Float[Array, "b m"]:
    return x @ w + c


def biased(x: Float[Array, "n"], c: Optional[Float[Array, "n"]] = None) -> Float[Array, "n"]:
    return x if c is None else x + c


def blurred(image: Image) -> Image:
    return (image + image[::-1]) / 2.0


def padded(x: Float[Array, "n"], k: int) -> Float[Array, "n+{k}"]:
    return np.pad(x, (0, k))


class Pair(NamedTuple):
    left: Float[Array, "n d"]
    right: Float[Array, "d"]


class Linear:
    w: Float[Array, "fan_in fan_out"]

    def __init__(self, fan_in: int, fan_out: int) -> None:
        self.w = np.ones((fan_in, fan_out))

    def __call__(self, x: Float[Array, "batch fan_in"]) -> Float[Array, "batch fan_out"]:
        return x @ self.w

    def backward(self, dy: Float[Array, "batch fan_out"]) -> Float[Array, "batch fan_in"]:
        return dy @ self.w.T


@dataclass(frozen=True)
class Gaussian:
    mean: Float[Array, "d"]
    cov: Float[Array, "d d"]

    @property
    def deviations(self) -> Float[Array, "d"]:
        return np.sqrt(np.abs(np.diagonal(self.cov)))

    def moved(self, by: Float[Array, "d"]) -> "Gaussian":
        return replace(self, mean=self.mean + by)


def ok_call(x: Float[Array, "b 784"], w: Float[Array, "10 784"]) -> Float[Array, "b 10"]:
    return affine(x, w.T, np.zeros(10))


def ok_keywords(x: Float[Array, "b n"], w: Float[Array, "n m"]) -> Float[Array, "b m"]:
    return affine(c=np.zeros(w.shape[1]), x=x, w=w)


def ok_chain(x: Float[Array, "b 784"]) -> Float[Array, "b 10"]:
    return Linear(128, 10)(Linear(784, 128)(x))


def ok_backward(x: Float[Array, "b 3"]) -> Float[Array, "b 3"]:
    layer = Linear(3, 5)
    return layer.backward(layer(x))


def ok_padded(x: Float[Array, "n"]) -> Float[Array, "n+3"]:
    return padded(padded(x, 1), 2)


def ok_optional(x: Float[Array, "n"]) -> Float[Array, "n"]:
    return biased(biased(x), x)


def ok_alias(x: Image) -> Image:
    return blurred(x.T).T


def ok_partial(w: Float[Array, "n m"], x: Float[Array, "b n"]) -> Float[Array, "b m"]:
    layer = partial(affine, w=w, c=np.zeros(w.shape[1]))
    return layer(x)


def ok_callback(x: Float[Array, "n d"]) -> Float[Array, "n"]:
    def apply(f: Callable[[Float[Array, "n d"]], Float[Array, "n"]]) -> Float[Array, "n"]:
        return f(x)

    return apply(lambda a: a.sum(axis=1))


def ok_pair(x: Float[Array, "n d"]) -> Float[Array, "n"]:
    both = Pair(x, x[0])
    return both.left @ both.right


def ok_dataclass(mean: Float[Array, "d"], cov: Float[Array, "d d"]) -> Float[Array, "d"]:
    normal = Gaussian(mean, cov).moved(mean)
    return normal.mean / normal.deviations


def ok_loop(x: Float[Array, "n n"], w: Float[Array, "n n"]) -> Float[Array, "n n"]:
    for _ in range(3):
        x = np.tanh(x @ w)
    return x


def ok_layers_in_a_list(x: Float[Array, "b 3"]) -> Float[Array, "b 3"]:
    for layer in [Linear(3, 3), Linear(3, 3)]:
        x = layer(x)
    return x


def ok_rebinding(x: Float[Array, "n d"], w: Float[Array, "d k"]) -> Float[Array, "k"]:
    x = x @ w
    return x.sum(axis=0)


def ok_rows(x: Float[Array, "n d"]) -> Float[Array, "d"]:
    total = np.zeros(x.shape[1])
    for row in x:
        total += row
    return total


def ok_branches(x: Float[Array, "n d"], flip: bool) -> Float[Array, "d n"]:
    if flip:
        y = -x.T
    else:
        y = x.T
    return y


def ok_fact(x: Float[Array, "a"], y: Float[Array, "b"]) -> Float[Array, "a"]:
    if x.shape[0] != y.shape[0]:
        return x
    return x - y


def ok_asserted(x: Float[Array, "a"], y: Float[Array, "a"]) -> Float[Array, "a"]:
    assert x.shape == y.shape
    return x - y


def ok_unpacked(x: Float[Array, "n d"]) -> Float[Array, "d n"]:
    n, d = x.shape
    return np.zeros((d, n))


def ok_stacked(xs: list[Float[Array, "d"]]) -> Float[Array, "k d"]:
    return np.stack(xs)


def ok_dict(weights: dict[str, Float[Array, "n m"]], x: Float[Array, "n"]) -> Float[Array, "m"]:
    return x @ weights["hidden"]


def ok_generator(x: Float[Array, "n d"]) -> Float[Array, "d"]:
    def rows(of: Float[Array, "n d"]) -> Iterator[Float[Array, "d"]]:
        yield from of

    return np.sum(list(rows(x)), axis=0)


def ok_growing(x: Float[Array, "n"]) -> Float[Array, "m"]:
    while x.size < 50:
        x = np.concatenate([x, x])
    return x


def ok_either_rank(x: Float[Array, "n"] | Float[Array, "n d"]) -> Float[Array, "n"]:
    return x if x.ndim == 1 else x.sum(axis=1)


def ok_one_round(x: Float[Array, "n"]) -> Float[Array, "n 1"]:
    row = x[None]
    rows, columns = row.shape
    out = np.zeros((columns, rows))
    for i in range(rows):
        out[:, i] = row[i]
    return out


class Rigid(NamedTuple):
    """Its fields are also its items, in their order, after a loop too."""

    rotation: Float[Array, "3 3"]
    translation: Float[Array, "3"]

    def then(self, other: "Rigid") -> "Rigid":
        return Rigid(other.rotation @ self.rotation, other.rotation @ self.translation + other.translation)


def chained(step: Rigid, rounds: int) -> tuple[Rigid, int]:
    total = Rigid(np.eye(3), np.zeros(3))
    for _ in range(rounds):
        total = total.then(step)
    return total, rounds


class Picture(NamedTuple):
    """The sizes of a named tuple are its own: another one may have others."""

    pixels: Float[Array, "h w"]

    def halved(self) -> "Picture":
        return Picture(self.pixels[::2, ::2])

    def beside(self, other: "Picture") -> "Picture":
        return Picture(np.concatenate([self.pixels, other.pixels], axis=1))


def together(one: Picture, other: Picture) -> Picture:
    return one.halved().beside(other)
