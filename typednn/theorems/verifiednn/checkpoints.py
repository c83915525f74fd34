"""V55, V73, V75: what a training keeps, and how it goes on from there."""

import tempfile
from dataclasses import replace
from itertools import product
from pathlib import Path

import numpy as np
from numpy.random import Generator

from typednn import layers, optim, train
from typednn.contracts import Array, Float, Integer, contract
from typednn.errors import CheckpointError
from typednn.layers import Chain
from typednn.optim import Optimizer
from typednn.theorems.theorem import Mode, Standing
from typednn.theorems.trial import Trial
from typednn.theorems.verifiednn import CHAPTER
from typednn.theorems.verifiednn.small_networks import draw_examples

_SHARP = optim.SharpnessAware(optim.SGD(0.1), optim.SAM())
_RESUMED: tuple[Optimizer, ...] = (optim.SGD(0.1), optim.Momentum(0.05), optim.Adam(0.01), _SHARP)


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

    training = train.Training(train.mlp(2, [2], 2, rng=np.random.default_rng(0)), train.TrainConfig(epochs=1), 8, rng=0)
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
    "V73",
    Mode.PROPERTY,
    original="TrainState, trainEpochs, resume",
    standing=Standing.GAP_CLOSED,
    domain="random perceptrons and data, four optimizers, interrupted after each of 1 to 3 epochs",
)
def a_training_that_is_resumed_goes_on_bit_for_bit(trial: Trial) -> None:
    """Interrupting after k epochs, restoring from the file and going on gives the same bits as no interruption."""
    for case, (optimizer, stop) in trial.each(product(_RESUMED, range(1, trial.size(3, 4)))):
        x, labels = draw_examples(case.rng, 40)
        config = train.TrainConfig(epochs=4, batch_size=16, optimizer=optimizer)
        case.given(optimizer=optimizer, stop=stop)
        whole = train.Training(train.mlp(5, [4], 3, rng=np.random.default_rng(1)), config, 40, rng=2)
        train.train(whole, x, labels)
        part = train.Training(
            train.mlp(5, [4], 3, rng=np.random.default_rng(1)), replace(config, epochs=stop), 40, rng=2
        )
        train.train(part, x, labels)
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder, "checkpoint")
            train.save_checkpoint(path, train.snapshot(part))
            resumed = train.Training(train.mlp(5, [4], 3, rng=np.random.default_rng(9)), config, 40, rng=9)
            train.restore(resumed, train.load_checkpoint(path))
        train.train(resumed, x, labels)
        case.equal(layers.parameter_vector(resumed.net), layers.parameter_vector(whole.net))
        case.equal([r.train_loss for r in resumed.history], [r.train_loss for r in whole.history])


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
        x, labels = draw_examples(case.rng, 60)
        validation = draw_examples(case.rng, 30)
        net = train.mlp(5, [4], 3, rng=case.rng)
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


def _training(rng: Generator, epochs: int) -> "train.Training[Chain]":
    x, labels = draw_examples(rng, 20)
    net = train.mlp(5, [int(rng.integers(1, 6))], 3, rng=rng)
    config = train.TrainConfig(epochs=max(epochs, 1), batch_size=8, optimizer=optim.Momentum(0.05))
    training = train.Training(net, config, 20, rng=rng)
    return training if epochs == 0 else _trained(training, x, labels)


@contract
def _trained(
    training: "train.Training[Chain]", x: Float[Array, "examples features"], labels: Integer[Array, " examples"]
) -> "train.Training[Chain]":
    train.train(training, x, labels)
    return training
