"""V74, V76, V80: what the loop reports and refuses; the smoke test."""

from itertools import product
from math import sqrt

import numpy as np

from typednn import data, layers, losses, ops, optim, train
from typednn.errors import ConfigError, DataError
from typednn.layers import Backpropagation
from typednn.losses import Logits
from typednn.optim import BaseOptimizer
from typednn.theorems.objectives import with_gradient
from typednn.theorems.rounding import gamma
from typednn.theorems.theorem import Mode, Standing
from typednn.theorems.trial import Trial
from typednn.theorems.verifiednn import CHAPTER
from typednn.theorems.verifiednn.small_networks import draw_examples

_EVERY: tuple[BaseOptimizer, ...]
_EVERY = (optim.SGD(0.1), optim.Momentum(0.1), optim.Nesterov(0.1), optim.Adam(0.1), optim.AdamW(0.1))


@CHAPTER.theorem(
    "V74.2",
    Mode.PROPERTY,
    original="training diagnostics",
    domain="the training loop with descent on random data, rates 0.01 to 1, in float32",
    tolerance="2^-20 of the change and 2^-22 max|θ| √n: float32, whose u is 2^-24",
)
def the_loop_reports_what_the_parameters_did(trial: Trial) -> None:
    """ParamChange = η · GradNorm in each step of the loop, for descent without clipping; steps are all reported."""
    for case in trial.cases(quick=12, full=400):
        rate = float(10.0 ** case.rng.uniform(-2, 0))
        x, labels = draw_examples(case.rng, 40)
        net = train.mlp(5, [4], 3, rng=case.rng)
        config = train.TrainConfig(epochs=2, batch_size=16, optimizer=optim.SGD(rate))
        steps: list[train.StepRecord] = []
        train.fit(net, x, labels, config, rng=case.rng, on_step=steps.append)
        case.given(rate=rate)
        case.equal([(s.epoch, s.batch) for s in steps], list(product((1, 2), (1, 2, 3))))
        largest = float(np.abs(layers.parameter_vector(net)).max()) + 1.0
        for step in steps:
            allowed = 2.0**-20 * step.parameter_change + 2.0**-22 * largest * sqrt(layers.number_of_parameters(net))
            case.near(step.parameter_change, rate * step.gradient_norm, allowed)


@CHAPTER.theorem(
    "V76.1",
    Mode.EXHAUSTIVE,
    original="DebugUtils, which looks for NaN in the first entry only",
    standing=Standing.GAP_CLOSED,
    domain="NaN, +∞ and −∞ at each place of a gradient of 100 entries, for five optimizers; and of logits of 3 by 4",
)
def every_entry_is_looked_at(trial: Trial) -> None:
    """A gradient or logits that are not finite anywhere are refused, and the parameters stay as they were."""
    wrong = (np.nan, np.inf, -np.inf)
    for case, (optimizer, at, value) in trial.each(product(_EVERY, range(100), wrong)):
        case.given(optimizer=optimizer, at=at, value=value)
        gradient, theta = np.ones(100), np.ones(100)
        gradient[at] = value
        try:
            optim.optimizer_step(optimizer, theta, optimizer.init(theta), with_gradient(gradient))
        except ConfigError as error:
            case.require(f"index {at}" in str(error), f"the message names the place: {error}")
        else:
            case.require(False, "a gradient that is not finite is refused")
        case.equal(theta, np.ones(100), "the parameters")
    for case, (row, column, value) in trial.each(product(range(3), range(4), wrong)):
        logits = np.zeros((3, 4))
        logits[row, column] = value
        case.given(logits=logits)
        try:
            with np.errstate(invalid="ignore"):
                losses.cross_entropy(Logits(logits), np.array([0, 1, 2]))
        except DataError as error:
            case.require(f"row {row}" in str(error), f"the message names the row: {error}")
        else:
            # −∞ is a probability of 0, and the loss of such a target ∞, which a step refuses.
            case.require(value == -np.inf, "logits that give no loss are refused")


@CHAPTER.counterexample(
    "V76.2",
    original="DebugUtils.hasNaN",
    domain="a gradient whose second entry is NaN",
    instead="Every entry is looked at before a step is taken (V76.1).",
)
def the_first_entry_tells_whether_there_is_nan(trial: Trial) -> None:
    """A vector whose first entry is a number has no NaN."""
    for case, _ in trial.each([None]):
        g, theta = np.array([1.0, np.nan]), np.zeros(2)
        case.require(not np.isnan(g[0]) and np.isnan(g).any(), "the first entry is a number, and there is a NaN")
        try:
            optim.SGD(0.1).step(theta, optim.SGD(0.1).init(theta), with_gradient(g))
        except ConfigError as error:
            trial.say(f"g = {g}: the original sees nothing; ours: {error}".splitlines()[0])
        else:
            case.require(False, "ours refuses it")


@CHAPTER.theorem(
    "V80",
    Mode.PROPERTY,
    original="smokeTest",
    domain="784 → 128 → 10 with He weights, 1 to 64 real digits of MNIST, in float32",
    tolerance="γ_12 in float32: a sum of ten quotients",
)
def the_smoke_test_passes(trial: Trial) -> None:
    """Ten probabilities that sum to 1; 101,770 gradient entries, all finite, with a norm in [0.1, 50]."""
    digits = data.load_mnist_part("test")
    inputs, labels = data.flatten(data.normalize(digits.images[:2000])), digits.labels[:2000]
    norms = []
    for case in trial.cases(quick=20, full=500):
        chosen = case.rng.choice(2000, size=int(case.rng.integers(1, 65)), replace=False)
        net = layers.Linear(784, 128, rng=case.rng) >> layers.Relu() >> layers.Linear(128, 10, rng=case.rng)
        x, t = inputs[chosen], labels[chosen]
        probabilities = np.asarray(ops.softmax(net(x)))
        step = Backpropagation(net, lambda y, t: losses.cross_entropy(Logits(y), t))(x, t)
        norms.append(float(np.linalg.norm(step.gradient)))
        case.given(batch=len(chosen), norm=norms[-1])
        case.equal(probabilities.shape, (len(chosen), 10))
        case.near(probabilities.sum(axis=1, dtype=np.float64), np.ones(len(chosen)), gamma(12) * 2.0**29)
        case.equal(step.gradient.shape, (101_770,))
        case.require(np.all(np.isfinite(step.gradient)), "finite")
        case.require(0.1 <= norms[-1] <= 50.0, f"the norm of the gradient is {norms[-1]}")
    trial.say(f"norms of the gradient from {min(norms, default=0):.2f} to {max(norms, default=0):.2f}")
