"""Counts how often jaxtyping looks at an array: a remembered call does not look at any."""

from collections.abc import Iterator
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
