"""Schedules: in which order the neurons have their turns. Their types say how fair they are.

A fair schedule comes back to every neuron for ever; a cyclic one in the same order each time. A symmetric
network settles under every fair schedule, so `stabilize` takes a `FairSchedule` and nothing less.
"""

from abc import ABC, abstractmethod
from collections.abc import Sequence

import numpy as np
from numpy.random import Generator

from typednn.contracts import Array, Bool, Int64, Real, contract
from typednn.errors import ConfigError


class Schedule(ABC):
    """Anything that says who is next."""

    repeats = False
    """Whether each sweep is in the same order, so that a run that comes back goes round for ever."""

    @abstractmethod
    def sweep(self, alignment: Real[Array, " neurons"], willing: Bool[Array, " neurons"]) -> Int64[Array, " visits"]:
        """The next turns, for those who look knowing s·h of each neuron and who of them would flip."""


class FairSchedule(Schedule):
    """Each sweep visits every neuron at least once."""


@contract
class Cyclic(FairSchedule):
    """The same order in each sweep: 0, 1, 2, …, or the one that is given."""

    repeats = True

    def __init__(self, order: Sequence[int] | None = None) -> None:
        if order is not None and (not order or sorted(set(order)) != list(range(len(set(order))))):
            raise ConfigError(f"the order {list(order)} leaves neurons out: a cyclic order has each of 0, 1, 2, …")
        self.order = None if order is None else np.array(order, np.int64)

    def sweep(self, alignment: Real[Array, " neurons"], willing: Bool[Array, " neurons"]) -> Int64[Array, " visits"]:
        """The order."""
        if self.order is None:
            return np.arange(len(alignment), dtype=np.int64)
        if self.order.max() != len(alignment) - 1:
            raise ConfigError(
                f"the order is of {self.order.max() + 1} neurons, the network has {len(alignment)}: it needs them all"
            )
        return self.order


@contract
class Shuffled(FairSchedule):
    """Each neuron once in a sweep, in an order drawn anew each time."""

    def __init__(self, rng: Generator) -> None:
        self.rng = rng

    def sweep(self, alignment: Real[Array, " neurons"], willing: Bool[Array, " neurons"]) -> Int64[Array, " visits"]:
        """A random permutation."""
        return self.rng.permutation(len(alignment)).astype(np.int64)


@contract
class RandomScan(Schedule):
    """A random neuron each time, with replacement: fair with probability 1, and within no bound."""

    def __init__(self, rng: Generator) -> None:
        self.rng = rng

    def sweep(self, alignment: Real[Array, " neurons"], willing: Bool[Array, " neurons"]) -> Int64[Array, " visits"]:
        """N of them."""
        return self.rng.integers(0, len(alignment), len(alignment), dtype=np.int64)


@contract
class Greedy(Schedule):
    """Always the neuron whose flip lowers the energy most. Not fair: it never visits who is content."""

    repeats = True

    def sweep(self, alignment: Real[Array, " neurons"], willing: Bool[Array, " neurons"]) -> Int64[Array, " visits"]:
        """One turn, the least s·h of those who would flip."""
        if not willing.any():
            return np.zeros(1, np.int64)
        candidates = np.flatnonzero(willing)
        return candidates[np.argmin(alignment[candidates], keepdims=True)]
