"""V55, V72–V76, V80: what a training is measured by, what it keeps, how it goes on; the smoke test."""

import tempfile
from dataclasses import replace
from fractions import Fraction
from itertools import product
from math import sqrt
from pathlib import Path
from statistics import NormalDist

import numpy as np
from numpy.random import Generator

from typednn import data, layers, losses, ops, optim, train
from typednn.contracts import Array, Float, Integer, contract
from typednn.errors import CheckpointError, ConfigError, DataError
from typednn.layers import Backpropagation, Chain
from typednn.losses import Logits
from typednn.optim import BaseOptimizer, Optimizer
from typednn.theorems.objectives import with_gradient
from typednn.theorems.rounding import UNIT, gamma
from typednn.theorems.theorem import Mode, Standing
from typednn.theorems.trial import Trial
from typednn.theorems.verifiednn import CHAPTER

_EVERY: tuple[BaseOptimizer, ...]
_EVERY = (optim.SGD(0.1), optim.Momentum(0.1), optim.Nesterov(0.1), optim.Adam(0.1), optim.AdamW(0.1))
_SHARP = optim.SharpnessAware(optim.SGD(0.1), optim.SAM())
_RESUMED: tuple[Optimizer, ...] = (optim.SGD(0.1), optim.Momentum(0.05), optim.Adam(0.01), _SHARP)


@CHAPTER.theorem(
    "V47.1",
    Mode.EXHAUSTIVE,
    original="predict",
    domain="all 1,022 vectors of 1 to 9 bits as logits, two rows at a time",
)
def the_first_maximum_is_predicted(trial: Trial) -> None:
    """The class that a classifier predicts is the least index at which its logit is maximal."""
    for n in range(1, 10):
        classifier = train.Classifier(_identity(n))
        for case, z in trial.each(product((0.0, 1.0), repeat=n)):
            case.given(z=z)
            found = classifier.predict(np.array([z, z], dtype=np.float32))
            case.equal(found, [z.index(max(z))] * 2)


@CHAPTER.theorem(
    "V55.1",
    Mode.PROPERTY,
    original="saveModel; loading is not implemented",
    standing=Standing.GAP_CLOSED,
    domain="perceptrons after 0 to 2 epochs, any floats; of NaN the text form keeps that it is one",
)
def what_is_saved_is_loaded(trial: Trial) -> None:
    """load(save(checkpoint)) has the same parameters, optimizer state and random numbers, bit for bit, and metadata."""
    forms = {
        "safetensors": (train.save_checkpoint, train.load_checkpoint),
        "text": (train.save_text, train.load_text),
    }
    with tempfile.TemporaryDirectory() as folder:
        for case in trial.cases(quick=16, full=600):
            training = _training(case.rng, epochs=int(case.rng.integers(0, 3)))
            form = ("safetensors", "text")[case.number % 2]
            save, load = forms[form]
            saved = train.snapshot(training, dataset="random")
            if case.number % 4 > 1:
                first = next(iter(saved.parameters.values()))
                first[...] = case.rng.integers(0, 2**32, first.shape, dtype=np.uint32).view(np.float32)
                if form == "text":  # which writes numbers: of NaN it keeps that it is one
                    first[np.isnan(first)] = np.nan
            case.given(net=training.net)
            save(Path(folder, "checkpoint"), saved)
            again = load(Path(folder, "checkpoint"))
            for own, other in ((saved.parameters, again.parameters), (saved.state, again.state)):
                case.equal({k: v.tobytes() for k, v in own.items()}, {k: v.tobytes() for k, v in other.items()})
            case.equal(repr(again.optimizer), repr(saved.optimizer), "the optimizer's state")
            case.equal(again.metadata, saved.metadata, "metadata")
            case.equal(list(again.history), list(saved.history), "history")


@CHAPTER.theorem(
    "V55.2",
    Mode.EXHAUSTIVE,
    original="saveModel",
    standing=Standing.BEYOND,
    domain="a checkpoint of a perceptron 2 → 2 → 2: each of its bytes changed, each of its truncations",
)
def a_damaged_checkpoint_is_an_error(trial: Trial) -> None:
    """A file with one byte changed, or cut off anywhere, is a CheckpointError and nothing else."""
    from typednn.train.checkpoint import checkpoint_bytes, from_parts
    from typednn.train.checkpoint_file import read_tensors

    training = train.Training(_perceptron(np.random.default_rng(0), 2, 2, 2), train.TrainConfig(epochs=1), 8, rng=0)
    whole = checkpoint_bytes(train.snapshot(training))
    from_parts(*read_tensors(whole))
    changes = [whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :] for at in range(len(whole))]
    for case, content in trial.each([*changes, *(whole[:length] for length in range(len(whole)))]):
        case.given(content=content)
        try:
            from_parts(*read_tensors(content))
        except CheckpointError:
            case.require(True, "refused")
        else:
            case.require(False, "a damaged file is refused")


@CHAPTER.theorem(
    "V72.1",
    Mode.EXACT,
    original="accuracy, per-class accuracy",
    domain="all labels and predictions of 4 examples in 3 classes",
)
def metrics_are_counts(trial: Trial) -> None:
    """The accuracy is the share of equal pairs, the confusion matrix counts pairs, its diagonal the right ones."""
    for case, (labels, predicted) in trial.each(product(product(range(3), repeat=4), repeat=2)):
        case.given(labels=labels, predicted=predicted)
        confusion = train.confusion_matrix(np.array(labels), np.array(predicted), 3)
        pairs = list(zip(labels, predicted, strict=True))
        case.equal(confusion, [[pairs.count((i, j)) for j in range(3)] for i in range(3)])
        right = sum(i == j for i, j in pairs)
        case.equal(Fraction(train.accuracy(np.array(labels), np.array(predicted))), Fraction(right, 4))
        for found, k in zip(train.per_class_accuracy(confusion), range(3), strict=True):
            expected = pairs.count((k, k)) / labels.count(k) if labels.count(k) else np.nan
            case.require(found == expected or np.isnan([found, expected]).all(), f"class {k}")


@CHAPTER.theorem(
    "V72.2",
    Mode.PROPERTY,
    original="average loss",
    standing=Standing.BEYOND,
    domain="all numbers of right answers among 1 to 60 examples, confidence 0.5 to 0.999",
    tolerance="64 u: some twenty rounded operations on numbers of at most 1, and a root that cancels",
)
def wilsons_interval_solves_its_equation(trial: Trial) -> None:
    """Its ends are where |p̂ − p| = z √(p (1 − p)/n); it holds p̂ and stays in [0, 1]."""
    levels = (0.5, 0.9, 0.95, 0.999)
    for case, (n, level) in trial.each(product(range(1, trial.size(61, 400)), levels)):
        z = NormalDist().inv_cdf(0.5 + level / 2)
        for correct in range(n + 1):
            case.given(n=n, correct=correct, level=level)
            share, (low, high) = correct / n, train.wilson_interval(correct, n, confidence=level)
            case.require(0.0 <= low <= high <= 1.0, "within [0, 1]")
            case.at_most(low, share, 4 * UNIT)
            case.at_most(share, high, 4 * UNIT)
            for end in (low, high):
                case.near((share - end) ** 2, z * z * end * (1 - end) / n, 64 * UNIT * (1 + z * z))


@CHAPTER.theorem(
    "V73",
    Mode.PROPERTY,
    original="TrainState, trainEpochs, resume",
    standing=Standing.GAP_CLOSED,
    domain="random perceptrons and data, four optimizers, interrupted after each of 1 to 3 epochs",
)
def a_training_that_is_resumed_goes_on_bit_for_bit(trial: Trial) -> None:
    """Interrupting after k epochs, restoring from the file and going on gives the same bits as no interruption."""
    for case, (optimizer, stop) in trial.each(product(_RESUMED, range(1, trial.size(3, 4)))):
        x, labels = _examples(case.rng, 40)
        config = train.TrainConfig(epochs=4, batch_size=16, optimizer=optimizer)
        case.given(optimizer=optimizer, stop=stop)
        whole = train.Training(_perceptron(np.random.default_rng(1), 5, 4, 3), config, 40, rng=2)
        train.train(whole, x, labels)
        part = train.Training(_perceptron(np.random.default_rng(1), 5, 4, 3), replace(config, epochs=stop), 40, rng=2)
        train.train(part, x, labels)
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder, "checkpoint")
            train.save_checkpoint(path, train.snapshot(part))
            resumed = train.Training(_perceptron(np.random.default_rng(9), 5, 4, 3), config, 40, rng=9)
            train.restore(resumed, train.load_checkpoint(path))
        train.train(resumed, x, labels)
        case.equal(layers.parameter_vector(resumed.net), layers.parameter_vector(whole.net))
        case.equal([r.train_loss for r in resumed.history], [r.train_loss for r in whole.history])


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
        x, labels = _examples(case.rng, 40)
        net = _perceptron(case.rng, 5, 4, 3)
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
    "V75",
    Mode.PROPERTY,
    original="best-model checkpoints, chosen on the test set",
    standing=Standing.GAP_CLOSED,
    domain="random perceptrons and data, six epochs at a rate that is too high",
)
def the_best_checkpoint_is_of_the_best_validation(trial: Trial) -> None:
    """The file that is kept is of the first epoch with the highest validation accuracy, and attains it again."""
    for case in trial.cases(quick=6, full=150):
        x, labels = _examples(case.rng, 60)
        validation = _examples(case.rng, 30)
        net = _perceptron(case.rng, 5, 4, 3)
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder, "best")
            config = train.TrainConfig(epochs=6, batch_size=8, optimizer=optim.SGD(1.0))
            keep = [train.CheckpointOnBest(path)]
            history = train.fit(net, x, labels, config, validation=validation, rng=case.rng, callbacks=keep)
            best = train.load_checkpoint(path)
        accuracies = [record.validation_accuracy or 0.0 for record in history]
        case.given(accuracies=accuracies)
        case.equal(best.metadata.epoch, 1 + accuracies.index(max(accuracies)))
        train.load_parameters(net, best)
        case.equal(train.evaluate(net, *validation).accuracy, max(accuracies))


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


def _perceptron(rng: Generator, inputs: int, hidden: int, classes: int) -> Chain:
    return train.mlp(inputs, [hidden], classes, rng=rng)


def _identity(classes: int) -> Chain:
    """A network whose logits are its inputs."""
    net = layers.Linear(classes, classes) >> layers.LeakyRelu(1.0)
    weight, bias = layers.parameters(net).values()
    weight[...], bias[...] = np.eye(classes), 0.0
    return net


@contract
def _examples(rng: Generator, n: int) -> tuple[Float[Array, "{n} 5"], Integer[Array, "{n}"]]:
    """Five features, three classes that depend on them."""
    x = rng.normal(size=(n, 5)).astype(np.float32)
    return x, (x[:, :3] + 0.5 * rng.normal(size=(n, 3))).argmax(axis=1)


def _training(rng: Generator, epochs: int) -> "train.Training[Chain]":
    x, labels = _examples(rng, 20)
    net = _perceptron(rng, 5, int(rng.integers(1, 6)), 3)
    config = train.TrainConfig(epochs=max(epochs, 1), batch_size=8, optimizer=optim.Momentum(0.05))
    training = train.Training(net, config, 20, rng=rng)
    return training if epochs == 0 else _trained(training, x, labels)


@contract
def _trained(
    training: "train.Training[Chain]", x: Float[Array, "examples features"], labels: Integer[Array, " examples"]
) -> "train.Training[Chain]":
    train.train(training, x, labels)
    return training
