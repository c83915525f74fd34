"""S58: the constant of a linear layer, bounded from above with rounding included."""

from collections.abc import Iterator
from fractions import Fraction
from itertools import product

import numpy as np

from typednn import certificates
from typednn.contracts import Array, Float, contract
from typednn.theorems.leansharp import CHAPTER
from typednn.theorems.leansharp.exact import fractions, is_semidefinite
from typednn.theorems.theorem import Mode, Standing
from typednn.theorems.trial import Trial

_FLOATS = "1e-9 of the bound: rounding of both values"


@CHAPTER.theorem(
    "S58.1",
    Mode.EXHAUSTIVE,
    original="linear layer: K = ‖W‖₂",
    standing=Standing.GAP_CLOSED,
    domain="all 2 × 2 matrices of −2, …, 2, all 2 × 3 of −1, 0, 1, some of rank one with thirds, Hilbert's "
    "of 2 to 8 rows, the last two and some of the first also times 10^-150 and 10^150; the floats as fractions",
)
def the_spectral_norm_is_certified_from_above(trial: Trial) -> None:
    """‖W‖₂ ≤ b, the code's bound: b²I − WᵀW is positive semidefinite, by elimination in fractions, without rounding."""
    for case, w in trial.each(_matrices()):
        b = Fraction(certificates.spectral_norm_bound(w))
        columns = [fractions(column) for column in w.T]
        case.given(w=w)
        gram = [[sum(map(Fraction.__mul__, one, two), Fraction(0)) for two in columns] for one in columns]
        case.require(is_semidefinite(_rest(b, gram)), "‖W‖₂ ≤ b")
        if any(map(any, columns)):
            case.require(not is_semidefinite(_rest(b / Fraction(102, 100), gram)), "‖W‖₂ > b/1.02")


@CHAPTER.theorem(
    "S58.2",
    Mode.PROPERTY,
    original="linear layer: K = ‖W‖₂",
    standing=Standing.GAP_CLOSED,
    domain="random matrices up to 12 by 12 at scales 1e-30 to 1e30, of rank 1 as well, against LAPACK's singular "
    "values",
    tolerance=_FLOATS,
)
def the_bound_is_near_the_spectral_norm(trial: Trial) -> None:
    """‖W‖₂ ≤ the bound ≤ 1.01‖W‖₂."""
    for case in trial.cases(150, 10_000):
        m, n = (int(size) for size in case.rng.integers(1, 13, 2))
        w = (
            case.rng.normal(size=(m, n))
            if case.number % 3
            else np.outer(case.rng.normal(size=m), case.rng.normal(size=n))
        )
        w = w * 10.0 ** float(case.rng.uniform(-30, 30))
        exact, found = float(np.linalg.norm(w, 2)), certificates.spectral_norm_bound(w)
        case.given(w=w)
        case.at_most(exact, found, 1e-14 * exact)
        case.at_most(found, 1.01 * exact)


@contract
def _matrices() -> Iterator[Float[Array, "m n"]]:
    small = [np.array(entries, np.float64).reshape(2, 2) for entries in product(range(-2, 3), repeat=4)]
    small += [np.array(entries, np.float64).reshape(2, 3) for entries in product((-1, 0, 1), repeat=6)]
    whole = np.arange(1, 7)
    nasty = [np.outer(1 / (3 * whole[:n]), 1 / (7 * whole[:m])) for n, m in product((1, 2, 6), repeat=2)]
    nasty += [1 / (np.arange(n)[:, None] + np.arange(1, n + 1)) for n in range(2, 9)]
    yield from small
    for scale in (1.0, 1e-150, 1e150):
        yield from (scale * each for each in (*small[::50], *nasty))


def _rest(b: Fraction, gram: list[list[Fraction]]) -> list[list[Fraction]]:
    """b²I − G."""
    return [[b * b * (i == j) - x for j, x in enumerate(row)] for i, row in enumerate(gram)]
