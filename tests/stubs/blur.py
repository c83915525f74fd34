"""Knowing less: a `Value` of which some things are forgotten, as a checker forgets them."""

from dataclasses import replace
from random import Random

from typednn.shapes.dtypes import ABSTRACT, members
from typednn.shapes.shape import ANY, REST, UNKNOWN, Broadcastable, Shape
from typednn.shapes.size import Size
from typednn.shapes.value import MISSING, Value


def blur(value: Value, random: Random) -> Value:
    """The same value, with some of what is known of it left out; what is left is true."""
    if random.random() < 0.5:
        return value
    if value.items is not None:
        return _blurred_items(value, random)
    if value.shape is not None and random.random() < 0.05:
        return Value(text=value.text)
    if isinstance(value.literal, slice):
        return value if random.random() < 0.7 else replace(value, literal=slice(UNKNOWN, UNKNOWN, UNKNOWN))
    if value.shape is None:
        known = value.literal is None or value.literal is ...
        return value if known or random.random() < 0.5 else Value(text=value.text, dtype="")
    dtype = value.dtype if random.random() < 0.5 else _wider(value.dtype, random)
    if value.dtype.startswith("python "):
        return Value(shape=(), dtype=value.dtype, text=value.text)
    return replace(value, shape=blur_shape(value.shape, random), dtype=dtype, literal=MISSING, size=None)


def _blurred_items(value: Value, random: Random) -> Value:
    items = tuple(blur(item, random) for item in value.items or ())
    if random.random() < 0.8 or not items or any(item != items[0] for item in items):
        return replace(value, items=items)
    return Value(element=items[0], kind=value.kind, text=value.text)


def blur_shape(shape: Shape, random: Random) -> Shape:
    axes = list(shape)
    for at, axis in enumerate(axes):
        if isinstance(axis, Size) and random.random() < 0.3:
            axes[at] = UNKNOWN if random.random() < 0.8 else Broadcastable(axis)
    if random.random() < 0.2:
        start = random.randint(0, len(axes))
        axes[start : random.randint(start, len(axes))] = [REST]
    return tuple(axes) if random.random() < 0.9 else ANY


def _wider(dtype: str, random: Random) -> str:
    """An abstract dtype that this one is a member of, or nothing."""
    known = members(dtype)
    if known is None:
        return dtype
    wider = [name for name, inside in ABSTRACT.items() if known <= inside]
    return random.choice([*wider, ""])
