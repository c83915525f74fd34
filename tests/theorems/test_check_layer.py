"""`check_layer` for one's own layers: what it finds, what it leaves out, what it says."""

import numpy as np
import pytest

from typednn.errors import ConfigError
from typednn.layers import Embedding, Flatten, LayerNorm, Linear, MaxPool2d, Relu
from typednn.theorems import check_layer
from typednn.theorems.layer_laws import LAWS
from typednn.theorems.verifiednn.wrong_layers import WRONG, Scale


def test_a_correct_layer_keeps_all_laws() -> None:
    report = check_layer(Scale(3))
    assert report.ok and report.failures == () and len(report.found) + len(report.left_out) == len(LAWS)
    assert all(evidence.hits > 0 for evidence in report.found)


@pytest.mark.parametrize(("layer", "law"), WRONG, ids=lambda part: getattr(type(part), "__name__", ""))
def test_each_mistake_is_found_by_the_law_that_it_breaks(layer: Scale, law: str) -> None:
    report = check_layer(layer)
    assert not report.ok and law in report.failures
    assert f"repeat: check_layer({layer!r}, seed=0)" in str(report)


def test_every_law_is_broken_by_some_mistake_or_another_test() -> None:
    found = {name for layer, _ in WRONG for name in check_layer(layer).failures}
    assert len(found) >= 5


def test_the_layer_itself_stays_as_it_is() -> None:
    layer = Linear(3, 4, rng=0)
    before = layer.weight.copy(), layer.weight.dtype
    check_layer(layer)
    assert np.array_equal(layer.weight, before[0]) and layer.weight.dtype == before[1]


def test_a_composite_whose_sizes_must_agree_is_drawn_for() -> None:
    assert check_layer(MaxPool2d(2) >> Flatten() >> Linear(8, 2) >> LayerNorm(2)).ok


def test_what_does_not_apply_is_left_out_with_the_reason() -> None:
    report = check_layer(Relu())
    assert report.ok and report.left_out == ("a wrong size is refused: Relu() takes arrays of all sizes",)
    assert "not asked: a wrong size is refused" in str(report)


def test_a_layer_of_integers_is_given_its_input() -> None:
    with pytest.raises(ConfigError, match=r"Embedding\(5, 3\) takes integers; give check_layer a function that draws"):
        check_layer(Embedding(5, 3))
    assert check_layer(Embedding(5, 3), lambda rng: rng.integers(0, 5, size=(4, 2))).ok


def test_an_input_that_cannot_be_found_is_asked_for() -> None:
    with pytest.raises(ConfigError, match=r"no input for .* was found"):
        check_layer(Flatten() >> Linear(9973, 2))
    assert check_layer(Flatten() >> Linear(9973, 2), lambda rng: rng.normal(size=(2, 1, 1, 9973))).ok


def test_an_input_that_the_layer_does_not_take_is_said() -> None:
    with pytest.raises(ConfigError, match=r"gives an input of shape \(2, 4\), but Linear\(3, 2\) takes \"\*batch 3\""):
        check_layer(Linear(3, 2), lambda rng: rng.normal(size=(2, 4)))


def test_the_seed_decides() -> None:
    first, again, other = (check_layer(Linear(3, 2, rng=0), seed=seed) for seed in (0, 0, 1))
    errors = [[evidence.error for evidence in report.found] for report in (first, again, other)]
    assert errors[0] == errors[1] != errors[2]
