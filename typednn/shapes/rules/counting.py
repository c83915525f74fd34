"""Results as long as values say: unique, set operations, bincount, trim_zeros.

What depends on values is unknown here.
"""

from __future__ import annotations

from typednn.shapes.render import quoted
from typednn.shapes.rules.agree import meet_shapes
from typednn.shapes.rules.axes import AxisNumber, position
from typednn.shapes.rules.repeating import SizeArgument
from typednn.shapes.shape import ANY, UNKNOWN, Shape, Unknown, rank
from typednn.shapes.size import ZERO
from typednn.shapes.unify import Mismatch, Unknowable

Flag = bool | Unknown


def unique(
    ar: Shape,
    return_index: Flag = False,
    return_inverse: Flag = False,
    return_counts: Flag = False,
    axis: AxisNumber | None = None,
) -> Shape | tuple[Shape, ...]:
    """The different items, and if asked where they first stand, which one each item is, how often each is."""
    values: Shape = (UNKNOWN,)
    inverse = ar
    if isinstance(axis, Unknown):
        values, inverse = ANY if rank(ar) is None else (UNKNOWN,) * len(ar), ANY
    elif axis is not None:
        at = position(ar, axis)
        values = ANY if at is None else (*ar[:at], UNKNOWN, *ar[at + 1 :])
        inverse = (UNKNOWN if at is None else ar[at],)
    if any(isinstance(flag, Unknown) for flag in (return_index, return_inverse, return_counts)):
        raise Unknowable("how many arrays `unique` returns is not known")
    asked = [
        shape
        for shape, flag in (
            ((UNKNOWN,), return_index),
            (inverse, return_inverse),
            ((UNKNOWN,), return_counts),
        )
        if flag
    ]
    return (values, *asked) if asked else values


def unique_all(x: Shape) -> tuple[Shape, ...]:
    """The different items, their first places, which one each item is, how often each is."""
    return (UNKNOWN,), (UNKNOWN,), x, (UNKNOWN,)


def unique_inverse(x: Shape) -> tuple[Shape, ...]:
    """The different items, and which one each item is."""
    return (UNKNOWN,), x


def counted() -> Shape:
    """A vector of a length that depends on values: union1d, intersect1d, setdiff1d, setxor1d, flatnonzero."""
    return (UNKNOWN,)


def trim_zeros(filt: Shape) -> Shape:
    """As many axes, of sizes that depend on values."""
    return ANY if rank(filt) is None else (UNKNOWN,) * len(filt)


def bincount(x: Shape, weights: Shape | None = None, minlength: SizeArgument = 0) -> Shape:
    """How often each int stands in a vector of them; the weights are as many."""
    if rank(x) is not None and len(x) != 1:
        raise Mismatch(f"bincount takes a vector, not {quoted(x)}")
    if weights is not None and rank(x) == 1 and x != (ZERO,) and meet_shapes(x, weights) is None:
        raise Mismatch(f"bincount of {quoted(x)} takes as many weights, not {quoted(weights)}")
    return (UNKNOWN,)
