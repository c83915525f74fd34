"""What decides a verdict is in its key, and what no key decides is judged in every call."""

import typing
from collections.abc import Generator
from typing import Annotated, Any, Protocol, runtime_checkable
from weakref import proxy

import jaxtyping
import numpy as np
import pytest
from beartype.vale import Is
from jaxtyping._storage import clear_treeflatten_memo, set_treeflatten_memo

from tests.contracts.counting import counted_looks, is_a, memory
from tests.contracts.things import RECORD, Duck
from typednn.contracts import Array, Float, Int, Shaped, contract
from typednn.errors import ContractError, ShapeError


def test_equal_dtypes_of_different_names_are_different() -> None:
    """`longlong == int64` where both have 64 bits, but jaxtyping goes by the name."""

    @contract
    def f(x: Int[Array, " n"]) -> None: ...

    other = np.longlong if np.dtype(np.longlong).type is not np.int64 else np.long
    assert np.dtype(other) == np.dtype(np.int64)
    f(np.ones(3, np.int64))
    with pytest.raises(ShapeError, match=f"{np.dtype(other).type.__name__} is not an Int"):
        f(np.ones(3, other))


def test_records_are_judged_each_time() -> None:
    """The type of every record is `void`; which fields it has is not in the key."""
    label = jaxtyping.make_numpy_struct_dtype(RECORD, "Label")

    def f(x: Any) -> None: ...

    f.__annotations__["x"] = label[Array, " n"]
    g = contract(f)
    g(np.zeros(3, RECORD))
    assert memory(g) == {}
    with pytest.raises(ShapeError, match="first"):
        g(np.zeros(3, np.dtype([("first", np.int8), ("third", np.float32)])))


def test_byte_order_does_not_matter() -> None:
    @contract
    def f(x: Float[Array, " n"]) -> None: ...

    f(np.ones(3, ">f4"))
    with counted_looks() as looks:
        f(np.ones(3, "<f4"))
        assert looks.taken() == 0


def test_values_in_braces_are_in_the_key() -> None:
    @contract
    def take(x: Float[Array, " n"], k: int) -> Float[Array, "{k}"]:
        return x[:3]

    for _ in range(2):
        take(np.ones(5), 3)
        with pytest.raises(ShapeError):
            take(np.ones(5), 2)


def test_attributes_in_braces_are_read_again_for_the_result() -> None:
    class Counter:
        n = 0

        @contract
        def grow(self, x: Float[Array, "{self.n}"]) -> Float[Array, "{self.n}"]:
            self.n += 1
            return np.ones(self.n)

    counter = Counter()
    for size in range(4):
        counter.grow(np.ones(size))


def test_a_default_in_braces() -> None:
    @contract
    def take(x: Float[Array, "{k}"], k: int = 3) -> None: ...

    for _ in range(2):
        take(np.ones(3))
        take(np.ones(2), 2)
        with pytest.raises(ShapeError):
            take(np.ones(2))


def test_a_default_is_not_judged_but_the_same_value_is() -> None:
    """As jaxtyping and beartype have it."""

    def f(x: Float[Array, " n"], count: Any = 1.5) -> None: ...

    f.__annotations__["count"] = int
    g = contract(f)
    for _ in range(2):
        g(np.ones(3))
        with pytest.raises(ContractError, match=r'"count" is float 1.5, expected int'):
            g(np.ones(3), 1.5)


def test_an_int_is_as_good_as_a_float() -> None:
    """As mypy has it (PEP 484); of arrays the dtype says which they are."""

    @contract
    def scaled(x: Float[Array, " n"], by: float) -> Float[Array, " n"]:
        return x * by

    assert scaled(np.ones(2), 3).tolist() == scaled(np.ones(2), 3.0).tolist() == [3.0, 3.0]
    with pytest.raises(ContractError, match="expected float"):
        scaled(np.ones(2), "3")  # type: ignore[arg-type]  # on purpose


def test_a_call_without_an_ill_typed_default_is_remembered() -> None:
    def f(x: Float[Array, " n"], w: Any = None) -> None: ...

    f.__annotations__["w"] = Float[Array, " n"]  # the default is none of these
    g = contract(f)
    g(np.ones(3))
    with counted_looks() as looks:
        g(np.ones(3))
        assert looks.taken() == 0
    with pytest.raises(ShapeError, match='"w" is None, expected Float "n": an array is needed'):
        g(np.ones(3), None)


def test_a_default_that_changes() -> None:
    kinds: list[int] = []

    @contract
    def f(x: Float[Array, "{len(k)}"], k: list[int] = kinds) -> None: ...

    @contract
    def g(x: Float[Array, "{int(bool(k))}"], k: list[int] = kinds) -> None: ...

    f(np.ones(0))
    g(np.ones(0))
    kinds.append(1)
    for function in (f, g):
        function(np.ones(1))
        with pytest.raises(ShapeError):
            function(np.ones(0))


def test_values_in_braces_of_an_option() -> None:
    @contract
    def f(x: Float[Array, "{k}"] | None, y: Float[Array, "{k} m"] | Int[Array, " {k}"], k: int) -> None: ...

    for _ in range(2):
        f(np.ones(3), np.ones((3, 1)), 3)
        f(None, np.ones(3, int), 3)
        with pytest.raises(ShapeError):
            f(np.ones(3), np.ones((3, 1)), 2)
        with pytest.raises(ShapeError):
            f(None, np.ones(3, int), 2)


def test_an_array_as_default_binds_nothing_unless_given() -> None:
    weights = np.ones(4)

    @contract
    def f(x: Float[Array, " n"], w: Float[Array, " n"] = weights) -> None: ...

    for _ in range(2):
        f(np.ones(3))
        f(np.ones(4), weights)
        with pytest.raises(ShapeError):
            f(np.ones(3), weights)


def test_what_no_key_decides_is_judged_each_time() -> None:
    @contract
    def total(xs: list[Float[Array, " n"]], names: list[str]) -> float:
        return 0.0

    for _ in range(2):
        total([np.ones(3)] * 2, ["a"])
        with pytest.raises(ShapeError, match=r'"xs\[0\]" is int64\[3\]'):
            total([np.ones(3, int)] * 2, ["a"])
        with pytest.raises(ContractError, match=r'"names\[0\]" is int 1, expected str'):
            total([np.ones(3)], typing.cast(list[str], [1]))
    assert memory(total) == {}


def test_lists_without_arrays_are_judged_apart() -> None:
    @contract
    def f(x: Float[Array, " n"], names: list[str] | None = None) -> None: ...

    f(np.ones(3), ["a"])
    with counted_looks() as looks:
        f(np.ones(3), ["a", "b"])
        f(np.ones(3))
        assert looks.taken() == 0
    with pytest.raises(ContractError, match=r'"names\[0\]" is int 1'):
        f(np.ones(3), typing.cast(list[str], [1]))


def test_tuples_of_arrays_that_may_be_none_share_their_names_with_the_other_arguments() -> None:
    """Apart, the first tuple's sizes would stay behind, and no tuple would be compared with `x`."""
    Labelled = tuple[Float[Array, "m d"], Int[Array, " m"]]

    @contract
    def inner(x: Float[Array, "n d"], other: Labelled | None = None) -> None: ...

    @contract
    def outer(x: Float[Array, "n d"], other: None | Labelled = None) -> None:  # noqa: RUF036  # either order is judged
        inner(x, other)

    x, labels = np.ones((9, 2)), np.arange(9)
    for f in (inner, outer):
        for m in (5, 7, 0, 5):
            f(x, (x[:m], labels[:m]))
            f(x)
            with pytest.raises(ShapeError, match=r'"other\[1\]" is int64\[2\], expected Int "m" with m = '):
                f(x, (x[: m + 3], labels[:2]))
            with pytest.raises(ShapeError, match=r'"other\[0\]" is float64\[5, 1\].* with d = 2'):
                f(x, (x[:5, :1], labels[:5]))
            with pytest.raises(ShapeError, match='"other" is a list of 2'):
                f(x, typing.cast(Labelled, [x[:m], labels[:m]]))


def test_protocols_are_judged_each_time() -> None:
    @runtime_checkable
    class Named(Protocol):
        name: str

    class Thing: ...

    @contract
    def f(x: Float[Array, " n"], thing: Named) -> None: ...

    good, bad = Thing(), Thing()
    good.name = "a"  # type: ignore[attr-defined]  # it is the point that two of one type differ
    for _ in range(2):
        f(np.ones(3), typing.cast(Named, good))
        with pytest.raises(ContractError, match='"thing" is a Thing, expected Named'):
            f(np.ones(3), typing.cast(Named, bad))


def test_a_proxy_is_judged_by_what_it_stands_for() -> None:
    class One: ...

    class Other: ...

    @contract
    def f(thing: One) -> None: ...

    one, other = One(), Other()
    for _ in range(2):
        f(proxy(one))
        with pytest.raises(ContractError):
            f(typing.cast(One, proxy(other)))


def test_foreign_arrays_are_judged_by_what_they_say() -> None:
    @contract
    def f(x: Shaped[Any, "2 n"], y: Float[Any, " n"]) -> None: ...

    for _ in range(2):
        f(Duck((2, 3), "int7"), Duck((3,), "float32"))
        with pytest.raises(ShapeError, match=r'"y" is int8\[3\]'):
            f(Duck((2, 3), "int7"), Duck((3,), np.dtype("int8")))


class Looking(type):
    """Judges for itself, with the names that are bound: as jaxtyping's PyTree does."""

    def __instancecheck__(cls, value: object) -> bool:
        return isinstance(value, list) and all(is_a(item, Float[Array, " n"]) for item in value)


class Leaves(metaclass=Looking): ...


def test_a_class_that_judges_for_itself_is_asked_each_time() -> None:
    @contract
    def f(x: Float[Array, " n"], leaves: Leaves) -> None: ...

    good, bad = typing.cast(Leaves, [np.ones(3)]), typing.cast(Leaves, [np.ones(4)])
    for _ in range(2):
        f(np.ones(3), good)
        f(np.ones(4), bad)
        with pytest.raises(ContractError, match='"leaves" is a list of 1, expected Leaves'):
            f(np.ones(3), bad)


def test_verdicts_while_jaxtyping_takes_a_tree_apart_do_not_count() -> None:
    """It looks at types only then."""

    @contract
    def f(x: Float[Array, " n"], y: Float[Array, " n"]) -> Float[Array, " n"]:
        return y

    set_treeflatten_memo()  # type: ignore[no-untyped-call]  # jaxtyping has no annotation there
    try:
        f(np.ones(3), np.ones(4))
    finally:
        clear_treeflatten_memo()
    with pytest.raises(ShapeError):
        f(np.ones(3), np.ones(4))


def test_the_length_of_a_tuple_is_in_the_key() -> None:
    @contract
    def f(pair: tuple[Float[Array, " n"], int]) -> None: ...

    f((np.ones(3), 1))
    with pytest.raises(ShapeError):
        f((np.ones(3), 1, 2))  # type: ignore[arg-type]  # it is the point
    with pytest.raises(ShapeError):
        f((np.ones(3),))  # type: ignore[arg-type]  # it is the point


def test_validators_are_asked_each_time() -> None:
    @contract
    def f(n: Annotated[int, Is[lambda n: n > 0]], m: Annotated[int, "of no importance"]) -> None: ...

    for _ in range(2):
        f(3, 3)
        with pytest.raises(ContractError, match='"n" is int -3'):
            f(-3, 3)


def test_a_list_of_something_is_judged_by_its_items_whatever_it_is_called() -> None:
    class Words(list[str]): ...

    @contract
    def f(words: Words) -> None: ...

    for _ in range(2):
        f(Words(["a"]))
        with pytest.raises(ContractError):
            f(Words([1]))  # type: ignore[list-item]  # it is the point


def test_an_array_type_that_judges_for_itself() -> None:
    class Judge(type):
        def __instancecheck__(cls, value: object) -> bool:
            return isinstance(value, np.ndarray) and bool(np.all(value > 0))

    class Positive(metaclass=Judge): ...

    @contract
    def f(x: Float[Positive, " n"]) -> None: ...

    for _ in range(2):
        f(typing.cast(Any, np.ones(3)))
        with pytest.raises(ShapeError, match="Positive is needed"):
            f(typing.cast(Any, -np.ones(3)))


class ForeignDtype:
    """Has a `type`, as those of NumPy, which has no name."""

    type = 3

    def __init__(self, name: str) -> None:
        self.name = name

    def __repr__(self) -> str:
        return f"foreign.{self.name}"


def test_foreign_dtypes_are_judged_each_time() -> None:
    @contract
    def f(x: Float[Any, " n"], y: Float[Any, " n"] | Int[Any, " n"] | None = None) -> None: ...

    good, bad = Duck((3,), ForeignDtype("float32")), Duck((3,), ForeignDtype("int7"))
    for _ in range(2):
        f(good)
        f(np.ones(3), good)
        for arguments in [(bad,), (np.ones(3), bad)]:
            with pytest.raises(ShapeError, match=r"int7\[3\]"):
                f(*arguments)


def test_records_in_a_union_are_judged_each_time() -> None:
    label = jaxtyping.make_numpy_struct_dtype(RECORD, "Label")

    def f(x: Any) -> None: ...

    f.__annotations__["x"] = label[Array, " n"] | Int[Array, " n"]
    g = contract(f)
    for _ in range(2):
        g(np.zeros(3, RECORD))
        with pytest.raises(ShapeError):
            g(np.zeros(3, [("first", np.int8)]))


def test_what_is_yielded_sent_and_returned_is_not_mixed_up() -> None:
    @contract
    def f() -> Generator[Float[Array, "3"], Float[Array, "4"], Float[Array, "5"]]:
        yield np.ones(3)
        return np.ones(3)

    flow = f()
    next(flow)
    with pytest.raises(ShapeError, match=r"was sent float64\[3\]"):
        flow.send(np.ones(3))
    flow = f()
    next(flow)
    with pytest.raises(ShapeError, match=r"returned float64\[3\]"):
        next(flow)
