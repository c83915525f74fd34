"""Functions of sampled values: ediff1d, gradient, interp, trapezoid, cov, corrcoef."""

from __future__ import annotations

from typednn.shapes.render import quoted, render_axis
from typednn.shapes.rules.agree import meet
from typednn.shapes.rules.axes import AxisNumber, AxisNumbers, position, positions
from typednn.shapes.rules.broadcast import broadcast
from typednn.shapes.rules.joining import plus
from typednn.shapes.rules.reduce import reduce
from typednn.shapes.rules.reshape import ravel
from typednn.shapes.rules.several import OneOf, may_be_one
from typednn.shapes.rules.windows import diff
from typednn.shapes.shape import ANY, UNKNOWN, Axis, Shape, Unknown, rank
from typednn.shapes.size import ONE, ZERO, Size, is_positive
from typednn.shapes.unify import Mismatch, Unknowable


def ediff1d(ary: Shape, to_end: Shape | None = None, to_begin: Shape | None = None) -> Shape:
    """The differences of all elements in a row, and what is put at the ends."""
    (size,) = ravel(ary)
    size = UNKNOWN if not isinstance(size, Size) else size - 1 if size != ZERO else ZERO
    for more in (to_begin, to_end):
        if more is not None:
            size = plus(size, ravel(more)[0])
    return (size,)


def gradient(f: Shape, axis: AxisNumbers | None = None) -> Shape | tuple[Shape, ...]:
    """The shape of f, once for each axis; gives up where their number is not known."""
    if isinstance(axis, Unknown) or (axis is None and rank(f) is None):
        raise Unknowable("how many arrays gradient returns is not known")
    axes = tuple(range(len(f))) if axis is None else (axis,) if isinstance(axis, int) else axis
    for at in positions(f, axes) or ():
        size = f[at]
        if isinstance(size, Size) and is_positive(-size + 2):
            raise Mismatch(f"gradient of {quoted(f)}: an axis of size {render_axis(size)} is too short")
    return f if len(axes) == 1 else (f,) * len(axes)


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
    if x is not None and (isinstance(axis, Unknown) or rank(x) is None):
        return ANY
    if x is not None and isinstance(axis, int):
        # The differences of x are broadcast with the means of neighbours in y.
        widths = diff(x, 1, -1 if rank(x) == 1 else axis)
        at = position(y, axis)
        if at is None:
            return ANY
        after = (ONE,) * (len(y) - at - 1) if rank(x) == 1 else ()
        y = broadcast(diff(y, 1, axis), widths + after)
    return reduce(y, axis)


def cov(m: Shape, y: Shape | None = None, rowvar: bool | Unknown = True) -> Shape | OneOf:
    """``n t -> n n``: each row is a variable (each column, if not rowvar); of one variable a number."""
    if rank(m) is None or (y is not None and rank(y) is None) or isinstance(rowvar, Unknown):
        return ANY
    count, times = _variables(m, rowvar)
    if y is not None:
        more, others = _variables(y, rowvar or y[:1] == (ONE,))
        if meet(times, others) is None:
            sizes = f"{render_axis(times)} = {render_axis(others)}"
            raise Mismatch(f"cov of {quoted(m)} and {quoted(y)} needs {sizes} observations")
        count = plus(count, more)
    if isinstance(count, Size):
        if count == ONE:
            return ()
        return OneOf(((count, count), ())) if may_be_one(count) else (count, count)
    return ANY


def _variables(m: Shape, rowvar: bool) -> tuple[Axis, Axis]:
    """How many variables there are, and how often each was observed."""
    if len(m) > 2:
        raise Mismatch(f"cov takes a vector or a matrix, not {quoted(m)}")
    if len(m) < 2:
        return ONE, (m or (ONE,))[0]
    return (m[0], m[1]) if rowvar else (m[1], m[0])


def corrcoef(x: Shape, y: Shape | None = None, rowvar: bool | Unknown = True) -> Shape | OneOf:
    """As `cov`."""
    return cov(x, y, rowvar)
