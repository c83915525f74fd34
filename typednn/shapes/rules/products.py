"""Products that combine every axis of one array with those of another: outer, kron, tensordot, cross."""

from __future__ import annotations

from typednn.shapes.render import quoted, render_axis
from typednn.shapes.rules.agree import meet
from typednn.shapes.rules.axes import AxisNumber, count_axes, least_rank, position
from typednn.shapes.rules.broadcast import broadcast
from typednn.shapes.rules.rearrange import moveaxis
from typednn.shapes.rules.reshape import ravel
from typednn.shapes.shape import ANY, UNKNOWN, Axis, Shape, Unknown, rank
from typednn.shapes.size import ONE, Size, Verdict, compare, number
from typednn.shapes.unify import Mismatch

AxesPair = tuple[int | tuple[int, ...], int | tuple[int, ...]]
TWO, THREE = number(2), number(3)


def outer(a: Shape, b: Shape) -> Shape:
    """``n, m -> n m``, both flattened first."""
    return ravel(a) + ravel(b)


def times(left: Axis, right: Axis) -> Axis:
    """The product of two sizes, as far as they are known."""
    if left == ONE or right == ONE:
        return right if left == ONE else left
    return left * right if isinstance(left, Size) and isinstance(right, Size) else UNKNOWN


def kron(a: Shape, b: Shape) -> Shape:
    """The product of the sizes, axis by axis, aligned at the right."""
    if rank(a) is None or rank(b) is None:
        return ANY
    most = max(len(a), len(b))
    left, right = (ONE,) * (most - len(a)) + a, (ONE,) * (most - len(b)) + b
    return tuple(map(times, left, right))


def tensordot(a: Shape, b: Shape, axes: int | AxesPair | Unknown = 2) -> Shape:
    """Sums over pairs of axes; the remaining axes of `a`, then those of `b`."""
    if isinstance(axes, Unknown) or rank(a) is None or rank(b) is None:
        return ANY
    left, right = _paired(a, b, axes)
    if len(left) != len(right):
        raise Mismatch(f"tensordot pairs {count_axes(len(left))} with {count_axes(len(right))}")
    some, others = [position(a, axis) or 0 for axis in left], [position(b, axis) or 0 for axis in right]
    for one, other in zip(some, others, strict=True):
        if meet(a[one], b[other]) is None:
            pair = f"{render_axis(a[one])} = {render_axis(b[other])}"
            raise Mismatch(f"tensordot of {quoted(a)} and {quoted(b)} needs {pair}")
    return tuple(axis for at, axis in enumerate(a) if at not in some) + tuple(
        axis for at, axis in enumerate(b) if at not in others
    )


def _paired(a: Shape, b: Shape, axes: int | AxesPair) -> tuple[tuple[int, ...], tuple[int, ...]]:
    if isinstance(axes, int):
        if axes > min(len(a), len(b)):
            raise Mismatch(f"tensordot over {count_axes(axes)} of {quoted(a)} and {quoted(b)}: too many")
        return tuple(range(len(a) - axes, len(a))), tuple(range(axes))
    left, right = axes
    return (left,) if isinstance(left, int) else left, (right,) if isinstance(right, int) else right


def cross(
    a: Shape,
    b: Shape,
    axisa: AxisNumber = -1,
    axisb: AxisNumber = -1,
    axisc: AxisNumber = -1,
    axis: AxisNumber | None = None,
) -> Shape:
    """Vectors of size 3 (or 2, which counts as 3 with a zero); of two vectors of size 2 a number."""
    if axis is not None:
        axisa = axisb = axisc = axis
    if not (isinstance(axisa, int) and isinstance(axisb, int) and isinstance(axisc, int)):
        return ANY
    first, second = moveaxis(a, axisa, -1), moveaxis(b, axisb, -1)
    if not least_rank(first) or not least_rank(second):
        return ANY
    sizes = first[-1], second[-1]
    for size, shape in zip(sizes, (a, b), strict=True):
        if isinstance(size, Size) and all(compare(size, to) is Verdict.DIFFERENT for to in (TWO, THREE)):
            raise Mismatch(f"cross product of {quoted(shape)}: {render_axis(size)} is neither 2 nor 3")
    rest = broadcast(first[:-1], second[:-1])
    if sizes == (TWO, TWO):
        return rest
    if THREE in sizes:
        return moveaxis((*rest, THREE), -1, axisc)
    return ANY
