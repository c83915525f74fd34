"""Takes knowledge away from a call: unknown sizes, ``#n``, ``...``, ``*batch``, unknown arguments."""

from __future__ import annotations

from collections.abc import Iterator
from math import prod
from types import EllipsisType
from typing import Any

from tests.shapes.draw import Array, Draw
from typednn.shapes.rules.indexing import Anything, At, Cut, Gather, Mask, NewAxis
from typednn.shapes.shape import REST, UNKNOWN, Axis, Broadcastable, Many, Shape
from typednn.shapes.size import Size, number

Items = At | Cut | Gather | Mask | NewAxis | EllipsisType | None


class Blur:
    """What is taken away from one call, and what the names then stand for."""

    def __init__(self, draw: Draw, call: tuple[Any, ...]) -> None:
        self.draw = draw
        self.axes = draw.choice((0.0, 0.0, 0.2, 0.5))
        self.arguments = draw.choice((0.0, 0.0, 0.3))
        self.rest = draw.choice((0.0, 0.2))
        self.sizes: dict[str, int] = {}
        self.runs: dict[str, tuple[int, ...]] = {}
        self.batch: Shape | None = None
        shapes = list(shapes_in(call))
        if shapes and draw.chance(0.5):
            longest = max(shapes, key=len)
            self.batch = longest[: draw.integer(0, len(longest))]
            self.runs["batch"] = tuple(size.constant or 0 for size in self.batch if isinstance(size, Size))
            self.sizes["prod(*batch)"] = prod(self.runs["batch"])

    def item(self, item: Any) -> Any:
        """The argument, as far as it is still known."""
        if isinstance(item, Array):
            return Array(self.shape(item.shape), item.kind)
        if isinstance(item, At | Cut | Gather | Mask):
            return self.index(item)
        parts = item if isinstance(item, tuple) else ()
        if any(isinstance(part, Items) for part in parts) or any(True for _ in shapes_in(parts)):
            return tuple(map(self.item, item))
        if isinstance(item, tuple) and any(isinstance(part, Size) for part in item):
            return tuple(UNKNOWN if self.draw.chance(self.arguments) else part for part in item)
        known = item is None or item == () or isinstance(item, str) or type(item) is type(...)
        return item if known or not self.draw.chance(self.arguments) else UNKNOWN

    def index(self, item: At | Cut | Gather | Mask) -> Any:
        if self.draw.chance(self.arguments / 3):
            return Anything()
        if isinstance(item, Gather | Mask):
            return type(item)(self.shape(item.shape))
        if not self.draw.chance(self.arguments):
            return item
        if isinstance(item, At):
            return At(UNKNOWN)
        return Cut(*(None if part is None else UNKNOWN for part in (item.start, item.stop, item.step)))

    def shape(self, shape: Shape) -> Shape:
        if self.batch is not None and shape[: len(self.batch)] == self.batch and self.draw.chance(0.9):
            return (Many("batch"), *map(self.axis, shape[len(self.batch) :]))
        if self.draw.chance(self.rest):
            start = self.draw.integer(0, len(shape))
            end = self.draw.integer(start, len(shape))
            return (*map(self.axis, shape[:start]), REST, *map(self.axis, shape[end:]))
        return tuple(map(self.axis, shape))

    def axis(self, axis: Axis) -> Axis:
        if not self.draw.chance(self.axes) or not isinstance(axis, Size):
            return axis
        if self.draw.chance(0.7):
            return UNKNOWN
        return Broadcastable(self.draw.choice((number(3), number(5))) if axis.constant == 1 else axis)


class Batch:
    """Hides the first axes of one array, and the same axes of the others, in ``*batch``."""

    def __init__(self, draw: Draw, call: tuple[Any, ...]) -> None:
        shapes = list(shapes_in(call))
        longest = max(shapes, key=len, default=())
        self.batch = longest[: draw.integer(0, len(longest))]

    def hidden(self, item: Any) -> Any:
        return self._replaced(item, (Many("batch"),))

    def shown(self, item: Any, run: tuple[int, ...]) -> Any:
        return self._replaced(item, tuple(map(number, run)))

    def _replaced(self, item: Any, run: Shape) -> Any:
        if isinstance(item, Array):
            return Array(self._shape(item.shape, run), item.kind)
        if isinstance(item, Gather | Mask):
            return type(item)(self._shape(item.shape, run))
        return tuple(self._replaced(part, run) for part in item) if type(item) is tuple else item

    def _shape(self, shape: Shape, run: Shape) -> Shape:
        count = len(self.batch)
        if shape[:count] != self.batch or (not count and len(shape) % 2):
            return shape
        return run + shape[count:]


def shapes_in(item: Any) -> Iterator[Shape]:
    """The shapes of all arrays in an argument."""
    if isinstance(item, Array | Gather | Mask):
        yield item.shape
    elif type(item) is tuple:
        for part in item:
            yield from shapes_in(part)


def nameless(item: Any) -> Any:
    """The argument with ``...`` for ``*batch``."""
    if isinstance(item, Array):
        return Array(tuple(REST if isinstance(axis, Many) else axis for axis in item.shape), item.kind)
    return tuple(map(nameless, item)) if type(item) is tuple else item
