"""Logits and probabilities are arrays that are not taken for each other."""

import pickle

import numpy as np
import pytest

from typednn.contracts import Float, contract
from typednn.errors import ContractError, DataError, ShapeError
from typednn.ops import Logits, Probs, softmax

SCORES = np.array([[1.0, 2.0, 3.0], [0.0, 0.0, 0.0]])


def test_they_are_the_same_numbers_not_copied() -> None:
    logits = Logits(SCORES)
    assert type(logits) is Logits
    assert np.shares_memory(logits, SCORES)
    assert np.array_equal(logits, SCORES)


def test_softmax_makes_probabilities_and_is_not_applied_twice() -> None:
    probs = softmax(Logits(SCORES))
    assert type(probs) is Probs
    with pytest.raises(ContractError, match=r"softmax\(\) was given Probs"):
        softmax(probs)
    with pytest.raises(ContractError, match="probabilities are not logits, and softmax must not be applied twice"):
        Logits(probs)
    with pytest.raises(ContractError, match="softmax makes probabilities of logits"):
        Probs(Logits(SCORES))


@contract
def entropy(probs: Float[Probs, "batch classes"]) -> Float[np.ndarray, " batch"]:
    return -(probs * np.log(probs)).sum(axis=1)


def test_a_function_that_wants_the_one_refuses_the_other() -> None:
    np.testing.assert_allclose(entropy(softmax(SCORES))[1], np.log(3.0))
    for wrong in (Logits(SCORES), SCORES):
        with pytest.raises(ShapeError, match="Probs is needed"):
            entropy(wrong)  # type: ignore[arg-type]  # that is what is tested


def test_rows_and_copies_keep_the_meaning_and_results_do_not() -> None:
    logits = Logits(SCORES.copy())
    assert {type(kept) for kept in (logits[1:], logits[0], logits.copy(), pickle.loads(pickle.dumps(logits)))} == {
        Logits
    }
    lost = (logits + 1, np.exp(logits), logits.sum(axis=0), logits @ logits.T, np.asarray(logits), logits > 0)
    assert {type(plain) for plain in lost} == {np.ndarray}
    assert type(logits.sum()) is np.float64
    logits -= 1
    assert type(logits) is Logits


@pytest.mark.parametrize(
    ("values", "problem"),
    [
        ([[0.5, 0.6]], "rows sum to 1.1 up to 1.1"),
        ([[1.5, -0.5]], "least entry is -0.5"),
        ([[np.nan, 1.0]], "least entry is nan"),
    ],
)
def test_what_is_no_probability_is_refused(values: list[list[float]], problem: str) -> None:
    with pytest.raises(DataError, match=problem):
        Probs(np.array(values))


def test_every_result_of_softmax_is_accepted_as_probabilities() -> None:
    rng = np.random.default_rng(0)
    for dtype in (np.float16, np.float32, np.float64):
        for classes in (1, 2, 10, 1000):
            Probs(np.asarray(softmax(rng.normal(size=(20, classes)).astype(dtype))))


def test_a_list_is_refused() -> None:
    with pytest.raises(ShapeError, match="an array is needed"):
        Logits([[1.0]])  # type: ignore[arg-type]  # that is what is tested
