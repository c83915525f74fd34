"""Every shape function beside NumPy's function: the rows of all chapters."""

from __future__ import annotations

from tests.shapes.chapters import (
    choosing,
    combining,
    creating,
    diagonals,
    einsum,
    indexing,
    joining,
    linalg,
    rearranging,
    reducing,
    repeating,
    signals,
    various,
)
from tests.shapes.laws import Row

CHAPTERS = (
    combining,
    indexing,
    reducing,
    rearranging,
    joining,
    repeating,
    einsum,
    diagonals,
    linalg,
    signals,
    choosing,
    creating,
    various,
)
ROWS: list[Row] = [row for chapter in CHAPTERS for row in chapter.ROWS]
