"""Axes and shapes that must be equal: what both are, if they are."""

from __future__ import annotations

from typednn.shapes.shape import (
    ANY,
    REST,
    UNKNOWN,
    Axis,
    Many,
    Shape,
    Unknown,
    compare_shapes,
    variadic_at,
)
from typednn.shapes.size import ONE, Operation, Size, Verdict, atoms, compare


def meet(left: Axis, right: Axis) -> Axis | None:
    """What both axes are, given that they are equal; None if they certainly differ."""
    if left is right or left == right:
        return left
    if isinstance(left, Size):
        if isinstance(right, Size):
            return meet_sizes(left, right)
        return left
    return right if isinstance(right, Size) else UNKNOWN


def meet_sizes(left: Size, right: Size) -> Size | None:
    verdict = compare(left, right)
    if verdict is Verdict.DIFFERENT:
        return None
    return right if verdict is Verdict.UNKNOWN and _is_simpler(right, left) else left


def _is_simpler(size: Size, other: Size) -> bool:
    """A number tells more than a name, a name more than an operation or a size that nobody promised."""
    return _depth(size) < _depth(other)


def _depth(size: Size) -> int:
    if size.constant is not None:
        return 0
    return 1 if is_general(size) else 2


def is_general(size: Size) -> bool:
    """Whether the size is certainly not 1 for general values of its names."""
    for atom in atoms(size):
        if isinstance(atom, Operation) or atom.scope.startswith("?"):
            return False
    return size != ONE


def meet_broadcast(left: Size, right: Size) -> Size | Unknown | None:
    """What two sizes, neither of them 1, broadcast to; unknown if both might be 1 for all we know."""
    verdict = compare(left, right)
    if verdict is Verdict.DIFFERENT:
        return None
    if verdict is Verdict.SAME:
        return left
    simpler = right if _is_simpler(right, left) else left
    return simpler if is_general(simpler) else UNKNOWN


def meet_shapes(left: Shape, right: Shape) -> Shape | None:
    """What both shapes are, given that they are equal; None if they certainly differ."""
    if left == right:
        return left
    if compare_shapes(left, right) is Verdict.DIFFERENT:
        return None
    at, other = variadic_at(left), variadic_at(right)
    if at == other and len(left) == len(right):
        return tuple(_meet_any(a, b) for a, b in zip(left, right, strict=True))
    if at is None:
        return _meet_fixed(left, right, other or 0)
    if other is None:
        return _meet_fixed(right, left, at)
    return ANY


def _meet_fixed(fixed: Shape, shape: Shape, at: int) -> Shape:
    tail = len(shape) - at - 1
    ends = len(fixed) - tail
    head = tuple(meet(a, b) or a for a, b in zip(fixed[:at], shape[:at], strict=True))
    return (
        *head,
        *fixed[at:ends],
        *(meet(a, b) or a for a, b in zip(fixed[ends:], shape[at + 1 :], strict=True)),
    )


def _meet_any(left: Axis, right: Axis) -> Axis:
    if isinstance(left, Many):
        return right if left == REST else left
    return meet(left, right) or UNKNOWN
