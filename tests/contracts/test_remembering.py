"""What was verified is remembered, by all that decides and by nothing less; what failed never is."""

import subprocess
import sys
import threading
import typing

import jaxtyping
import numpy as np
import pytest

from tests.contracts.counting import counted_looks, is_a, memory
from typednn.contracts import Array, Float, assert_shape, contract
from typednn.contracts.judging import CALLS, RESULTS
from typednn.errors import ContractError, ShapeError


@contract
def affine(x: Float[Array, "batch fan_in"], w: Float[Array, "fan_in fan_out"]) -> Float[Array, "batch fan_out"]:
    product: Array = x @ w
    return product


def test_second_call_of_a_kind_is_not_judged() -> None:
    affine(np.ones((2, 3)), np.ones((3, 4)))  # what looks is made for the first call
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
        for _ in range(800):
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

@contract
class C:
    x: Float[Array, "n"]

    def __init__(self) -> None:
        self.x = 4

    def m(self, y: Float[Array, "n"]) -> int:
        return self.x

print(f([1], k="a"), next(g([2])), asyncio.run(h([3])), C().m(3))
"""


@pytest.mark.parametrize(("options", "disable"), [([], "1"), (["-O"], "0")])
def test_contracts_can_be_turned_off_from_outside(options: list[str], disable: str) -> None:
    done = subprocess.run(
        [sys.executable, *options, "-c", PROGRAM],
        env={"JAXTYPING_DISABLE": disable, "PYTHONPATH": ":".join(filter(None, sys.path))},
        capture_output=True,
        text=True,
    )
    assert (done.stdout, done.stderr) == ("[1] [2] [3] 4\n", "")


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


def test_shapes_that_the_body_binds_in_some_calls_only() -> None:
    binds = iter([False, True, False])

    @contract
    def f(x: Float[Array, " n"]) -> Float[Array, "*k"]:
        if next(binds):
            assert_shape(np.ones((4, 4)), "*k")
        return np.ones(3)

    f(np.ones(2))
    with pytest.raises(ShapeError, match=r"\*k = \(4, 4\)"):
        f(np.ones(2))
    f(np.ones(2))
