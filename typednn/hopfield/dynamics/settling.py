"""Asynchronous runs: sweep after sweep until no neuron would change, or the run goes round, or long enough."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

import numpy as np

from typednn.contracts import Array, Bool, Int8, Int64, Real, contract
from typednn.errors import ConfigError
from typednn.hopfield.dynamics.schedules import FairSchedule, Schedule
from typednn.hopfield.dynamics.visiting import Decision, visit, wrong
from typednn.hopfield.net import SpinNet
from typednn.hopfield.spins import require_spins
from typednn.hopfield.symmetric import HopfieldNet
from typednn.hopfield.tie import Tie

DECISIONS = {Tie.PLUS: Decision.UP_FROM, Tie.MINUS: Decision.UP_ABOVE, Tie.KEEP: Decision.FLIP_BELOW}


class Outcome(Enum):
    """FIXED: no neuron would change. CYCLE: the run goes round. UNDECIDED: neither, in so many sweeps."""

    FIXED = "fixed"
    CYCLE = "cycle"
    UNDECIDED = "undecided"


@contract
@dataclass(frozen=True, eq=False)
class Settled:
    """Where a run ended. `steps` is the number of turns until the last flip; `period` that of a cycle, in sweeps."""

    state: Int8[Array, " neurons"]
    outcome: Outcome
    steps: int
    flips: int
    sweeps: int
    period: int | None = None


@contract
class Run:
    """A state with its fields, both of which change in place as neurons have their turns."""

    influence: Real[Array, "neurons neurons"]
    fields: Real[Array, " neurons"]
    state: Int8[Array, " neurons"]

    def __init__(self, net: SpinNet, state: Int8[Array, "{net.neurons}"]) -> None:
        self.net, self.fresh = net, True
        self.influence = net.weights if isinstance(net, HopfieldNet) else np.ascontiguousarray(net.weights.T)
        self.state = state.copy()
        self.fields = net.field(state)
        self.decision = DECISIONS[net.tie]
        self.steps = self.flips = self.visits = 0

    def sweep(self, order: Int64[Array, " visits"]) -> None:
        """Turns in this order."""
        cutoffs = np.zeros(len(order), self.fields.dtype)
        flips, last = visit(self.influence, self.fields, self.state, order, cutoffs, self.decision)
        self.steps = self.visits + last if flips else self.steps
        self.flips += flips
        self.fresh = self.fresh and (not flips or self.net.exact)
        self.visits += len(order)

    def willing(self) -> Bool[Array, " neurons"]:
        """Who would change. If it seems nobody, fields that have gathered rounding errors are computed anew."""
        zero = np.zeros(1, self.fields.dtype)
        who = wrong(self.fields, self.state, zero, self.decision)
        if self.fresh or who.any():
            return who
        self.fields, self.fresh = self.net.field(self.state), True
        return wrong(self.fields, self.state, zero, self.decision)


@contract
def settle(
    net: SpinNet, state: Int8[Array, "{net.neurons}"], schedule: Schedule, *, most_sweeps: int = 1000
) -> Settled:
    """Run until stable; a repeating schedule on a network without energy may come back to where it was.

    For that one state is remembered, a later one each time the run has doubled (Brent).
    """
    require_spins(state)
    if most_sweeps < 1:
        raise ConfigError(f"the run may take {most_sweeps} sweeps: allow at least 1")
    run, sweeps = Run(net, state), 0
    seen, seen_at, renewed_at = run.state.copy(), 0, 1
    while (willing := run.willing()).any():
        if run.visits >= most_sweeps * net.neurons:
            return Settled(run.state, Outcome.UNDECIDED, run.steps, run.flips, sweeps)
        run.sweep(schedule.sweep(run.state * run.fields, willing))
        sweeps += 1
        if schedule.repeats and np.array_equal(run.state, seen):
            return Settled(run.state, Outcome.CYCLE, run.steps, run.flips, sweeps, sweeps - seen_at)
        if sweeps == renewed_at:
            seen, seen_at, renewed_at = run.state.copy(), sweeps, 2 * renewed_at
    return Settled(run.state, Outcome.FIXED, run.steps, run.flips, sweeps)


@contract
def stabilize(net: HopfieldNet, state: Int8[Array, "{net.neurons}"], schedule: FairSchedule) -> Settled:
    """The stable state that is reached: a symmetric network reaches one under every fair schedule.

    With integer weights that is a theorem. With others, fields that are 0 up to rounding may go to and fro; then
    the outcome says so.
    """
    return settle(net, state, schedule, most_sweeps=100_000)


@contract
def flow(
    net: SpinNet, state: Int8[Array, "{net.neurons}"], schedule: Schedule
) -> Iterator[Int8[Array, "{net.neurons}"]]:
    """The state after each turn, for ever; the given one first."""
    require_spins(state)
    run = Run(net, state)
    yield run.state.copy()
    while True:
        for neuron in schedule.sweep(run.state * run.fields, run.willing()):
            run.sweep(np.array([neuron], np.int64))
            yield run.state.copy()
