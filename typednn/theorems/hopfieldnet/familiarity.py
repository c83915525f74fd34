"""H96–H98: familiar states, categories, and sequences of patterns."""

import numpy as np

from typednn.hopfield import analysis, hebbian_net, spins
from typednn.hopfield.analysis import landscape, radius
from typednn.hopfield.asymmetric import AsymmetricNet
from typednn.hopfield.dynamics import together
from typednn.hopfield.learning import sequences
from typednn.hopfield.spins import all_states
from typednn.theorems.chance import CONFIDENCE
from typednn.theorems.hopfieldnet import CHAPTER
from typednn.theorems.hopfieldnet.subjects import hadamard, pattern_sets
from typednn.theorems.theorem import Mode, Standing
from typednn.theorems.trial import Trial


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
