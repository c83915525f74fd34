"""H66, H67: the Boltzmann law and its kernel in enclosures by rationals."""

import math
from fractions import Fraction
from itertools import product

from typednn.hopfield.analysis import enclosures, landscape, markov
from typednn.theorems.hopfieldnet import CHAPTER
from typednn.theorems.hopfieldnet.laws import law_of
from typednn.theorems.hopfieldnet.subjects import SOME_NETS, STATES, some_nets
from typednn.theorems.rounding import UNIT
from typednn.theorems.theorem import Mode, Standing
from typednn.theorems.trial import Trial


@CHAPTER.theorem(
    "H66.1",
    Mode.INTERVAL,
    domain=f"{SOME_NETS}, β = 1",
    original="Fast*: certified evaluation",
    standing=Standing.GAP_CLOSED,
)
def floats_lie_in_their_enclosures(trial: Trial) -> None:
    """Z, the law and all rows of the transition matrix lie in enclosures by rationals; each row's encloses sum 1."""
    for case, net in trial.each(some_nets()):
        energies = [int(e) for e in landscape.all_energies(net)]
        law, room = enclosures.law(energies, Fraction(1)), Fraction(64 * UNIT)
        found = law_of(net, 1.0)
        case.require(
            all(p.low - room <= Fraction(float(x)) <= p.high + room for p, x in zip(law, found, strict=True)), "the law"
        )
        fields, kernel = net.field(STATES), markov.gibbs_kernel(net, 1.0).matrix
        for k in range(8):
            up = [enclosures.gibbs(int(fields[k, u]), Fraction(1)) for u in range(3)]
            moves = [
                up[u] if STATES[k, u] < 0 else enclosures.Enclosure(1 - up[u].high, 1 - up[u].low) for u in range(3)
            ]
            for u in range(3):
                entry = Fraction(float(kernel[k, k ^ 1 << u]))
                case.require(moves[u].low / 3 - room <= entry <= moves[u].high / 3 + room, "an entry")
            stay = enclosures.Enclosure(
                1 - sum((m.high for m in moves), Fraction(0)) / 3, 1 - sum((m.low for m in moves), Fraction(0)) / 3
            )
            low, high = (sum(getattr(m, side) for m in moves) / 3 + getattr(stay, side) for side in ("low", "high"))
            case.require(low <= 1 <= high, "the row encloses 1")


@CHAPTER.theorem("H66.2", Mode.INTERVAL, domain=f"{SOME_NETS}, β = 1", original="StationaryWitness")
def stationarity_has_a_witness(trial: Trial) -> None:
    """For every pair of neighbours the flows π(s)K(s, s') and π(s')K(s', s) have enclosures that meet."""
    for case, net in trial.each(some_nets()):
        energies, fields = [int(e) for e in landscape.all_energies(net)], net.field(STATES)
        weights = [enclosures.exponential(Fraction(-e)) for e in energies]
        for k, u in product(range(8), range(3)):
            there = k ^ 1 << u
            go = enclosures.gibbs(-int(STATES[k, u]) * int(fields[k, u]), Fraction(1))
            come = enclosures.gibbs(int(STATES[k, u]) * int(fields[k, u]), Fraction(1))
            one = weights[k].low * go.low, weights[k].high * go.high
            other = weights[there].low * come.low, weights[there].high * come.high
            case.require(one[0] <= other[1] and other[0] <= one[1], "the flows meet")
            case.require(one[1] - one[0] < Fraction(1, 2**50) * one[1], "narrow")
        case.stands_for(24)


@CHAPTER.theorem(
    "H67",
    Mode.INTERVAL,
    domain="x = −12, −11¾, …, 12",
    original="CReals: exp and its proofs",
    standing=Standing.GAP_CLOSED,
)
def the_exponential_is_enclosed(trial: Trial) -> None:
    """e^x lies in an enclosure of relative width below 2⁻⁷⁰; e^x e^{−x} encloses 1; e^{2x} meets (e^x)²."""
    for case, quarter in trial.each(range(-48, 49)):
        x = Fraction(quarter, 4)
        one, back, twice = (enclosures.exponential(y) for y in (x, -x, 2 * x))
        case.require(one.low * back.low <= 1 <= one.high * back.high, "1 is enclosed")
        case.require(one.low**2 <= twice.high and twice.low <= one.high**2, "squares meet")
        case.require(one.width * 2**70 < one.low, "narrow")
        case.require(Fraction(math.exp(float(x))) * Fraction(1 - 4 * UNIT) <= one.high, "the float is not above")
        case.require(Fraction(math.exp(float(x))) * Fraction(1 + 4 * UNIT) >= one.low, "the float is not below")
