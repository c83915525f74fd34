"""S101, S102, S105, S110, S111: SAM, ASAM, Friendly-SAM, shards, p-norms: each is its formulas."""

from itertools import product
from math import inf

import numpy as np

from typednn import optim
from typednn.theorems.leansharp import CHAPTER
from typednn.theorems.leansharp.tensors import LAYOUT, PARTS, SIZE, stepped
from typednn.theorems.objectives import quadratic
from typednn.theorems.rounding import UNIT
from typednn.theorems.theorem import Mode
from typednn.theorems.trial import Trial

_ROUNDED = "2^12 u of the terms: a few thousand rounded operations"
_ALLOWED = 2.0**12 * UNIT


@CHAPTER.theorem(
    "S101.1",
    Mode.PROPERTY,
    original="SAM optimiser",
    domain="random quadratics of 25 parameters; the base is SGD",
    tolerance=_ROUNDED,
)
def a_sam_step_descends_from_the_worst_point(trial: Trial) -> None:
    """w⁺ = w − η∇L(w + ρg/‖g‖)."""
    for case in trial.cases(60, 3000):
        root, w = case.rng.normal(size=(SIZE, SIZE)), case.rng.normal(size=SIZE)
        matrix = root @ root.T / SIZE
        g = matrix @ w
        case.given(w=w)
        expected = w - 0.125 * matrix @ (w + 0.3 * g / np.linalg.norm(g))
        case.near(stepped(optim.SAM(0.3), w, matrix), expected, _ALLOWED * (1 + float(np.abs(g).max())))


@CHAPTER.theorem(
    "S102.1",
    Mode.PROPERTY,
    original="ASAM",
    domain="two weight matrices and two biases, random",
    tolerance=_ROUNDED,
)
def asam_stretches_by_the_weights(trial: Trial) -> None:
    """ε = ρ T²g/‖Tg‖, T = |w| + η on weights and 1 on biases; hence ‖T⁻¹ε‖ = ρ."""
    for case in trial.cases(100, 5000):
        g, w = case.rng.normal(size=(2, SIZE))
        stretch = np.abs(w) + 0.01
        for place, ndim in PARTS:
            stretch[place] = 1.0 if ndim == 1 else stretch[place]
        case.given(g=g, w=w)
        found = optim.ascent(g, w, optim.ASAM(0.5), LAYOUT)
        case.near(found, 0.5 * stretch**2 * g / np.linalg.norm(stretch * g), _ALLOWED)
        case.near(float(np.linalg.norm(found / stretch)), 0.5, _ALLOWED)


@CHAPTER.theorem(
    "S102.2",
    Mode.PROPERTY,
    original="ASAM",
    domain="L(u, v) = φ(u ⊙ v), which scaling (ku, v/k) leaves unchanged; η = 0, k powers of two",
    tolerance=_ROUNDED,
)
def asam_does_not_see_the_scale(trial: Trial) -> None:
    """If L(Aw) = L(w) for a diagonal A > 0, then Aw + ε(Aw) = A(w + ε(w)), and the perturbed loss is the same."""
    layout = {"u": (2, 2), "v": (2, 2)}
    for case in trial.cases(100, 5000):
        w, target = case.rng.normal(size=8), case.rng.normal(size=4)
        scale = np.repeat(2.0 ** np.array([1.0, -1.0]) ** 1, 4) ** int(case.rng.integers(1, 8))
        found = []
        for at in (w, scale * w):
            rest = at[:4] * at[4:] - target
            g = np.concatenate([rest * at[4:], rest * at[:4]])
            found.append(at + optim.ascent(g, at, optim.ASAM(0.5, eta=0.0), layout))
        case.given(w=w, scale=scale)
        case.near(found[1] / scale, found[0], _ALLOWED * (1 + float(np.abs(w).max()) ** 2))


@CHAPTER.theorem(
    "S105",
    Mode.PROPERTY,
    original="Friendly-SAM",
    domain="random gradients of 5 entries, 6 steps; σ = 1, λ = 0.9",
    tolerance=_ROUNDED,
)
def friendly_sam_removes_the_shared_gradient(trial: Trial) -> None:
    """d = g − σm, ε = ρd/‖d‖, m⁺ = λm + (1 − λ)g; the first step has d = g and m⁺ = g."""
    for case in trial.cases(40, 2000):
        gradients, rule, w = case.rng.normal(size=(6, 5)), optim.FriendlySAM(0.3), np.zeros(5)
        memory, average = rule.init(w, None), None
        case.given(gradients=gradients)
        for g in gradients:
            out = np.empty(5)
            memory = rule.perturb(g, w, memory, out, gradient_norm=float(np.linalg.norm(g)))
            d = g if average is None else g - average
            case.near(out, 0.3 * d / np.linalg.norm(d), _ALLOWED)
            average = g if average is None else 0.9 * average + 0.1 * g


@CHAPTER.theorem(
    "S110",
    Mode.EXHAUSTIVE,
    original="m-sharpness",
    domain="½ a_i w² on shards with a from {1, 2, 4}², w = ±1, ±1/2; one shard against a whole batch, two "
    "against the mean",
)
def shards_have_a_perturbation_each(trial: Trial) -> None:
    """g' is the mean over shards of ∇L_s(w + ε_s); one shard is SAM."""
    for case, (a, b, start) in trial.each(product((1.0, 2.0, 4.0), (1.0, 2.0, 4.0), (1.0, -1.0, 0.5, -0.5))):
        case.given(a=a, b=b, start=start)
        found = []
        for curvatures in ((a,), (a, b)):
            w = np.array([start])
            optimizer = optim.SharpnessAware(optim.SGD(0.125), optim.SAM(0.25))
            room = optim.GradientAccumulator.like(w)
            shards = optim.Shards(tuple(map(quadratic, curvatures)), (2,) * len(curvatures), room)
            optimizer.step(w, optimizer.init(w), shards)
            found.append(float(w[0]))
        moved = start + 0.25 * np.sign(start)
        case.equal(found, [start - 0.125 * a * moved, start - 0.125 * (a + b) / 2 * moved])


@CHAPTER.theorem(
    "S111",
    Mode.PROPERTY,
    original="p-norm SAM",
    domain="random gradients of up to 12 entries; p = 1, 1.5, 2, 3, 10, ∞; 50 points of the ball",
    tolerance="1e-9 of the terms: powers",
)
def the_perturbation_maximises_over_the_p_ball(trial: Trial) -> None:
    """‖ε‖_p ≤ ρ and ⟨g, ε⟩ = ρ‖g‖_q ≥ ⟨g, any point of the ball⟩; p = 2 is SAM, p = ∞ is ρ sign(g)."""
    for case in trial.cases(120, 5000):
        p = (1.0, 1.5, 2.0, 3.0, 10.0, inf)[case.number % 6]
        q = inf if p == 1 else 1.0 if p == inf else p / (p - 1)
        g = case.rng.normal(size=int(case.rng.integers(1, 13)))
        case.given(p=p, g=g)
        found = optim.ascent(g, g, optim.SAM(0.3, norm=p))
        best = 0.3 * float(np.linalg.norm(g, q))
        case.at_most(float(np.linalg.norm(found, p)), 0.3, 1e-9)
        case.near(float(g @ found), best, 1e-9 * (1 + best))
        others = case.rng.normal(size=(50, g.size))
        others *= 0.3 / np.linalg.norm(others, p, axis=1, keepdims=True)
        case.at_most(float((others @ g).max()), best, 1e-9 * (1 + best))
