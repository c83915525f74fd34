"""H94, H95: how many errors are corrected, and how large a basin is."""

from itertools import product

import numpy as np

from typednn.hopfield import hebbian_net, spins
from typednn.hopfield.analysis import landscape, radius
from typednn.hopfield.dynamics import schedules, settling
from typednn.hopfield.spins import all_states
from typednn.hopfield.symmetric import HopfieldNet
from typednn.hopfield.tie import Tie
from typednn.theorems.hopfieldnet import CHAPTER
from typednn.theorems.hopfieldnet.subjects import TWELVE, hadamard, rows_of_twelve
from typednn.theorems.theorem import Mode, Standing
from typednn.theorems.trial import Trial


@CHAPTER.theorem(
    "H94.1",
    Mode.EXHAUSTIVE,
    domain=TWELVE,
    original="error_correction_guarantee, a field of the structure",
    standing=Standing.GAP_CLOSED,
)
def errors_within_the_radius_are_corrected_in_one_step(trial: Trial) -> None:
    """Orthogonal patterns, h < (N − m)/(2m): one synchronous step, and any turns, correct h errors; it is tight."""
    for case, patterns in trial.each(rows_of_twelve()):
        net, states, count = hebbian_net.HebbianNet(patterns), all_states(12), len(patterns)
        radii, after = radius.hebbian_radii(patterns), net.wanted(states)
        case.equal(radii, np.full(count, -(-(12 - count) // (2 * count)) - 1))
        actual = [spins.hamming(states, p)[(after != p).any(axis=1)].min() - 1 for p in patterns]
        case.equal(int(min(actual)), int(radii[0]), "tight")
        trial.say(f"m = {count}: guaranteed {radii[0]}, actual one-step radius {min(actual)}")


@CHAPTER.theorem(
    "H94.2",
    Mode.EXHAUSTIVE,
    domain="all pairs of patterns of 7 neurons that differ in their first, all 128 states",
    standing=Standing.BEYOND,
)
def radii_hold_without_orthogonality(trial: Trial) -> None:
    """N − m − 2hm − Σ_{l≠k} |⟨p_k, p_l⟩| > 0: one step corrects h errors, and the general radius is not smaller."""
    states = all_states(7)
    for case, place in trial.each(range(1, 128, 2)):
        patterns = np.stack([states[0], states[place]])
        net, radii = hebbian_net.HebbianNet(patterns), radius.hebbian_radii(patterns)
        after = net.wanted(states)
        for p, r in zip(patterns, radii, strict=True):
            general = radius.certified_radius(net, p)
            case.require(general >= r, "the general radius")
            near = spins.hamming(states, p) <= general
            case.require((after[near] == p).all(), "corrected")
        case.stands_for(128)


@CHAPTER.theorem(
    "H94.3",
    Mode.EXHAUSTIVE,
    domain="2 orthogonal patterns of 8 neurons, all single errors, all tie rules, 30 orders drawn once",
    standing=Standing.BEYOND,
)
def any_fair_order_corrects(trial: Trial) -> None:
    """From within the radius every fair order of turns reaches the pattern, whatever the tie rule."""
    rng = np.random.default_rng(0)
    orders = [rng.permutation(8).tolist() for _ in range(30)]
    for case, tie in trial.each(list(Tie)):
        patterns = hadamard(8)[:2]
        net = hebbian_net.HebbianNet(patterns, tie=tie)
        for wrong, order in product(range(8), orders):
            start = patterns[1].copy()
            start[wrong] *= -1
            case.equal(settling.settle(net, start, schedules.Cyclic(order)).state, patterns[1])
        case.stands_for(240)


@CHAPTER.counterexample(
    "H95.1",
    original="basin_volume_bound (sorry)",
    domain="three pairs of neurons, coupled by 1 within each; one pattern is listed",
    instead="The radius gives a bound: BasinVolume ≥ Σ_{i≤h} C(N, i)/2^N (H95.2).",
)
def a_basin_has_at_least_two_to_the_minus_patterns(trial: Trial) -> None:
    """A basin holds at least the share 2^{−#patterns} of all states."""
    weights = np.zeros((6, 6), np.int64)
    for k in (0, 2, 4):
        weights[k, k + 1] = weights[k + 1, k] = 1
    for case, order in trial.each((range(6), range(5, -1, -1))):
        scape = landscape.Landscape(HopfieldNet(weights))
        basin = scape.basin(np.ones(6, np.int8), list(order))
        case.require(len(basin) / 64 < 1 / 2, "below one half")
        case.equal(len(basin), 8)
        trial.say(f"one pattern is listed, and its basin is {len(basin)} of 64 states = 1/8 < 1/2")


@CHAPTER.theorem("H95.2", Mode.EXHAUSTIVE, domain=f"{TWELVE}, cyclic", standing=Standing.BEYOND)
def a_basin_holds_the_ball_of_its_radius(trial: Trial) -> None:
    """BasinVolume(p) ≥ Σ_{i≤h*} C(N, i)/2^N, and the volumes of all basins sum to at most 1."""
    for case, patterns in trial.each(rows_of_twelve()):
        scape = landscape.Landscape(hebbian_net.HebbianNet(patterns))
        sizes = [len(scape.basin(p)) / 4096 for p in patterns]
        for size, h in zip(sizes, radius.hebbian_radii(patterns), strict=True):
            case.require(size >= radius.basin_bound(12, int(h)), "at least the ball")
        case.require(sum(sizes) <= 1, "at most everything")
