"""V16, V82: Jacobians of products and sums, the dense layer's backward function, the chain rule."""

from itertools import product

import numpy as np

from typednn import ops
from typednn.contracts import Array, Float, contract
from typednn.theorems.differences import SOURCE, slope
from typednn.theorems.theorem import Mode, Standing
from typednn.theorems.trial import Trial
from typednn.theorems.verifiednn import CHAPTER


@CHAPTER.theorem(
    "V16.1", Mode.EXACT, original="denseBackward", domain="two samples, two inputs, two outputs; as polynomials"
)
def the_dense_backward_kernel_is_the_adjoint(trial: Trial) -> None:
    """⟨dy, D(x W + b)[tx, tW, tb]⟩ = ⟨dx, tx⟩ + ⟨dW, tW⟩ + ⟨db, tb⟩ with dx = dy Wᵀ, dW = xᵀ dy, db = Σ_rows dy."""
    for case, point in trial.lattice(24, 3):
        x, w, tx, tw, dy = point[:20].reshape(5, 2, 2)
        b, tb = point[20:22], point[22:]
        case.given(x=x, w=w, b=b, tx=tx, tw=tw, tb=tb, dy=dy)
        dx, dw, db = ops.affine_vjp(dy, x, w, b)
        # An affine map of degree 2: half the difference of its values is its derivative.
        change = (ops.affine(x + tx, w + tw, b + tb) - ops.affine(x - tx, w - tw, b - tb)) / 2
        backward = np.sum(dx * tx) + np.sum(dw * tw) + np.sum(db * tb)
        case.equal(float(np.sum(dy * change)), float(backward))


@CHAPTER.theorem(
    "V16.2",
    Mode.DIFFERENCES,
    original="denseBackward",
    domain="random sizes up to 8, in all arguments at once",
    tolerance=SOURCE,
)
def the_dense_backward_kernel_is_the_derivative(trial: Trial) -> None:
    """The cotangents of x, W and b are the derivatives of ⟨dy, x W + b⟩."""
    for case in trial.cases(quick=100, full=5000):
        batch, fan_in, fan_out = map(int, case.rng.integers(1, 9, size=3))
        x, tx = case.rng.uniform(-1, 1, size=(2, batch, fan_in))
        w, tw = case.rng.uniform(-1, 1, size=(2, fan_in, fan_out))
        b, tb = case.rng.uniform(-1, 1, size=(2, fan_out))
        dy = case.rng.normal(size=(batch, fan_out))
        case.given(x=x, w=w, b=b, tx=tx, tw=tw, tb=tb, dy=dy)
        dx, dw, db = ops.affine_vjp(dy, x, w, b)
        arrays = x, w, b, tx, tw, tb

        def along(h: float, arrays: tuple[Array, ...] = arrays) -> Array:
            x, w, b, tx, tw, tb = arrays
            return ops.affine(x + h * tx, w + h * tw, b + h * tb)

        found = slope(along, dy)
        case.near(float(np.sum(dx * tx) + np.sum(dw * tw) + np.sum(db * tb)), found.value, found.error)


@CHAPTER.theorem(
    "V82.3",
    Mode.EXACT,
    original="matvec_gradient_wrt_vector",
    standing=Standing.GAP_CLOSED,
    domain="A in R^(2×3), x in R^3; as polynomials",
)
def the_jacobian_of_matvec_in_the_vector(trial: Trial) -> None:
    """∂(A x)_i/∂x_j = A_ij: the rows of the Jacobian that matvec_vjp gives are those of A."""
    for case, point in trial.lattice(9, 3):
        a, x = point[:6].reshape(2, 3), point[6:]
        case.given(a=a, x=x)
        case.equal(np.stack([ops.matvec_vjp(e, a, x)[1] for e in np.eye(2)]), a)
        case.equal(np.stack([ops.matvec(a, x + e) - ops.matvec(a, x) for e in np.eye(3)], axis=1), a)


@CHAPTER.theorem(
    "V82.4",
    Mode.EXACT,
    original="matvec_gradient_wrt_matrix",
    standing=Standing.GAP_CLOSED,
    domain="u in R^2, A in R^(2×3), x in R^3; as polynomials",
)
def the_gradient_of_matvec_in_the_matrix(trial: Trial) -> None:
    """∂⟨u, A x⟩/∂A = u xᵀ."""
    for case, point in trial.lattice(11, 3):
        u, a, x = point[:2], point[2:8].reshape(2, 3), point[8:]
        case.given(u=u, a=a, x=x)
        case.equal(ops.matvec_vjp(u, a, x)[0], [[u[i] * x[j] for j in range(3)] for i in range(2)])


@CHAPTER.theorem("V82.5", Mode.EXACT, original="vadd_gradient_correct", domain="x, y in R^3; as polynomials")
def the_jacobians_of_vadd(trial: Trial) -> None:
    """∂(x + y)/∂x = ∂(x + y)/∂y = I."""
    for case, point in trial.lattice(6, 2):
        x, y = point.reshape(2, 3)
        for part in (0, 1):
            case.equal(np.stack([ops.vadd_vjp(e, x, y)[part] for e in np.eye(3)]), np.eye(3))


@CHAPTER.theorem("V82.6", Mode.EXACT, original="smul_gradient_correct", domain="a in R, x in R^3; as polynomials")
def the_jacobians_of_smul(trial: Trial) -> None:
    """∂(a x)/∂x = a I and ∂(a x)/∂a = x."""
    for case, point in trial.lattice(4, 3):
        a, x = np.asarray(point[0]), point[1:]
        case.equal(np.stack([ops.smul_vjp(e, a, x)[1] for e in np.eye(3)]), float(a) * np.eye(3))
        case.equal(np.array([float(ops.smul_vjp(e, a, x)[0]) for e in np.eye(3)]), x)


@CHAPTER.theorem(
    "V82.7",
    Mode.EXACT,
    original="chain_rule_preserves_correctness",
    domain="g ∘ f with f(x) = (A x)², g(y) = (B y)², entry by entry; all 2 by 2 matrices A, B of zeros and ones, all x",
)
def the_chain_rule_on_polynomial_maps(trial: Trial) -> None:
    """D(g ∘ f)(x) = Dg(f x) ∘ Df(x): the backward functions one after the other are that of the composite."""
    matrices = [np.array(bits, dtype=np.float64).reshape(2, 2) for bits in product((0, 1), repeat=4)]
    for case, (a, b) in trial.each(product(matrices, repeat=2)):
        for x in map(np.array, product((0.0, 1.0, 2.0, 3.0), repeat=2)):  # the derivative is of degree 3 in x
            case.given(a=a, b=b, x=x)
            backward = np.stack([_square_back(_square_back(e, b, _square(a, x)), a, x) for e in np.eye(2)])
            case.equal(backward, np.stack([_slope_of_degree_four(a, b, x, e) for e in np.eye(2)], axis=1))


@contract
def _square(matrix: Float[Array, "m n"], x: Float[Array, " n"]) -> Float[Array, " m"]:
    y = ops.matvec(matrix, x)
    return ops.vmul(y, y)


@contract
def _square_back(dz: Float[Array, " m"], matrix: Float[Array, "m n"], x: Float[Array, " n"]) -> Float[Array, " n"]:
    """The cotangent of x, back through the square and the product."""
    y = ops.matvec(matrix, x)
    dy = ops.vadd(*ops.vmul_vjp(dz, y, y))
    return ops.matvec_vjp(dy, matrix, x)[1]


@contract
def _slope_of_degree_four(
    a: Float[Array, "m n"], b: Float[Array, "k m"], x: Float[Array, " n"], unit: Float[Array, " n"]
) -> Float[Array, " k"]:
    """The derivative of g ∘ f along a unit vector: five points are exact for a polynomial of degree 4."""
    near, far = (_square(b, _square(a, x + h * unit)) - _square(b, _square(a, x - h * unit)) for h in (1, 2))
    return (8 * near - far) / 12
