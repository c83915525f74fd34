"""What the settings of a run mean: data, network, optimizer, schedule, and a training of them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.random import Generator

from typednn.contracts import Array, Float32, UInt8, contract
from typednn.data import Dataset, Examples, load_folder, load_mnist, normalize, split
from typednn.errors import ConfigError
from typednn.layers import Chain
from typednn.optim import (
    ASAM,
    SAM,
    SGD,
    Adam,
    AdamW,
    Constant,
    Cosine,
    ExponentialDecay,
    Momentum,
    Nesterov,
    Optimizer,
    PerEpoch,
    Schedule,
    SharpnessAware,
    StepDecay,
    Warmup,
    ZSharp,
)
from typednn.train.config import TrainConfig
from typednn.train.loop import Labelled
from typednn.train.networks import lenet, mlp
from typednn.train.settings import RADII, RunSettings, horizon, third
from typednn.train.training import Training


@dataclass(frozen=True, eq=False)
class RunData:
    """The examples of a run, raw and as the network takes them."""

    name: str
    classes: int
    train: Examples[int, int]
    validation: Examples[int, int]
    test: Examples[int, int]
    rows: bool

    def inputs(self, part: Examples[int, int]) -> Labelled:
        """Scaled pixels, as rows or as images of one channel, and the labels."""
        return images_as_inputs(part.images, rows=self.rows), part.labels


@contract
def images_as_inputs(images: UInt8[Array, "n height width"], *, rows: bool) -> Float32[Array, "n *shape"]:
    """Scaled pixels: "n height·width" for a perceptron, "n 1 height width" for convolutions."""
    n, height, width = images.shape
    return normalize(images).reshape((n, height * width) if rows else (n, 1, height, width))


def generators(seed: int) -> tuple[Generator, Generator, Generator]:
    """For the choice of examples, for the first weights, for the training: independent streams of one seed."""
    choice, weights, training = (np.random.default_rng(each) for each in np.random.SeedSequence(seed).spawn(3))
    return choice, weights, training


def load_data(settings: RunSettings) -> RunData:
    """The data set; `samples` of its training examples, of which `validation` (a twelfth) are set aside."""
    data: Dataset[int, int] = load_mnist() if settings.data is None else load_folder(Path(settings.data))
    choice, _, _ = generators(settings.seed)
    train: Examples[int, int] = data.train
    if settings.samples is not None:
        if settings.samples > len(train):
            raise ConfigError(f"samples is {settings.samples:,}, but {data.name} has {len(train):,} training examples")
        train = train.select(np.sort(choice.permutation(len(train))[: settings.samples]))
    aside = len(train) // 12 if settings.validation is None else settings.validation
    train, validation = split(train, aside, rng=choice)
    return RunData(data.name, data.classes, train, validation, data.test, settings.model == "mlp")


def build_network(settings: RunSettings, data: RunData) -> Chain:
    """The network with its first weights."""
    _, weights, _ = generators(settings.seed)
    _, height, width = data.train.images.shape
    if settings.model == "lenet":
        return lenet(height, width, data.classes, rng=weights, dropout=settings.dropout_rate)
    return mlp(height * width, settings.hidden, data.classes, rng=weights, dropout=settings.dropout_rate)


def build_training(settings: RunSettings, data: RunData) -> Training[Chain]:
    """The training before its first epoch."""
    config = TrainConfig(
        settings.epochs,
        settings.batch_size,
        lambda steps: build_optimizer(settings, steps),
        settings.label_smoothing,
    )
    _, _, training = generators(settings.seed)
    return Training(build_network(settings, data), config, len(data.train), rng=training)


def build_optimizer(settings: RunSettings, steps_per_epoch: int) -> Optimizer:
    """The optimizer with its schedule."""
    schedule = PerEpoch(build_schedule(settings), steps_per_epoch)
    shared: dict[str, Any] = {  # a float, and one that may be None
        "weight_decay": settings.weight_decay,
        "clip_norm": settings.clip,
    }
    momentum = Momentum(schedule, momentum=settings.momentum, **shared)
    radius = RADII.get(settings.optimizer, 0.0) if settings.radius is None else settings.radius
    makers: Mapping[str, Callable[[], Optimizer]] = {
        "sgd": lambda: SGD(schedule, **shared),
        "momentum": lambda: momentum,
        "nesterov": lambda: Nesterov(schedule, momentum=settings.momentum, **shared),
        "adam": lambda: Adam(schedule, **shared),
        "adamw": lambda: AdamW(schedule, **shared),
        "sam": lambda: SharpnessAware(momentum, SAM(radius)),
        "asam": lambda: SharpnessAware(momentum, ASAM(radius)),
        "zsharp": lambda: SharpnessAware(momentum, ZSharp(radius)),
    }
    return makers[settings.optimizer]()


def build_schedule(settings: RunSettings) -> Schedule:
    """The learning rate by epoch."""
    rate, epochs, decay = settings.rate, horizon(settings), settings.decay
    makers: Mapping[str, Callable[[], Schedule]] = {
        "constant": lambda: Constant(rate),
        "step": lambda: StepDecay(rate, 0.1, third(epochs)),
        "exponential": lambda: ExponentialDecay(rate, decay),
        "cosine": lambda: Cosine(rate, epochs),
        "warmup-cosine": lambda: Warmup(rate, 1, Cosine(rate, max(1, epochs - 1))),
    }
    return makers[settings.schedule]()
