"""V3–V5: operations on vectors, matrices and batches are the sums that define them."""

import math

import numpy as np

from typednn import ops
from typednn.theorems.rounding import gamma
from typednn.theorems.theorem import Mode
from typednn.theorems.trial import Trial
from typednn.theorems.verifiednn import CHAPTER


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
