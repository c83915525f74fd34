"""A training in progress: everything that what is still to come depends on."""

from typing import Any, Generic, TypeAlias, TypeVar

from numpy.random import Generator

from typednn.layers import AnyLayer, Backpropagation, layout
from typednn.layers.settings import Seed, generator
from typednn.optim import SharpnessAware, SharpnessState, State
from typednn.optim.schedules import rate_at
from typednn.train.config import TrainConfig
from typednn.train.history import History
from typednn.train.scoring import CountingLoss

Net = TypeVar("Net", bound=AnyLayer)


class Training(Generic[Net]):
    """Network, optimizer state, random numbers and history, from one epoch to the next."""

    def __init__(self, net: Net, config: TrainConfig, examples: int, *, rng: Seed = None) -> None:
        self.net, self.config, self.examples = net, config, examples
        self.rng: Generator = generator(rng)
        self.history = History()
        self.loss = CountingLoss(config.label_smoothing)
        self.passes = Backpropagation(net, self.loss)
        self.optimizer = config.optimizer_for(examples)
        self.state: State = self.optimizer.init(self.passes.parameters, layout(net))

    @property
    def epoch(self) -> int:
        """How many epochs are done."""
        return len(self.history)

    @property
    def learning_rate(self) -> float:
        """The rate of the next step."""
        optimizer, state = self.optimizer, self.state
        base = optimizer.base if isinstance(optimizer, SharpnessAware) else optimizer
        steps = state.base.steps if isinstance(state, SharpnessState) else state.steps
        return rate_at(base.learning_rate, steps)


AnyTraining: TypeAlias = Training[Any]  # of whichever network
