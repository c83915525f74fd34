"""The sentence about a layer that does not fit: what it takes, and what it is given instead.

Linear(64, 10) takes fan_in = 64, but the layer before it gives fan_out = 128
Linear(1352, 10) takes fan_in = 1352, but the layer before it gives "batch 1568"
Linear(784, 10) takes fan_in = 784, but it is given "batch 100"
"""

from typednn.errors import ShapeError
from typednn.layers.shape_map import OWN, Misfit, TooSmall, declared_input, known_sizes, shape_map
from typednn.shapes.dtypes import accepts, word_dtype
from typednn.shapes.parser import parse
from typednn.shapes.render import quoted, render_axis
from typednn.shapes.shape import Axis, Many, Shape, compare_axes, variadic_at
from typednn.shapes.size import Name, Size, Verdict


def shape_error(misfit: Misfit, shape: Shape, before: object | None) -> ShapeError:
    """The error to raise where a layer, which stands behind `before`, cannot take `shape`."""
    layer = misfit.layer
    if isinstance(misfit, TooSmall):
        return ShapeError(f"{layer!r}: {misfit.sentence}")
    declared = declared_input(layer)
    at = _clash(declared, shape)
    wanted = quoted(declared) if at is None else _wanted(layer, at, declared[at])
    if before is None:
        return ShapeError(f"{layer!r} takes {wanted}, but it is given {quoted(shape)}")
    given = quoted(shape) if at is None else _given(before, at, shape)
    return ShapeError(f"{layer!r} takes {wanted}, but the layer before it gives {given}")


def wrong_dtype(layer: object, before: object) -> ShapeError | None:
    """The error to raise if what comes out of one layer can never be of the kind that the next one takes."""
    taken, given = shape_map(layer).word_taken, shape_map(before).word_given
    if accepts(taken, word_dtype(given)) is not Verdict.DIFFERENT:
        return None
    return ShapeError(f"{layer!r} takes {taken}, but the layer before it gives {given}")


def _clash(declared: Shape, shape: Shape) -> int | None:
    """The axis whose size is the layer's own and another in `shape`, counted from where both are fixed.

    None if it is something else: the rank, or a name that stands for two sizes.
    """
    many = variadic_at(declared), variadic_at(shape)
    if many == (None, None) and len(declared) != len(shape):
        return None
    shorter = min(len(declared), len(shape))
    for indices in (range(-1, -1 - shorter, -1), range(shorter)):
        for at in indices:
            if isinstance(declared[at], Many) or isinstance(shape[at], Many):
                break
            if _is_number(declared[at]) and compare_axes(declared[at], shape[at]) is Verdict.DIFFERENT:
                return at
    return None


def _is_number(axis: Axis) -> bool:
    return isinstance(axis, Size) and axis.constant is not None


def _wanted(layer: object, at: int, value: Axis) -> str:
    """``fan_in = 784``, or the size alone where it has no name."""
    label = _label(layer, parse(shape_map(layer).takes, OWN), at)
    return f"{label} = {render_axis(value)}" if label else f"the size {render_axis(value)}"


def _given(before: object, at: int, shape: Shape) -> str:
    """``fan_out = 128`` if the layer has a name for this size, else the whole shape."""
    label = _label(before, parse(shape_map(before).gives, OWN), at)
    return f"{label} = {render_axis(shape[at])}" if label else quoted(shape)


def _label(layer: object, declared: Shape, at: int) -> str:
    """What people call an axis that is one of the layer's own sizes."""
    axis = declared[at] if -len(declared) <= at < len(declared) else None
    atom = axis.atom if isinstance(axis, Size) else None
    if not isinstance(atom, Name) or atom not in known_sizes(layer).sizes:
        return ""
    return shape_map(layer).labels.get(atom.name, atom.name.strip("{}").removeprefix("self."))
