"""V46, V47, V53: what a classifier gives: probabilities, a class, a loss of its logits."""

import numpy as np

from typednn import ops
from typednn.layers import Backpropagation
from typednn.theorems.rounding import UNIT, gamma
from typednn.theorems.theorem import Mode, Standing
from typednn.theorems.trial import Trial
from typednn.theorems.verifiednn import CHAPTER
from typednn.theorems.verifiednn.small_networks import classification, draw_perceptron


@CHAPTER.theorem(
    "V46.2",
    Mode.PROPERTY,
    original="MLPArchitecture.forward, forwardLogits, softmaxBatch",
    domain="perceptrons of random sizes up to 30, batches of up to 8",
    tolerance="γ_(n+2), a sum of n quotients",
)
def the_softmax_of_a_network_is_a_distribution(trial: Trial) -> None:
    """softmax(W₂ relu(W₁ x + b₁) + b₂) has entries of at least 0, and rows that sum to 1."""
    for case in trial.cases(quick=100, full=5000):
        net, x, _ = draw_perceptron(case.rng, most=30)
        case.given(net=net, x=x)
        probabilities = np.asarray(ops.softmax(net(x)))
        case.require(np.all(probabilities >= 0), "not negative")
        case.near(probabilities.sum(axis=1), np.ones(len(x)), gamma(probabilities.shape[1] + 2))


@CHAPTER.theorem(
    "V47.2",
    Mode.PROPERTY,
    original="predictBatch",
    domain="2 to 20 logits, |z| ≤ 500, of which the largest leads by more than 100 u |z|",
)
def logits_and_probabilities_predict_the_same(trial: Trial) -> None:
    """argmax softmax(z) = argmax z."""
    for case in trial.cases(quick=300, full=20_000):
        z = case.rng.uniform(-1, 1, size=case.rng.integers(2, 21)) * case.rng.choice([1e-3, 1.0, 500.0])
        case.given(z=z)
        ordered = np.sort(z)
        if case.assume(ordered[-1] - ordered[-2] > 100 * UNIT * max(1.0, np.abs(z).max())):
            case.equal(int(np.argmax(ops.softmax(z))), int(np.argmax(z)))


@CHAPTER.theorem(
    "V53.1",
    Mode.PROPERTY,
    original="computeLoss, computeLossBatch",
    standing=Standing.GAP_CLOSED,
    domain="perceptrons of sizes up to 30, batches of up to 8",
    tolerance="1e-12 of the value and of 1",
)
def the_loss_is_of_the_logits(trial: Trial) -> None:
    """The network's loss is the mean of −log softmax(z₂)_t: softmax is applied once."""
    for case in trial.cases(quick=150, full=8000):
        net, x, t = draw_perceptron(case.rng, most=30)
        case.given(net=net, x=x, t=t)
        loss = Backpropagation(net, classification)(x, t).loss
        rows = np.asarray(ops.softmax(net(x)))[np.arange(len(t)), t]
        case.near(loss, float(-np.log(rows).mean()), 1e-12 * max(1.0, loss))
