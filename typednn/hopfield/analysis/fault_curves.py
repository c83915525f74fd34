"""How many memories survive the deletion of random neurons, measured."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.random import Generator

from typednn.errors import ConfigError
from typednn.hopfield.analysis.confidence import Share, share
from typednn.hopfield.spins import random_patterns
from typednn.hopfield.tie import Tie


@dataclass(frozen=True)
class FaultPoint:
    """So many neurons deleted; how often all live neurons of a memory kept their state in one step."""

    deleted: int
    kept: Share


def fault_curve(
    neurons: int,
    patterns: int,
    deleted: Sequence[int],
    rng: Generator,
    *,
    trials: int = 100,
    tie: Tie = Tie.KEEP,
    listener: Callable[[], None] | None = None,
) -> list[FaultPoint]:
    """Each trial has patterns of its own; the first is looked at."""
    if trials < 1 or patterns < 1 or not all(0 <= count < neurons for count in deleted):
        raise ConfigError(
            f"{trials} trials of {patterns} patterns, {list(deleted)} of {neurons} neurons deleted: give at least 1 of"
            " the first two, and leave a neuron"
        )
    return [
        FaultPoint(
            count, share(sum(_kept(neurons, patterns, count, rng, tie, listener) for _ in range(trials)), trials)
        )
        for count in deleted
    ]


def _kept(
    neurons: int, patterns: int, deleted: int, rng: Generator, tie: Tie, listener: Callable[[], None] | None
) -> bool:
    """Deleted neurons say nothing, so that only the live columns of the patterns count."""
    stored = random_patterns(patterns, neurons, rng)
    live = stored[:, rng.permutation(neurons)[deleted:]].astype(np.int64)
    aligned = live[0] * (live.T @ (live @ live[0])) - patterns
    if listener is not None:
        listener()
    lost = aligned < 0
    if tie is not Tie.KEEP:
        lost |= (aligned == 0) & (live[0] == (-1 if tie is Tie.PLUS else 1))
    return not bool(lost.any())
