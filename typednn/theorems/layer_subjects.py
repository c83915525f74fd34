"""A layer under test, and inputs for it, drawn from its own contract."""

from collections.abc import Callable, Sequence
from typing import TypeAlias

import numpy as np
from numpy.random import Generator

from typednn.contracts import Array
from typednn.errors import ConfigError, DataError, ShapeError
from typednn.layers.chain import Chain
from typednn.layers.flat import parameter_vector
from typednn.layers.layer import AnyLayer
from typednn.layers.shape_map import shape_map
from typednn.shapes.promises import Misfit
from typednn.shapes.render import quoted
from typednn.shapes.shape import Axis, Many, Shape, of, shape_names, substitute_shape
from typednn.shapes.size import Name, Size, number

Draw: TypeAlias = Callable[[Generator], Array]
"""An input for a layer, as new random numbers."""

_SHAPES, _TRIES = 12, 2000
_DROPOUT = 5  # the seed of what a layer draws at random, so that it draws the same each time


class Subject:
    """A layer under test, and inputs for it."""

    def __init__(self, layer: AnyLayer, draw: Draw | None) -> None:
        self.layer = layer
        self._draw = draw
        self._shapes: tuple[tuple[int, ...], ...] = ()
        if draw is None:
            self._shapes = self._find_shapes()
        elif not _takes(layer, shape := draw(np.random.default_rng(0)).shape):
            takes = quoted(layer.input_shape())
            raise ConfigError(f"the function gives an input of shape {shape}, but {layer!r} takes {takes}")

    def draw(self, rng: Generator) -> tuple[AnyLayer, Array]:
        """A copy of the layer with other parameters, and an input."""
        layer = self.layer.copy()
        vector = parameter_vector(layer)
        vector += rng.normal(0.0, 0.3, vector.shape)
        return layer, self._draw(rng) if self._draw is not None else self._normal(rng)

    def why_not(self, law: str) -> str:
        """The reason why a law says nothing about this layer, if there is one."""
        if law == "L6" and not self._batched:
            return f"the first axis of what {self.layer!r} takes is no batch"
        if law == "L8" and not any(map(is_constant, self.layer.input_shape())):
            return f"{self.layer!r} takes arrays of all sizes"
        return ""

    @property
    def _batched(self) -> bool:
        """Whether the first axis of what it takes is free, and is the first axis of what it gives."""
        taken = self.layer.input_shape()
        given = self.layer.output_shape(taken)
        return bool(taken) and bool(given) and taken[0] == given[0] and not is_constant(taken[0])

    def _normal(self, rng: Generator) -> Array:
        return rng.normal(size=self._shapes[rng.integers(len(self._shapes))])

    def _find_shapes(self) -> tuple[tuple[int, ...], ...]:
        """Shapes that the contract allows, and data of which the layer does not refuse."""
        first = self.layer.layers[0] if isinstance(self.layer, Chain) else self.layer
        if shape_map(first).word_taken in ("Int", "Integer", "UInt"):
            raise ConfigError(f"{self.layer!r} takes integers; {_REMEDY}")
        rng, found = np.random.default_rng(0), []
        for attempt in range(_TRIES):
            shape = _sizes(self.layer.input_shape(), rng, most=5 if attempt < _TRIES // 4 else 16)
            if shape is not None and _takes(self.layer, shape) and _fits(self.layer, shape):
                found.append(shape)
            if len(found) == _SHAPES:
                break
        if not found:
            raise ConfigError(f"no input for {self.layer!r} was found in {_TRIES} attempts; {_REMEDY}")
        return tuple(found)


_REMEDY = "give check_layer a function that draws one: check_layer(layer, lambda rng: …)"


def forward(layer: AnyLayer, x: Array) -> tuple[Array, object]:
    """A forward pass; what the layer draws at random is the same each time."""
    return layer.forward(x, rng=np.random.default_rng(_DROPOUT))


def is_constant(axis: Axis) -> bool:
    return isinstance(axis, Size) and axis.constant is not None


def _sizes(declared: Shape, rng: Generator, most: int) -> tuple[int, ...] | None:
    """Random numbers for the names in a shape; None if an axis stays unknown or is not positive."""
    many = {
        axis.formal: of(*rng.integers(1, 4, size=rng.integers(1, 3)).tolist())
        for axis in declared
        if isinstance(axis, Many)
    }
    sizes: dict[Name, Size] = {
        name: number(int(rng.integers(1, most + 1))) for name in shape_names(declared) if name not in many
    }
    axes = [axis.constant if isinstance(axis, Size) else None for axis in substitute_shape(declared, sizes, many)]
    found = tuple(size for size in axes if size is not None and size > 0)
    return found if len(found) == len(axes) else None


def _takes(layer: AnyLayer, shape: Sequence[int]) -> bool:
    try:
        layer.output_shape(of(*shape))
    except (Misfit, ShapeError):
        return False
    return True


def _fits(layer: AnyLayer, shape: Sequence[int]) -> bool:
    """Also data of this shape are not refused, as those of a single sample may be."""
    try:
        forward(layer.copy(), np.ones(shape))
    except DataError:
        return False
    return True
