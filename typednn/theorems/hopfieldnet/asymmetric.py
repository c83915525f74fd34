"""H25–H28, H34: asymmetric networks: what they are, their decomposition, field and ties."""

import numpy as np

from typednn.contracts import Array, Float, contract
from typednn.hopfield import asymmetric, outer
from typednn.hopfield.spins import all_states
from typednn.hopfield.symmetric import HopfieldNet
from typednn.hopfield.tie import Tie
from typednn.theorems.hopfieldnet import CHAPTER
from typednn.theorems.hopfieldnet.refusals import of_shape, refuse_all
from typednn.theorems.hopfieldnet.subjects import ROUND, TWO, asymmetric_nets
from typednn.theorems.theorem import Mode
from typednn.theorems.trial import Trial

_LINEAR = "all real weights and thresholds of 3 neurons, in which both sides are linear; all 8 states"


@contract
def _at(point: Float[Array, "12"]) -> asymmetric.AsymmetricNet:
    whole = point.astype(np.int64)
    return asymmetric.AsymmetricNet(whole[:9].reshape(3, 3), outer.Threshold(whole[9:]), tie=Tie.MINUS)


@CHAPTER.theorem("H25.1", Mode.RUN_TIME, domain="three programs", original="AsymmetricHopfieldNetwork")
def self_coupling_and_asymmetry_have_a_class_of_their_own(trial: Trial) -> None:
    """What the symmetric class refuses the asymmetric one takes; no network takes weights that are not square."""
    refuse_all(
        trial,
        lambda: HopfieldNet(ROUND),
        lambda: HopfieldNet(np.eye(2)),
        lambda: asymmetric.AsymmetricNet(of_shape("2 3")),
    )
    for case, weights in trial.each((ROUND, np.eye(2))):
        case.equal(asymmetric.AsymmetricNet(weights).weights, weights)


@CHAPTER.counterexample(
    "H25.2",
    original="AsymmetricHopfieldNetwork.pw with edges u ≠ v",
    domain="all symmetric parts of 2 neurons with entries −2, …, 2 and a zero diagonal",
    instead="A positive definite S has S_ii > 0: self-coupling must be allowed, and here it is (H25.1).",
)
def the_originals_parameters_exist(trial: Trial) -> None:
    """There are weights with w_ii = 0 for all i, and w = A + S with S positive definite."""
    for case, off in trial.each(range(-2, 3)):
        s = np.array([[0, off], [off, 0]])
        case.require(s[0, 0] <= 0, "e₁ᵀ S e₁ = S₁₁ = 0 is not positive")
    trial.say("e_iᵀ S e_i = S_ii = w_ii = 0 > 0 is impossible: the type of parameters is empty")


@CHAPTER.theorem("H26", Mode.EXACT, domain=_LINEAR, original="getAsymmetricDecomposition")
def the_decomposition_is_unique(trial: Trial) -> None:
    """W = A + S with A = ½(W − Wᵀ), S = ½(W + Wᵀ); sᵀAs = 0; A' and S' of the kinds with A' + S' = W are these."""
    states = all_states(3).astype(np.float64)
    for case, point in trial.lattice(9, 1):
        w = point.reshape(3, 3)
        a, s = asymmetric.decompose(w)
        case.equal(a + s, w)
        case.equal(a, -a.T)
        case.equal(s, s.T)
        case.equal(float((a * s).sum()), 0.0, "⟨A, S⟩ = 0")
        case.equal(np.einsum("ki,ij,kj->k", states, a, states), np.zeros(8))
        # Of a symmetric and antisymmetric difference D = Dᵀ = −Dᵀ only 0 is left.
        case.equal(asymmetric.decompose(a)[1], np.zeros((3, 3)))
        case.equal(asymmetric.decompose(s)[0], np.zeros((3, 3)))


@CHAPTER.theorem("H27", Mode.EXACT, domain=_LINEAR, original="localFieldAsym")
def the_field_includes_the_neuron_itself(trial: Trial) -> None:
    """h_i = Σ_j w_ij s_j − θ_i, j = i included."""
    states = all_states(3)
    for case, point in trial.lattice(12, 1):
        net = _at(point)
        by_hand = [
            [sum(int(net.weights[i, j]) * int(s[j]) for j in range(3)) - int(net.threshold.values[i]) for i in range(3)]
            for s in states
        ]
        case.equal(net.field(states), by_hand)


@CHAPTER.theorem("H28", Mode.EXHAUSTIVE, domain=TWO, original="updateStateAsym, isStableAsym")
def a_tie_gives_minus(trial: Trial) -> None:
    """With Tie.MINUS, s'_i = +1 if h_i > 0 and −1 otherwise; stable is who no turn changes."""
    states = all_states(2)
    for case, net in trial.each(asymmetric_nets()):
        field = states.astype(np.int64) @ net.weights.T
        case.equal(net.wanted(states), np.where(field > 0, 1, -1))
        case.equal(net.is_stable(states), (np.where(field > 0, 1, -1) == states).all(axis=1))
        case.equal(net.update(states[1], 0), [1 if field[1, 0] > 0 else -1, states[1, 1]])
        case.stands_for(4)


@CHAPTER.theorem("H34", Mode.RUN_TIME, domain="four programs", original="mkAsymmetricParams")
def asymmetric_parameters_are_checked(trial: Trial) -> None:
    """Weights are finite and square, thresholds are as many as neurons."""
    refuse_all(
        trial,
        lambda: asymmetric.AsymmetricNet(np.array([[np.nan]])),
        lambda: asymmetric.AsymmetricNet(of_shape("1 2")),
        lambda: asymmetric.AsymmetricNet(np.zeros((2, 2)), outer.Threshold(np.zeros(1))),
        lambda: asymmetric.AsymmetricNet(np.zeros((0, 0))),
    )
