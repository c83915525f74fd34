"""V6–V9: laws of vector spaces: proved of the code on whole numbers; floats err, a little."""

from fractions import Fraction

import numpy as np

from typednn import ops
from typednn.theorems.rounding import DOT, UNIT, gamma
from typednn.theorems.theorem import Mode, Standing
from typednn.theorems.trial import Trial
from typednn.theorems.verifiednn import CHAPTER

_ADDITION = "u |result| for each of the additions on both sides"


@CHAPTER.theorem("V6.1", Mode.EXACT, original="vadd_comm", domain="x, y in R^3")
def addition_commutes(trial: Trial) -> None:
    """x + y = y + x."""
    for case, point in trial.lattice(6, 2):
        x, y = point.reshape(2, 3)
        case.equal(ops.vadd(x, y), ops.vadd(y, x))


@CHAPTER.theorem("V6.2", Mode.PROPERTY, original="vadd_comm", domain="pairs of floats, up to overflow")
def addition_of_floats_commutes(trial: Trial) -> None:
    """fl(x + y) = fl(y + x), bit for bit."""
    for case in trial.cases(quick=300, full=20_000):
        x, y = case.rng.normal(size=(2, 20)) * 10.0 ** case.rng.integers(-307, 307, size=(2, 20))
        case.given(x=x, y=y)
        case.equal(ops.vadd(x, y).view(np.int64), ops.vadd(y, x).view(np.int64))


@CHAPTER.theorem("V6.3", Mode.EXACT, original="vadd_assoc", domain="x, y, z in R^3")
def addition_is_associative(trial: Trial) -> None:
    """(x + y) + z = x + (y + z), over the reals; floats see V6.4 and V6.5."""
    for case, point in trial.lattice(9, 2):
        x, y, z = point.reshape(3, 3)
        case.equal(ops.vadd(ops.vadd(x, y), z), ops.vadd(x, ops.vadd(y, z)))


@CHAPTER.theorem(
    "V6.4",
    Mode.PROPERTY,
    original="vadd_assoc",
    standing=Standing.GAP_CLOSED,
    domain="triples of floats of magnitudes 1e-5 to 1e5",
    tolerance=_ADDITION,
)
def addition_of_floats_is_almost_associative(trial: Trial) -> None:
    """|fl((x + y) + z) − fl(x + (y + z))| ≤ u (|x + y| + |(x + y) + z| + |y + z| + |x + (y + z)|)."""
    for case in trial.cases(quick=300, full=20_000):
        x, y, z = case.rng.normal(size=(3, 20)) * 10.0 ** case.rng.integers(-5, 6, size=(3, 20))
        case.given(x=x, y=y, z=z)
        first, second = ops.vadd(x, y), ops.vadd(y, z)
        left, right = ops.vadd(first, z), ops.vadd(x, second)
        # The difference that is judged is rounded too.
        allowed = UNIT * (np.abs(first) + np.abs(left) + np.abs(second) + np.abs(right)) * (1 + 4 * UNIT)
        case.near(left, right, allowed + UNIT * np.abs(left - right))


@CHAPTER.counterexample(
    "V6.5",
    original="vadd_assoc, from an axiom on floats",
    instead="It holds over the reals (V6.3), and in floats up to one rounding for each addition (V6.4).",
)
def addition_of_floats_is_associative(trial: Trial) -> None:
    """(x + y) + z = x + (y + z) for floats."""
    for case, (x, y, z) in trial.each([(0.1, 0.2, 0.3), (1e16, -1e16, 1.0), (2.0**53, 1.0, 1.0)]):
        left = float(ops.vadd(ops.vadd(np.array([x]), np.array([y])), np.array([z]))[0])
        right = float(ops.vadd(np.array([x]), ops.vadd(np.array([y]), np.array([z])))[0])
        case.given(x=x, y=y, z=z)
        case.require(left != right, "the two sides differ")
        trial.say(f"({x!r} + {y!r}) + {z!r} = {left!r}, but {x!r} + ({y!r} + {z!r}) = {right!r}")
        inner = abs(Fraction(x + y)) + abs(Fraction(y + z))
        bound = Fraction(UNIT) * (inner + abs(Fraction(left)) + abs(Fraction(right)))
        case.require(abs(Fraction(left) - Fraction(right)) <= bound, "the bound of V6.4, in fractions")


@CHAPTER.theorem("V7.1", Mode.EXACT, original="smul_vadd_distrib", domain="a in R, x, y in R^3")
def multiples_distribute(trial: Trial) -> None:
    """a (x + y) = a x + a y."""
    for case, point in trial.lattice(7, 3):
        a, x, y = np.asarray(point[0]), point[1:4], point[4:]
        case.equal(ops.smul(a, ops.vadd(x, y)), ops.vadd(ops.smul(a, x), ops.smul(a, y)))


@CHAPTER.theorem(
    "V7.2",
    Mode.PROPERTY,
    original="smul_vadd_distrib",
    standing=Standing.GAP_CLOSED,
    domain="floats of magnitudes 1e-5 to 1e5",
    tolerance="2 γ_2 |a| (|x| + |y|): two rounded operations on either side",
)
def multiples_of_floats_almost_distribute(trial: Trial) -> None:
    """|fl(a (x + y)) − fl(a x + a y)| ≤ 2 γ_2 |a| (|x| + |y|)."""
    for case in trial.cases(quick=300, full=20_000):
        a = np.asarray(case.rng.normal() * 10.0 ** case.rng.integers(-5, 6))
        x, y = case.rng.normal(size=(2, 20)) * 10.0 ** case.rng.integers(-5, 6, size=(2, 20))
        case.given(a=a, x=x, y=y)
        left, right = ops.smul(a, ops.vadd(x, y)), ops.vadd(ops.smul(a, x), ops.smul(a, y))
        case.near(left, right, 2 * gamma(2) * np.abs(a) * (np.abs(x) + np.abs(y)))


@CHAPTER.theorem("V8.1", Mode.EXACT, original="matvec_linear", domain="A in R^(2×2), x, y in R^2, a, b in R")
def matvec_is_linear(trial: Trial) -> None:
    """A (a x + b y) = a A x + b A y."""
    for case, point in trial.lattice(10, 4):
        a, b, x, y, matrix = point[0], point[1], point[2:4], point[4:6], point[6:].reshape(2, 2)
        case.given(a=a, b=b, x=x, y=y, matrix=matrix)
        case.equal(ops.matvec(matrix, a * x + b * y), a * ops.matvec(matrix, x) + b * ops.matvec(matrix, y))


@CHAPTER.theorem(
    "V8.2",
    Mode.PROPERTY,
    original="matvec_linear",
    standing=Standing.GAP_CLOSED,
    domain="random matrices of up to 30 by 30",
    tolerance=f"2 γ_(n+2) |A| (|a x| + |b y|); {DOT}",
)
def matvec_of_floats_is_almost_linear(trial: Trial) -> None:
    """|fl(A (a x + b y)) − fl(a A x + b A y)| ≤ 2 γ_(n+2) |A| (|a x| + |b y|)."""
    for case in trial.cases(quick=200, full=10_000):
        m, n = case.rng.integers(1, 31, size=2)
        matrix, (x, y) = case.rng.normal(size=(m, n)), case.rng.normal(size=(2, n))
        a, b = case.rng.normal(size=2)
        case.given(matrix=matrix, x=x, y=y, a=a, b=b)
        allowed = 2 * gamma(int(n) + 2) * (np.abs(matrix) @ (np.abs(a * x) + np.abs(b * y)))
        found = ops.matvec(matrix, a * x + b * y)
        case.near(found, a * ops.matvec(matrix, x) + b * ops.matvec(matrix, y), allowed)


@CHAPTER.theorem("V9", Mode.EXACT, original="affine_combination_identity", domain="v in R^3, a in R, b = 1 - a")
def an_affine_combination_of_one_vector_is_it(trial: Trial) -> None:
    """a + b = 1 ⇒ a v + b v = v."""
    for case, point in trial.lattice(4, 3):
        a, v = point[0], point[1:]
        b = 1.0 - a
        if case.assume(a + b == 1.0):
            case.equal(ops.vadd(ops.smul(np.asarray(a), v), ops.smul(np.asarray(b), v)), v)
