"""A content-addressable memory: store patterns, show a damaged one, get the whole back.

    memory = Hopfield.store(patterns)
    found = memory.recall(noisy)
    print(found.confidence)

What is recalled is certain where the damage lies within the pattern's provable radius; `recall` says so.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import Literal, TypeAlias

import numpy as np

from typednn.contracts import Array, Bool, Int8, Int64, Real, contract
from typednn.errors import DataError
from typednn.hopfield.analysis.errors_of_bits import spin_units
from typednn.hopfield.analysis.radius import basin_bound, certified_radius, hebbian_radii
from typednn.hopfield.dynamics.batched import settle_batch
from typednn.hopfield.dynamics.schedules import Cyclic, FairSchedule
from typednn.hopfield.dynamics.settling import Outcome, settle
from typednn.hopfield.hebbian_net import HebbianNet
from typednn.hopfield.learning.perceptron import perceptron
from typednn.hopfield.learning.pseudo_inverse import pseudo_inverse
from typednn.hopfield.learning.storkey import storkey
from typednn.hopfield.spins import as_spins, hamming, products
from typednn.hopfield.symmetric import HopfieldNet
from typednn.hopfield.tie import Tie

_MARGIN = 1.0  # of the perceptron rule: without any, patterns are stable and hardly more

Rule: TypeAlias = Literal["hebbian", "pseudo_inverse", "storkey", "perceptron"]


@contract
@dataclass(frozen=True, eq=False)
class Recall:
    """What came back: the state, the stored pattern it is nearest to (or its complement), and how sure that is.

    `distance` is from the state to that pattern, `damage` from what was shown to it; `guaranteed`: the damage is
    within `radius`, from where theory proves that every fair order of turns arrives at the pattern. `bit_error` is
    what Hebb's rule would do to random patterns at this load, by the Gaussian formula.
    """

    state: Int8[Array, " neurons"]
    pattern: int
    complement: bool
    distance: int
    damage: int
    radius: int
    overlap: float
    outcome: Outcome
    sweeps: int
    flips: int
    bit_error: float | None

    @property
    def exact(self) -> bool:
        """Whether the state is the pattern (or its complement) itself."""
        return self.distance == 0

    @property
    def guaranteed(self) -> bool:
        return not self.complement and self.damage <= self.radius

    @property
    def confidence(self) -> str:
        """A sentence for people."""
        if self.guaranteed:
            return f"certain: {self.damage} wrong bits, and up to {self.radius} are proved to come right"
        known = f"up to {self.radius} wrong bits are" if self.radius >= 0 else "nothing is"
        sentence = f"not proved: {self.damage} wrong bits, {known} proved to come right"
        if self.bit_error is None:
            return sentence
        return f"{sentence}; of random patterns at this load, {self.bit_error:.2%} of the bits would not stay"


@contract
class Hopfield:
    """A network with the patterns that it holds."""

    patterns: Int8[Array, "patterns neurons"]

    def __init__(self, patterns: Int8[Array, "patterns {net.neurons}"], net: HopfieldNet) -> None:
        self.patterns, self.net = patterns, net

    @classmethod
    def store(
        cls,
        patterns: Real[Array, "patterns neurons"] | Bool[Array, "patterns neurons"],
        *,
        rule: Rule = "hebbian",
        tie: Tie = Tie.KEEP,
    ) -> "Hopfield":
        """Learn patterns of ±1 (or of Booleans) by a rule."""
        spins = as_spins(patterns)
        if rule == "hebbian":
            return cls(spins, HebbianNet(spins, tie=tie))
        if rule == "perceptron":
            learned = perceptron(spins, margin=_MARGIN)
            if not learned.done:
                raise DataError(f"the perceptron rule found no weights with the margin {_MARGIN}: store fewer patterns")
            return cls(spins, HopfieldNet(learned.weights, tie=tie))
        if rule == "pseudo_inverse":
            return cls(spins, HopfieldNet(pseudo_inverse(spins), tie=tie))
        return cls(spins, HopfieldNet(storkey(spins), tie=tie))

    @cached_property
    def radii(self) -> Int64[Array, " patterns"]:
        """For each pattern, from how many wrong bits it provably comes back; −1 where nothing is proved."""
        if isinstance(self.net, HebbianNet):
            return hebbian_radii(self.patterns)
        return np.array([certified_radius(self.net, pattern) for pattern in self.patterns], np.int64)

    @cached_property
    def stable(self) -> Bool[Array, " patterns"]:
        """Which patterns stay as they are."""
        return self.net.is_stable(self.patterns)

    def basin_bounds(self) -> list[float]:
        """The share of all states that provably end in each pattern."""
        return [basin_bound(self.net.neurons, int(radius)) if radius >= 0 else 0.0 for radius in self.radii]

    def recall(
        self,
        noisy: Real[Array, " neurons"] | Bool[Array, " neurons"],
        schedule: FairSchedule | None = None,
        *,
        most_sweeps: int = 1000,
    ) -> Recall:
        """What the network settles in, from what is shown to it, in the order 0, 1, 2, … by default."""
        shown = as_spins(noisy)
        settled = settle(self.net, shown, schedule or Cyclic(), most_sweeps=most_sweeps)
        match = products(self.patterns, settled.state)
        best = int(np.argmax(np.abs(match)))
        complement = bool(match[best] < 0)
        pattern = -self.patterns[best] if complement else self.patterns[best]
        return Recall(
            settled.state,
            best,
            complement,
            distance=int(hamming(pattern, settled.state)),
            damage=int(hamming(pattern, shown)),
            radius=int(self.radii[best]),
            overlap=float(match[best]) / len(shown),
            outcome=settled.outcome,
            sweeps=settled.sweeps,
            flips=settled.flips,
            bit_error=spin_units(*self.patterns.shape[::-1]) if isinstance(self.net, HebbianNet) else None,
        )

    def recall_all(
        self, noisy: Real[Array, "probes neurons"] | Bool[Array, "probes neurons"], *, most_sweeps: int = 1000
    ) -> Int8[Array, "probes neurons"]:
        """The same for many at once, as matrix products: the states that they settle in."""
        return settle_batch(self.net, as_spins(noisy), most_sweeps=most_sweeps).states
