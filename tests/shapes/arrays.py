"""Real arrays for drawn arguments."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from math import prod
from typing import Any

import numpy as np

from tests.shapes.draw import Array
from typednn.shapes.rules.indexing import At, Cut, Gather, Mask, NewAxis
from typednn.shapes.shape import Shape
from typednn.shapes.size import Size, evaluate

# Of what is slow to compute with; of all else 100,000.
MOST_ELEMENTS = {"regular": 5_000, "random": 5_000, "tensor": 5_000}


class TooLarge(Exception):
    """So many elements that a case would take too long."""


class NoSize(Exception):
    """An expression is negative at these values: there is no such array."""


def number(size: Size, values: Mapping[str, int]) -> int:
    constant = size.constant
    return constant if constant is not None else evaluate(size, values)


def sizes(shape: Shape, values: Mapping[str, int]) -> tuple[int, ...]:
    found = tuple(number(axis, values) for axis in shape if isinstance(axis, Size))
    if any(size < 0 for size in found):
        raise NoSize
    return found


def filled(shape: tuple[int, ...], kind: str) -> np.ndarray:
    """An array of a kind: zeros, bools, ints that are places, and so on."""
    count = prod(shape)
    if count > MOST_ELEMENTS.get(kind, 100_000):
        raise TooLarge
    return kept(shape, kind) if count < 500 else KINDS[kind](shape)


@lru_cache(maxsize=10_000)
def kept(shape: tuple[int, ...], kind: str) -> np.ndarray:
    """A small array, made once."""
    return KINDS[kind](shape)


def bools(shape: tuple[int, ...]) -> np.ndarray:
    return np.random.default_rng(sum(shape)).random(shape) < 0.5


def random(shape: tuple[int, ...]) -> np.ndarray:
    return np.random.default_rng(sum(shape)).normal(size=shape)


def regular(shape: tuple[int, ...]) -> np.ndarray:
    """Square matrices that have an inverse and a Cholesky factor."""
    return np.zeros(shape) + np.eye(shape[-2], shape[-1]) if len(shape) > 1 else np.zeros(shape)


def tensor(shape: tuple[int, ...]) -> np.ndarray:
    """What is a regular matrix if its first axes and its last are each taken together, where possible."""
    side = round(np.sqrt(np.prod(shape)))
    return np.eye(side).reshape(shape) if side * side == np.prod(shape) else np.zeros(shape)


KINDS: dict[str, Callable[[tuple[int, ...]], np.ndarray]] = {
    "zeros": np.zeros,
    "ones": np.ones,
    "bools": bools,
    "nothing": lambda shape: np.zeros(shape, bool),
    "places": lambda shape: np.zeros(shape, int),
    "bytes": lambda shape: np.zeros(shape, np.uint8),
    "chances": lambda shape: np.ones(shape) / max(shape[-1:], default=1),
    "random": random,
    "regular": regular,
    "tensor": tensor,
    "ramp": lambda shape: 1 + np.arange(np.prod(shape)).reshape(shape),
}


def argument(item: Any, values: Mapping[str, int]) -> Any:
    """What NumPy is given for a drawn argument."""
    if isinstance(item, Array):
        return filled(sizes(item.shape, values), item.kind)
    if isinstance(item, Size):
        return number(item, values)
    if type(item) is tuple:
        return tuple(argument(part, values) for part in item)
    if isinstance(item, At):
        return argument(item.position, values)
    if isinstance(item, Cut):
        return slice(*(argument(part, values) for part in (item.start, item.stop, item.step)))
    if isinstance(item, Gather):
        return filled(sizes(item.shape, values), "places")
    if isinstance(item, Mask):
        return filled(sizes(item.shape, values), "bools")
    return None if isinstance(item, NewAxis) else item


def result_shape(result: Any) -> Any:
    """The shape of a result; a list of shapes if there are several."""
    if isinstance(result, np.ndarray):
        return result.shape
    if isinstance(result, tuple | list):
        return [result_shape(part) for part in result]
    return ()


def small(function: Callable[..., Any]) -> Callable[..., Any]:
    """A function of which the result has as many elements as the arguments multiplied."""

    def limited(*arguments: Any) -> Any:
        if np.prod([float(np.size(item)) for item in arguments]) > 20_000:
            raise TooLarge
        return function(*arguments)

    return limited
