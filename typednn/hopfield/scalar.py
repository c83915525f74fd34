"""A number among arguments: contracts take `float` for floats alone, as beartype does, and 1 is an int."""

from typing import TypeAlias

Scalar: TypeAlias = float | int
