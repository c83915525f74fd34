"""Real arrays for drawn arguments."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import numpy as np

from tests.shapes.draw import Array
from typednn.shapes.rules.indexing import At, Cut, Gather, Mask, NewAxis
from typednn.shapes.shape import Shape
from typednn.shapes.size import Size, evaluate

MOST_ELEMENTS = 200_000


def number(size: Size, values: Mapping[str, int]) -> int:
    constant = size.constant
    return constant if constant is not None else evaluate(size, values)


def sizes(shape: Shape, values: Mapping[str, int]) -> tuple[int, ...]:
    found = tuple(number(axis, values) for axis in shape if isinstance(axis, Size))
    if any(size < 0 for size in found):
        raise OverflowError("a negative size")
    return found


@lru_cache(maxsize=20_000)
def filled(shape: tuple[int, ...], kind: str) -> np.ndarray:
    """An array of a kind: zeros, bools, ints that are places, and so on."""
    count = int(np.prod(shape))
    if count > MOST_ELEMENTS:
        raise OverflowError("too many elements")
    generator = np.random.default_rng(count)
    if kind == "bools":
        return generator.random(shape) < 0.5
    if kind == "places":
        return np.zeros(shape, int)
    if kind == "ones":
        return np.ones(shape)
    if kind == "random":
        return generator.normal(size=shape)
    if kind == "positive definite":
        return (
            np.broadcast_to(np.eye(shape[-1]), shape)
            if len(shape) > 1 and shape[-1] == shape[-2]
            else np.zeros(shape)
        )
    return np.zeros(shape)


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
