"""The same elements in another shape: reshape, ravel, resize."""

from __future__ import annotations

from typednn.shapes.render import quoted, render_size
from typednn.shapes.rules.axes import ShapeArgument, asked_shape
from typednn.shapes.shape import UNKNOWN, Axis, Shape, numel, variadic_at
from typednn.shapes.size import ONE, ZERO, Atom, Size, Verdict, compare, divide, exact_quotient, number
from typednn.shapes.unify import Mismatch

REST_OF_IT = number(-1)


def ravel(a: Shape) -> Shape:
    """All elements in a row: the product of the sizes."""
    if len(a) == 1 and variadic_at(a) is None:
        return a
    total = numel(a)
    if total is None:
        return (ZERO,) if ZERO in a else (UNKNOWN,)
    return (total,)


def reshape(a: Shape, shape: ShapeArgument) -> Shape:
    """The shape asked for, if it has as many elements; -1 is what is missing."""
    target = asked_shape(shape)
    if a == target:
        return a
    missing = [index for index, axis in enumerate(target) if axis == REST_OF_IT]
    if len(missing) > 1:
        raise Mismatch(f"cannot reshape {quoted(a)} to {quoted(target)}: -1 stands twice in it")
    total = numel(a)
    if missing:
        at = missing[0]
        return (*target[:at], _missing(a, target, at, total), *target[at + 1 :])
    wanted = numel(target)
    if total is not None and wanted is not None and counts_differ(total, wanted):
        counts = f"{_elements(total)} are not {render_size(wanted)}"
        raise Mismatch(f"cannot reshape {quoted(a)} to {quoted(target)}: {counts}")
    return target


def counts_differ(total: Size, wanted: Size) -> bool:
    """Whether two numbers of elements cannot agree: one is a multiple of the other, or little is left over.

    That ``pixels*field`` is ``rows*cols*channels`` is nothing that names could say, so it is not denied.
    """
    if compare(total, wanted) is not Verdict.DIFFERENT:
        return False
    if exact_quotient(total, wanted) is not None or exact_quotient(wanted, total) is not None:
        return True
    left, right = _without_common(total, wanted)
    return left is not None and right is not None and sum(left.values()) <= 1 and sum(right.values()) <= 1


def _without_common(left: Size, right: Size) -> tuple[dict[Atom, int] | None, dict[Atom, int] | None]:
    """The names of two products, those left out that both have; None for what is no product."""
    if len(left.terms) != 1 or len(right.terms) != 1:
        return None, None
    first, second = dict(left.terms[0][0]), dict(right.terms[0][0])
    for atom in first.keys() & second.keys():
        common = min(first[atom], second[atom])
        first[atom] -= common
        second[atom] -= common
    return first, second


def _elements(total: Size) -> str:
    return "1 element" if total == ONE else f"{render_size(total)} elements"


def _missing(a: Shape, target: Shape, at: int, total: Size | None) -> Axis:
    others = numel(target[:at] + target[at + 1 :])
    if total is None or others is None:
        return UNKNOWN
    if others == ONE:
        return total
    whole = exact_quotient(total, others)
    if whole is not None:
        return whole
    if others == ZERO or never_divides(total, others):
        shapes = f"{quoted(a)} to {quoted(target)}"
        raise Mismatch(f"cannot reshape {shapes}: {_elements(total)}, not a multiple of {render_size(others)}")
    return total // others


def never_divides(whole: Size, part: Size) -> bool:
    """True only if ``whole % part`` is certainly not 0: ``2*n+1`` by 2, or ``n*d+1`` by d."""
    rest = divide(whole, part)[1].constant
    if rest is None or part.constant is not None:
        return bool(rest)
    return abs(rest) == 1


def resize(a: Shape, new_shape: ShapeArgument) -> Shape:
    """The shape asked for: elements are repeated or left out as needed."""
    return asked_shape(new_shape)
