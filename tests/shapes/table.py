"""Every shape function beside NumPy's function: the rows of all chapters."""

from __future__ import annotations

from tests.shapes.chapters import combining, indexing, joining, rearranging, reducing
from tests.shapes.laws import Row

CHAPTERS = (combining, indexing, reducing, rearranging, joining)
ROWS: list[Row] = [row for chapter in CHAPTERS for row in chapter.ROWS]
