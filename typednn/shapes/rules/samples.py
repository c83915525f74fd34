"""Functions of sampled values: ediff1d, gradient, interp, trapezoid, cov, corrcoef."""

from __future__ import annotations

from typednn.shapes.render import quoted, render_axis
from typednn.shapes.rules.agree import meet
from typednn.shapes.rules.axes import AxisNumber, AxisNumbers, position, positions
from typednn.shapes.rules.broadcast import broadcast
from typednn.shapes.rules.joining import plus
from typednn.shapes.rules.reduce import reduce
from typednn.shapes.rules.reshape import ravel
from typednn.shapes.shape import ANY, Axis, Shape, Unknown, rank
from typednn.shapes.size import ONE, Size, number
from typednn.shapes.unify import Mismatch

ZERO = number(0)


def ediff1d(ary: Shape, to_end: Shape | None = None, to_begin: Shape | None = None) -> Shape:
    """The differences of all elements in a row, and what is put at the ends."""
    (size,) = ravel(ary)
    size = size - 1 if isinstance(size, Size) and size != ZERO else size
    for more in (to_begin, to_end):
        if more is not None:
            size = plus(size, ravel(more)[0])
    return (size,)


def gradient(f: Shape, axis: AxisNumbers | None = None) -> Shape | tuple[Shape, ...]:
    """The shape of f; once for each axis, if there are several."""
    if isinstance(axis, int):
        position(f, axis)
        return f
    if axis is None:
        count = rank(f)
    elif isinstance(axis, Unknown):
        count = None
    else:
        positions(f, axis)
        count = len(axis)
    if count is None:
        return f if rank(f) == 1 else ANY
    return f if count == 1 else (f,) * count


def interp(x: Shape, xp: Shape, fp: Shape) -> Shape:
    """The shape of x; xp and fp are two vectors of one size."""
    for shape in (xp, fp):
        if rank(shape) is not None and len(shape) != 1:
            raise Mismatch(f"interp takes vectors of points, not {quoted(shape)}")
    if rank(xp) == 1 == rank(fp) and meet(xp[0], fp[0]) is None:
        sizes = f"{render_axis(xp[0])} = {render_axis(fp[0])}"
        raise Mismatch(f"interp between the points {quoted(xp)} and {quoted(fp)} needs {sizes}")
    return x


def trapezoid(y: Shape, x: Shape | None = None, axis: AxisNumber = -1) -> Shape:
    """Without the axis along which it is integrated; x has the size of that axis, or the shape of y."""
    if not y:
        raise Mismatch("a number has no axis to integrate along")
    if isinstance(axis, int) and x is not None and rank(x) == 1:
        at = position(y, axis)
        if at is not None and meet(x[0], y[at]) is None:
            sizes = f"{render_axis(x[0])} = {render_axis(y[at])}"
            raise Mismatch(f"trapezoid of {quoted(y)} over points {quoted(x)} needs {sizes}")
    if x is not None and rank(x) != 1:
        y = broadcast(y, x)
    return reduce(y, axis)


def cov(m: Shape, y: Shape | None = None, rowvar: bool | Unknown = True) -> Shape:
    """``n t -> n n``: each row is a variable (each column, if not rowvar); of one variable a number."""
    if rank(m) is None or (y is not None and rank(y) is None) or isinstance(rowvar, Unknown):
        return ANY
    count, times = _variables(m, rowvar)
    if y is not None:
        more, others = _variables(y, rowvar)
        if meet(times, others) is None:
            sizes = f"{render_axis(times)} = {render_axis(others)}"
            raise Mismatch(f"cov of {quoted(m)} and {quoted(y)} needs {sizes} observations")
        count = plus(count, more)
    if isinstance(count, Size):
        return () if count == ONE else (count, count)
    return ANY


def _variables(m: Shape, rowvar: bool) -> tuple[Axis, Axis]:
    """How many variables there are, and how often each was observed."""
    if len(m) > 2:
        raise Mismatch(f"cov takes a vector or a matrix, not {quoted(m)}")
    if len(m) < 2:
        return ONE, (m or (ONE,))[0]
    return (m[0], m[1]) if rowvar else (m[1], m[0])


def corrcoef(x: Shape, y: Shape | None = None, rowvar: bool | Unknown = True) -> Shape:
    """As `cov`."""
    return cov(x, y, rowvar)
