"""Every layer, and chains of them: backward is the adjoint of the derivative."""

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from tests.layers.adjoint import gap
from tests.layers.chains import random_chain
from typednn import layers
from typednn.layers import Layer
from typednn.layers.examples import EXAMPLES, draw

DRAWS = 20
every_layer = pytest.mark.parametrize("name", EXAMPLES)


def test_every_layer_has_an_example() -> None:
    public = {value for value in vars(layers).values() if isinstance(value, type) and issubclass(value, Layer)}
    assert {kind.__name__ for kind in public - {Layer}} == EXAMPLES.keys()


@every_layer
def test_backward_is_the_adjoint(name: str) -> None:
    sharp = 0
    for seed in range(DRAWS):
        rng = np.random.default_rng(seed)
        example = draw(name, rng)
        found = gap(example.layer, example.x, rng)
        if found.is_sharp:
            sharp += 1
            assert found.holds, (seed, example.layer, found)
    assert sharp >= DRAWS // 2


@every_layer
@given(seed=st.integers(0, 2**32 - 1))
def test_backward_is_the_adjoint_for_any_draw(name: str, seed: int) -> None:
    rng = np.random.default_rng(seed)
    example = draw(name, rng)
    found = gap(example.layer, example.x, rng)
    assert found.holds or not found.is_sharp, (example.layer, found)


@given(st.integers(0, 2**32 - 1))
def test_backward_of_a_random_chain_is_the_adjoint(seed: int) -> None:
    rng = np.random.default_rng(seed)
    chain, x = random_chain(rng)
    found = gap(chain, x, rng)
    assume(found.is_sharp)
    assert found.holds, (chain, found)
