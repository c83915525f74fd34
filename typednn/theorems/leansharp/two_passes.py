"""S101, S107, S108: the two passes of a sharpened step: what they cost, and that nothing leaks between them."""

from itertools import product
from math import inf

import numpy as np

from typednn import optim
from typednn.contracts import Array
from typednn.optim import BaseOptimizer, Objective, Optimizer, Rule
from typednn.theorems.leansharp import CHAPTER
from typednn.theorems.leansharp.tensors import LAYOUT, SIZE
from typednn.theorems.objectives import quadratic
from typednn.theorems.theorem import Mode, Standing
from typednn.theorems.trial import Trial

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
    "S101.2",
    Mode.EXHAUSTIVE,
    original="SAM optimiser, restoring the weights",
    standing=Standing.GAP_CLOSED,
    domain="nine rules on a base with rate 0, weights whose w + ε − ε is not w",
)
def the_weights_are_restored_bit_for_bit(trial: Trial) -> None:
    """A sharpened step with learning rate 0 leaves every bit of the weights, though (w + ε) − ε would not."""
    w = np.ldexp(np.linspace(-1.1, 1.3, SIZE), np.arange(SIZE) - 12)
    for case, (name, rule) in trial.each(_RULES.items()):
        after, optimizer = w.copy(), optim.SharpnessAware(optim.SGD(0.0), rule)
        optimizer.step(after, optimizer.init(after, LAYOUT), lambda at: (0.0, np.sin(7 * at) + 0.5))
        case.given(rule=name)
        case.equal(after.tobytes(), w.tobytes())
    for case, epsilon in trial.each((0.3,)):
        case.require(np.any((w + epsilon) - epsilon != w), "subtraction would not restore them")


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
            objective, w = _Counting(quadratic(1.0)), np.linspace(-1, 1, SIZE)
            state = optimizer.init(w, LAYOUT)
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


class _Counting:
    """An objective that counts its calls."""

    def __init__(self, objective: Objective) -> None:
        self.objective, self.calls = objective, 0

    def __call__(self, w: Array) -> tuple[float, Array]:
        self.calls += 1
        return self.objective(w)
