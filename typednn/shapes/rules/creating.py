"""New arrays: zeros, full, arange, linspace, meshgrid, indices, unravel_index."""

from __future__ import annotations

from typednn.shapes.render import quoted
from typednn.shapes.rules.axes import AxisNumber, ShapeArgument, asked_shape, gap, position
from typednn.shapes.rules.broadcast import broadcast, broadcast_to
from typednn.shapes.rules.repeating import SizeArgument, as_axis, refuse_negative
from typednn.shapes.rules.reshape import ravel
from typednn.shapes.rules.several import Several
from typednn.shapes.shape import ANY, UNKNOWN, Axis, Shape, Unknown, rank
from typednn.shapes.size import ONE, ZERO, Size, is_nonnegative, number
from typednn.shapes.unify import Mismatch, Unknowable


def created(shape: ShapeArgument) -> Shape:
    """The shape asked for: zeros, ones, empty."""
    target = asked_shape(shape)
    for axis in target:
        if isinstance(axis, Size):
            refuse_negative(axis, f"a size of {quoted(target)}")
    return target


def full(shape: ShapeArgument, fill_value: Shape = ()) -> Shape:
    """The shape asked for, to which the value is broadcast."""
    target = created(shape)
    broadcast_to(fill_value, target)
    return target


def full_like(a: Shape, fill_value: Shape = (), shape: ShapeArgument | None = None) -> Shape:
    """The shape of `a`, or the one asked for, to which the value is broadcast."""
    return full(a if shape is None else shape, fill_value)


def like(a: Shape, shape: ShapeArgument | None = None) -> Shape:
    """The shape of `a`, or the one asked for: zeros_like, ones_like, empty_like."""
    return a if shape is None else created(shape)


def arange(start: SizeArgument | None, stop: SizeArgument | None = None, step: SizeArgument | None = None) -> Shape:
    """``stop - start`` numbers, or that divided by the step and rounded up; not fewer than 0.

    A stop that is a name is taken to lie behind the start. Of floats nothing is known (`UNKNOWN`).
    """
    low, high = (ZERO, as_axis(start or 0)) if stop is None else (as_axis(start or 0), as_axis(stop))
    stride = ONE if step is None else as_axis(step)
    if not (isinstance(low, Size) and isinstance(high, Size) and isinstance(stride, Size)):
        return (UNKNOWN,)
    if stride == ZERO:
        raise Mismatch("arange has step 0", "a step is not 0")
    if is_nonnegative(-stride):
        low, high, stride = high, low, -stride
    elif not is_nonnegative(stride):
        return (UNKNOWN,)
    length = high - low
    if is_nonnegative(-length):
        return (ZERO,)
    return (length if stride == ONE else (length + stride - 1) // stride,)


def linspace(start: Shape = (), stop: Shape = (), num: SizeArgument = 50, axis: AxisNumber = 0) -> Shape:
    """`num` points on a new axis; the others come from start and stop: also logspace and geomspace."""
    count = as_axis(num)
    refuse_negative(count, "the number of points")
    rest = broadcast(start, stop)
    if not rest and isinstance(axis, Unknown):
        return (count,)
    if isinstance(axis, Unknown):
        return ANY if rank(rest) is None else (UNKNOWN,) * (len(rest) + 1)
    where = gap(rest, axis)
    return ANY if where is None else (*rest[:where], count, *rest[where:])


def meshgrid(*xi: Shape, indexing: str | Unknown = "xy", sparse: bool | Unknown = False) -> tuple[Shape, ...]:
    """One array for each vector, over all of them; with "xy" the first two axes are changed."""
    if indexing not in ("xy", "ij") and isinstance(indexing, str):
        raise Mismatch(f'meshgrid has no indexing "{indexing}"', 'it is "xy" or "ij"')
    sizes = [ravel(shape)[0] for shape in xi]
    order = list(range(len(sizes)))
    if len(order) > 1 and indexing == "xy":
        order[:2] = [1, 0]
    if len(order) > 1 and isinstance(indexing, Unknown):
        sizes[:2] = [UNKNOWN, UNKNOWN]
    if isinstance(sparse, Unknown):
        return ((UNKNOWN,) * len(order),) * len(order)
    if not sparse:
        return (tuple(sizes[at] for at in order),) * len(order)
    return tuple(_alone(sizes[own], order.index(own), len(order)) for own in range(len(order)))


def indices(dimensions: ShapeArgument, sparse: bool | Unknown = False) -> Shape | tuple[Shape, ...]:
    """The places of a grid: as many arrays of its shape as it has axes, stacked (not stacked, if sparse)."""
    grid = asked_shape(dimensions)
    count = rank(grid)
    if isinstance(sparse, Unknown) or (sparse and count is None):
        raise Unknowable("how many arrays `indices` returns is not known")
    if count is None:
        return (UNKNOWN, *grid)
    if sparse:
        return tuple(_alone(axis, own, count) for own, axis in enumerate(grid))
    return (number(count), *grid)


def ix_(*args: Shape) -> tuple[Shape, ...]:
    """Vectors, each on an axis of its own, for indexing with their product. (Of masks: unknown sizes.)"""
    for shape in args:
        if rank(shape) is not None and len(shape) != 1:
            raise Mismatch(f"ix_ takes vectors, not {quoted(shape)}")
    sizes = [shape[0] if rank(shape) == 1 else UNKNOWN for shape in args]
    return tuple(_alone(size, own, len(sizes)) for own, size in enumerate(sizes))


def _alone(size: Axis, at: int, count: int) -> Shape:
    """An axis of this size among axes of size 1."""
    return (*[ONE] * at, size, *[ONE] * (count - at - 1))


def unravel_index(indices: Shape, shape: ShapeArgument) -> tuple[Shape, ...] | Several:
    """The shape of the indices, once for each axis of the shape."""
    target = asked_shape(shape)
    return Several(indices) if rank(target) is None else (indices,) * len(target)


def ravel_multi_index(multi_index: tuple[Shape, ...], dims: ShapeArgument) -> Shape:
    """The places of all axes, broadcast."""
    target = asked_shape(dims)
    if rank(target) is not None and len(target) != len(multi_index):
        raise Mismatch(f"{len(multi_index)} arrays of places for a shape of {len(target)} axes, {quoted(target)}")
    return broadcast(*multi_index)


def apply_along_axis(result: Shape, axis: AxisNumber, arr: Shape) -> Shape:
    """The shape that the function gives for one vector, in place of the axis."""
    if isinstance(axis, Unknown):
        return ANY
    at = position(arr, axis)
    if at is None or (rank(result) is None and rank(arr) is None):
        return ANY
    return (*arr[:at], *result, *arr[at + 1 :])
