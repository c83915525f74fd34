"""Which stretch of the flat vector belongs to which tensor: names and shapes, in the order of the vector."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias

from typednn.errors import ConfigError

# {"hidden.weight": (784, 128), "hidden.bias": (128,), ...}
Layout: TypeAlias = Mapping[str, tuple[int, ...]]


@dataclass(frozen=True)
class Part:
    """A tensor's place in the flat vector."""

    name: str
    place: slice
    ndim: int


def parts_of(layout: Layout, size: int) -> tuple[Part, ...]:
    """The tensors one after the other; empty ones are left out. They must fill the vector exactly."""
    parts = []
    start = 0
    for name, shape in layout.items():
        stop = start + math.prod(shape)
        if stop > start:
            parts.append(Part(name, slice(start, stop), len(shape)))
        start = stop
    if start != size:
        raise ConfigError(
            f"the layout describes {start} parameters and the vector has {size}; "
            "expected the shapes of all tensors, in the order in which they lie in the vector"
        )
    return tuple(parts)


def require_layout(layout: Layout | None, size: int, *, owner: str, why: str) -> tuple[Part, ...]:
    """The tensors, or an error that says why a layout is needed."""
    if layout is None:
        raise ConfigError(
            f"{owner} {why}, and was not told where the tensors lie; "
            'give init() the layout, such as {"weight": (784, 10), "bias": (10,)}'
        )
    return parts_of(layout, size)
