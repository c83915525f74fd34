"""S1–S9: the space of parameters, the loss in a ball, SAM's perturbation, smooth and convex objectives."""

from functools import partial
from itertools import product

import numpy as np
from numpy.random import Generator

from typednn import ops, optim, sharpness
from typednn.contracts import Array
from typednn.sharpness import Bowl, Dent, Rosenbrock, Waves
from typednn.theorems.differences import SOURCE, slope
from typednn.theorems.leansharp import CHAPTER
from typednn.theorems.predicates import Quadratic, smoothness_gap, strong_convexity_gap
from typednn.theorems.rounding import UNIT
from typednn.theorems.theorem import Mode
from typednn.theorems.trial import Trial

_ROUNDED = "2^10 u of the terms: fewer than a thousand rounded operations"
_ALLOWED = 2.0**10 * UNIT

CHAPTER.static(
    "S1.1",
    "parameters are a vector of one size",
    "The parameters of a network are a vector; sums are of vectors of one size, and a matrix is none.",
    original="W ι",
    accepts="""
net = Linear(3, 4)
theta = flatten_parameters(net)
other = unflatten_parameters(net, theta)
moved = vadd(theta, smul(np.asarray(-0.1), theta))
""",
    rejects=(
        "unflatten_parameters(Linear(3, 4), np.zeros((3, 4)))  # E: tensor-shape",
        "vadd(np.zeros(16), np.zeros(15))  # E: tensor-shape",
    ),
)


@CHAPTER.theorem("S1.2", Mode.EXACT, original="W ι", domain="a, b in R, x, y, z in R^2")
def parameters_are_a_euclidean_space(trial: Trial) -> None:
    """a(x + y) = ax + ay, (a + b)x = ax + bx, ⟨ax + y, z⟩ = a⟨x, z⟩ + ⟨y, z⟩, ⟨x, y⟩ = ⟨y, x⟩, ‖x‖² = ⟨x, x⟩."""
    for case, point in trial.lattice(8, 3):
        a, b, x, y, z = np.asarray(point[0]), np.asarray(point[1]), point[2:4], point[4:6], point[6:]
        case.equal(ops.smul(a, ops.vadd(x, y)), ops.vadd(ops.smul(a, x), ops.smul(a, y)))
        case.equal(ops.smul(np.asarray(a + b), x), ops.vadd(ops.smul(a, x), ops.smul(b, x)))
        case.equal(float(ops.dot(ops.vadd(ops.smul(a, x), y), z)), float(a * ops.dot(x, z) + ops.dot(y, z)))
        case.equal(float(ops.dot(x, y)), float(ops.dot(y, x)))
        case.equal(float(ops.norm_sq(x)), float(ops.dot(x, x)))


@CHAPTER.theorem(
    "S2.1",
    Mode.DIFFERENCES,
    original="gradient, hessian, TwiceDifferentiable",
    domain="two bowls and Rosenbrock's valley, |w| ≤ 2, random directions",
    tolerance=SOURCE,
)
def gradients_and_hessians_are_derivatives(trial: Trial) -> None:
    """Df(w)v = ⟨∇f(w), v⟩ and D∇f(w)v = H(w)v."""
    for case in trial.cases(60, 5000):
        f = (Bowl(), Bowl((10.0, 1.0)), Rosenbrock())[case.number % 3]
        w, v, u = case.rng.uniform(-2.0, 2.0, 2), case.rng.normal(size=2), case.rng.normal(size=2)
        case.given(f=f, w=w, v=v)
        found = slope(partial(_on_line, f, w, v))
        case.near(float(f.gradient(w) @ v), found.value, found.error)
        found = slope(partial(_gradient_on_line, f, w, v), u)
        case.near(float(u @ f.hessian(w) @ v), found.value, found.error)


@CHAPTER.theorem("S2.2", Mode.EXACT, original="hessian_symmetric", domain="Rosenbrock's valley and a bowl, w in R^2")
def hessians_are_symmetric(trial: Trial) -> None:
    """⟨u, Hv⟩ = ⟨v, Hu⟩ for all u, v."""
    for case, w in trial.lattice(2, 3):
        for f in (Rosenbrock(), Bowl((10.0, 1.0))):
            case.equal(f.hessian(w), f.hessian(w).T)


@CHAPTER.theorem("S3", Mode.EXACT, original="norm_sub_smul_sq, norm_descent_step_sq", domain="η in R, w, w*, g in R^2")
def a_step_changes_the_distance_so(trial: Trial) -> None:
    """‖(w − ηg) − w*‖² = ‖w − w*‖² − 2η⟨g, w − w*⟩ + η²‖g‖²."""
    for case, point in trial.lattice(7, 4):
        rate, w, star, g = np.asarray(point[0]), point[1:3], point[3:5], point[5:]
        apart = ops.vsub(w, star)
        left = ops.norm_sq(ops.vsub(ops.vsub(w, ops.smul(rate, g)), star))
        right = ops.norm_sq(apart) - 2 * rate * ops.dot(g, apart) + rate**2 * ops.norm_sq(g)
        case.equal(float(left), float(right))


@CHAPTER.theorem(
    "S4.1",
    Mode.PROPERTY,
    original="perturbationNeighborhood, samObjective",
    domain="random quadratics of up to 5 variables, definite or not, the hard case among them; 200 points of the ball",
    tolerance="1e-9 of the terms: eigenvalues, and a bisection down to rounding",
)
def the_worst_loss_of_a_quadratic_is_known(trial: Trial) -> None:
    """L_SAM(w) = max over ‖ε‖ ≤ ρ is attained at the ε of the secular equation: no other point of the ball is worse."""
    for case in trial.cases(60, 3000):
        n, radius = int(case.rng.integers(1, 6)), float(case.rng.uniform(0.01, 2.0))
        matrix, g = _symmetric(case.rng, n), case.rng.normal(size=n) * (case.number % 5 > 0)
        case.given(matrix=matrix, g=g, radius=radius)
        best = sharpness.worst_perturbation(matrix, g, radius)
        case.at_most(float(np.linalg.norm(best)), radius, 1e-9 * radius, "the ball")
        others = case.rng.normal(size=(200, n))
        others *= (radius * case.rng.uniform(0, 1, (200, 1)) ** 0.3) / np.linalg.norm(others, axis=1, keepdims=True)
        values = others @ g + 0.5 * np.einsum("ki,ij,kj->k", others, matrix, others)
        found = sharpness.sam_objective_of_quadratic(matrix, g, 0.0, radius)
        scale = float(np.abs(matrix).sum()) * radius**2 + radius * float(np.linalg.norm(g))
        case.at_most(float(values.max()), found, 1e-9 * scale, "no point is worse")
        own = optim.ascent(g, g, optim.SAM(radius))
        case.at_most(float(g @ own + 0.5 * own @ matrix @ own), found, 1e-9 * scale, "SAM's point")


@CHAPTER.theorem(
    "S4.2",
    Mode.EXHAUSTIVE,
    original="samObjective",
    domain="½ a w² with a = 1, 2, 3, w and ρ in quarters up to 2",
    tolerance="1e-9 of the value: bisection down to rounding",
)
def the_worst_loss_in_one_dimension(trial: Trial) -> None:
    """For L = ½ a w², L_SAM(w) = ½ a (|w| + ρ)²."""
    for case, (a, w, rho) in trial.each(product((1, 2, 3), range(-8, 9), range(1, 9))):
        w, rho = w / 4, rho / 4
        case.given(a=a, w=w, rho=rho)
        found = sharpness.sam_objective_of_quadratic(np.array([[float(a)]]), np.array([a * w]), 0.5 * a * w * w, rho)
        exact = 0.5 * a * (abs(w) + rho) ** 2
        case.near(found, exact, 1e-9 * exact)


@CHAPTER.theorem(
    "S5",
    Mode.PROPERTY,
    original="sam_objective_ge_self",
    domain="random quadratics, ρ from 0 to 2",
    tolerance=_ROUNDED,
)
def the_worst_loss_is_no_better(trial: Trial) -> None:
    """L_SAM(w) ≥ L(w), with equality for ρ = 0."""
    for case in trial.cases(100, 5000):
        n, radius = int(case.rng.integers(1, 6)), float(case.rng.uniform(0, 2.0)) * (case.number % 4 > 0)
        matrix, g, value = _symmetric(case.rng, n), case.rng.normal(size=n), float(case.rng.normal())
        case.given(matrix=matrix, g=g, value=value, radius=radius)
        found = sharpness.sam_objective_of_quadratic(matrix, g, value, radius)
        case.at_most(value, found, _ALLOWED * (abs(value) + 1))
        if radius == 0.0:
            case.equal(found, value)


@CHAPTER.theorem(
    "S6",
    Mode.PROPERTY,
    original="samPerturbation",
    domain="gradients of up to 20 entries, 1e-6 to 1e6",
    tolerance=_ROUNDED,
)
def the_perturbation_is_the_scaled_gradient(trial: Trial) -> None:
    """ε = ρ g/‖g‖, and 0 where g = 0."""
    for case in trial.cases(200, 10_000):
        g = _gradient(case.rng, case.number)
        radius = float(case.rng.uniform(0, 2))
        case.given(g=g, radius=radius)
        length = float(np.linalg.norm(g))
        expected = radius * g / length if length else np.zeros_like(g)
        case.near(optim.ascent(g, np.ones_like(g), optim.SAM(radius)), expected, _ALLOWED * radius + 1e-300)


@CHAPTER.theorem(
    "S7",
    Mode.PROPERTY,
    original="norm_samPerturbation_le, norm_unit_vector",
    domain="gradients of up to 20 entries, 1e-6 to 1e6",
    tolerance=_ROUNDED,
)
def the_perturbation_lies_on_the_sphere(trial: Trial) -> None:
    """‖ε‖ ≤ ρ, with equality if g ≠ 0."""
    for case in trial.cases(200, 10_000):
        g, radius = _gradient(case.rng, case.number), float(case.rng.uniform(0, 2))
        case.given(g=g, radius=radius)
        found = float(np.linalg.norm(optim.ascent(g, np.ones_like(g), optim.SAM(radius))))
        case.near(found, radius if g.any() else 0.0, _ALLOWED * radius + 1e-300)


@CHAPTER.theorem(
    "S8",
    Mode.DIFFERENCES,
    original="differentiable_at_sam_perturbation",
    domain="random quadratics of 3 variables and Rosenbrock's valley, away from their minima",
    tolerance=SOURCE,
)
def the_perturbation_is_differentiable(trial: Trial) -> None:
    """Where ∇L ≠ 0, Dε(w) = (ρ/‖g‖)(I − ĝĝᵀ)H."""
    for case in trial.cases(60, 5000):
        f = Rosenbrock(b=2.0) if case.number % 2 else Quadratic(_symmetric(case.rng, 2), case.rng.normal(size=2))
        w, v, u = case.rng.uniform(-2, 2, 2), case.rng.normal(size=2), case.rng.normal(size=2)
        g, hessian = f.gradient(w), f.hessian(w) if isinstance(f, Rosenbrock) else f.matrix
        length = float(np.linalg.norm(g))
        case.given(f=f, w=w, v=v)
        if case.assume(length > 0.5):
            unit = g / length
            exact = 0.3 / length * (hessian @ v - unit * float(unit @ hessian @ v))
            found = slope(partial(_perturbation_on_line, f, w, v), u)
            case.near(float(u @ exact), found.value, found.error)


@CHAPTER.theorem(
    "S9",
    Mode.PROPERTY,
    original="SmoothObjective, StronglyConvexObjective, IsLSmooth, IsStronglyConvex",
    domain="random quadratics; the constants are the outer eigenvalues, and the inequalities are tight along "
    "their vectors",
    tolerance="1e-9 of the terms",
)
def a_quadratic_is_as_smooth_and_convex_as_its_eigenvalues(trial: Trial) -> None:
    """A quadratic is L-smooth with L = max |λ| and μ-strongly convex with μ = λ_min, and with no better constants."""
    for case in trial.cases(60, 3000):
        n = int(case.rng.integers(1, 6))
        root = case.rng.normal(size=(n, n))
        f = Quadratic(root @ root.T + 0.1 * np.eye(n), case.rng.normal(size=n))
        mu, smooth = float(f.spectrum[0]), float(f.spectrum[-1])
        x, y = case.rng.normal(size=n), case.rng.normal(size=n)
        case.given(matrix=f.matrix, x=x, y=y)
        scale = 1e-9 * smooth * (1 + float(np.sum((x - f.minimiser) ** 2) + np.sum((y - f.minimiser) ** 2)))
        case.at_most(0.0, smoothness_gap(f.gradient, x, y, smooth), scale, "smooth")
        case.at_most(0.0, strong_convexity_gap(f, f.gradient, x, y, mu), scale, "strongly convex")
        worst = f.minimiser + np.linalg.eigh(f.matrix)[1][:, 0]
        case.near(strong_convexity_gap(f, f.gradient, f.minimiser, worst, mu), 0.0, scale, "no better μ")
        worst = f.minimiser + np.linalg.eigh(f.matrix)[1][:, -1]
        case.near(smoothness_gap(f.gradient, f.minimiser, worst, smooth), 0.0, scale, "no better L")


def _on_line(f: Bowl | Rosenbrock | Waves | Dent, w: Array, v: Array, t: float) -> float:
    return f(w + t * v)


def _gradient_on_line(f: Bowl | Rosenbrock, w: Array, v: Array, t: float) -> Array:
    return f.gradient(w + t * v)


def _perturbation_on_line(f: Quadratic | Rosenbrock, w: Array, v: Array, t: float) -> Array:
    return optim.ascent(f.gradient(w + t * v), w, optim.SAM(0.3))


def _symmetric(rng: Generator, n: int) -> Array:
    matrix = rng.normal(size=(n, n))
    return (matrix + matrix.T) / 2


def _gradient(rng: Generator, number: int) -> Array:
    """Of a random size and scale; each tenth is zero."""
    g = rng.normal(size=int(rng.integers(1, 21))) * 10.0 ** float(rng.uniform(-6, 6))
    return g * (number % 10 > 0)
