"""Slices: how many items ``[start:stop:step]`` takes of an axis.

The bounds of a slice are taken to lie inside the axis where nothing says otherwise: ``x[1:]`` of n is
n-1 (NumPy gives 0, not -1, if n is 0), ``x[a:-b]`` is n-a-b. An upper bound is not: ``x[:3]`` is
min(n,3). An int argument is taken to be no negative number. A bound of unknown sign is taken to be meant as it is
written: ``x[:k-1]`` is min(n,max(k-1,0)), which does not equal k-1, so that nothing is proved, but differs from k.
"""

from __future__ import annotations

from typednn.shapes.shape import UNKNOWN, Axis, Broadcastable, Unknown
from typednn.shapes.size import ONE, ZERO, Size, is_nonnegative, maximum, minimum, number
from typednn.shapes.unify import Mismatch

Bound = Size | Unknown | None


def cut(axis: Axis, start: Bound = None, stop: Bound = None, step: Bound = None) -> Axis:
    """The size of ``axis[start:stop:step]``."""
    if step == ZERO:
        raise Mismatch("a slice has step 0", "a step is at least 1, or -1 to go backwards")
    if start is None and stop is None and (step is None or step in (ONE, -ONE)):
        return axis
    if isinstance(axis, Broadcastable):
        return UNKNOWN
    bounds = (start, stop, step)
    if any(isinstance(bound, Unknown) for bound in bounds):
        return UNKNOWN
    known = tuple(bound for bound in bounds if isinstance(bound, Size))
    if not isinstance(axis, Size):
        return ZERO if stop == ZERO and start is None and step is None else UNKNOWN
    if axis.constant is not None and all(bound.constant is not None for bound in known):
        first, end, stride = (bound.constant if isinstance(bound, Size) else None for bound in bounds)
        return number(len(range(*slice(first, end, stride).indices(axis.constant))))
    start, stop, step = (bound if isinstance(bound, Size) else None for bound in bounds)
    return _general(axis, _settled(start), _settled(stop), None if step is None else _stride(step))


def _settled(bound: Size | None) -> Size | None:
    """A bound of unknown sign counts from the start, or from the end if it is written with a minus."""
    if bound is None or is_nonnegative(bound) or is_nonnegative(-bound):
        return bound
    if all(coefficient < 0 for monomial, coefficient in bound.terms if monomial):
        return -maximum(-bound, ZERO)
    return maximum(bound, ZERO)


def _stride(step: Size) -> Size:
    """A step of unknown sign goes forwards."""
    return step if step.constant is not None or is_nonnegative(-step) else maximum(step, ONE)


def _general(axis: Size, start: Size | None, stop: Size | None, step: Size | None) -> Axis:
    if step is None or is_nonnegative(step):
        return _length(axis, start, stop, step or ONE)
    if not is_nonnegative(-step):
        return UNKNOWN
    if stop == -ONE:
        return ZERO
    # Backwards, the slice takes start and leaves out stop: as many items as from stop+1 to start+1.
    return _length(axis, _after(stop), None if start == -ONE else _after(start), -step)


def _after(bound: Size | None) -> Size | None:
    return None if bound is None else bound + 1


def _length(axis: Size, start: Size | None, stop: Size | None, step: Size) -> Axis:
    first = ZERO if start is None else _from_either_end(axis, start)
    end = axis if stop is None else _upper(axis, stop)
    if first is None or end is None:
        return UNKNOWN
    length = end - first
    if is_nonnegative(-length):
        return ZERO
    if stop is not None and is_nonnegative(stop):
        crossed = first - stop
        if is_nonnegative(crossed):
            return ZERO
        if _grows(crossed):
            return UNKNOWN
    return length if step == ONE else (length + step - 1) // step


def _grows(size: Size) -> bool:
    """Whether the size is positive for large values of its names, as n-3 is."""
    signs = {coefficient > 0 for monomial, coefficient in size.terms if monomial}
    return signs == {True}


def _from_either_end(axis: Size, bound: Size) -> Size | None:
    """A bound counted from the start, given that it lies inside the axis; None if its sign is not known."""
    if is_nonnegative(bound):
        return axis if is_nonnegative(bound - axis) else bound
    if is_nonnegative(-bound):
        return ZERO if is_nonnegative(-bound - axis) else axis + bound
    return None


def _upper(axis: Size, bound: Size) -> Size | None:
    return minimum(axis, bound) if is_nonnegative(bound) else _from_either_end(axis, bound)
