"""Diagonals and triangles."""

from __future__ import annotations

import numpy as np

from tests.shapes.arrays import small
from tests.shapes.draw import Array, Draw
from tests.shapes.laws import Call, Drawer, Row
from typednn.shapes.rules import diagonals
from typednn.shapes.size import Size, number


def offset(draw: Draw) -> int:
    return draw.choice((0, 0, 0, 1, -1, 2, -2))


def two_axes(draw: Draw) -> Call:
    shape = draw.shape(2 if draw.chance(0.95) else 0)
    return Array(shape), offset(draw), draw.axis(len(shape)), draw.axis(len(shape))


def vector_or_matrix(draw: Draw) -> Call:
    return draw.array(1 if draw.chance(0.9) else 0, 2 if draw.chance(0.9) else 3), offset(draw)


def flattened(draw: Draw) -> Call:
    return draw.array(0, 1 if draw.symbolic else 2), offset(draw)


def a_size(draw: Draw) -> Size:
    return draw.size() if draw.chance(0.97) else number(-1)


def rows_and_columns(draw: Draw) -> Call:
    return a_size(draw), draw.maybe(a_size(draw))


def places(draw: Draw) -> Call:
    rows = draw.size()
    return rows, offset(draw), draw.maybe(draw.mostly(rows))


def matrix(draw: Draw) -> Call:
    shape = draw.shape(2, 2) if draw.chance(0.95) else draw.shape(0, 3)
    return Array((shape[0], shape[0]) if len(shape) == 2 and draw.flag() else shape), offset(draw)


def powers(draw: Draw) -> Call:
    return draw.array(1, 1 if draw.chance(0.95) else 2), draw.maybe(draw.size())


def least_rank(least: int) -> Drawer:
    return lambda draw: (draw.array(least if draw.chance(0.95) else 0, 4 if not draw.symbolic else 3),)


def counted(draw: Draw) -> Call:
    return draw.size(), draw.integer(1, 3)


ROWS = [
    Row("diagonal", diagonals.diagonal, np.diagonal, two_axes, least=6),
    Row("trace", diagonals.trace, np.trace, two_axes, least=6),
    Row("diag", diagonals.diag, np.diag, vector_or_matrix, least=6),
    Row("diagflat", diagonals.diagflat, lambda v, k: small(lambda v, _: np.diagflat(v, k))(v, v), flattened),
    Row("eye", diagonals.eye, np.eye, rows_and_columns),
    Row("tri", diagonals.tri, np.tri, rows_and_columns),
    Row("tril", diagonals.triangle, np.tril, least_rank(1)),
    Row("triu", diagonals.triangle, np.triu, least_rank(2)),
    Row("tril_indices", diagonals.tril_indices, np.tril_indices, places, least=6),
    Row("triu_indices", diagonals.triu_indices, np.triu_indices, places, least=6),
    Row("tril_indices_from", diagonals.tril_indices_from, np.tril_indices_from, matrix, least=6),
    Row("triu_indices_from", diagonals.triu_indices_from, np.triu_indices_from, matrix, least=6),
    Row("diag_indices", diagonals.diag_indices, np.diag_indices, counted),
    Row("vander", diagonals.vander, np.vander, powers),
]
