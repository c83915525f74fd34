"""The function behind a contract."""

from typing import NamedTuple

import numpy as np
import pytest

from tests.contracts.counting import counted_looks
from typednn.contracts import Array, Float, contract, without_contract
from typednn.errors import ShapeError


@contract
class Scaled:
    weight: Float[Array, " n"]

    def __init__(self, weight: Float[Array, " n"]) -> None:
        self.weight = weight

    def __call__(self, x: Float[Array, " n"]) -> Float[Array, " n"]:
        return self.weight * x


def test_it_judges_nothing() -> None:
    @contract
    def double(x: Float[Array, " n"]) -> Float[Array, " n"]:
        return 2.0 * x

    square = np.ones((2, 2))
    with pytest.raises(ShapeError):
        double(square)
    with counted_looks() as looks:
        assert (without_contract(double)(square) == 2.0).all()
        assert looks.taken() == 0


def test_a_method_keeps_its_object() -> None:
    made = Scaled(np.array([1.0, 2.0]))
    bare = without_contract(made.__call__)
    assert bare(np.ones((3, 2))).shape == (3, 2)
    with pytest.raises(ShapeError):
        made(np.ones((3, 2)))


def test_a_function_without_a_contract_is_itself() -> None:
    def plain() -> None: ...

    assert without_contract(plain) is plain and without_contract(len) is len


class Found(NamedTuple):
    loss: float
    steps: int


def test_a_result_that_is_a_named_tuple_is_remembered() -> None:
    """Its type says what it is, as beartype has it, which looks into no named tuple."""

    @contract
    def found(x: Float[Array, " n"]) -> Found:
        return Found(0.0, len(x))

    assert found(np.ones(3)) == found(np.ones(3)) == (0.0, 3)
    (known,) = found.__globals__["typednn_memory"].values()
    assert len(known.results) == 1
