"""The projection rule: W = Ξᵀ(Ξ Ξᵀ)⁻¹ Ξ, for which W p = p at every stored pattern, however they overlap.

Without its diagonal the field at a pattern is still (1 − Wᵤᵤ) pᵤ, of the right sign wherever Wᵤᵤ < 1.
Personnaz, Guyon, Dreyfus: Information storage and retrieval in spin-glass like neural networks. 1985.
"""

from fractions import Fraction

import numpy as np

from typednn.contracts import Array, Float64, Int8, Int64, contract
from typednn.errors import DataError
from typednn.hopfield.spins import require_patterns

_MOST = 2**62


@contract
def pseudo_inverse(
    patterns: Int8[Array, "patterns neurons"], *, diagonal: bool = False
) -> Float64[Array, "neurons neurons"]:
    """The projection on the span of the patterns, without its diagonal unless `diagonal`."""
    require_patterns(patterns)
    rows = patterns.astype(np.float64)
    if np.linalg.matrix_rank(rows) < len(rows):
        raise _dependent(len(rows))
    weights = rows.T @ np.linalg.solve(rows @ rows.T, rows)
    weights = (weights + weights.T) / 2
    if not diagonal:
        np.fill_diagonal(weights, 0.0)
    return weights


@contract
def exact_pseudo_inverse(
    patterns: Int8[Array, "patterns neurons"],
) -> tuple[Int64[Array, "neurons neurons"], int]:
    """Integers V and a denominator d > 0 with W = V / d, the diagonal included. For few patterns."""
    require_patterns(patterns)
    inverse = _inverse([[Fraction(int(x)) for x in row] for row in patterns.astype(int) @ patterns.astype(int).T])
    denominator = int(np.lcm.reduce(np.array([x.denominator for row in inverse for x in row], dtype=object)))
    whole = np.array([[int(x * denominator) for x in row] for row in inverse], dtype=object)
    product = patterns.T.astype(object) @ whole @ patterns.astype(object)
    if denominator > _MOST or max(abs(int(x)) for x in product.flat) > _MOST:
        raise DataError(f"the exact inverse of {len(patterns)} patterns does not fit 64 bits: store fewer of them")
    return product.astype(np.int64), denominator


def _inverse(matrix: list[list[Fraction]]) -> list[list[Fraction]]:
    """Gauss and Jordan, in fractions."""
    size = len(matrix)
    rows = [[*row, *(Fraction(int(i == j)) for j in range(size))] for i, row in enumerate(matrix)]
    for i in range(size):
        pivot = next((k for k in range(i, size) if rows[k][i]), None)
        if pivot is None:
            raise _dependent(size)
        rows[i], rows[pivot] = rows[pivot], rows[i]
        rows[i] = [x / rows[i][i] for x in rows[i]]
        for k in range(size):
            if k != i:
                rows[k] = [x - rows[k][i] * y for x, y in zip(rows[k], rows[i], strict=True)]
    return [row[size:] for row in rows]


def _dependent(count: int) -> DataError:
    return DataError(
        f"the {count} patterns are linearly dependent, and the projection rule needs independent ones:"
        " leave out repeated or opposite patterns"
    )
