"""A refusal is a form; its text is part of the contract."""

import traceback
from collections.abc import Callable
from typing import Any, AnyStr, Literal, TypeVar, cast

import numpy as np
import pytest

from tests.contracts.things import Duck
from typednn.contracts import Array, Float, Float32, Int, Shaped, contract
from typednn.errors import ContractError, ShapeError, TypednnError
from typednn.layers import Linear

Size = TypeVar("Size", bound=int)
Other = TypeVar("Other")


@contract
def affine(
    x: Float[Array, "batch fan_in"],
    w: Float[Array, "fan_in fan_out"],
    b: Float32[Array, " fan_out"] | None = None,
    *,
    scale: float = 1.0,
) -> Float[Array, "batch fan_out"]:
    product: Array = x @ w if b is None else (x @ w)[:, :-1]
    return product


@contract
def stack(*xs: Float[Array, "n m"], **more: Float[Array, "m k"]) -> None: ...


@contract
def window(x: Float[Array, " n"], k: int) -> Float[Array, "n-{k}+1"]:
    return x


@contract
def square(x: Float[Array, "n n"]) -> None: ...


@contract
def spread(x: Float[Array, "*batch n"], y: Float[Array, "*batch m"]) -> None: ...


@contract
def several(pair: tuple[Float[Array, " n"], int], table: dict[str, Float[Array, " n"]]) -> None: ...


@contract
def sized(size: Size, text: AnyStr, others: list[Other]) -> None: ...


@contract
def choose(how: Literal["mean", "sum"], names: list[str], call: Callable[[int], int]) -> None: ...


@contract
def pixels(x: Int[Array, "h w"] | Float[Array, "h w 3"]) -> tuple[Shaped[Array, "h w"], int]:
    return x, "three"  # type: ignore[return-value]  # it is the point


@contract
def halves(x: Float[Array, "n m"], y: Float[Array, "n//m"]) -> None: ...


@contract
def duck(x: Float[Any, " n"], seed: np.random.Generator) -> None: ...


X, W = np.zeros((32, 784), np.float32), np.zeros((784, 10), np.float32)


def refusal(function: Callable[..., object], *arguments: object, **keywords: object) -> TypednnError:
    with pytest.raises(TypednnError) as caught:
        function(*arguments, **keywords)
    return caught.value


def first_line(function: Callable[..., object], *arguments: object, **keywords: object) -> str:
    return str(refusal(function, *arguments, **keywords)).partition("\n")[0]


def test_the_whole_form() -> None:
    assert str(refusal(affine, X, np.zeros((783, 10), np.float32))) == (
        'affine(): "w" is float32[783, 10], expected Float "fan_in fan_out" '
        'with fan_in = 784 (from "x": float32[32, 784])\n'
        "  x: float32[32, 784]\n"
        "  w: float32[783, 10]\n"
        "  b: None\n"
        "  scale: float 1.0\n"
        "  batch = 32, fan_in = 784"
    )


SHAPES = [
    (
        lambda: affine(X[0], W),
        'affine(): "x" is float32[784], expected Float "batch fan_in": 1 axis instead of 2 axes',
    ),
    (
        lambda: affine(X, W, np.zeros(11, np.float32)),
        'affine(): "b" is float32[11], expected Float32 "fan_out" or None '
        'with fan_out = 10 (from "w": float32[784, 10])',
    ),
    (
        lambda: affine(X, W, np.zeros(10, np.float32)),
        'affine() returned float32[32, 9], expected Float "batch fan_out" '
        'with batch = 32 (from "x": float32[32, 784]), fan_out = 10 (from "w": float32[784, 10])',
    ),
    (
        lambda: stack(np.ones((2, 3)), np.ones((2, 4))),
        'stack(): "xs[1]" is float64[2, 4], expected Float "n m" '
        'with n = 2 (from "xs[0]": float64[2, 3]), m = 3 (from "xs[0]": float64[2, 3])',
    ),
    (
        lambda: stack(np.ones((2, 3)), right=np.ones((2, 4))),
        'stack(): "right" is float64[2, 4], expected Float "m k" with m = 3 (from "xs[0]": float64[2, 3])',
    ),
    (
        lambda: window(np.ones(5), 3),
        'window() returned float64[5], expected Float "n-{k}+1" with n = 5 (from "x": float64[5]), {k} = 3',
    ),
    (lambda: square(np.ones((3, 4))), 'square(): "x" is float64[3, 4], expected Float "n n" with n = 3'),
    (
        lambda: spread(np.ones((2, 3, 4)), np.ones((2, 5, 4))),
        'spread(): "y" is float64[2, 5, 4], expected Float "*batch m" '
        'with *batch = (2, 3) (from "x": float64[2, 3, 4])',
    ),
    (
        lambda: spread(np.ones(()), np.ones(3)),
        'spread(): "x" is float64[], expected Float "*batch n": 0 axes instead of at least 1 axis',
    ),
    (
        lambda: several((np.ones(3), 1), {"a": np.ones(4)}),
        'several(): "table[\'a\']" is float64[4], expected Float "n" with n = 3 (from "pair[0]": float64[3])',
    ),
    (
        lambda: several((np.ones((3, 1)), 1), {}),
        'several(): "pair[0]" is float64[3, 1], expected Float "n": 2 axes instead of 1 axis',
    ),
    (
        lambda: pixels(np.ones((2, 3, 4))),
        'pixels(): "x" is float64[2, 3, 4], expected Int "h w" or Float "h w 3"',
    ),
    (
        lambda: halves(np.ones((2, 0)), np.ones(1)),
        'halves(): "y" is float64[1], expected Float "n//m", which cannot be evaluated: '
        "ZeroDivisionError: integer division or modulo by zero",
    ),
]
DTYPES = [
    (
        lambda: affine(np.zeros((2, 3), int), W),
        'affine(): "x" is int64[2, 3], expected Float "batch fan_in": int64 is not a Float; '
        ".astype(np.float64) converts it",
    ),
    (
        lambda: affine(X, W, np.zeros(10)),
        'affine(): "b" is float64[10], expected Float32 "fan_out" or None: float64 is not a Float32; '
        ".astype(np.float32) converts it",
    ),
    (
        lambda: pixels(np.zeros((2, 3), bool)),
        'pixels(): "x" is bool[2, 3], expected Int "h w" or Float "h w 3": bool is not an Int; '
        ".astype(np.int64) converts it",
    ),
    (
        lambda: duck(Duck((3,), "int7"), np.random.default_rng(0)),
        'duck(): "x" is int7[3], expected Float "n": int7 is not a Float',
    ),
]
NO_ARRAYS = [
    (
        lambda: affine([[1.0]], W),  # type: ignore[arg-type]  # it is the point
        'affine(): "x" is a list of 1, expected Float "batch fan_in": an array is needed; np.asarray makes one',
    ),
    (
        lambda: affine(None, W),  # type: ignore[arg-type]  # it is the point
        'affine(): "x" is None, expected Float "batch fan_in": an array is needed',
    ),
    (
        lambda: affine(X, Duck((784, 10), np.dtype("f4"))),  # type: ignore[arg-type]  # it is the point
        'affine(): "w" is float32[784, 10], expected Float "fan_in fan_out": an array is needed; np.asarray makes one',
    ),
    (
        lambda: affine(np.ndarray, W),  # type: ignore[arg-type]  # it is the point
        'affine(): "x" is the class ndarray, expected Float "batch fan_in": an array is needed',
    ),
]
OTHERS = [
    (
        lambda: sized(20.0, b"", ["a"]),  # type: ignore[type-var]  # it is the point
        'sized(): "size" is float 20.0, expected int',
    ),
    (
        lambda: sized(2, 3, ["a"]),  # type: ignore[type-var]  # it is the point
        'sized(): "text" is int 3, expected bytes or str',
    ),
    (
        lambda: sized(2, "", 3),  # type: ignore[arg-type]  # it is the point
        'sized(): "others" is int 3, expected list[Other]',
    ),
    (
        lambda: affine(X, W, scale="large"),  # type: ignore[arg-type]  # it is the point
        "affine(): \"scale\" is str 'large', expected float",
    ),
    (
        lambda: affine(X, W, scale="x" * 100),  # type: ignore[arg-type]  # it is the point
        'affine(): "scale" is str \'' + "x" * 56 + "..., expected float",
    ),
    (
        lambda: choose("median", ["a"], abs),  # type: ignore[arg-type]  # it is the point
        "choose(): \"how\" is str 'median', expected 'mean' or 'sum'",
    ),
    (
        lambda: choose("sum", [3, 3, 3], abs),  # type: ignore[list-item]  # it is the point
        'choose(): "names[0]" is int 3, expected str',
    ),
    (
        lambda: choose("sum", [], 3),  # type: ignore[arg-type]  # it is the point
        'choose(): "call" is int 3, expected Callable[[int], int]',
    ),
    (
        lambda: duck(np.ones(3), print),  # type: ignore[arg-type]  # it is the point
        'duck(): "seed" is the function print, expected Generator',
    ),
    (
        lambda: pixels(np.zeros((2, 3), int)),
        "pixels(): \"result[1]\" is str 'three', expected int",
    ),
]


@pytest.mark.parametrize(("call", "expected"), [*SHAPES, *DTYPES, *NO_ARRAYS])
def test_sentence_about_an_array(call: Callable[[], object], expected: str) -> None:
    for _ in range(2):
        error = refusal(call)
        assert str(error).partition("\n")[0] == expected
        assert type(error) is ShapeError


@pytest.mark.parametrize(("call", "expected"), OTHERS)
def test_sentence_about_something_else(call: Callable[[], object], expected: str) -> None:
    error = refusal(call)
    assert str(error).partition("\n")[0] == expected
    assert type(error) is ContractError


def test_both_are_type_errors() -> None:
    assert issubclass(ShapeError, TypeError)
    assert issubclass(ContractError, TypeError)


@pytest.mark.parametrize("call", [SHAPES[0][0], SHAPES[2][0], DTYPES[0][0], NO_ARRAYS[0][0], OTHERS[0][0]])
def test_traceback_shows_neither_jaxtyping_nor_beartype(call: Callable[[], object]) -> None:
    shown = "".join(traceback.format_exception(refusal(call)))
    assert "jaxtyping" not in shown.replace("typednn", "")
    assert "beartype" not in shown
    assert "During handling" not in shown
    assert "direct cause" not in shown


def test_traceback_shows_the_wrappers_lines() -> None:
    shown = "".join(traceback.format_exception(refusal(affine, X[0], W)))
    assert "typednn_known = typednn_admit(" in shown


class Hostile:
    """As hostile as an object can be."""

    shape = 3

    @property
    def dtype(self) -> object:
        raise RuntimeError("no")

    def __repr__(self) -> str:
        raise RuntimeError("no")


@pytest.mark.parametrize("value", [Hostile(), Duck(3, "float32"), Duck(None, None)])
def test_a_hostile_object_is_refused_like_any_other(value: Any) -> None:
    assert type(refusal(affine, value, W)) is ShapeError
    assert type(refusal(duck, value, np.random.default_rng(0))) is ShapeError


def test_a_whole_number_of_numpys_is_told_how_to_be_an_int() -> None:
    @contract
    def ones(x: Float[Array, " n"], count: int) -> Float[Array, "{count}"]:
        return np.ones(count)

    with pytest.raises(ContractError, match=r'ones\(\): "count" is int64\[\], expected int: int\(3\) makes one'):
        ones(np.ones(2), cast(int, np.int64(3)))
    with pytest.raises(ContractError, match=r'Linear\(\): "fan_out" is int64\[\], expected int: int\(4\) makes one'):
        Linear(3, cast(int, np.int64(4)))
    with pytest.raises(ContractError, match=r"is float64\[\], expected int\n"):
        ones(np.ones(2), cast(int, np.float64(3.5)))
