"""S53: rounding and pruning weights, and by how much the output of a network moves."""

from itertools import product
from math import sqrt

import numpy as np

from typednn import layers, ops
from typednn.theorems.leansharp import CHAPTER
from typednn.theorems.theorem import Mode, Standing
from typednn.theorems.trial import Trial


@CHAPTER.theorem(
    "S53.1",
    Mode.EXHAUSTIVE,
    original="uniform quantisation, pruning",
    standing=Standing.GAP_CLOSED,
    domain="weights in eighths from −1 to 1, vectors of 2, steps and thresholds 1/4, 1/2, 1; exact floats",
)
def rounding_and_pruning_move_weights_little(trial: Trial) -> None:
    """‖w − Q(w)‖² ≤ n(step/2)², equal exactly where all lie half-way; ‖w − prune_ε(w)‖² < nε²; both keep what fits."""
    for case, (eighths, step) in trial.each(product(product(range(-8, 9), repeat=2), (0.25, 0.5, 1.0))):
        w = np.array(eighths) / 8
        rounded, pruned = ops.quantize(w, step=step), ops.prune(w, threshold=step)
        case.given(w=w, step=step)
        case.equal(rounded / step, np.round(rounded / step), "multiples of the step")
        moved = float(np.sum((w - rounded) ** 2))
        case.at_most(moved, 2 * (step / 2) ** 2)
        case.equal(moved == 2 * (step / 2) ** 2, bool(np.all((w / step) % 1 == 0.5)), "sharp")
        case.require(float(np.sum((w - pruned) ** 2)) < 2 * step**2, "pruning")
        case.equal(pruned, w * (np.abs(w) >= step))


@CHAPTER.theorem(
    "S53.2",
    Mode.EXHAUSTIVE,
    original="forward change of a quantised, or pruned, layer",
    standing=Standing.GAP_CLOSED,
    domain="dense layers 2 → 2 with weights −3/8, −1/8, 1/8, 3/8 and biases ±1/8, all x from {−2, …, 2}², step and "
    "threshold 1/4; squares, which are exact",
)
def a_dense_layer_changes_little(trial: Trial) -> None:
    """‖f_Q(x) − f(x)‖ ≤ K√n step/2, and ≤ K√n ε for pruning, K = √(‖x‖² + 1) in the parameters; sharp at (1, 1)."""
    net, step = layers.Linear(2, 2, rng=0, dtype=np.float64), 0.25
    x = np.array(list(product(range(-2, 3), repeat=2)), dtype=np.float64)
    reach = (x**2).sum(axis=1) + 1
    attained = 0
    for case, (*weights, bias) in trial.each(product((-3, -1, 1, 3), (-3, -1, 1, 3), (-3, -1, 1, 3), (-3, 3), (-1, 1))):
        net.weight[...], net.bias[...] = np.array(weights).reshape(2, 2) / 8, bias / 8
        case.given(weight=net.weight, bias=net.bias)
        moved = ((layers.quantize(net, step=step)(x) - net(x)) ** 2).sum(axis=1)
        case.at_most(moved, reach * 6 * (step / 2) ** 2, claim="rounded")
        attained += bool(np.any(moved == reach * 6 * (step / 2) ** 2))
        moved = ((layers.prune(net, threshold=step)(x) - net(x)) ** 2).sum(axis=1)
        case.at_most(moved, reach * 6 * step**2, claim="pruned")
    for case, least in trial.each((1,)):
        case.require(attained >= least, "the bound is attained")


@CHAPTER.theorem(
    "S53.3",
    Mode.PROPERTY,
    original="forward change of a quantised, or pruned, network",
    standing=Standing.GAP_CLOSED,
    domain="random perceptrons of two layers up to 8 wide, 20 inputs each, steps and thresholds 2^-1 to 2^-8",
    tolerance="1e-9 of the bound: some hundred rounded operations",
)
def a_perceptron_changes_little(trial: Trial) -> None:
    """‖f_Q(x) − f(x)‖ ≤ δ(‖W₂‖√(‖x‖² + 1)√n₁ + √(‖h‖² + 1)√n₂): δ = step/2 or ε, h = relu(W₁x + b₁), W₂ after it."""
    for case in trial.cases(60, 3000):
        a, b, c = (int(size) for size in case.rng.integers(1, 9, 3))
        first, last = (layers.Linear(m, n, rng=case.rng, dtype=np.float64) for m, n in ((a, b), (b, c)))
        first.bias[:], last.bias[:] = case.rng.normal(size=b), case.rng.normal(size=c)
        net, size = first >> layers.Relu() >> last, 2.0 ** -int(case.rng.integers(1, 9))
        x = case.rng.normal(size=(20, a)) * 3
        hidden = layers.Relu()(first(x))
        case.given(net=net, size=size, x=x)
        for changed, after, delta in (
            (layers.quantize(net, step=size), layers.quantize(last, step=size), size / 2),
            (layers.prune(net, threshold=size), layers.prune(last, threshold=size), size),
        ):
            inner = np.sqrt((x**2).sum(axis=1) + 1) * sqrt(b * (a + 1))
            outer = np.sqrt((hidden**2).sum(axis=1) + 1) * sqrt(c * (b + 1))
            bound = delta * (float(np.linalg.norm(after.weight, 2)) * inner + outer)
            case.at_most(np.linalg.norm(changed(x) - net(x), axis=1), bound, 1e-9 * (1 + bound))
