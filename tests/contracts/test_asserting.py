"""`assert_shape` and `reveal_shape`."""

import numpy as np
import pytest

from tests.contracts.things import RECORD, Duck
from typednn.contracts import Array, Float, assert_shape, contract, reveal_shape
from typednn.errors import ShapeError, ShapeSyntaxError


def test_it_gives_the_array_back() -> None:
    x = np.ones((3, 784))
    assert assert_shape(x, "batch 784") is x
    assert assert_shape(Duck((3,), "int7"), "3").dtype == "int7"


def test_it_knows_the_names_of_the_contract() -> None:
    @contract
    def f(x: Float[Array, "n m"], y: Array, k: int) -> None:
        assert_shape(y, "m {k}")
        assert_shape(y.T, "{k} n+1")

    for _ in range(2):
        f(np.ones((2, 3)), np.ones((3, 5)), 5)
        with pytest.raises(ShapeError) as caught:
            f(np.ones((2, 3)), np.ones((4, 5)), 5)
        assert str(caught.value) == ('assert_shape(): the value is float64[4, 5], expected "m {k}" with m = 3, {k} = 5')
        with pytest.raises(ShapeError, match=r'expected "\{k\} n\+1" with \{k\} = 5, n = 3'):
            f(np.ones((3, 3)), np.ones((3, 5)), 5)


def test_it_binds_new_names() -> None:
    @contract
    def f(x: Array) -> None:
        assert_shape(x, "n _")
        assert_shape(x.T, "_ n")
        assert_shape(x, "m m")

    f(np.ones((3, 3)))
    with pytest.raises(ShapeError, match=r'float64\[3, 4\], expected "m m" with m = 3'):
        f(np.ones((3, 4)))


def test_each_stands_alone_outside_of_contracts() -> None:
    assert_shape(np.ones(3), " n")
    assert_shape(np.ones(4), " n")
    with pytest.raises(ShapeError, match=r'float64\[4\], expected "n m": 1 axis instead of 2 axes'):
        assert_shape(np.ones(4), "n m")
    with pytest.raises(ShapeSyntaxError, match=r'expected "n\+1", whose expression uses a name that nothing'):
        assert_shape(np.ones(4), "n+1")


def test_what_is_no_array() -> None:
    with pytest.raises(ShapeError, match='the value is a list of 2, expected "n": an array is needed'):
        assert_shape([1, 2], "n")
    with pytest.raises(ShapeSyntaxError, match="a shape is a string, not 3"):
        assert_shape(np.ones(3), 3)  # type: ignore[arg-type]  # it is the point


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (np.zeros((32, 784), np.float32), "float32[32, 784]"),
        (np.zeros((), ">i8"), "int64[]"),
        (np.float16(3), "float16[]"),
        (np.zeros(2, RECORD), "[('first', 'i1'), ('second', '<f4')][2]"),
        (Duck((1, 2), "int7"), "int7[1, 2]"),
        ([1, 2], "a list of 2"),
        (3, "int 3"),
        (None, "None"),
    ],
)
def test_reveal(value: object, text: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert reveal_shape(value) is value
    assert capsys.readouterr() == ("", text + "\n")
