"""The memory for people: what comes back, and what is claimed about it."""

import numpy as np
import pytest

import typednn.hopfield
from tests.hopfield.test_analysis import H12
from typednn.errors import ContractError, DataError, ShapeError
from typednn.hopfield import Hopfield, Outcome, Shuffled, random_patterns
from typednn.hopfield.spins import all_states, flip_random, hamming


@pytest.mark.parametrize("rule", ["hebbian", "pseudo_inverse", "storkey", "perceptron"])
def test_patterns_come_back(rule: str) -> None:
    rng = np.random.default_rng(0)
    patterns = random_patterns(6, 120, rng)
    memory = Hopfield.store(patterns, rule=rule)  # type: ignore[arg-type]  # one of the literals
    assert memory.stable.all()
    for k, pattern in enumerate(patterns):
        found = memory.recall(flip_random(pattern, 12, rng), Shuffled(rng))
        assert (found.pattern, found.exact, found.damage, found.outcome) == (k, True, 12, Outcome.FIXED)
        assert found.overlap == 1.0 and not found.complement
    assert np.array_equal(memory.recall_all(patterns), patterns)


def test_what_is_guaranteed_is_always_kept() -> None:
    memory = Hopfield.store(H12[:2])
    assert memory.radii.tolist() == [2, 2]
    assert memory.basin_bounds() == [79 / 4096] * 2
    guaranteed = 0
    near = np.minimum(hamming(all_states(12), H12[0]), hamming(all_states(12), H12[1])) <= 2
    for state in [*all_states(12)[near], *all_states(12)[~near][::7]]:
        found = memory.recall(state)
        if any(hamming(state, p) <= 2 for p in H12[:2]):
            assert found.guaranteed and found.exact
            guaranteed += 1
        else:
            assert not found.guaranteed
    assert guaranteed == 2 * 79


def test_words_of_confidence() -> None:
    memory = Hopfield.store(H12[:2])
    shown = H12[0].copy()
    shown[:2] *= -1
    assert memory.recall(shown).confidence == "certain: 2 wrong bits, and up to 2 are proved to come right"
    shown[:3] = -H12[0][:3]
    assert memory.recall(shown).confidence.startswith("not proved: 3 wrong bits, up to 2 wrong bits are proved")
    crowded = Hopfield.store(random_patterns(9, 30, np.random.default_rng(0)))
    assert "nothing is proved" in crowded.recall(np.ones(30)).confidence
    assert memory.recall(-H12[0]).complement


def test_booleans_and_numbers_are_taken_and_others_refused() -> None:
    assert np.array_equal(Hopfield.store(H12[:2] > 0).patterns, H12[:2])
    assert np.array_equal(Hopfield.store(H12[:2].astype(float)).patterns, H12[:2])
    memory = Hopfield.store(H12[:2])
    with pytest.raises(DataError, match=r"here 0\.0 stands at"):
        Hopfield.store(np.zeros((2, 3)))
    with pytest.raises(ShapeError, match="neurons"):
        memory.recall(np.ones(11, np.int8))
    with pytest.raises(ContractError, match="expected 'hebbian' or 'pseudo_inverse'"):
        Hopfield.store(H12, rule="x")  # type: ignore[arg-type]  # on purpose
    with pytest.raises(DataError, match="there are 0 patterns"):
        Hopfield.store(np.ones((0, 3)))


def test_public_names_have_a_home() -> None:
    assert {"Hopfield", "HopfieldNet", "Tie", "Threshold", "Bias"} <= set(vars(typednn.hopfield))
