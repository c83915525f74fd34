"""Reading an argument as an int, an axis, a shape, a flag or a text; UNKNOWN where it is not known."""

from __future__ import annotations

from typednn.shapes.shape import ANY, UNKNOWN, Shape, Unknown, variadic_at
from typednn.shapes.size import Size, number
from typednn.shapes.table.arguments import is_sequence
from typednn.shapes.value import Missing, Value

Sizes = Size | Unknown


def int_of(value: Value) -> Sizes | None:
    """The value of an int."""
    if value.literal is None:
        return None
    if isinstance(value.literal, int):
        return number(int(value.literal))
    return UNKNOWN if value.size is None else value.size


def whole_of(value: Value) -> int | Unknown | None:
    """A plain int: an axis, a count of steps."""
    size = int_of(value)
    if isinstance(size, Size):
        constant = size.constant
        return UNKNOWN if constant is None else constant
    return size


def wholes_of(value: Value) -> int | tuple[int, ...] | Unknown | None:
    """An axis or several."""
    if not is_sequence(value):
        return UNKNOWN if value.shape not in (None, ()) else whole_of(value)
    found = tuple(whole_of(item) for item in value.items or ())
    if value.items is None or not all(isinstance(each, int) for each in found):
        return UNKNOWN
    return tuple(each for each in found if isinstance(each, int))


def sizes_of(value: Value) -> Shape | None:
    """A shape given as an argument: an int, or a tuple of them."""
    if value.literal is None:
        return None
    if value.sizes is not None:
        return value.sizes
    if value.items is not None:
        return tuple(_axis(int_of(item)) for item in value.items)
    if value.element is not None or value.kind:
        length = value.length.constant if value.length is not None else None
        return ANY if length is None else (UNKNOWN,) * length
    if value.shape == () or value.size is not None or isinstance(value.literal, int):
        return (_axis(int_of(value)),)
    if value.shape is not None and len(value.shape) == 1 and isinstance(value.shape[0], Size):
        length = value.shape[0].constant
        return ANY if length is None else (UNKNOWN,) * length
    return ANY


def _axis(size: Sizes | None) -> Sizes:
    return UNKNOWN if size is None else size


def nested_of(value: Value) -> object:
    """Sizes as they are nested: ``2``, ``(1, 2)``, ``((1, 1), (0, 2))``; UNKNOWN where unknown."""
    if value.items is not None:
        return tuple(map(nested_of, value.items))
    if value.sizes is not None and variadic_at(value.sizes) is None:
        return value.sizes
    if is_sequence(value) or value.shape not in (None, ()):
        return UNKNOWN
    return int_of(value)


def plain_nested_of(value: Value) -> object:
    """`nested_of` in plain ints; UNKNOWN if one of them is not known."""
    return _plain(nested_of(value))


def _plain(value: object) -> object:
    if isinstance(value, tuple):
        found = tuple(map(_plain, value))
        return UNKNOWN if any(isinstance(each, Unknown) for each in found) else found
    if isinstance(value, Size):
        constant = value.constant
        return UNKNOWN if constant is None else constant
    return value


def flag_of(value: Value) -> bool | Unknown | None:
    if isinstance(value.literal, Missing):
        return UNKNOWN
    return value.literal if value.literal is None else bool(value.literal)


def text_of(value: Value) -> str | Unknown | None:
    if value.literal is None or isinstance(value.literal, str):
        return value.literal
    return UNKNOWN
