"""S95, S96, S99, S100: sharpness and generalisation, Rademacher complexity, uniform stability."""

from fractions import Fraction
from itertools import product
from math import comb

import numpy as np

from typednn import data, generalization, layers, optim, sharpness
from typednn.theorems.leansharp import CHAPTER
from typednn.theorems.leansharp.exact import POINTS, fractions, squares
from typednn.theorems.theorem import Mode, Standing
from typednn.theorems.trial import Trial

_FLOATS = "1e-9 of the terms: exponentials and logarithms"


@CHAPTER.theorem(
    "S95.1",
    Mode.EXHAUSTIVE,
    original="SamGeneralizationBoundHolds, sam_bound_from_gap, sam_concrete_generalization",
    domain="all values in quarters up to 1 for which the hypotheses hold; the hypothesis itself is the "
    "original's assumption",
)
def a_gap_for_the_worst_loss_is_one_for_the_loss(trial: Trial) -> None:
    """L_D ≤ L_SAM + C and L_SAM ≤ L_S + ρ‖∇‖ + (M/2)ρ² imply L_D ≤ L_S + ρ‖∇‖ + (M/2)ρ² + C."""
    quarters = [Fraction(k, 4) for k in range(5)]
    for case, (true, worst, seen, gap, norm, radius) in trial.each(product(quarters, repeat=6)):
        bound = seen + radius * norm + radius**2 / 2
        if case.assume(true <= worst + gap and worst <= bound):
            case.require(true <= bound + gap, "the bound")


@CHAPTER.theorem(
    "S95.2",
    Mode.PROPERTY,
    original="SamGeneralizationBoundHolds",
    standing=Standing.GAP_CLOSED,
    domain="softmax regression on 200 digits of MNIST (7 by 7 pixels) after 0 to 100 steps, tested on 1,000 others; "
    "ρ = 1/20, 1/4, 1; C = 0, where the hypothesis is looked at, and not assumed",
    tolerance=_FLOATS,
)
def on_real_splits_the_assumption_is_looked_at(trial: Trial) -> None:
    """Where L_D ≤ max_{‖ε‖ ≤ ρ} L_S(w + ε) on a real split, L_D ≤ L_S + ρ‖∇‖ + (M/2)ρ², M = mean ‖(x, 1)‖²/2."""
    part = data.load_mnist_part("test")
    images = data.normalize(part.images).reshape(-1, 7, 4, 7, 4).mean(axis=(2, 4)).reshape(-1, 49)
    held = 0
    for case in trial.cases(24, 600):
        order = case.rng.permutation(len(images))
        seen, unseen = order[:200], order[200:1200]
        objective, w = sharpness.network_objective(layers.Linear(49, 10, rng=case.rng), images[seen], part.labels[seen])
        test, v = sharpness.network_objective(layers.Linear(49, 10, rng=case.rng), images[unseen], part.labels[unseen])
        for _ in range((0, 10, 100)[case.number % 3]):
            w -= 0.5 * objective(w)[1]
        v[:] = w
        (loss, g), radius = objective(w), (0.05, 0.25, 1.0)[case.number // 3 % 3]
        smooth = float(np.mean(np.sum(images[seen].astype(np.float64) ** 2, axis=1) + 1)) / 2
        bound = loss + radius * float(np.linalg.norm(g)) + smooth / 2 * radius**2
        worst, true = sharpness.worst_loss(objective, w, radius, rng=case.rng, starts=2, steps=5), float(test(v)[0])
        case.given(radius=radius, seen=loss, worst=worst, unseen=true)
        if case.assume(true <= worst):
            held += 1
            case.at_most(worst, bound, 1e-9, "the worst loss")
            case.at_most(true, bound, 1e-9, "the loss on what was not seen")
    trial.say(f"the hypothesis L_D ≤ L_SAM holds in {held} of {trial.counted} splits")


@CHAPTER.theorem(
    "S96",
    Mode.EXHAUSTIVE,
    original="PacBayesSharpnessBound, ZSharpPacBayesBound, standard_bound_of_z_sharp, z_sharp_pac_bayes_expected",
    domain="gradients from {−2, …, 2}³, z = 1, L_D − L_S − C in quarters up to 2, ρ = 1/4, 1/2; squares as fractions; "
    "for the expectation the mean of two gradients' bounds",
)
def a_bound_with_the_filtered_norm_is_the_stronger_one(trial: Trial) -> None:
    """L_D ≤ L_S + ρ‖g̃‖ + C implies L_D ≤ L_S + ρ‖g‖ + C, also in the mean over a law of gradients."""
    quarters = [Fraction(k, 4) for k in range(9)]
    filtered = [fractions(optim.filtered_gradient(g, 1.0)) for g in POINTS]
    for case, ((g, kept), rise, radius) in trial.each(
        product(zip(POINTS, filtered, strict=True), quarters, (Fraction(1, 4), Fraction(1, 2)))
    ):
        if case.assume(rise**2 <= radius**2 * squares(kept)):
            case.require(rise**2 <= radius**2 * squares(g.tolist()), "the standard bound")
    for case, (one, two) in trial.each(product(range(0, 125, 4), range(0, 125, 7))):
        means = [
            float(np.linalg.norm(a) + np.linalg.norm(b)) / 2
            for a, b in (
                (np.array(filtered[one], float), np.array(filtered[two], float)),
                (POINTS[one], POINTS[two]),
            )
        ]
        case.at_most(means[0], means[1])


@CHAPTER.theorem(
    "S99.1",
    Mode.EXHAUSTIVE,
    original="FilteredRademacherComplexity, filtered_rademacher_le (a ratio times R)",
    standing=Standing.GAP_CLOSED,
    domain="all classes of two or three hypotheses with values ±1, 0 on three examples that contain h and −h or "
    "not; as fractions",
)
def the_complexity_is_computed_over_all_signs(trial: Trial) -> None:
    """E_σ max_h (1/n) Σ σ_i h_i over all 2ⁿ signs: ≥ 0, 0 for one hypothesis, growing with the class, ≤ max (1/n)
    Σ|h_i|.
    """
    rows = [np.array(row, dtype=np.float64) for row in product((-1, 0, 1), repeat=3)]
    for case, (first, second) in trial.each(product(rows, rows[::2])):
        one = generalization.rademacher(first[None])
        two = generalization.rademacher(np.array([first, second]))
        case.given(first=first, second=second)
        case.equal(one, Fraction(0))
        case.require(0 <= two <= Fraction(int(max(np.abs(first).sum(), np.abs(second).sum())), 3), "between")
        three = generalization.rademacher(np.array([first, second, -first]))
        case.require(two <= three, "it grows with the class")
        kept = np.array([optim.filtered_gradient(row, 1.0) for row in (first, second)])
        case.require(generalization.rademacher(kept) <= Fraction(int(np.abs(kept).sum(axis=1).max()), 3), "filtered")


@CHAPTER.theorem(
    "S99.2", Mode.EXHAUSTIVE, standing=Standing.BEYOND, domain="1 and −1 on n = 1, …, 11 examples; as fractions"
)
def the_complexity_of_two_opposite_constants(trial: Trial) -> None:
    """Of {1, −1} it is E|Σ σ_i|/n, the mean of |n − 2k| by the binomial law."""
    for case, n in trial.each(range(1, 12)):
        found = generalization.rademacher(np.array([np.ones(n), -np.ones(n)]))
        case.equal(found, Fraction(sum(abs(n - 2 * k) * comb(n, k) for k in range(n + 1)), n * 2**n))


@CHAPTER.theorem(
    "S100.1",
    Mode.PROPERTY,
    original="UniformStability, DatasetNeighbor, ConcentrationStabilityTheorem",
    standing=Standing.GAP_CLOSED,
    domain="ridge regression on 2 to 30 examples in 1 to 4 dimensions, ‖x‖ ≤ 1, |y| ≤ 1, λ = 0.05 to 1, one "
    "example replaced",
    tolerance=_FLOATS,
)
def ridge_regression_is_uniformly_stable(trial: Trial) -> None:
    """Replacing one example changes the loss at any point by at most β = 4M²R²/(λn), M = Y(1 + R/√λ)."""
    for case in trial.cases(150, 10_000):
        n, d = int(case.rng.integers(2, 31)), int(case.rng.integers(1, 5))
        x, y = case.rng.normal(size=(n + 2, d)), case.rng.uniform(-1, 1, n + 2)
        x /= np.maximum(1.0, np.linalg.norm(x, axis=1, keepdims=True))
        penalty = float(case.rng.uniform(0.05, 1))
        one = generalization.ridge(x[:n], y[:n], penalty)
        other = generalization.ridge(x[1 : n + 1], y[1 : n + 1], penalty)
        losses = [(float(w @ x[-1]) - float(y[-1])) ** 2 for w in (one, other)]
        case.given(x=x, y=y, penalty=penalty)
        case.at_most(
            abs(losses[0] - losses[1]), generalization.ridge_stability(n, penalty, inputs=1.0, outputs=1.0), 1e-9
        )


@CHAPTER.theorem(
    "S100.2",
    Mode.EXHAUSTIVE,
    original="UniformStability, ConcentrationStabilityTheorem",
    standing=Standing.GAP_CLOSED,
    domain="ridge regression in one dimension, all samples of 2 and 3 examples with x = ±1, y = −1, 0, 1, λ = ¼, 1, "
    "all their neighbours, all test examples, in fractions; the law is the uniform one",
    tolerance="1e-12: the code's solution, and β, are rounded",
)
def stability_bounds_the_expected_gap(trial: Trial) -> None:
    """|ℓ(w_S, z) − ℓ(w_S', z)| ≤ β for all neighbours; E[L_D − L_S] = E[ℓ(w_S, z) − ℓ(w_S', z)], z put into S', ≤ β."""
    examples = list(product((-1, 1), (-1, 0, 1)))
    for case, (n, penalty) in trial.each(product((2, 3), (Fraction(1, 4), Fraction(1)))):
        beta = generalization.ridge_stability(n, float(penalty), inputs=1.0, outputs=1.0)
        solved = {sample: _ridge(sample, penalty) for sample in product(examples, repeat=n)}
        gaps = replaced = worst = Fraction(0)
        for sample, w in solved.items():
            seen = sum((_loss(w, z) for z in sample), Fraction(0)) / n
            for z in examples:
                other = solved[(*sample[:-1], z)]
                worst = max(worst, *(abs(_loss(w, at) - _loss(other, at)) for at in examples))
                replaced += _loss(w, z) - _loss(other, z)
                gaps += _loss(w, z) - seen
            found = generalization.ridge(
                np.array([[float(x)] for x, _ in sample]), np.array([float(y) for _, y in sample]), float(penalty)
            )
            case.near(float(found[0]), float(w), 1e-12, "the code's solution")
        case.given(n=n, penalty=penalty)
        case.equal(gaps, replaced, "the expected gap")
        case.at_most(float(worst), beta, 1e-12)
        case.at_most(float(gaps) / len(solved) / len(examples), beta, 1e-12)
        case.stands_for(len(solved) * len(examples))


def _ridge(sample: tuple[tuple[int, int], ...], penalty: Fraction) -> Fraction:
    """Σ xy/n / (Σ x²/n + λ)."""
    n = len(sample)
    return Fraction(sum(x * y for x, y in sample), n) / (Fraction(sum(x * x for x, _ in sample), n) + penalty)


def _loss(w: Fraction, example: tuple[int, int]) -> Fraction:
    return (w * example[0] - example[1]) ** 2
