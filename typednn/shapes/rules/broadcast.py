"""Broadcasting: shapes aligned at the right; an axis of size 1 takes the size of the other.

A size that is a name is taken not to be 1, so that it wins over an axis of unknown size.
"""

from __future__ import annotations

from typednn.shapes.render import quoted, render_axis
from typednn.shapes.rules.agree import is_general, meet, meet_broadcast
from typednn.shapes.rules.axes import ShapeArgument, asked_shape, count_axes
from typednn.shapes.shape import REST, UNKNOWN, Axis, Many, Shape, variadic_at
from typednn.shapes.size import ONE, Size
from typednn.shapes.unify import Mismatch


def broadcast(*shapes: Shape) -> Shape:
    """The common shape of all the arrays, as of the operands of ``+``."""
    result: Shape = ()
    for shape in shapes:
        result = _pair(result, shape)
    return result


def _pair(left: Shape, right: Shape) -> Shape:
    if left is right or not right or left == right:
        return left
    if not left:
        return right
    at, other = variadic_at(left), variadic_at(right)
    if at is not None or other is not None:
        return _pair_with_many(left, right, at, other)
    longer, shorter = (left, right) if len(left) >= len(right) else (right, left)
    more = len(longer) - len(shorter)
    return longer[:more] + _aligned(longer[more:], shorter, left, right)


def _aligned(some: Shape, others: Shape, left: Shape, right: Shape) -> Shape:
    """The broadcast axes of two stretches of equal length; `left` and `right` are for the message."""
    axes: list[Axis] = []
    for a, b in zip(some, others, strict=True):
        axis = broadcast_axis(a, b)
        if axis is None:
            clash = differing(a, b)
            raise Mismatch(f"cannot broadcast {quoted(left)} with {quoted(right)}: {clash}")
        axes.append(axis)
    return tuple(axes)


def differing(left: Axis, right: Axis) -> str:
    return f"{render_axis(left)} and {render_axis(right)} differ"


def broadcast_axis(left: Axis, right: Axis) -> Axis | None:
    """What two axes broadcast to; None if they cannot."""
    if left is right or left == right or right == ONE:
        return left
    if left == ONE:
        return right
    if isinstance(left, Size):
        if isinstance(right, Size):
            return meet_broadcast(left, right)
        return left if is_general(left) else UNKNOWN
    return right if isinstance(right, Size) and is_general(right) else UNKNOWN


def _pair_with_many(left: Shape, right: Shape, at: int | None, other: int | None) -> Shape:
    tails = (
        len(left) if at is None else len(left) - at - 1,
        len(right) if other is None else len(right) - other - 1,
    )
    common = min(tails)
    tail = _aligned(left[len(left) - common :], right[len(right) - common :], left, right)
    if at is None and tails[0] == common:
        return right[: len(right) - common] + tail
    if other is None and tails[1] == common:
        return left[: len(left) - common] + tail
    if at is not None and other is not None and tails[0] == tails[1]:
        return _heads(left[:at], right[:other], left[at], right[other]) + tail
    _check_lined_up(left, right, at, other, tails)
    longer, count = (left, tails[0]) if tails[0] > tails[1] else (right, tails[1])
    beyond = longer[len(longer) - count : len(longer) - common]
    # These axes meet axes that may or may not be there, of unknown size.
    return (
        REST,
        *(axis if isinstance(axis, Size) and is_general(axis) else UNKNOWN for axis in beyond),
        *tail,
    )


def _check_lined_up(left: Shape, right: Shape, at: int | None, other: int | None, tails: tuple[int, int]) -> None:
    """``*batch n`` beside ``*batch``: the axes of batch would meet n and each other askew."""
    if at is None or other is None or left[at] != right[other] or left[at] == REST:
        return
    if any(axis == ONE or not isinstance(axis, Size) for axis in (*left[at + 1 :], *right[other + 1 :])):
        return
    many = render_axis(left[at])
    raise Mismatch(
        f"cannot broadcast {quoted(left)} with {quoted(right)}: the axes of {many} do not line up",
        "keepdims=True, or [..., None], keeps an axis",
    )


def _heads(left: Shape, right: Shape, many: Axis, other: Axis) -> Shape:
    """What stands up to and including ``*many``, where two of them meet."""
    if many == other and many != REST and not (isinstance(many, Many) and many.broadcasts):
        return (*_pair(left, right), many)
    if isinstance(many, Many) and isinstance(other, Many) and many.name and not (left or right):
        same = many.formal == other.formal
        return (REST,) if not same else (other,) if many.broadcasts else (many,)
    return (REST,)


def broadcast_to(array: Shape, shape: ShapeArgument) -> Shape:
    """The shape asked for: each axis of the array is 1 or has the size of the result's."""
    target = asked_shape(shape)
    if array == target:
        return target
    at, other = variadic_at(array), variadic_at(target)
    if at is None and other is None and len(array) > len(target):
        reason = f"it has {count_axes(len(array))}, more than {len(target)}"
        raise Mismatch(f"cannot broadcast {quoted(array)} to {quoted(target)}: {reason}")
    tails = (
        len(array) if at is None else len(array) - at - 1,
        len(target) if other is None else len(target) - other - 1,
    )
    common = min(tails)
    axes: list[Axis] = []
    start = len(target) - common
    for axis, wanted in zip(array[len(array) - common :], target[start:], strict=True):
        met = wanted if axis == ONE else meet(axis, wanted)
        if met is None:
            clash = differing(axis, wanted)
            raise Mismatch(f"cannot broadcast {quoted(array)} to {quoted(target)}: {clash}")
        axes.append(met)
    beyond = array[len(array) - tails[0] : len(array) - common]
    return (*_where_unknown(target[:start], beyond), *axes)


def _where_unknown(target: Shape, beyond: Shape) -> Shape:
    """The axes of an array that meet ``...`` in the target: those of a known size are found there."""
    if target != (REST,):
        return target
    return (REST, *(axis if isinstance(axis, Size) and is_general(axis) else UNKNOWN for axis in beyond))


def broadcast_arrays(*arrays: Shape) -> tuple[Shape, ...]:
    """All the arrays in their common shape."""
    return (broadcast(*arrays),) * len(arrays)
