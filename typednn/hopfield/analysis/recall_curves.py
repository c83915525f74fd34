"""How well patterns come back, measured: capacity and completion, each share with its interval of confidence.

Every trial has patterns of its own, so that trials are independent and the intervals mean what they say.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np
from numpy.random import Generator

from typednn.contracts import Array, Int8, contract
from typednn.errors import ConfigError
from typednn.hopfield.analysis.confidence import Share, share
from typednn.hopfield.analysis.errors_of_bits import spin_units, zero_one_units
from typednn.hopfield.dynamics.batched import settle_batch
from typednn.hopfield.hebbian_net import HebbianNet
from typednn.hopfield.outer import Threshold
from typednn.hopfield.scalar import Scalar
from typednn.hopfield.spins import flip_random, hamming, random_patterns
from typednn.hopfield.symmetric import HopfieldNet
from typednn.hopfield.tie import Tie

Units: TypeAlias = Literal["spin", "zero_one"]
Listener: TypeAlias = Callable[[], None]


@dataclass(frozen=True)
class RecallPoint:
    """One setting: how often the pattern came back exactly, or with few wrong bits, or nearer than all others."""

    neurons: int
    patterns: int
    distance: int
    exact: Share
    few: Share
    nearest: Share
    wrong_bits: float
    predicted_bit_error: float

    @property
    def load(self) -> float:
        return self.patterns / self.neurons


@contract
def hebbian_net(
    patterns: Int8[Array, "patterns neurons"], *, units: Units = "spin", tie: Tie = Tie.KEEP
) -> HopfieldNet:
    """The Hebbian network with threshold 0 on units ±1, or on units 0 and 1 (written in ±1, which is the same)."""
    net = HebbianNet(patterns, tie=tie)
    if units == "spin":
        return net
    return HopfieldNet(net.weights, Threshold(-net.weights.sum(axis=1)), tie=tie)


@contract
def recall_point(
    neurons: int,
    patterns: int,
    rng: Generator,
    *,
    distance: int = 0,
    trials: int = 400,
    units: Units = "spin",
    tie: Tie = Tie.KEEP,
    few: int = 5,
    confidence: Scalar = 0.95,
    listener: Listener | None = None,
) -> RecallPoint:
    """Store random patterns, flip `distance` bits of one, see where it settles. `few`: fewer wrong bits than this."""
    if trials < 1 or patterns < 1 or neurons < 2:
        raise ConfigError(f"{trials} trials of {patterns} patterns in {neurons} neurons: give at least 1, 1 and 2")
    found = [_trial(neurons, patterns, distance, units, tie, rng, listener) for _ in range(trials)]
    wrong = np.array([bits for bits, _ in found])
    formula = spin_units if units == "spin" else zero_one_units
    return RecallPoint(
        neurons,
        patterns,
        distance,
        share(int((wrong == 0).sum()), trials, confidence),
        share(int((wrong < few).sum()), trials, confidence),
        share(sum(nearest for _, nearest in found), trials, confidence),
        float(wrong.mean()),
        formula(neurons, patterns),
    )


def _trial(
    neurons: int, patterns: int, distance: int, units: Units, tie: Tie, rng: Generator, listener: Listener | None
) -> tuple[int, bool]:
    """Wrong bits at the end, and whether no other pattern is as near."""
    stored = random_patterns(patterns, neurons, rng)
    start = flip_random(stored[0], distance, rng)
    end = settle_batch(hebbian_net(stored, units=units, tie=tie), start[None]).states[0]
    apart = hamming(stored, end)
    if listener is not None:
        listener()
    return int(apart[0]), bool((apart[0] < apart[1:]).all())


@contract
def capacity_curve(
    neurons: int,
    counts: Sequence[int],
    rng: Generator,
    *,
    trials: int = 100,
    units: Units = "spin",
    tie: Tie = Tie.KEEP,
    listener: Listener | None = None,
) -> list[RecallPoint]:
    """Recall from the pattern itself, for several numbers of patterns."""
    return [
        recall_point(neurons, count, rng, trials=trials, units=units, tie=tie, listener=listener) for count in counts
    ]


@dataclass(frozen=True)
class RandomStarts:
    """Where random states end: in a memory or its complement, within 3 bits of one, or elsewhere."""

    memory: Share
    near: Share
    other: Share


@contract
def random_starts(
    neurons: int, patterns: int, rng: Generator, *, trials: int = 400, units: Units = "spin", tie: Tie = Tie.KEEP
) -> RandomStarts:
    """A random state in a network of random patterns, each trial anew."""
    if trials < 1:
        raise ConfigError(f"{trials} trials: give at least 1")
    nearest = []
    for _ in range(trials):
        stored = random_patterns(patterns, neurons, rng)
        net = hebbian_net(stored, units=units, tie=tie)
        end = settle_batch(net, random_patterns(1, neurons, rng)).states[0]
        apart = hamming(stored, end)
        nearest.append(int(np.minimum(apart, neurons - apart).min()))
    found = np.array(nearest)
    memory, near = int((found == 0).sum()), int(((found > 0) & (found <= 3)).sum())
    return RandomStarts(share(memory, trials), share(near, trials), share(trials - memory - near, trials))
