"""Reductions: axes that vanish, or stay with size 1 (keepdims)."""

from __future__ import annotations

from typednn.shapes.render import quoted
from typednn.shapes.rules.axes import (
    PASS_FOR_A_NUMBER,
    AxisNumber,
    AxisNumbers,
    blurred,
    least_rank,
    out_of_range,
    position,
    positions,
)
from typednn.shapes.rules.reshape import ravel
from typednn.shapes.shape import ANY, UNKNOWN, Broadcastable, Shape, Unknown, compare_shapes, rank
from typednn.shapes.size import ONE, ZERO, Size, Verdict
from typednn.shapes.unify import Mismatch


def reduce(a: Shape, axis: AxisNumbers | None = None, keepdims: bool | Unknown = False) -> Shape:
    """``sum``, ``mean``, ``any`` and the like: over all axes, or over the given ones."""
    if isinstance(keepdims, Unknown):
        return ANY
    if axis is None:
        return _all_ones(a) if keepdims else ()
    if isinstance(axis, Unknown):
        return _some_axis(a) if keepdims else ANY
    if not a and axis in PASS_FOR_A_NUMBER:
        return ()
    if isinstance(axis, int):
        at = position(a, axis)
        if at is None:
            return blurred(a, axis)
        return (*a[:at], ONE, *a[at + 1 :]) if keepdims else a[:at] + a[at + 1 :]
    where = positions(a, axis)
    if where is None:
        return ANY
    if keepdims:
        return tuple(ONE if at in where else size for at, size in enumerate(a))
    return tuple(size for at, size in enumerate(a) if at not in where)


def averaged(a: Shape, axis: AxisNumbers | None = None, keepdims: bool | Unknown = False) -> Shape:
    """``mean``, ``std``, ``var``, ``median``: here a number does not pass for an array of one axis."""
    if not a and isinstance(axis, int):
        raise out_of_range(a, axis)
    return reduce(a, axis, keepdims)


def _all_ones(a: Shape) -> Shape:
    return ANY if rank(a) is None else (ONE,) * len(a)


def _some_axis(a: Shape) -> Shape:
    """The axes after a reduction with keepdims over nobody knows which."""
    if rank(a) is None:
        return ANY
    return tuple(Broadcastable(size) if isinstance(size, Size) and size != ONE else size for size in a)


def extreme(a: Shape, axis: AxisNumbers | None = None, keepdims: bool | Unknown = False) -> Shape:
    """``max``, ``min``, ``argmax``: like `reduce`, but of nothing there is none."""
    result = reduce(a, axis, keepdims)
    if ZERO in a and not isinstance(axis, Unknown) and ZERO in _reduced(a, axis):
        raise Mismatch(f"{quoted(a)} has no element, so that it has no maximum or minimum")
    return result


def _reduced(a: Shape, axis: int | tuple[int, ...] | None) -> Shape:
    """The axes over which a reduction goes, where they are known."""
    if axis is None:
        return a
    return tuple(a[at] for at in positions(a, (axis,) if isinstance(axis, int) else axis) or ())


def arg_reduce(a: Shape, axis: AxisNumber | None = None, keepdims: bool | Unknown = False) -> Shape:
    """``argmax`` and ``argmin``."""
    return extreme(a, axis, keepdims)


def accumulate(a: Shape, axis: AxisNumber | None = None) -> Shape:
    """``cumsum`` and ``cumprod``: the same shape; flattened without an axis."""
    if axis is None:
        return ravel(a)
    if isinstance(axis, Unknown):
        return _same_or_flat(a)
    if not least_rank(a) and axis in (0, -1):
        return ANY if a else (ONE,)  # a number counts as an array of one axis
    position(a, axis)
    return a


def _same_or_flat(a: Shape) -> Shape:
    return a if rank(a) == 1 else ANY


def cumulative(x: Shape, axis: AxisNumber | None = None, include_initial: bool | Unknown = False) -> Shape:
    """``cumulative_sum`` and ``cumulative_prod``: with the initial value one item more along the axis."""
    if axis is None:
        if rank(x) is not None and len(x) > 1:
            raise Mismatch(f"an axis must be given for {quoted(x)}, which has more than one")
        axis = -1
    if isinstance(axis, Unknown):
        return ANY if rank(x) is None or not x else (UNKNOWN,) * len(x)
    if not least_rank(x) and axis in (0, -1):
        return ANY if x else cumulative((ONE,), axis, include_initial)
    at = position(x, axis)
    if include_initial is False:
        return x
    if at is None:
        return blurred(x, axis)
    size = x[at]
    more = size + 1 if isinstance(size, Size) and include_initial is True else UNKNOWN
    return (*x[:at], more, *x[at + 1 :])


def quantile(a: Shape, q: Shape, axis: AxisNumbers | None = None, keepdims: bool | Unknown = False) -> Shape:
    """``quantile`` and ``percentile``: the axes of q, then what the reduction leaves."""
    rest = reduce(a, axis, keepdims)
    return q + rest if rank(q) is not None or rank(rest) is not None else ANY


def average(
    a: Shape,
    axis: AxisNumbers | None = None,
    weights: Shape | None = None,
    keepdims: bool | Unknown = False,
) -> Shape:
    """A mean; the weights have the shape of `a`, or of its reduced axes in the order given."""
    if weights is not None and not isinstance(axis, Unknown):
        _check_weights(a, axis, weights)
    return averaged(a, axis, keepdims)


def _check_weights(a: Shape, axis: int | tuple[int, ...] | None, weights: Shape) -> None:
    if compare_shapes(a, weights) is not Verdict.DIFFERENT:
        return
    if axis is not None:
        where = positions(a, (axis,) if isinstance(axis, int) else axis)
        if where is None or compare_shapes(tuple(a[at] for at in where), weights) is not Verdict.DIFFERENT:
            return
    raise Mismatch(f"weights of shape {quoted(weights)} do not fit {quoted(a)}")
