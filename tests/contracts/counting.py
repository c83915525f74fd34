"""How often jaxtyping looks at an array, in a remembered call not at all, and what a contract remembers."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

import jaxtyping


class Looks:
    def __init__(self) -> None:
        self.count = 0

    def taken(self) -> int:
        """The number since the last question."""
        count, self.count = self.count, 0
        return count


@contextmanager
def counted_looks() -> Iterator[Looks]:
    kind: Any = type(jaxtyping.AbstractArray)
    original, looks = kind.__instancecheck__, Looks()

    def look(hint: object, value: object) -> bool:
        looks.count += 1
        return bool(original(hint, value))

    with patch.object(kind, "__instancecheck__", look):
        yield looks


def is_a(value: object, hint: Any) -> bool:
    """`isinstance`, of which mypy does not know that it takes such hints."""
    return isinstance(value, hint)


def memory(function: Callable[..., object]) -> dict[object, Any]:
    found: dict[object, Any] = function.__globals__["typednn_memory"]
    return found
