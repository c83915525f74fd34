"""Elements chosen by other arrays: take, take_along_axis, compress, choose, select, where, searchsorted."""

from __future__ import annotations

from typednn.shapes.render import quoted, render_axis
from typednn.shapes.rules.axes import AxisNumber, blurred, count_axes, position
from typednn.shapes.rules.broadcast import broadcast, broadcast_axis, broadcast_to
from typednn.shapes.rules.reshape import ravel
from typednn.shapes.rules.several import Several
from typednn.shapes.shape import ANY, UNKNOWN, Axis, Shape, Unknown, rank
from typednn.shapes.size import number
from typednn.shapes.unify import Mismatch


def take(a: Shape, indices: Shape, axis: AxisNumber | None = None) -> Shape:
    """The axes of the indices in place of one axis; or of all, taken in a row."""
    if axis is None:
        return indices
    if isinstance(axis, Unknown):
        return ANY
    at = position(a, axis)
    if at is None or (rank(a) is None and rank(indices) is None):
        return ANY
    return (*a[:at], *indices, *a[at + 1 :])


def take_along_axis(arr: Shape, indices: Shape, axis: AxisNumber | None = -1) -> Shape:
    """The shape of the indices; the other axes of both are broadcast with one another."""
    if axis is None:
        if rank(indices) is not None and len(indices) != 1:
            raise Mismatch(f"without an axis the indices are a vector, not {quoted(indices)}")
        return indices
    if isinstance(axis, Unknown) or rank(arr) is None or rank(indices) is None:
        return _along_unknown(arr, indices, axis)
    if len(arr) != len(indices):
        counts = f"{count_axes(len(arr))} and {count_axes(len(indices))}"
        raise Mismatch(f"{quoted(arr)} and indices {quoted(indices)} must have as many axes: {counts}")
    at = position(arr, axis)
    pairs = enumerate(zip(arr, indices, strict=True))
    return tuple(index if i == at else _met(arr, indices, axis_, index) for i, (axis_, index) in pairs)


def _along_unknown(arr: Shape, indices: Shape, axis: AxisNumber) -> Shape:
    """Where the rank or the axis is not known: the shape of the indices, if nothing is to be broadcast."""
    if arr == indices and rank(arr) is not None:
        return indices
    known = rank(indices) if rank(indices) is not None else rank(arr)
    at = None
    if isinstance(axis, int) and rank(indices) is not None:
        at = position(indices, axis)
    if known is None:
        return ANY
    return tuple(indices[i] if i == at else UNKNOWN for i in range(known))


def _met(arr: Shape, indices: Shape, axis: Axis, index: Axis) -> Axis:
    met = broadcast_axis(axis, index)
    if met is None:
        sizes = f"{render_axis(axis)} and {render_axis(index)} differ"
        raise Mismatch(f"cannot take from {quoted(arr)} along an axis by {quoted(indices)}: {sizes}")
    return met


def put_along_axis(arr: Shape, indices: Shape, values: Shape, axis: AxisNumber | None) -> None:
    """Nothing comes back; the values are broadcast to the places."""
    places = take_along_axis(ravel(arr) if axis is None else arr, indices, axis)
    broadcast_to(values, places)


def compress(condition: Shape, a: Shape, axis: AxisNumber | None = None) -> Shape:
    """As many along the axis as the condition says; it is a vector."""
    if rank(condition) is not None and len(condition) != 1:
        raise Mismatch(f"compress takes a vector of conditions, not {quoted(condition)}")
    if axis is None:
        return (UNKNOWN,)
    if isinstance(axis, Unknown):
        return ANY if rank(a) is None else (UNKNOWN,) * len(a)
    at = position(a, axis)
    return blurred(a, axis) if at is None else (*a[:at], UNKNOWN, *a[at + 1 :])


def extract(condition: Shape, arr: Shape) -> Shape:
    """As many as there are true conditions."""
    return (UNKNOWN,)


def choose(a: Shape, choices: tuple[Shape, ...]) -> Shape:
    """For each place, an element of one of the choices: all are broadcast."""
    return broadcast(a, *choices)


def select(condlist: tuple[Shape, ...], choicelist: tuple[Shape, ...], default: Shape = ()) -> Shape:
    """For each place, the choice whose condition is the first to be true: all are broadcast."""
    if len(condlist) != len(choicelist):
        raise Mismatch(f"{len(condlist)} conditions for {len(choicelist)} choices")
    if not condlist:
        raise Mismatch("select takes at least one condition")
    return broadcast(*condlist, *choicelist, default)


def where(condition: Shape, x: Shape | None = None, y: Shape | None = None) -> Shape | tuple[Shape, ...] | Several:
    """All three broadcast; of a condition alone the places where it is true."""
    if x is None or y is None:
        return nonzero(condition)
    return broadcast(condition, x, y)


def nonzero(a: Shape) -> tuple[Shape, ...] | Several:
    """One array of places for each axis."""
    if not a:
        raise Mismatch("a number has no places", "np.atleast_1d makes it an array")
    if rank(a) is None:
        return Several((UNKNOWN,))
    return ((UNKNOWN,),) * len(a)


def argwhere(a: Shape) -> Shape:
    """A row of places for each element that is not zero."""
    count = rank(a)
    return (UNKNOWN, UNKNOWN if count is None else number(count))


def searchsorted(a: Shape, v: Shape, sorter: Shape | None = None) -> Shape:
    """The shape of v; `a` is a vector."""
    if rank(a) is not None and len(a) != 1:
        raise Mismatch(f"searchsorted takes a sorted vector, not {quoted(a)}")
    return v


def digitize(x: Shape, bins: Shape) -> Shape:
    """The shape of x; the bins are a vector."""
    if rank(bins) is not None and len(bins) != 1:
        raise Mismatch(f"digitize takes a vector of bins, not {quoted(bins)}")
    return x


def copyto(dst: Shape, src: Shape, where: Shape = ()) -> None:
    """Nothing comes back; the source, and where it is taken, are broadcast to the destination."""
    broadcast_to(src, dst)
    broadcast_to(where, dst)
