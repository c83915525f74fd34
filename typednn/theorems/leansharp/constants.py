"""S59–S61: the constants of softmax, attention and normalisation."""

from math import sqrt

import numpy as np

from typednn import ops
from typednn.contracts import Array
from typednn.theorems.leansharp import CHAPTER
from typednn.theorems.precise import algebra
from typednn.theorems.theorem import Mode, Standing
from typednn.theorems.trial import Trial

_FLOATS = "1e-9 of the bound: rounding of both values"


@CHAPTER.theorem(
    "S59.1",
    Mode.PROPERTY,
    original="softmax (there is a K)",
    standing=Standing.GAP_CLOSED,
    domain="logits of 2 to 10 classes up to ±10, temperatures; eigenvalues of the code's Jacobian",
    tolerance=_FLOATS,
)
def softmax_is_half_lipschitz(trial: Trial) -> None:
    """‖∂softmax(βz)/∂z‖₂ ≤ β/2."""
    for case in trial.cases(150, 10_000):
        n, beta = int(case.rng.integers(2, 11)), float(case.rng.uniform(0.1, 5))
        z = case.rng.uniform(-10, 10, n)
        jacobian = np.array([beta * ops.softmax_vjp(row, beta * z) for row in np.eye(n)])
        case.given(z=z, beta=beta)
        case.at_most(float(np.linalg.norm(jacobian, 2)), beta / 2, 1e-9)


@CHAPTER.theorem("S59.2", Mode.SYMBOLIC, original="softmax", standing=Standing.BEYOND, domain="two classes, all p")
def the_half_is_attained(trial: Trial) -> None:
    """For two classes diag(s) − ssᵀ has the eigenvalues 0 and 2p(1 − p) ≤ ½, with equality at p = ½."""
    sympy = algebra()
    p = sympy.symbols("p", real=True)
    matrix = sympy.Matrix([[p - p**2, -p * (1 - p)], [-p * (1 - p), (1 - p) - (1 - p) ** 2]])
    values = {sympy.expand(value) for value in matrix.eigenvals()}
    for case, (claim, holds) in trial.each(
        {
            "eigenvalues": values == {sympy.Integer(0), sympy.expand(2 * p * (1 - p))},
            "½ − 2p(1 − p) is a square": sympy.expand(
                sympy.Rational(1, 2) - 2 * p * (1 - p) - 2 * (p - sympy.Rational(1, 2)) ** 2
            )
            == 0,
        }.items()
    ):
        case.require(holds, claim)


@CHAPTER.theorem(
    "S60.1",
    Mode.PROPERTY,
    original="attention on a ball (K by compactness)",
    standing=Standing.GAP_CLOSED,
    domain="up to 4 queries, 5 keys, depth 3, joint Frobenius radius 1/2 to 4; the code's Jacobian",
    tolerance=_FLOATS,
)
def attention_has_this_constant_on_a_ball(trial: Trial) -> None:
    """On ‖(Q, K, V)‖_F ≤ R, attention has ‖J‖₂ ≤ √(T + R⁴/(2D)); for Q = K = V = X on ‖X‖_F ≤ R, ‖J‖₂ ≤ √T + R²/√D."""
    for case in trial.cases(80, 5000):
        t, s, d = (int(case.rng.integers(1, n)) for n in (5, 6, 4))
        radius = float(case.rng.uniform(0.5, 4))
        x = case.rng.normal(size=t * d + 2 * s * d)
        x *= radius / np.linalg.norm(x)
        case.given(queries=t, keys=s, depth=d, x=x)
        case.at_most(_jacobian_norm(x, t, s, d), sqrt(t + radius**4 / (2 * d)), 1e-9)
        own = case.rng.normal(size=(t, d))
        own *= radius / np.linalg.norm(own)
        rows = [np.add.reduce(ops.attention_vjp(row.reshape(t, d), own, own, own)).ravel() for row in np.eye(t * d)]
        case.at_most(float(np.linalg.norm(np.array(rows), 2)), sqrt(t) + radius**2 / sqrt(d), 1e-9)


@CHAPTER.counterexample(
    "S60.2",
    original="attention, a global certificate",
    domain="three times, one feature: (0, r, −r), the first moved by 1/(10 r)",
    instead="On a ball it is Lipschitz with √T + R²/√D (S60.1); certify() asks for a radius.",
)
def self_attention_is_lipschitz_everywhere(trial: Trial) -> None:
    """There is one K with ‖A(x) − A(y)‖ ≤ K‖x − y‖ for all x, y."""
    for case, r in trial.each((10.0, 100.0, 1000.0)):
        x, y = np.array([[0.0], [r], [-r]]), np.array([[0.1 / r], [r], [-r]])
        quotient = float(np.linalg.norm(ops.attention(y, y, y) - ops.attention(x, x, x)) / np.linalg.norm(y - x))
        case.require(quotient > r**2 / 2, "it grows with the square")
        trial.say(f"at r = {r:g} the quotient is {quotient:.4g}")


@CHAPTER.theorem(
    "S60.3",
    Mode.PROPERTY,
    original="attention on a ball (K by compactness)",
    standing=Standing.BEYOND,
    domain="up to 3 queries, 4 keys, depth 2, Frobenius radius 1/2 to 8; from random points 40 steps that climb to "
    "the largest ‖J‖₂ on the sphere",
    tolerance=_FLOATS,
)
def attention_has_a_sharper_constant(trial: Trial) -> None:
    """On ‖(Q, K, V)‖_F ≤ R, ‖J‖₂² ≤ T + ‖V‖²(‖K‖² + ‖Q‖²)/(4D) ≤ T + R⁴/(16D), as softmax is ½-Lipschitz.

    And v²(R² − v²) ≤ R⁴/4. No climb passes it; the layer's certificate takes it.
    """
    for case in trial.cases(12, 600):
        t, s, d = (int(case.rng.integers(1, n)) for n in (4, 5, 3))
        radius = (0.5, 1.0, 2.0, 8.0)[case.number % 4]
        bound, best, size = sqrt(t + radius**4 / (16 * d)), 0.0, 1.0
        x = case.rng.normal(size=t * d + 2 * s * d)
        case.given(queries=t, keys=s, depth=d, radius=radius)
        for _ in range(40):
            other = x + size * case.rng.normal(size=x.size) * float(np.linalg.norm(x)) / sqrt(x.size)
            other *= radius / np.linalg.norm(other)
            found = _jacobian_norm(other, t, s, d)
            case.at_most(found, bound, 1e-9 * bound)
            x, best, size = (other, found, 1.2 * size) if found > best else (x, best, 0.9 * size)


@CHAPTER.theorem(
    "S61",
    Mode.PROPERTY,
    original="LayerNorm and BatchNorm on a ball (K by compactness)",
    standing=Standing.GAP_CLOSED,
    domain="random and nearly constant rows of 2 to 8, ε = 1e-5 to 1; the code's Jacobians",
    tolerance="1e-6 of the bound: cancellation",
)
def normalising_has_this_constant(trial: Trial) -> None:
    """‖∂x̂/∂x‖₂ ≤ 1/√(var + ε) ≤ 1/√ε everywhere, for rows (LayerNorm) and for columns of a batch (BatchNorm)."""
    for case in trial.cases(100, 5000):
        n, epsilon = int(case.rng.integers(2, 9)), 10.0 ** float(case.rng.uniform(-5, 0))
        x = case.rng.normal(size=n) * 10.0 ** float(case.rng.uniform(-4, 1))
        one, zero = np.ones(n), np.zeros(n)
        by_row = np.array([ops.layer_norm_vjp(row, x, one, zero, epsilon=epsilon)[0] for row in np.eye(n)])
        columns = np.eye(n)[:, :, None]
        by_column = np.array(
            [ops.batch_norm_vjp(row, x[:, None], one[:1], zero[:1], epsilon=epsilon)[0][:, 0] for row in columns]
        )
        bound = 1 / sqrt(float(x.var()) + epsilon)
        case.given(x=x, epsilon=epsilon)
        case.at_most(max(float(np.linalg.norm(j, 2)) for j in (by_row, by_column)), bound, 1e-6 * bound)
        case.at_most(bound, 1 / sqrt(epsilon))


def _jacobian_norm(x: Array, t: int, s: int, d: int) -> float:
    """‖J‖₂ of attention at Q, K, V, one after the other in a vector."""
    q, k, v = (part.reshape(-1, d) for part in np.split(x, [t * d, t * d + s * d]))
    rows = [np.concatenate([g.ravel() for g in ops.attention_vjp(row.reshape(t, d), q, k, v)]) for row in np.eye(t * d)]
    return float(np.linalg.norm(np.array(rows), 2))
