"""S69, S101–S112: the algorithms themselves: SAM, ASAM, Friendly-SAM, the four ZSharps; what they cost; sharpness."""

from collections.abc import Callable
from dataclasses import replace
from itertools import product
from math import inf, log, sqrt

import numpy as np

from typednn import layers, optim, sharpness
from typednn.contracts import Array
from typednn.optim import BaseOptimizer, Objective, Optimizer, Rule
from typednn.theorems.leansharp import CHAPTER
from typednn.theorems.objectives import quadratic
from typednn.theorems.rounding import UNIT
from typednn.theorems.theorem import Mode, Standing
from typednn.theorems.trial import Trial

_ROUNDED = "2^12 u of the terms: a few thousand rounded operations"
_ALLOWED = 2.0**12 * UNIT
_LAYOUT = {"first.weight": (3, 4), "first.bias": (3,), "second.weight": (2, 3), "second.bias": (4,)}
_SIZE = 25
_PARTS = ((slice(0, 12), 2), (slice(12, 15), 1), (slice(15, 21), 2), (slice(21, 25), 1))
_RULES: dict[str, Rule] = {
    "SAM": optim.SAM(0.3),
    "SAM, p = 1": optim.SAM(0.3, norm=1.0),
    "SAM, p = inf": optim.SAM(0.3, norm=inf),
    "ASAM": optim.ASAM(0.3),
    "Friendly-SAM": optim.FriendlySAM(0.3),
    **{f"ZSharp {name}": rule for name, rule in optim.ZSHARP_PRESETS.items()},
}
_BASES: tuple[BaseOptimizer, ...] = (optim.SGD(0.125), optim.Momentum(0.125), optim.Nesterov(0.125), optim.Adam(0.125))


@CHAPTER.theorem(
    "S69.1",
    Mode.PROPERTY,
    original="zsharpStep, samZSharpUpdate",
    standing=Standing.GAP_CLOSED,
    domain="random quadratics of 25 parameters, z from 1/2 to 2, both placements",
    tolerance=_ROUNDED,
)
def the_two_placements_are_two_algorithms(trial: Trial) -> None:
    """Descent: w − η filter(∇L(w + ε)), ε = ρg/‖g‖. Ascent, which is ZSharp: w − η∇L(w + ρg̃/‖g̃‖)."""
    for case in trial.cases(60, 3000):
        root, w = case.rng.normal(size=(_SIZE, _SIZE)), case.rng.normal(size=_SIZE)
        matrix, z = root @ root.T / _SIZE, float(case.rng.uniform(0.5, 1.9))
        seed = replace(optim.zsharp_preset("leansharp_seed"), radius=0.3)
        descent = replace(seed, filter=replace(seed.filter, threshold=optim.Deviations(z)))
        case.given(z=z, w=w)
        g = matrix @ w
        kept = optim.filtered_gradient(g, z)
        sam = matrix @ (w + 0.3 * g / np.linalg.norm(g))
        one = w - 0.125 * optim.filtered_gradient(sam, z)
        if case.assume(kept.any()):
            other = w - 0.125 * matrix @ (w + 0.3 * kept / np.linalg.norm(kept))
            scale = _ALLOWED * (1 + float(np.abs(g).max()))
            case.near(_stepped(descent, w, matrix), one, scale, "descent")
            case.near(_stepped(replace(descent, placement="ascent"), w, matrix), other, scale, "ascent")


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
        root, w = case.rng.normal(size=(_SIZE, _SIZE)), case.rng.normal(size=_SIZE)
        matrix = root @ root.T / _SIZE
        g = matrix @ w
        case.given(w=w)
        expected = w - 0.125 * matrix @ (w + 0.3 * g / np.linalg.norm(g))
        case.near(_stepped(optim.SAM(0.3), w, matrix), expected, _ALLOWED * (1 + float(np.abs(g).max())))


@CHAPTER.theorem(
    "S101.2",
    Mode.EXHAUSTIVE,
    original="SAM optimiser, restoring the weights",
    standing=Standing.GAP_CLOSED,
    domain="nine rules on a base with rate 0, weights whose w + ε − ε is not w",
)
def the_weights_are_restored_bit_for_bit(trial: Trial) -> None:
    """A sharpened step with learning rate 0 leaves every bit of the weights, though (w + ε) − ε would not."""
    w = np.ldexp(np.linspace(-1.1, 1.3, _SIZE), np.arange(_SIZE) - 12)
    for case, (name, rule) in trial.each(_RULES.items()):
        after, optimizer = w.copy(), optim.SharpnessAware(optim.SGD(0.0), rule)
        optimizer.step(after, optimizer.init(after, _LAYOUT), lambda at: (0.0, np.sin(7 * at) + 0.5))
        case.given(rule=name)
        case.equal(after.tobytes(), w.tobytes())
    for case, epsilon in trial.each((0.3,)):
        case.require(np.any((w + epsilon) - epsilon != w), "subtraction would not restore them")


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
        g, w = case.rng.normal(size=(2, _SIZE))
        stretch = np.abs(w) + 0.01
        for place, ndim in _PARTS:
            stretch[place] = 1.0 if ndim == 1 else stretch[place]
        case.given(g=g, w=w)
        found = optim.ascent(g, w, optim.ASAM(0.5), _LAYOUT)
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
    "S103",
    Mode.PROPERTY,
    original="ZSharp (paper and official code)",
    domain="two matrices and two biases, random gradients, percentiles 50, 80, 95; the formulas of C.3, written out",
    tolerance=_ROUNDED,
)
def the_paper_s_zsharp_is_its_formulas(trial: Trial) -> None:
    """Each matrix: z with n − 1, |z| strictly above its own percentile, norm ρ; the rest as in SAM."""
    for case in trial.cases(100, 5000):
        g, percent = case.rng.normal(size=_SIZE), (50.0, 80.0, 95.0)[case.number % 3]
        rule = replace(optim.ZSharp(0.3), filter=optim.ZFilter(optim.Percentile(percent)))
        expected = 0.3 * g / (np.linalg.norm(g) + 1e-12)
        for place, ndim in _PARTS:
            if ndim > 1:
                z = np.abs((g[place] - g[place].mean()) / g[place].std(ddof=1))
                kept = g[place] * (z > np.quantile(z, percent / 100))
                expected[place] = 0.3 * kept / (np.linalg.norm(kept) + 1e-12)
        case.given(g=g, percent=percent)
        case.near(optim.ascent(g, g, rule, _LAYOUT), expected, _ALLOWED)


@CHAPTER.theorem(
    "S104",
    Mode.PROPERTY,
    original="ZSharp (bangyen)",
    domain="two matrices and two biases, random gradients; the formulas of C.3, written out",
    tolerance=_ROUNDED,
)
def the_sister_project_s_zsharp_is_its_formulas(trial: Trial) -> None:
    """z tensor by tensor with σ + 1e-8, one percentile (70) for all, |z| ≥ t, an empty tensor keeps its top fifth."""
    for case in trial.cases(100, 5000):
        g = case.rng.normal(size=_SIZE)
        z = np.concatenate([np.abs(g[p] - g[p].mean()) / (g[p].std(ddof=1) + 1e-8) for p, _ in _PARTS])
        mask = z >= np.quantile(z, 0.7)
        for place, _ in _PARTS:
            if not mask[place].any():
                top = np.argsort(-z[place], kind="stable")[: max(1, (place.stop - place.start) // 5)]
                mask[place.start + top] = True
        kept = g * mask
        case.given(g=g)
        found = optim.ascent(g, g, replace(optim.zsharp_preset("bangyen"), radius=0.3), _LAYOUT)
        case.near(found, 0.3 * kept / (np.linalg.norm(kept) + 1e-12), _ALLOWED)


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
    "S106",
    Mode.EXHAUSTIVE,
    original="hyper-parameter study: percentiles 50 to 90",
    domain="percentiles 50, 55, …, 95 on matrices of 20, 100 and 1000 distinct entries",
)
def a_percentile_keeps_its_share(trial: Trial) -> None:
    """Of n entries with distinct |z|, those strictly above the p-th percentile are ⌈(n − 1)(1 − p/100)⌉."""
    for case, (percent, n) in trial.each(product(range(50, 100, 5), (20, 100, 1000))):
        g = np.arange(n, dtype=np.float64) ** 2 + 1.0
        rule = optim.ZSharp(1.0, filter=optim.ZFilter(optim.Percentile(float(percent))))
        case.given(percent=percent, n=n)
        if case.assume(len(set(np.abs(n * g - g.sum()).tolist())) == n):
            kept = int(np.count_nonzero(optim.ascent(g, g, rule, {"weight": (n, 1)})))
            case.equal(kept, -(-(n - 1) * (100 - percent) // 100))


@CHAPTER.theorem(
    "S107",
    Mode.EXHAUSTIVE,
    original="timing: 981 s against 1,733 s",
    standing=Standing.GAP_CLOSED,
    domain="nine rules above four base optimizers; the time is what `python -m benchmarks.optimizers` prints",
)
def a_sharpened_step_takes_two_gradients(trial: Trial) -> None:
    """A step of SGD takes one gradient, a sharpened step exactly two, whichever rule and base."""
    for case, (base, (name, rule)) in trial.each(product(_BASES, _RULES.items())):
        case.given(base=base, rule=name)
        pairs: tuple[tuple[Optimizer, int], ...] = ((base, 1), (optim.SharpnessAware(base, rule), 2))
        for optimizer, expected in pairs:
            objective, w = _Counting(quadratic(1.0)), np.linspace(-1, 1, _SIZE)
            state = optimizer.init(w, _LAYOUT)
            optim.optimizer_step(optimizer, w, state, objective)
            case.equal(objective.calls, expected)


@CHAPTER.counterexample(
    "S108",
    original="the trainer of bangyen/zsharp",
    domain="½ a w² with a = 2, three steps",
    instead="Here an objective gives a gradient and keeps none: each of the two calls has the gradient at its "
    "own point.",
)
def gradients_may_be_added_up_between_the_two_passes(trial: Trial) -> None:
    """A SAM step is right without clearing the gradient between its two backward passes."""
    for case, start in trial.each((1.0, -2.0)):
        right, wrong, kept = np.array([start]), start, 0.0
        optimizer = optim.SharpnessAware(optim.SGD(0.125), optim.SAM(0.25))
        state = optimizer.init(right)
        for _ in range(3):
            expected = right[0] - 0.125 * 2 * (right[0] + 0.25 * np.sign(right[0]))
            optimizer.step(right, state, quadratic(2.0))
            case.equal(float(right[0]), float(expected), "ours")
            kept += 2 * wrong  # the first pass, on top of what is there
            kept += 2 * (wrong + 0.25 * np.sign(kept))  # the second, on top of the first
            wrong -= 0.125 * kept
        case.require(abs(wrong - float(right[0])) > 0.1, "the accumulated one is elsewhere")
        trial.say(f"from {start}: three steps lead to {float(right[0]):.4f}; with gradients added up to {wrong:.4f}")


@CHAPTER.theorem(
    "S109.1",
    Mode.MONTE_CARLO,
    original="sharpness measurement",
    standing=Standing.GAP_CLOSED,
    domain="random symmetric matrices of 8 rows; Hoeffding's allowance, as |vᵀAv − tr A| ≤ Σ_{i≠j} |a_ij|",
    confidence=1 - 1e-6,
)
def hutchinson_s_mean_is_the_trace(trial: Trial) -> None:
    """The mean of vᵀAv over random signs v is tr A up to chance."""
    problems, samples = trial.size(5, 20), trial.size(400, 20_000)
    for case in trial.cases(problems, problems):
        root = case.rng.normal(size=(8, 8))
        matrix = root + root.T
        found = sharpness.trace(matrix.__matmul__, 8, rng=case.rng, samples=samples)
        reach = float(np.abs(matrix - np.diag(np.diag(matrix))).sum())
        case.at_most(abs(found.value - float(np.trace(matrix))), reach * sqrt(2 * log(2 * problems / 1e-6) / samples))
        case.stands_for(samples)


@CHAPTER.theorem(
    "S109.2",
    Mode.PROPERTY,
    original="sharpness measurement: the worst loss",
    standing=Standing.GAP_CLOSED,
    domain="random convex quadratics of up to 5 variables, where the worst loss is known",
    tolerance=_ROUNDED,
)
def the_worst_loss_found_is_a_lower_bound(trial: Trial) -> None:
    """L(w) ≤ what projected ascent finds ≤ L_SAM(w), and it finds at least 0.8 of the rise."""
    for case in trial.cases(40, 2000):
        n, radius = int(case.rng.integers(1, 6)), float(case.rng.uniform(0.1, 1.0))
        root, w = case.rng.normal(size=(n, n)), case.rng.normal(size=n)
        matrix = root @ root.T + 0.1 * np.eye(n)
        value = 0.5 * float(w @ matrix @ w)
        exact = sharpness.sam_objective_of_quadratic(matrix, matrix @ w, value, radius)
        found = sharpness.worst_loss(_bowl(matrix), w, radius, rng=case.rng)
        case.given(matrix=matrix, w=w, radius=radius)
        scale = _ALLOWED * (1 + exact)
        case.at_most(value, found, scale)
        case.at_most(found, exact, scale)
        case.at_most(0.8 * (exact - value), found - value, scale, "most of the rise")


@CHAPTER.theorem(
    "S109.3",
    Mode.EXHAUSTIVE,
    original="sharpness before and after",
    standing=Standing.BEYOND,
    domain="½ a w², a = 1, 2, 4, η = 1/8, 3/16, ρ = 1/4, 1/2, from 1; 400 steps of the code",
    tolerance="1e-9: the cycle is reached geometrically",
)
def sam_circles_a_minimum_in_one_dimension(trial: Trial) -> None:
    """For 0 < ηa < 1, SAM with a fixed ρ ends in a cycle of amplitude ηaρ/(2 − ηa) around the minimum."""
    for case, (a, rate, radius) in trial.each(product((1.0, 2.0, 4.0), (0.125, 0.1875), (0.25, 0.5))):
        w, optimizer = np.array([1.0]), optim.SharpnessAware(optim.SGD(rate), optim.SAM(radius))
        state = optimizer.init(w)
        for _ in range(400):
            optimizer.step(w, state, quadratic(a))
        case.given(a=a, rate=rate, radius=radius)
        amplitude, before = rate * a * radius / (2 - rate * a), float(w[0])
        case.near(abs(before), amplitude, 1e-9, "the amplitude")
        optimizer.step(w, state, quadratic(a))
        case.near(float(w[0]), -before, 1e-9, "it jumps to the other side")


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


@CHAPTER.theorem(
    "S112.1",
    Mode.PROPERTY,
    original="roadmap: permutation invariance of transformers",
    standing=Standing.BEYOND,
    domain="self-attention of 1 to 4 heads on up to 6 times, all permutations of the times drawn at random",
    tolerance=_ROUNDED,
)
def attention_is_permutation_equivariant(trial: Trial) -> None:
    """Without a mask and without positions, attention(Px) = P attention(x) for a permutation P of the times."""
    for case in trial.cases(40, 2000):
        heads = (1, 2, 4)[case.number % 3]
        net = layers.MultiHeadAttention(8, heads, rng=case.rng, dtype=np.float64)
        x = case.rng.normal(size=(2, int(case.rng.integers(1, 7)), 8))
        order = case.rng.permutation(x.shape[1])
        case.given(x=x, order=order)
        case.near(net(x[:, order]), net(x)[:, order], _ALLOWED * 16)


class _Counting:
    """An objective that counts its calls."""

    def __init__(self, objective: Objective) -> None:
        self.objective, self.calls = objective, 0

    def __call__(self, w: Array) -> tuple[float, Array]:
        self.calls += 1
        return self.objective(w)


def _bowl(matrix: Array) -> Callable[[Array], tuple[float, Array]]:
    return lambda w: (0.5 * float(w @ matrix @ w), matrix @ w)


def _stepped(rule: Rule, w: Array, matrix: Array) -> Array:
    after, optimizer = w.copy(), optim.SharpnessAware(optim.SGD(0.125), rule)
    optimizer.step(after, optimizer.init(after, _LAYOUT), _bowl(matrix))
    return after
