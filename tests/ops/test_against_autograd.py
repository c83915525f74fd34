"""Values and derivatives agree with those that HIPS autograd finds for the plainest form of a function."""

import numpy as np
import pytest
from autograd import make_vjp

from tests.ops.oracles import ORACLES
from typednn.ops.primitive import Example
from typednn.ops.registry import PRIMITIVES

DRAWS = 30
RELATIVE = 1e-10


def assert_close(found: object, expected: object) -> None:
    """Equal up to 1e-10 of the largest entry."""
    expected = np.asarray(expected)
    scale = np.max(np.abs(expected), initial=1e-3)
    np.testing.assert_allclose(np.asarray(found), expected, rtol=RELATIVE, atol=RELATIVE * scale)


def pulled_back(name: str, example: Example, index: int, dy: object) -> object:
    """The cotangent of one argument, by autograd."""

    def along(primal: object) -> object:
        args = list(example.args)
        args[index] = primal
        return ORACLES[name](*args, **example.options)

    pull, _ = make_vjp(along)(example.args[index])
    return pull(dy)


def test_every_primitive_has_an_oracle() -> None:
    assert ORACLES.keys() == PRIMITIVES.keys()


@pytest.mark.parametrize("name", PRIMITIVES)
def test_agrees_with_autograd(name: str) -> None:
    primitive = PRIMITIVES[name]
    for seed in range(DRAWS):
        rng = np.random.default_rng(1000 + seed)
        example = primitive.draw(rng)
        value = primitive.value(example)
        assert_close(value, ORACLES[name](*example.args, **example.options))
        dy = np.asarray(rng.normal(size=value.shape))
        for index, found in zip(example.active, primitive.pull_back(dy, example), strict=True):
            assert_close(found, pulled_back(name, example, index, dy))
