"""A contract that cannot be kept is refused where it is written, with the remedy."""

import typing
from collections.abc import Callable
from typing import Any, Protocol

import jaxtyping
import numpy as np
import pytest

from typednn.contracts import Array, Float, Int, assert_shape, contract
from typednn.errors import ContractError, ShapeError, ShapeSyntaxError

# Strings that jaxtyping refuses as well, and some that it lets pass until the first call.
STRINGS = {
    "batch, n": 'in "batch, n" at column 1: sizes are separated by spaces, not commas: write "batch n"',
    "n# m": 'in "n# m" at column 1: `#` stands before its size: write `#n`',
    "*a *b": 'in "*a *b" at column 4: only one axis can stand for many (`*name` or `...`): '
    "give the others names of their own",
    "n n+": 'in "n n+" at column 3: `n+` ends in an operator: write the second operand, without spaces, as in `n+1`',
    "n /2": 'in "n /2" at column 3: `/2` begins with an operator: write the first operand, without spaces, as in `n+1`',
    "n (n+1": 'in "n (n+1" at column 3: a parenthesis in `(n+1` is not closed; an expression has no spaces inside',
    "##n": 'in "##n" at column 1: `#` stands twice in `##n`: once is enough',
    "n n//0": 'in "n n//0" at column 3: `n//0` divides by zero',
    "{n": 'in "{n" at column 1: a brace in `{n` is not closed: write `{name}`',
    "{}": 'in "{}" at column 1: empty braces: write the argument whose value is meant, as in `{n}`',
}


@pytest.mark.parametrize("string", STRINGS)
def test_the_word_refuses_the_string(string: str) -> None:
    word: Any = Float
    with pytest.raises(ShapeSyntaxError) as caught:
        word[Array, string]
    assert str(caught.value) == STRINGS[string]
    assert isinstance(caught.value, ValueError)


@pytest.mark.parametrize("string", STRINGS)
def test_assert_shape_refuses_the_string(string: str) -> None:
    with pytest.raises(ShapeSyntaxError) as caught:
        assert_shape(np.ones(3), string)
    assert str(caught.value) == f"assert_shape(): {STRINGS[string]}"


@pytest.mark.parametrize("string", STRINGS)
def test_a_string_that_is_evaluated_later_is_refused_at_the_decoration(string: str) -> None:
    def f(x: Any) -> None: ...

    f.__annotations__["x"] = f"Float[Array, {string!r}]"
    with pytest.raises(ShapeSyntaxError) as caught:
        contract(f)
    assert str(caught.value) == f'f(): "x": {STRINGS[string]}'


def test_the_words_of_jaxtyping_itself_are_read_at_the_decoration() -> None:
    def f(x: Any) -> Any: ...

    f.__annotations__["return"] = jaxtyping.Float[Array, "n+"]
    with pytest.raises(ShapeSyntaxError, match=r'^f\(\): the result: in "n\+" at column 1: `n\+` ends in an operator'):
        contract(f)


SUBSCRIPTS: list[tuple[Any, str]] = [
    (
        Array,
        'Float[...] takes an array type and a shape: write Float[Array, "batch 784"], '
        'or Float[Array, "..."] for any shape',
    ),
    ((Array, 3), 'a shape is a string, not 3: write Float[Array, "3"]'),
    ((Array, ("n", 3)), "a shape is a string, not ('n', 3): write Float[Array, \"n 3\"]"),
    (
        (Array, "n", "m"),
        'Float[...] takes an array type and a shape: write Float[Array, "batch 784"], '
        'or Float[Array, "..."] for any shape',
    ),
    (
        (Int[Array, "n"], "m"),
        'Float[..., "m"]: A jaxtyping annotation cannot be extended with no overlapping dtypes.',
    ),
]


@pytest.mark.parametrize(("subscript", "message"), SUBSCRIPTS)
def test_wrong_subscripts_of_a_word(subscript: Any, message: str) -> None:
    word: Any = Float
    with pytest.raises(ShapeSyntaxError) as caught:
        word[subscript]
    assert str(caught.value).startswith(message)


def refused(function: Callable[..., object]) -> str:
    with pytest.raises((ShapeSyntaxError, ContractError)) as caught:
        contract(function)
    return f"{type(caught.value).__name__}: {caught.value}"


def test_an_expression_whose_name_nothing_binds() -> None:
    def f(x: Float[Array, "n"], y: Float[Array, "n+m"]) -> None: ...

    assert refused(f) == (
        'ShapeSyntaxError: f(): "y": in "n+m" nothing before `n+m` says what m is: '
        "give m as an axis of its own in an earlier argument"
    )


def test_an_expression_whose_name_comes_too_late() -> None:
    def f(x: Float[Array, "n+1"], y: Float[Array, "n"]) -> None: ...

    assert refused(f).startswith('ShapeSyntaxError: f(): "x": in "n+1" nothing before `n+1` says what n is')


def test_what_the_body_may_bind_is_not_refused() -> None:
    @contract
    def f(x: Float[Array, " n"]) -> Float[Array, "m+1"]:
        assert_shape(np.ones(2), " m")
        return np.ones(3)

    for _ in range(2):
        assert len(f(np.ones(5))) == 3

    @contract
    def g(x: Float[Array, " n"]) -> Float[Array, "m+1"]:
        return x

    with pytest.raises(ShapeSyntaxError, match="uses a name that nothing before it binds"):
        g(np.ones(5))


def test_braces_that_name_no_argument() -> None:
    def f(x: Float[Array, "{k} n"], n: int) -> None: ...

    assert refused(f) == (
        'ShapeSyntaxError: f(): "x": in "{k} n" the braces of `{k}` name \'k\', which is no argument '
        '(the arguments: "n", "x")'
    )


def test_braces_that_are_no_python() -> None:
    def f(x: Float[Array, "{n+}"], n: int) -> None: ...

    assert refused(f).startswith('ShapeSyntaxError: f(): "x": the braces in `{n+}` cannot be read')


def test_an_annotation_that_is_no_type() -> None:
    def f(x: Any) -> None: ...

    f.__annotations__["x"] = 3
    assert refused(f).startswith(
        'ContractError: f(): "x": 3 cannot be checked at run time; beartype says: '
        'Function tests.contracts.test_bad_contracts.f() parameter "x" type hint 3 '
    )
    assert "\x1b" not in refused(f)


def test_a_result_that_is_no_type() -> None:
    def f() -> Any: ...

    f.__annotations__["return"] = 3
    assert refused(f).startswith("ContractError: f(): the result: 3 cannot be checked at run time; ")


def test_a_protocol_that_cannot_be_checked() -> None:
    class Named(Protocol):
        name: str

    def f(x: Named) -> None: ...

    assert refused(f) == (
        'ContractError: f(): "x": Named cannot be checked at run time; '
        "a protocol needs @typing.runtime_checkable for that"
    )


# Names that are defined later, or never.


@contract
def early(x: "Float[Array, 'n']", late: "Late") -> "tuple[Late, Float[Array, 'n']]":
    return late, x


@contract
async def early_coroutine(late: "Late") -> "Late":
    return late


@contract
class Early:
    x: Float[Array, " n"]

    def __init__(self) -> None:
        self.x = np.ones(3)

    def method(self, y: "Float[Array, 'n']") -> "tuple[Late, Float[Array, 'n']]":
        return Late(), y


class Late: ...


def test_a_name_that_is_defined_later_is_looked_up_at_the_first_call() -> None:
    late = Late()
    for _ in range(2):
        assert early(np.ones(3), late)[0] is late
        with pytest.raises(ContractError, match='"late" is int 3, expected Late'):
            early(np.ones(3), 3)  # type: ignore[arg-type]  # it is the point


def test_so_it_is_in_methods() -> None:
    for _ in range(2):
        assert isinstance(Early().method(np.ones(3))[0], Late)
        with pytest.raises(ShapeError, match="with n = 3"):
            Early().method(np.ones(4))


def test_mistakes_in_late_words_of_jaxtyping_itself() -> None:
    def f(x: Any) -> None: ...

    f.__annotations__["x"] = "jaxtyping.Float[Array, 'a, b']"
    assert refused(f) == (
        'ShapeSyntaxError: f(): "x": the annotation "jaxtyping.Float[Array, \'a, b\']" is no type: '
        "Axes should be separated with spaces, not commas"
    )


def test_so_it_is_in_coroutines() -> None:
    import asyncio

    late = Late()
    assert asyncio.run(early_coroutine(late)) is late
    with pytest.raises(ContractError):
        asyncio.run(early_coroutine(3))  # type: ignore[arg-type]  # it is the point


def test_a_name_that_is_never_defined() -> None:
    def free(x: Any) -> int:
        return 3

    free.__annotations__["x"] = "Never"
    assert contract(free)("anything") == 3

    def shaped(x: Any) -> int:
        return 3

    shaped.__annotations__["x"] = "Float[Never, 'n']"
    with pytest.raises(ContractError) as caught:
        contract(shaped)(np.ones(3))
    assert str(caught.value) == (
        'shaped(): "x": the annotation "Float[Never, \'n\']" cannot be resolved: '
        "name 'Never' is not defined; "
        "import or define the name where the program runs, not only under TYPE_CHECKING"
    )


def test_no_type_check_reaches_a_function_that_waits() -> None:
    def shaped(x: Any) -> int:
        return 3

    shaped.__annotations__["x"] = "tuple[int, 'Later']"
    assert typing.no_type_check(contract(shaped))("anything") == 3
