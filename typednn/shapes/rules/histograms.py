"""Histograms: counts in bins, and the edges of the bins, of which there is one more.

`bins` is the number of bins, the shape of their edges (a vector), or the name of a rule, whose answer is
unknown. For two dimensions it may be a pair of these.
"""

from __future__ import annotations

from typednn.shapes.render import quoted, render_axis
from typednn.shapes.rules.agree import meet
from typednn.shapes.rules.repeating import SizeArgument, as_axis
from typednn.shapes.shape import UNKNOWN, Axis, Broadcastable, Many, Shape, compare_shapes, rank
from typednn.shapes.size import ZERO, Size, Verdict, is_positive, number
from typednn.shapes.unify import Mismatch

TWO = number(2)
Bins = SizeArgument | Shape | str


def histogram(a: Shape, bins: Bins = 10, weights: Shape | None = None) -> tuple[Shape, Shape]:
    """n counts and n+1 edges."""
    if weights is not None and compare_shapes(a, weights) is Verdict.DIFFERENT:
        raise Mismatch(f"histogram of {quoted(a)} takes weights of that shape, not {quoted(weights)}")
    edges = _edges(bins)
    return (_fewer(edges),), (edges,)


def histogram_bin_edges(a: Shape, bins: Bins = 10, weights: Shape | None = None) -> Shape:
    """n+1 edges of n bins."""
    return histogram(a, bins, weights)[1]


def _fewer(axis: Axis) -> Axis:
    if axis == ZERO:
        return ZERO
    return axis - 1 if isinstance(axis, Size) else UNKNOWN


def _edges(bins: Bins) -> Axis:
    if isinstance(bins, str):
        return UNKNOWN
    if isinstance(bins, tuple):
        if rank(bins) is not None and len(bins) != 1:
            raise Mismatch(f"the edges of bins are a vector, not {quoted(bins)}")
        return bins[0] if rank(bins) == 1 else UNKNOWN
    count = as_axis(bins)
    if isinstance(count, Size) and is_positive(-count + 1):
        raise Mismatch(f"{render_axis(count)} bins: at least 1 is needed")
    return count + 1 if isinstance(count, Size) else UNKNOWN


def histogram2d(
    x: Shape, y: Shape, bins: Bins | tuple[Bins, Bins] = 10, weights: Shape | None = None
) -> tuple[Shape, Shape, Shape]:
    """n times m counts, and the edges in both directions."""
    for shape in (x, y):
        if rank(shape) is not None and len(shape) != 1:
            raise Mismatch(f"histogram2d takes vectors, not {quoted(shape)}")
    if rank(x) == 1 == rank(y) and meet(x[0], y[0]) is None:
        sizes = f"{render_axis(x[0])} = {render_axis(y[0])}"
        raise Mismatch(f"histogram2d of {quoted(x)} and {quoted(y)} needs {sizes}")
    one, other = _both(bins)
    return (_fewer(one), _fewer(other)), (one,), (other,)


def _both(bins: Bins | tuple[Bins, Bins]) -> tuple[Axis, Axis]:
    if isinstance(bins, tuple) and len(bins) == 2 and not any(isinstance(each, Many) for each in bins):
        one, other = (UNKNOWN if isinstance(each, Broadcastable | Many) else each for each in bins)
        return _edges(one), _edges(other)
    if bins == (TWO,):
        return UNKNOWN, UNKNOWN  # NumPy takes an array of two items for a pair of numbers
    edges = _edges(tuple(each for each in bins if isinstance(each, Axis)) if isinstance(bins, tuple) else bins)
    return edges, edges
