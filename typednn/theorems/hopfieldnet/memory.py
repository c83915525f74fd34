"""H89–H98: content-addressable memory: distances, radii, basins, familiarity, sequences."""

from itertools import combinations

import numpy as np

from typednn.contracts import Array, Int8, contract
from typednn.hopfield import analysis, hebbian_net, memory, spins
from typednn.hopfield.analysis import landscape, radius, recall_curves
from typednn.hopfield.asymmetric import AsymmetricNet
from typednn.hopfield.dynamics import schedules, settling, together
from typednn.hopfield.learning import sequences
from typednn.hopfield.spins import all_states
from typednn.hopfield.symmetric import HopfieldNet
from typednn.hopfield.tie import Tie
from typednn.theorems.chance import CONFIDENCE
from typednn.theorems.hopfieldnet import CHAPTER
from typednn.theorems.hopfieldnet.subjects import hadamard, pattern_sets
from typednn.theorems.theorem import Mode, Standing
from typednn.theorems.trial import Trial

_TWELVE = "the first 1, 2, 3, 4 rows of a Hadamard matrix of 12, all 4,096 states"


@contract
def _twelve() -> list[Int8[Array, "_ 12"]]:
    return [hadamard(12)[:count] for count in (1, 2, 3, 4)]


@CHAPTER.theorem("H89", Mode.EXHAUSTIVE, domain="all pairs of states of 6 neurons", original="HammingDistance")
def distance_is_half_of_what_the_product_lacks(trial: Trial) -> None:
    """Ham(s, s') = #{i : s_i ≠ s'_i} = (N − ⟨s, s'⟩)/2."""
    states = all_states(6)
    for case, s in trial.each(states):
        case.equal(spins.hamming(states, s), (states != s).sum(axis=1))
        case.equal(spins.hamming(states, s), (6 - spins.products(states, s)) // 2)
        case.stands_for(64)


@CHAPTER.theorem("H90", Mode.EXHAUSTIVE, domain=f"{_TWELVE}, cyclic", original="retrievalDistance")
def the_retrieval_distance_is_the_largest(trial: Trial) -> None:
    """All states within d of the pattern flow to it, and not all within d + 1."""
    for case, patterns in trial.each(_twelve()):
        scape = landscape.Landscape(hebbian_net.HebbianNet(patterns))
        ends, apart = scape.ends(), spins.hamming(scape.states, patterns[0])
        found = landscape.retrieval_distance(scape, patterns[0])
        arrives = ends == int(spins.index_of(patterns[0]))
        case.require(arrives[apart <= found].all() and not arrives[apart <= found + 1].all(), "largest")


@CHAPTER.theorem("H91", Mode.EXACT, domain="N = 1, …, 10,000", original="PatternCompletionThreshold")
def the_completion_threshold_is_a_floor(trial: Trial) -> None:
    """⌊0.15 N⌋, in integers: t with 100 t ≤ 15 N < 100 (t + 1); 4 for N = 30."""
    for case, n in trial.each(range(1, 10_001)):
        t = analysis.completion_threshold(n)
        case.require(100 * t <= 15 * n < 100 * (t + 1), "the floor")
        if n == 30:
            case.equal(t, 4)


@CHAPTER.theorem(
    "H92",
    Mode.EXHAUSTIVE,
    domain=f"{_TWELVE}, cyclic and reversed order",
    original="ContentAddressableMemory.completion_guarantee, a field of the structure",
    standing=Standing.GAP_CLOSED,
)
def a_memory_completes_within_its_radius(trial: Trial) -> None:
    """Patterns are stable, and from every state within the radius that `Hopfield` states the pattern is reached."""
    for case, patterns in trial.each(_twelve()):
        found = memory.Hopfield.store(patterns)
        case.require(found.stable.all() and (found.radii >= 0).all(), "stable")
        scape = landscape.Landscape(found.net)
        for p, r in zip(patterns, found.radii, strict=True):
            near = spins.hamming(scape.states, p) <= r
            for order in (range(12), range(11, -1, -1)):
                case.require((scape.ends(list(order))[near] == int(spins.index_of(p))).all(), "completed")


@CHAPTER.theorem(
    "H93",
    Mode.MONTE_CARLO,
    domain="N = 30, 5 random patterns, 150 networks a distance; units ±1",
    original="AbstractCompletionProbability",
    confidence=CONFIDENCE,
)
def the_model_of_completion_is_only_a_model(trial: Trial) -> None:
    """The model's completion at ⌊0.15 N⌋, 1, is above the measured share of exact recalls, with its interval."""
    for case in trial.cases(quick=1, full=10):
        worst = 0.0
        for distance in (2, 4, 8, 12):
            found = recall_curves.recall_point(
                30, 5, case.rng, distance=distance, trials=150, confidence=CONFIDENCE
            ).exact
            model = analysis.modelled_completion(distance, analysis.completion_threshold(30), 30)
            worst = max(worst, abs(model - found.value))
            trial.say(
                f"distance {distance}: model {model:.2f}, found {found.value:.2f} [{found.low:.2f}, {found.high:.2f}]"
            )
            if distance == 4:
                case.require(found.high < model, "the model promises too much at the threshold")
        trial.say(f"largest misfit {worst:.2f}")


@CHAPTER.theorem(
    "H94.1",
    Mode.EXHAUSTIVE,
    domain=_TWELVE,
    original="error_correction_guarantee, a field of the structure",
    standing=Standing.GAP_CLOSED,
)
def errors_within_the_radius_are_corrected_in_one_step(trial: Trial) -> None:
    """Orthogonal patterns, h < (N − m)/(2m): one synchronous step, and any turns, correct h errors; it is tight."""
    for case, patterns in trial.each(_twelve()):
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


@CHAPTER.theorem("H95.2", Mode.EXHAUSTIVE, domain=f"{_TWELVE}, cyclic", standing=Standing.BEYOND)
def a_basin_holds_the_ball_of_its_radius(trial: Trial) -> None:
    """BasinVolume(p) ≥ Σ_{i≤h*} C(N, i)/2^N, and the volumes of all basins sum to at most 1."""
    for case, patterns in trial.each(_twelve()):
        scape = landscape.Landscape(hebbian_net.HebbianNet(patterns))
        sizes = [len(scape.basin(p)) / 4096 for p in patterns]
        for size, h in zip(sizes, radius.hebbian_radii(patterns), strict=True):
            case.require(size >= radius.basin_bound(12, int(h)), "at least the ball")
        case.require(sum(sizes) <= 1, "at most everything")


@CHAPTER.counterexample(
    "H96.1",
    original="familiarity_recognition (sorry)",
    domain="one pattern of 30 neurons, a state at distance 4",
    instead="A value of at most decay(threshold, N) is reached by all states within the threshold (H96.2).",
)
def nearness_makes_familiar_at_any_value(trial: Trial) -> None:
    """If Ham(s, p) ≤ threshold, then s is familiar for any value that familiarity is compared with."""
    pattern = np.ones(30, np.int8)
    for case, value in trial.each((0.5, 0.9, 1.0)):
        state = pattern.copy()
        state[:4] = -1
        found = analysis.familiarity(pattern[None], state)
        case.require(found < value, "not familiar")
        trial.say(f"distance 4 ≤ ⌊0.15·30⌋, and yet its familiarity is {found:.3f} < {value}")


@CHAPTER.theorem(
    "H96.2", Mode.EXHAUSTIVE, domain="all pairs of patterns of 4 neurons, all states", standing=Standing.BEYOND
)
def nearness_makes_as_familiar_as_the_decay(trial: Trial) -> None:
    """If some pattern is within t of s, then familiarity(s) ≥ decay(t, N), and only then."""
    for case, patterns in trial.each(pattern_sets(4, 2)):
        for s in all_states(4):
            found = analysis.familiarity(patterns, s)
            nearest = min(int(spins.hamming(p, s)) for p in patterns)
            for t in range(5):
                case.equal(found >= analysis.decay(t, 4), nearest <= t)
        case.stands_for(80)


@CHAPTER.counterexample(
    "H97",
    original="category_formation (sorry)",
    domain="two orthogonal patterns of 8 neurons, categories of radius 3, cyclic",
    instead="Categories within the provable radius flow to one pattern (H92): a share of 1 there.",
)
def categories_flow_to_one_pattern(trial: Trial) -> None:
    """All states that resemble one pattern most, within a category, flow to one pattern."""
    for case, patterns in trial.each([hadamard(8)[:2]]):
        scape = landscape.Landscape(hebbian_net.HebbianNet(patterns))
        apart = np.stack([spins.hamming(scape.states, p) for p in patterns])
        category = (apart[0] <= 3) & (apart[0] < apart[1])
        ends = scape.ends()[category]
        share = float((ends == int(spins.index_of(patterns[0]))).mean())
        case.require(share < 1, "not all of them flow there")
        within = apart[0] <= radius.hebbian_radii(patterns)[0]
        case.require((scape.ends()[within] == int(spins.index_of(patterns[0]))).all(), "within the radius they do")
        trial.say(
            f"{share:.3f} of the category flow to its pattern, into {len(set(ends.tolist()))} fixed points in all"
        )


@CHAPTER.counterexample(
    "H98.1",
    original="sequence_memory_limit (sorry): at most 4",
    domain="15 orthogonal patterns of 16 neurons, synchronous updates",
    instead="With orthogonal patterns W = Σ p^{s+1}(p^s)ᵀ traverses a sequence of any length up to N.",
)
def no_more_than_four_states_in_sequence(trial: Trial) -> None:
    """A network can traverse no more than four states in sequence."""
    patterns = hadamard(16)[1:]
    net = AsymmetricNet(sequences.sequence_weights(patterns))
    for case, start in trial.each(range(15)):
        state = patterns[start]
        for k in range(1, 31):
            state = net.wanted(state)
            case.equal(state, patterns[(start + k) % 15])
    found = together.settle_synchronously(net, patterns[0])
    trial.say(f"a cycle of {found.period} patterns is traversed exactly, twice round from each")


@CHAPTER.theorem(
    "H98.2",
    Mode.MONTE_CARLO,
    domain="N = 100, sequences of 3 random patterns, ΔT = 0.6 Σ p^{s+1}(p^s)ᵀ, 40 networks",
    original="SequenceRetrieval",
    confidence=CONFIDENCE,
)
def short_sequences_of_random_patterns_move_on(trial: Trial) -> None:
    """Pure sequence weights lead from a random pattern to within 10 bits of the next in more than half of 40 networks.

    Each bit fails with probability Φ(−√(N/(m−1))) < 1e-11, so that a single failure has probability below 1e-8.
    """
    for case in trial.cases(quick=1, full=20):
        moved = 0
        for _ in range(40):
            patterns = spins.random_patterns(3, 100, case.rng)
            after = AsymmetricNet(sequences.sequence_weights(patterns)).wanted(patterns[0])
            moved += int(spins.hamming(patterns[1], after)) <= 10
        case.require(moved > 20, "moves on")
        trial.say(f"{moved} of 40 moved on")


def pairs_within(distance: int, neurons: int) -> list[tuple[int, ...]]:
    """Which neurons may be wrong."""
    return list(combinations(range(neurons), distance))


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
        for (wrong,), order in ((w, o) for w in pairs_within(1, 8) for o in orders):
            start = patterns[1].copy()
            start[wrong] *= -1
            case.equal(settling.settle(net, start, schedules.Cyclic(order)).state, patterns[1])
        case.stands_for(240)
