"""H16–H19: runs of a symmetric network settle: fair schedules, and the number of turns."""

from itertools import permutations

import numpy as np

from typednn.hopfield import spins
from typednn.hopfield.analysis import landscape
from typednn.hopfield.dynamics import schedules, settling
from typednn.hopfield.tie import Tie
from typednn.theorems.hopfieldnet import CHAPTER
from typednn.theorems.hopfieldnet.subjects import (
    ALL_NETS,
    ORDERS,
    SOME_NETS,
    STATES,
    all_turns,
    landscapes,
    random_net,
    some_nets,
)
from typednn.theorems.theorem import Mode, Standing
from typednn.theorems.trial import Trial

CHAPTER.static(
    "H16.1",
    "a fair schedule is a type",
    "`stabilize` takes a schedule that is known to be fair; one that is fair with probability 1 is refused.",
    original="fair, cyclic, cycl_Fair",
    accepts="""
from typednn.hopfield import Cyclic, HopfieldNet, Shuffled, stabilize

net = HopfieldNet(np.array([[0, 1], [1, 0]]))
stabilize(net, np.array([1, -1], np.int8), Cyclic())
stabilize(net, np.array([1, -1], np.int8), Shuffled(np.random.default_rng(0)))
""",
    rejects=(
        """
from typednn.hopfield import HopfieldNet, RandomScan, stabilize

net = HopfieldNet(np.array([[0, 1], [1, 0]]))
stabilize(net, np.array([1, -1], np.int8), RandomScan(np.random.default_rng(0)))  # E: arg-type
""",
    ),
)


@CHAPTER.theorem("H16.2", Mode.EXHAUSTIVE, domain="all orders of up to 6 neurons", original="cyclic_Fair_bound")
def a_cyclic_schedule_is_fair_within_n_turns(trial: Trial) -> None:
    """A cyclic schedule has the same order in each sweep, and any n turns in a row visit every neuron."""
    for case, order in trial.each([o for n in range(1, 7) for o in permutations(range(n))]):
        schedule = schedules.Cyclic(list(order))
        free = np.zeros(len(order)), np.zeros(len(order), np.bool_)
        turns = np.concatenate([schedule.sweep(*free), schedule.sweep(*free)])
        case.equal(turns, order * 2)
        windows = np.lib.stride_tricks.sliding_window_view(turns, len(order))
        case.require(all(len(set(window.tolist())) == len(order) for window in windows), "n turns are fair")


@CHAPTER.theorem(
    "H17.1", Mode.EXHAUSTIVE, domain=f"{ALL_NETS}, all 6 cyclic orders", original="HopfieldNet_convergence_fair"
)
def cyclic_runs_settle(trial: Trial) -> None:
    """From every state, in every cyclic order, a stable state is reached."""
    for case, scape in trial.each(landscapes()):
        case.require(all((scape.ends(order) >= 0).all() for order in ORDERS), "every run ends in a stable state")
        case.stands_for(48)


@CHAPTER.theorem(
    "H17.2",
    Mode.PROPERTY,
    domain="random integer networks of 2 to 8 neurons, all tie rules, schedules that shuffle each sweep",
    original="convergence_to_fixed_point",
)
def fair_runs_settle(trial: Trial) -> None:
    """A run under a fair schedule is stable from some time on."""
    for case in trial.cases(quick=60, full=3000):
        net = random_net(case.rng, int(case.rng.integers(2, 9)), list(Tie)[case.rng.integers(3)])
        start = spins.random_patterns(1, net.neurons, case.rng)[0]
        case.given(weights=net.weights, thresholds=net.threshold.values, start=start)
        end = settling.stabilize(net, start, schedules.Shuffled(case.rng))
        case.require(end.outcome is settling.Outcome.FIXED and net.is_stable(end.state), "stable")


@CHAPTER.theorem(
    "H17.3",
    Mode.EXHAUSTIVE,
    domain="24 integer networks of 4, 5 and 6 neurons, drawn once, all states, all 24, 120 and 720 cyclic orders",
    original="HopfieldNet_convergence_fair",
)
def cyclic_runs_of_larger_networks_settle(trial: Trial) -> None:
    """From every state, in every cyclic order, a stable state is reached."""
    rng = np.random.default_rng(0)
    for case, n in trial.each((4, 5, 6) * 8):
        scape = landscape.Landscape(random_net(rng, n))
        orders = list(permutations(range(n)))
        case.require(all((scape.ends(order) >= 0).all() for order in orders), "every run ends in a stable state")
        case.stands_for(len(orders) * 2**n)


@CHAPTER.theorem("H18.1", Mode.EXHAUSTIVE, domain=f"{ALL_NETS}, cyclic", original="HopfieldNet_convergence_cyclic")
def cyclic_runs_settle_within_n_times_two_to_the_n(trial: Trial) -> None:
    """A cyclic run is stable after at most n·2ⁿ turns."""
    for case, scape in trial.each(landscapes()):
        place, sweep = np.arange(8), scape.sweep()
        for _ in range(8):
            place = sweep[place]
        case.require(scape.stable[place].all(), "stable after 2³ sweeps")
        case.stands_for(8)


@CHAPTER.theorem("H18.2", Mode.EXHAUSTIVE, domain=f"{ALL_NETS}, cyclic", original="none", standing=Standing.BEYOND)
def the_number_of_flips_is_polynomial(trial: Trial) -> None:
    """With B = Σ_{i<j}|w_ij| + Σ|θ_i|, at most B flips lower the energy, and there are at most (n+1)B + n of all."""
    longest = 0
    for case, scape in trial.each(landscapes()):
        bound = int(np.abs(scape.net.weights).sum() // 2 + np.abs(scape.net.threshold.values).sum())
        after, change, _ = all_turns(scape)
        place, strict, every = np.arange(8), np.zeros(8, int), np.zeros(8, int)
        for _ in range(8):
            for u in range(3):
                strict += change[u, place] < 0
                every += after[u, place] != place
                place = after[u, place]
        case.require((strict <= bound).all(), "strict flips")
        case.require((every <= 4 * bound + 3).all(), "all flips")
        longest = max(longest, int(every.max()))
        case.stands_for(8)
    trial.say(f"at most {longest} flips were seen; n·2ⁿ is 24")


@CHAPTER.theorem("H19", Mode.EXHAUSTIVE, domain=f"{SOME_NETS}, cyclic", original="stabilize, conv_time_steps")
def stabilize_gives_the_first_stable_state_and_when(trial: Trial) -> None:
    """`stabilize(s).steps` is the least N for which the state after N turns is stable, and `.state` is that state."""
    for case, net in trial.each(some_nets()):
        for start in STATES:
            end, state, turns = settling.stabilize(net, start, schedules.Cyclic()), start, 0
            while not net.is_stable(state):
                state, turns = net.update(state, turns % 3), turns + 1
            case.equal(end.steps, turns)
            case.equal(end.state, state)
        case.stands_for(8)
