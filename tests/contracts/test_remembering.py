"""What was verified is remembered, by all that decides and by nothing less; what failed never is."""

import subprocess
import sys
import threading
import typing
from collections.abc import Callable
from typing import Any, Protocol, runtime_checkable
from weakref import proxy

import jaxtyping
import numpy as np
import pytest
from jaxtyping._storage import clear_treeflatten_memo, set_treeflatten_memo

from tests.contracts.counting import counted_looks
from tests.contracts.things import RECORD, Duck
from typednn.contracts import Array, Float, Int, Shaped, assert_shape, contract
from typednn.contracts.judging import CALLS, RESULTS
from typednn.errors import ContractError, ShapeError


@contract
def affine(
    x: Float[Array, "batch fan_in"], w: Float[Array, "fan_in fan_out"]
) -> Float[Array, "batch fan_out"]:
    product: Array = x @ w
    return product


def is_a(value: object, hint: Any) -> bool:
    """`isinstance`, of which mypy does not know that it takes such hints."""
    return isinstance(value, hint)


def memory(function: Callable[..., object]) -> dict[object, Any]:
    found: dict[object, Any] = function.__globals__["typednn_memory"]
    return found


def test_second_call_of_a_kind_is_not_judged() -> None:
    memory(affine).clear()
    with counted_looks() as looks:
        affine(np.ones((2, 3)), np.ones((3, 4)))
        assert looks.taken() == 3
        affine(np.zeros((2, 3)), np.ones((3, 4)))
        assert looks.taken() == 0
        affine(np.ones((5, 3)), np.ones((3, 4)))
        assert looks.taken() == 3
        affine(np.ones((2, 3), np.float32), np.ones((3, 4)))
        assert looks.taken() == 3


def test_failing_calls_are_judged_each_time() -> None:
    for _ in range(3):
        with pytest.raises(ShapeError):
            affine(np.ones((2, 3)), np.ones((4, 4)))
    before = len(memory(affine))
    with pytest.raises(ShapeError):
        affine(np.ones((2, 77)), np.ones((78, 4)))
    assert len(memory(affine)) == before


def test_failing_results_are_judged_each_time() -> None:
    results = iter([np.ones(3), np.ones(4), np.ones(3), np.ones(4)])

    @contract
    def f(x: Float[Array, " n"]) -> Float[Array, " n"]:
        return next(results)

    for passes in (True, False, True, False):
        if passes:
            f(np.ones(3))
        else:
            with pytest.raises(ShapeError):
                f(np.ones(3))


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
    affine(np.ones((2, 3), ">f4"), np.ones((3, 4), "<f4"))


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

    def f(x: Float[Array, " n"], eps: float = 1) -> None: ...

    g = contract(f)
    for _ in range(2):
        g(np.ones(3))
        with pytest.raises(ContractError, match=r'"eps" is int 1, expected float'):
            g(np.ones(3), 1)


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


def test_names_that_the_body_binds_in_some_calls_only() -> None:
    binds = iter([False, True, False])

    @contract
    def f(x: Float[Array, " n"]) -> Float[Array, " k"]:
        if next(binds):
            assert_shape(np.ones(4), " k")
        return np.ones(3)

    f(np.ones(2))
    with pytest.raises(ShapeError, match="k = 4"):
        f(np.ones(2))
    f(np.ones(2))


def test_results_that_no_key_decides_are_judged_each_time() -> None:
    results: list[object] = [["a"], [1], ["a"], [1]]

    @contract
    def f(x: Float[Array, " n"]) -> list[str]:
        return typing.cast(list[str], results.pop())

    for _ in range(2):
        with pytest.raises(ContractError, match=r'"result\[0\]" is int 1, expected str'):
            f(np.ones(3))
        f(np.ones(3))


def test_an_array_as_default_binds_nothing_unless_given() -> None:
    weights = np.ones(4)

    @contract
    def f(x: Float[Array, " n"], w: Float[Array, " n"] = weights) -> None: ...

    for _ in range(2):
        f(np.ones(3))
        f(np.ones(4), weights)
        with pytest.raises(ShapeError):
            f(np.ones(3), weights)


def test_names_bound_in_the_body_have_a_say_in_the_result() -> None:
    sizes = iter([3, 3, 4, 3])

    @contract
    def f(x: Float[Array, " n"]) -> Float[Array, " k"]:
        assert_shape(np.ones(next(sizes)), " k")
        return np.ones(3)

    f(np.ones(2))
    with counted_looks() as looks:
        f(np.ones(2))
        assert looks.taken() == 1  # that of assert_shape
    with pytest.raises(ShapeError, match="k = 4"):
        f(np.ones(2))
    f(np.ones(2))


def test_the_body_sees_the_names_of_a_remembered_call() -> None:
    @contract
    def f(x: Float[Array, "n m"], y: Array, k: int) -> bool:
        return is_a(y, Float[Array, "m+{k}"])

    for _ in range(2):
        assert f(np.ones((2, 3)), np.ones(4), 1)
        assert not f(np.ones((2, 3)), np.ones(4), 2)


def test_the_names_of_the_caller_are_not_those_of_the_called() -> None:
    @contract
    def inner(x: Float[Array, " n"]) -> bool:
        return is_a(np.ones(9), Float[Array, " m"])

    @contract
    def outer(x: Float[Array, " n"], y: Float[Array, " m"]) -> bool:
        return inner(y) and is_a(y, Float[Array, " m"])

    for _ in range(2):
        assert outer(np.ones(3), np.ones(5))


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


def test_a_million_batch_sizes_do_not_leak() -> None:
    @contract
    def f(x: Float[Array, "batch 1"]) -> Float[Array, " many"]:
        return row[: len(x) % 1000]

    row, column = np.ones(1000), np.ones((CALLS * 3, 1))
    largest = 0
    for size in range(CALLS * 3):
        f(column[:size])
        largest = max(largest, len(memory(f)))
    assert largest == CALLS
    for _ in range(RESULTS * 3):
        row = np.ones(len(row) - 1)
        f(column[:999])
    (known,) = [known for key, known in memory(f).items() if (999, 1) in typing.cast(tuple[object], key)]
    assert 0 < len(known.results) <= RESULTS


def test_threads() -> None:
    """Eight threads that make good and bad calls of the same kinds get the verdicts of one."""

    @contract
    def f(x: Float[Array, "a b"], y: Float[Array, "b c"]) -> Float[Array, "a c"]:
        assert is_a(x, Float[Array, "a b"])
        return x @ y if x.shape[0] != 3 else y

    wrong: list[object] = []
    start = threading.Barrier(8)

    def work(seed: int) -> None:
        random = np.random.default_rng(seed)
        start.wait()
        for _ in range(1500):
            a, b, b2, c = (int(size) for size in random.integers(1, 5, 4))
            passes = b == b2 and (a != 3 or b == 3)
            try:
                f(np.ones((a, b)), np.ones((b2, c)))
                if not passes:
                    wrong.append((a, b, b2, c))
            except ShapeError:
                if passes:
                    wrong.append((a, b, b2, c))

    threads = [threading.Thread(target=work, args=(seed,)) for seed in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


def test_an_exception_of_the_body_is_the_bodys_own() -> None:
    @contract
    def f(x: Float[Array, " n"]) -> Float[Array, " n"]:
        raise ValueError("mine")

    for _ in range(2):
        with pytest.raises(ValueError, match="mine") as caught:
            f(np.ones(3))
        files = [entry.path for entry in caught.traceback]
        assert not any("jaxtyping" in str(file) or "beartype" in str(file) for file in files)
        assert caught.value.__context__ is None


def test_contracts_can_be_switched_off_and_on() -> None:
    config = jaxtyping.config
    try:
        config.update("jaxtyping_disable", True)
        assert affine(np.ones((2, 3)), np.ones((3, 4), int)).shape == (2, 4)
    finally:
        config.update("jaxtyping_disable", False)
    with pytest.raises(ShapeError):
        affine(np.ones((2, 3)), np.ones((3, 4), int))


PROGRAM = """
import asyncio, numpy as np
from collections.abc import Iterator
from typednn.contracts import Array, Float, assert_shape, contract

@contract
def f(x: Float[Array, "n"], *, k: int = 1) -> Float[Array, "n+1"]:
    return assert_shape(x, "n+1")

@contract
def g(x: Float[Array, "n"]) -> Iterator[Float[Array, "n"]]:
    yield x

@contract
async def h(x: Float[Array, "n"]) -> Float[Array, "n"]:
    return x

print(f([1], k="a"), next(g([2])), asyncio.run(h([3])))
"""


def test_environment_variable_of_jaxtyping_turns_contracts_off() -> None:
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM],
        env={"JAXTYPING_DISABLE": "1", "PYTHONPATH": ":".join(filter(None, sys.path))},
        capture_output=True,
        text=True,
    )
    assert (done.stdout, done.stderr) == ("[1] [2] [3]\n", "")


def test_no_type_check_is_respected() -> None:
    @typing.no_type_check
    @contract
    def above(x: Float[Array, " n"]) -> Float[Array, " n"]:
        return 3

    @contract
    @typing.no_type_check
    def below(x: Float[Array, " n"]) -> Float[Array, " n"]:
        return 3

    assert above("a") == below("a") == 3


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
