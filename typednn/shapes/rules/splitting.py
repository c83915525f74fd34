"""One array cut into several: split, array_split, hsplit, vsplit, dsplit, unstack."""

from __future__ import annotations

from typednn.shapes.render import quoted, render_axis, render_size
from typednn.shapes.rules.axes import AxisNumber, blurred, least_rank, position
from typednn.shapes.rules.reshape import never_divides
from typednn.shapes.rules.several import Several
from typednn.shapes.rules.slicing import cut
from typednn.shapes.shape import ANY, UNKNOWN, Axis, Shape, Unknown, rank
from typednn.shapes.size import Size, number
from typednn.shapes.unify import Mismatch

Sections = int | Size | Unknown | tuple[int | Size | Unknown, ...]
Pieces = tuple[Shape, ...] | Several


def split(ary: Shape, indices_or_sections: Sections, axis: AxisNumber = 0) -> Pieces:
    """So many equal parts; or the parts before, between and after the given indices."""
    return _split(ary, indices_or_sections, axis, True)


def array_split(ary: Shape, indices_or_sections: Sections, axis: AxisNumber = 0) -> Pieces:
    """Like `split`, but the parts need not be equal: the first ones may be longer by one."""
    return _split(ary, indices_or_sections, axis, False)


def _split(ary: Shape, sections: Sections, axis: AxisNumber, equal: bool) -> Pieces:
    at = None if isinstance(axis, Unknown) else position(ary, axis)
    count = number(sections) if isinstance(sections, int) else sections
    if at is None:
        unknown = ANY if isinstance(axis, Unknown) else blurred(ary, axis)
        if isinstance(axis, Unknown) and rank(ary) is not None:
            unknown = (UNKNOWN,) * len(ary)
        if isinstance(count, tuple):
            return (unknown,) * (len(count) + 1)
        known = count.constant if isinstance(count, Size) else None
        return (unknown,) * known if known is not None else Several(unknown, count)
    if isinstance(count, tuple):
        return tuple((*ary[:at], size, *ary[at + 1 :]) for size in _between(ary[at], count))
    return _in_parts(ary, at, count, equal)


def _between(axis: Axis, indices: tuple[int | Size | Unknown, ...]) -> list[Axis]:
    bounds = [number(where) if isinstance(where, int) else where for where in indices]
    return [cut(axis, start, stop) for start, stop in zip([None, *bounds], [*bounds, None], strict=True)]


def _in_parts(ary: Shape, at: int, count: Size | Unknown, equal: bool) -> Pieces:
    size = ary[at]
    known = count.constant if isinstance(count, Size) else None
    if known is not None and known <= 0:
        raise Mismatch(f"cannot split {quoted(ary)} into {known} parts", "the number of parts is at least 1")
    if equal and isinstance(size, Size) and isinstance(count, Size) and never_divides(size, count):
        parts = f"{render_size(count)} equal parts"
        raise Mismatch(f"cannot split {quoted(ary)} into {parts}: {render_axis(size)} is not a multiple")
    part: Axis = size // count if isinstance(size, Size) and isinstance(count, Size) else UNKNOWN
    if not equal:
        return _unequal(ary, at, known, count)
    piece = (*ary[:at], part, *ary[at + 1 :])
    return (piece,) * known if known is not None else Several(piece, count)


def _unequal(ary: Shape, at: int, known: int | None, count: Size | Unknown) -> Pieces:
    size = ary[at]
    if known is None:
        return Several((*ary[:at], UNKNOWN, *ary[at + 1 :]), count)
    if not isinstance(size, Size):
        return ((*ary[:at], UNKNOWN, *ary[at + 1 :]),) * known
    # Part number i has (size + known - 1 - i) // known items: one more in the first size % known.
    return tuple((*ary[:at], (size + (known - 1 - i)) // known, *ary[at + 1 :]) for i in range(known))


def vsplit(ary: Shape, indices_or_sections: Sections) -> Pieces:
    """`split` along axis 0 of at least two."""
    return split(_with_axes(ary, 2), indices_or_sections, 0)


def hsplit(ary: Shape, indices_or_sections: Sections) -> Pieces:
    """`split` along axis 1, of a vector along axis 0."""
    _with_axes(ary, 1)
    if rank(ary) is None and least_rank(ary) < 2:
        return _split(ary, indices_or_sections, UNKNOWN, True)
    return split(ary, indices_or_sections, 0 if rank(ary) == 1 else 1)


def dsplit(ary: Shape, indices_or_sections: Sections) -> Pieces:
    """`split` along axis 2 of at least three."""
    return split(_with_axes(ary, 3), indices_or_sections, 2)


def _with_axes(ary: Shape, count: int) -> Shape:
    if rank(ary) is not None and len(ary) < count:
        raise Mismatch(f"cannot split {quoted(ary)}, which has fewer than {count} axes")
    return ary


def unstack(x: Shape, axis: AxisNumber = 0) -> Pieces:
    """The arrays ``x[0], x[1], …`` along an axis."""
    if isinstance(axis, Unknown):
        return Several(ANY if rank(x) is None else (UNKNOWN,) * (len(x) - 1))
    at = position(x, axis)
    if at is None:
        return Several(blurred(x, axis))
    size, piece = x[at], x[:at] + x[at + 1 :]
    known = size.constant if isinstance(size, Size) else None
    if known is not None:
        return (piece,) * known
    return Several(piece, size if isinstance(size, Size) else UNKNOWN)
