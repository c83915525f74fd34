"""V2–V10: vectors and matrices. The laws of the reals are proved of the code on whole numbers; floats err, a little."""

import math

import numpy as np

from typednn import ops
from typednn.contracts import Array
from typednn.ops.registry import PRIMITIVES
from typednn.theorems.evidence import Failure
from typednn.theorems.rounding import DOT, UNIT, gamma
from typednn.theorems.theorem import Mode, Standing
from typednn.theorems.trial import Refuted, Trial
from typednn.theorems.verifiednn import CHAPTER

_DIFFERENTIABLE = [
    "vadd",
    "vsub",
    "smul",
    "mat_add",
    "mat_sub",
    "mat_smul",
    "transpose",
    "vmul",
    "dot",
    "norm_sq",
    "outer",
    "matvec",
    "matmul",
    "batch_matvec",
    "batch_add_vec",
]
_ADDITION = "u |result| for each of the additions on both sides"


@CHAPTER.theorem(
    "V2.1",
    Mode.EXHAUSTIVE,
    original="approxEq, vectorApproxEq, matrixApproxEq",
    standing=Standing.GAP_CLOSED,
    domain="vectors of 1 to 20 entries, each entry off in turn",
    tolerance="that of the original, 1e-7",
)
def closeness_looks_at_each_entry(trial: Trial) -> None:
    """A vector with one entry off by twice the tolerance is not close; within the tolerance it is."""
    for case, n in trial.each(range(1, 21)):
        exact = np.arange(n, dtype=np.float64)
        for at in range(n):
            case.near(_moved(exact, at, 0.5e-7), exact, 1e-7)
            try:
                case.near(_moved(exact, at, 2e-7), exact, 1e-7)
            except Refuted as refused:
                case.require("off by 2e-07" in refused.failure.claim, f"the message says by how much: {refused}")
            else:
                raise Refuted(Failure(f"an entry at {at} of {n} is off by 2e-7 and was not seen", case.number))


def _moved(x: Array, at: int, distance: float) -> Array:
    moved = x.copy()
    moved[at] += distance
    return moved


@CHAPTER.theorem("V3.1", Mode.EXACT, original="matvec", domain="A in R^(2×3), x in R^3")
def matvec_is_the_sum(trial: Trial) -> None:
    """(A x)_i = Σ_j A_ij x_j."""
    for case, point in trial.lattice(9, 3):
        a, x = point[:6].reshape(2, 3), point[6:]
        case.given(a=a, x=x)
        case.equal(ops.matvec(a, x), [sum(a[i, j] * x[j] for j in range(3)) for i in range(2)])


@CHAPTER.theorem("V3.2", Mode.EXACT, original="matmul", domain="A in R^(2×3), B in R^(3×2)")
def matmul_is_the_sum(trial: Trial) -> None:
    """(A B)_ij = Σ_k A_ik B_kj."""
    for case, point in trial.lattice(12, 3):
        a, b = point[:6].reshape(2, 3), point[6:].reshape(3, 2)
        case.given(a=a, b=b)
        expected = [[sum(a[i, k] * b[k, j] for k in range(3)) for j in range(2)] for i in range(2)]
        case.equal(ops.matmul(a, b), expected)


@CHAPTER.theorem("V3.3", Mode.EXACT, original="transpose", domain="A in R^(2×3)")
def transpose_exchanges_indices(trial: Trial) -> None:
    """(Aᵀ)_ji = A_ij."""
    for case, point in trial.lattice(6, 2):
        a = point.reshape(2, 3)
        case.equal(ops.transpose(a), [[a[i, j] for i in range(2)] for j in range(3)])


@CHAPTER.theorem("V3.4", Mode.EXACT, original="outer", domain="x in R^2, y in R^3")
def outer_is_all_products(trial: Trial) -> None:
    """(x yᵀ)_ij = x_i y_j."""
    for case, point in trial.lattice(5, 3):
        x, y = point[:2], point[2:]
        case.equal(ops.outer(x, y), [[x[i] * y[j] for j in range(3)] for i in range(2)])


@CHAPTER.theorem("V4.1", Mode.EXACT, original="vadd, vsub, smul, vmul", domain="a in R, x, y in R^3")
def operations_are_entry_by_entry(trial: Trial) -> None:
    """(x ± y)_i = x_i ± y_i, (a x)_i = a x_i, (x ⊙ y)_i = x_i y_i."""
    for case, point in trial.lattice(7, 3):
        a, x, y = point[0], point[1:4], point[4:]
        case.equal(ops.vadd(x, y), [x[i] + y[i] for i in range(3)])
        case.equal(ops.vsub(x, y), [x[i] - y[i] for i in range(3)])
        case.equal(ops.smul(np.asarray(a), x), [a * x[i] for i in range(3)])
        case.equal(ops.vmul(x, y), [x[i] * y[i] for i in range(3)])


@CHAPTER.theorem("V4.2", Mode.EXACT, original="dot, normSq", domain="x, y in R^3")
def the_inner_product_is_the_sum(trial: Trial) -> None:
    """⟨x, y⟩ = Σ x_i y_i and ‖x‖² = ⟨x, x⟩."""
    for case, point in trial.lattice(6, 3):
        x, y = point[:3], point[3:]
        case.equal(ops.dot(x, y), sum(x[i] * y[i] for i in range(3)))
        case.equal(ops.norm_sq(x), sum(x[i] * x[i] for i in range(3)))


@CHAPTER.theorem(
    "V4.3",
    Mode.PROPERTY,
    original="norm",
    domain="vectors of up to 50 entries from 1e-200 to 1e200",
    tolerance="γ_(n+5): n rounded squares and sums, a scaling, a root; the reference is hypot, which errs by 2 u",
)
def the_norm_is_the_root_of_the_square(trial: Trial) -> None:
    """‖x‖ = √‖x‖², also where the squares overflow or vanish."""
    for case in trial.cases(quick=300, full=20_000):
        n = int(case.rng.integers(1, 51))
        x = case.rng.normal(size=n) * 10.0 ** case.rng.integers(-200, 201)
        case.given(x=x)
        expected = math.hypot(*x)
        case.near(float(ops.norm(x)), expected, gamma(n + 7) * expected)


@CHAPTER.theorem("V5.1", Mode.EXACT, original="matAdd, matSub, matSmul", domain="s in R, A, B in R^(2×3)")
def matrix_sums_are_entry_by_entry(trial: Trial) -> None:
    """(A ± B)_ij = A_ij ± B_ij and (s A)_ij = s A_ij."""
    for case, point in trial.lattice(13, 3):
        s, a, b = point[0], point[1:7].reshape(2, 3), point[7:].reshape(2, 3)
        at = [(i, j) for i in range(2) for j in range(3)]
        case.equal(ops.mat_add(a, b), np.array([a[k] + b[k] for k in at]).reshape(2, 3))
        case.equal(ops.mat_sub(a, b), np.array([a[k] - b[k] for k in at]).reshape(2, 3))
        case.equal(ops.mat_smul(np.asarray(s), a), np.array([s * a[k] for k in at]).reshape(2, 3))


@CHAPTER.theorem(
    "V5.2", Mode.EXACT, original="batchMatvec, batchAddVec", domain="A in R^(2×3), three rows of R^3, b in R^3"
)
def a_batch_is_row_by_row(trial: Trial) -> None:
    """Row k of batch_matvec(A, X) is A X_k, and of batch_add_vec(X, b) it is X_k + b."""
    for case, point in trial.lattice(18, 3):
        a, x, b = point[:6].reshape(2, 3), point[6:15].reshape(3, 3), point[15:]
        case.given(a=a, x=x, b=b)
        case.equal(ops.batch_matvec(a, x), [ops.matvec(a, x[k]) for k in range(3)])
        case.equal(ops.batch_add_vec(x, b), [ops.vadd(x[k], b) for k in range(3)])


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


@CHAPTER.theorem(
    "V10.1",
    Mode.EXACT,
    original="15 × Differentiable_rule",
    standing=Standing.GAP_CLOSED,
    domain="all fifteen operations, as polynomials, on sizes of 2 (a product of matrices: 1, 2, 1)",
)
def every_operation_has_its_derivative(trial: Trial) -> None:
    """jvp(x; t) is the derivative of f at x along t: f(x + t) − f(x − t) = 2 jvp(x; t) for f of degree ≤ 2."""
    for name in _DIFFERENTIABLE:
        primitive = PRIMITIVES[name]
        shapes = _shapes(name)
        size = sum(math.prod(shape) for shape in shapes)
        for case, point in trial.lattice(2 * size, 2):
            xs, ts = _split(point[:size], shapes), _split(point[size:], shapes)
            case.given(operation=name, xs=xs, ts=ts)
            ahead = primitive.forward(*(np.asarray(x + t) for x, t in zip(xs, ts, strict=True)))
            behind = primitive.forward(*(np.asarray(x - t) for x, t in zip(xs, ts, strict=True)))
            if primitive.jvp is not None:
                case.equal(ahead - behind, 2 * primitive.jvp(*xs, *ts))


@CHAPTER.theorem(
    "V10.2",
    Mode.EXACT,
    standing=Standing.BEYOND,
    domain="all fifteen operations, as polynomials, on sizes of 2 (a product of matrices: 1, 2, 1)",
)
def every_backward_function_is_the_adjoint(trial: Trial) -> None:
    """⟨dy, jvp(x; t)⟩ = ⟨vjp(dy; x), t⟩."""
    for name in _DIFFERENTIABLE:
        primitive = PRIMITIVES[name]
        shapes = _shapes(name)
        size = sum(math.prod(shape) for shape in shapes)
        result = np.shape(primitive.forward(*_split(np.zeros(size), shapes)))
        for case, point in trial.lattice(2 * size + math.prod(result), 3):
            xs, ts = _split(point[:size], shapes), _split(point[size : 2 * size], shapes)
            dy = point[2 * size :].reshape(result)
            case.given(operation=name, xs=xs, ts=ts, dy=dy)
            if primitive.jvp is not None:
                cotangents = primitive.vjp(dy, *xs)
                pulled = cotangents if isinstance(cotangents, tuple) else (cotangents,)
                backward = sum(float(np.sum(dx * t)) for dx, t in zip(pulled, ts, strict=True))
                case.equal(float(np.sum(dy * primitive.jvp(*xs, *ts))), backward)


def _shapes(name: str) -> list[tuple[int, ...]]:
    """Of the arguments; small, for the number of points grows with the third power of the number of entries."""
    v, m = (2,), (2, 2)
    shapes: dict[str, list[tuple[int, ...]]] = {
        "smul": [(), v],
        "norm_sq": [v],
        "outer": [v, v],
        "matvec": [m, v],
        "transpose": [m],
        "mat_smul": [(), m],
        "mat_add": [m, m],
        "mat_sub": [m, m],
        "matmul": [(1, 2), (2, 1)],
        "batch_matvec": [(1, 2), m],
        "batch_add_vec": [m, v],
    }
    return shapes.get(name, [v, v])


def _split(point: Array, shapes: list[tuple[int, ...]]) -> list[Array]:
    parts = np.split(point, np.cumsum([math.prod(shape) for shape in shapes])[:-1])
    return [part.reshape(shape) for part, shape in zip(parts, shapes, strict=True)]
