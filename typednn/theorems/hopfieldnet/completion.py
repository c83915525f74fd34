"""H89–H93: a memory is completed from a part of it: distances, and the radius within which it is."""

from typednn.hopfield import analysis, hebbian_net, memory, spins
from typednn.hopfield.analysis import landscape, recall_curves
from typednn.hopfield.spins import all_states
from typednn.theorems.chance import CONFIDENCE
from typednn.theorems.hopfieldnet import CHAPTER
from typednn.theorems.hopfieldnet.subjects import TWELVE, rows_of_twelve
from typednn.theorems.theorem import Mode, Standing
from typednn.theorems.trial import Trial


@CHAPTER.theorem("H89", Mode.EXHAUSTIVE, domain="all pairs of states of 6 neurons", original="HammingDistance")
def distance_is_half_of_what_the_product_lacks(trial: Trial) -> None:
    """Ham(s, s') = #{i : s_i ≠ s'_i} = (N − ⟨s, s'⟩)/2."""
    states = all_states(6)
    for case, s in trial.each(states):
        case.equal(spins.hamming(states, s), (states != s).sum(axis=1))
        case.equal(spins.hamming(states, s), (6 - spins.products(states, s)) // 2)
        case.stands_for(64)


@CHAPTER.theorem("H90", Mode.EXHAUSTIVE, domain=f"{TWELVE}, cyclic", original="retrievalDistance")
def the_retrieval_distance_is_the_largest(trial: Trial) -> None:
    """All states within d of the pattern flow to it, and not all within d + 1."""
    for case, patterns in trial.each(rows_of_twelve()):
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
    domain=f"{TWELVE}, cyclic and reversed order",
    original="ContentAddressableMemory.completion_guarantee, a field of the structure",
    standing=Standing.GAP_CLOSED,
)
def a_memory_completes_within_its_radius(trial: Trial) -> None:
    """Patterns are stable, and from every state within the radius that `Hopfield` states the pattern is reached."""
    for case, patterns in trial.each(rows_of_twelve()):
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
