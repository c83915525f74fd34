"""H9, H20, H24: symmetric networks: what the constructor wants, the update rule, the states."""

from itertools import product

import numpy as np

from typednn.hopfield import outer, spins, symmetric
from typednn.hopfield.spins import all_states
from typednn.theorems.hopfieldnet import CHAPTER
from typednn.theorems.hopfieldnet.refusals import of_shape, refuse_all
from typednn.theorems.hopfieldnet.subjects import ALL_NETS, STATES, all_nets
from typednn.theorems.theorem import Mode
from typednn.theorems.trial import Trial


@CHAPTER.theorem("H9.1", Mode.RUN_TIME, domain="one program for each axiom", original="HopfieldNetwork")
def the_constructor_keeps_the_axioms(trial: Trial) -> None:
    """Weights are square, symmetric and finite with a zero diagonal; thresholds are as many; states are ±1."""
    two = np.array([[0, 1], [1, 0]])
    refuse_all(
        trial,
        lambda: symmetric.HopfieldNet(np.array([[0, 1], [2, 0]])),
        lambda: symmetric.HopfieldNet(np.array([[1, 1], [1, 0]])),
        lambda: symmetric.HopfieldNet(of_shape("2 3")),
        lambda: symmetric.HopfieldNet(np.array([[0.0, np.inf], [np.inf, 0.0]])),
        lambda: symmetric.HopfieldNet(two, outer.Threshold(np.zeros(3))),
        lambda: symmetric.HopfieldNet(two).energy(np.array([0, 1], np.int8)),
        lambda: symmetric.HopfieldNet(two).energy(of_shape("3").astype(np.int8)),
    )


@CHAPTER.theorem("H9.2", Mode.EXHAUSTIVE, domain=ALL_NETS, original="HopfieldNetwork.fact")
def an_update_is_the_sign_of_the_field(trial: Trial) -> None:
    """act'_u = +1 if θ_u ≤ Σ_{v≠u} w_uv act_v (a tie gives +1), otherwise −1; nobody else changes."""
    for case, net in trial.each(all_nets()):
        case.given(weights=net.weights, thresholds=net.threshold.values)
        field = np.stack([[net.weights[u] @ s - net.threshold.values[u] for u in range(3)] for s in STATES])
        case.equal(net.wanted(STATES), np.where(field >= 0, 1, -1))
        s, u = STATES[5], 1
        case.equal(net.update(s, u), [s[0], 1 if field[5, u] >= 0 else -1, s[2]])
        case.stands_for(8)


@CHAPTER.theorem("H20", Mode.EXHAUSTIVE, domain="1 to 12 neurons", original="num_of_states_card")
def there_are_two_to_the_n_states(trial: Trial) -> None:
    """There are 2ⁿ states, and `all_states` lists each once."""
    for case, n in trial.each(range(1, 13)):
        states = all_states(n)
        case.equal(states.shape, (2**n, n))
        case.equal(spins.index_of(states), np.arange(2**n))


@CHAPTER.theorem("H24", Mode.RUN_TIME, domain="two programs, 27 networks", original="spin_glass_analogy")
def the_analogy_with_a_spin_glass_is_a_predicate(trial: Trial) -> None:
    """What makes weights those of an Ising system, symmetry and a zero diagonal, is what the constructor wants."""
    refuse_all(
        trial,
        lambda: symmetric.require_symmetric(np.array([[0, 1], [-1, 0]])),
        lambda: symmetric.require_zero_diagonal(np.eye(2)),
    )
    for case, numbers in trial.each(product((-1, 0, 1), repeat=3)):
        matrix = np.zeros((3, 3), np.int64)
        matrix[np.triu_indices(3, 1)] = numbers
        case.equal(symmetric.HopfieldNet(matrix + matrix.T).weights, matrix + matrix.T)
