"""Everything that holds a function can be under contract, and still is what it was."""

import asyncio
import functools
import inspect
import pickle
import typing
from abc import ABC, abstractmethod
from collections.abc import AsyncIterator, Callable, Generator, Iterable, Iterator
from typing import Any, Self

import numpy as np
import pytest

from tests.contracts.counting import counted_looks
from typednn.contracts import Array, Float, Int, contract
from typednn.errors import ContractError, ShapeError


@contract
def double(x: Float[Array, "*n"], /, factor: float = 2.0, *, out: Array | None = None) -> Float[Array, "*n"]:
    """Twice as much."""
    product: Array = np.multiply(x, factor, out=out)
    return product


class Layer:
    """Contracts on every kind of member, above and below the decorators that make them."""

    def __init__(self, n: int) -> None:
        self.n = n

    @contract
    def method(self, x: Float[Array, "b {self.n}"]) -> Float[Array, " b"]:
        return np.ones(len(x))

    @classmethod
    @contract
    def below_class(cls, x: Float[Array, " n"]) -> Float[Array, " n"]:
        return x

    @contract
    @classmethod
    def above_class(cls, x: Float[Array, " n"]) -> Float[Array, " n"]:
        return x

    @staticmethod
    @contract
    def below_static(x: Float[Array, " n"]) -> Float[Array, " n"]:
        return x

    @contract
    @staticmethod
    def above_static(x: Float[Array, " n"]) -> Float[Array, " n"]:
        return x

    @property
    @contract
    def size(self) -> Float[Array, "{self.n}"]:
        """As many as `n`."""
        return np.ones(3)

    @functools.cached_property
    @contract
    def once(self) -> Float[Array, "{self.n}"]:
        return np.ones(3)


def test_it_is_still_the_function() -> None:
    assert double.__name__ == double.__qualname__ == "double"
    assert double.__doc__ == "Twice as much."
    assert double.__module__ == __name__
    wrapped: Any = vars(double)["__wrapped__"]
    assert inspect.signature(double) == inspect.signature(wrapped)
    assert str(inspect.signature(double)).startswith("(x: jaxtyping.Float[ndarray, '*n'], /, factor: float = 2.0, *,")
    assert typing.get_type_hints(double) == typing.get_type_hints(wrapped)
    assert inspect.getsource(double).startswith("@contract\ndef double")
    assert pickle.loads(pickle.dumps(double)) is double


def test_python_binds_the_arguments() -> None:
    x, out = np.ones(3), np.zeros(3)
    assert double(x).tolist() == [2, 2, 2]
    assert double(x, 3.0).tolist() == double(x, factor=3.0).tolist() == [3, 3, 3]
    assert double(x, out=out) is out
    mistakes: list[tuple[Callable[[], object], str]] = [  # mypy sees each of them too
        (lambda: double(), "missing 1 required positional argument: 'x'"),  # type: ignore[call-arg]
        (lambda: double(x, 1.0, out), "takes from 1 to 2 positional arguments"),  # type: ignore[call-arg]
        (lambda: double(x=x), "positional-only"),  # type: ignore[call-arg]
        (lambda: double(x, more=1), "unexpected keyword argument 'more'"),  # type: ignore[call-arg]
    ]
    for call, complaint in mistakes:
        with pytest.raises(TypeError, match=complaint) as caught:
            call()
        assert type(caught.value) is TypeError


def test_twice_is_once() -> None:
    assert contract(double) is double


@pytest.mark.parametrize("name", ["below_class", "above_class", "below_static", "above_static"])
@pytest.mark.parametrize("holder", [Layer, Layer(3)])
def test_class_and_static_methods(holder: object, name: str) -> None:
    member = getattr(holder, name)
    for _ in range(2):
        assert member(np.ones(3)).tolist() == [1, 1, 1]
        with pytest.raises(ShapeError, match=rf"Layer\.{name}\(\): \"x\" is int64\[3\]"):
            member(np.ones(3, int))


def test_methods_see_self() -> None:
    for n in (3, 4, 3):
        layer = Layer(n)
        layer.method(np.ones((2, n)))
        with pytest.raises(ShapeError, match=rf'expected Float "b {{self.n}}" with {{self.n}} = {n}'):
            layer.method(np.ones((2, n + 1)))


@pytest.mark.parametrize("name", ["size", "once"])
def test_properties(name: str) -> None:
    assert getattr(Layer(3), name).tolist() == [1, 1, 1]
    for _ in range(2):
        with pytest.raises(ShapeError, match=rf'Layer\.{name}\(\) returned float64\[3\], expected Float "{{self'):
            getattr(Layer(4), name)


def test_contract_above_a_property_and_a_cached_one() -> None:
    def half(self: Layer) -> Float[Array, "{self.n}"]:
        """Kept."""
        return np.ones(3)

    held = contract(property(half, doc="Kept."))  # type: ignore[type-var]  # mypy knows no decorator of properties
    cached = contract(functools.cached_property(half))  # type: ignore[type-var]  # nor of these
    kind = type("Kind", (Layer,), {"half": held, "cached": cached})
    cached.__set_name__(kind, "cached")
    assert kind.half.__doc__ == "Kept."  # type: ignore[attr-defined]  # it was made just now
    for name in ("half", "cached"):
        assert len(getattr(kind(3), name)) == 3
        with pytest.raises(ShapeError):
            getattr(kind(4), name)


def test_abstract_methods_stay_abstract() -> None:
    class Base(ABC):
        @abstractmethod
        @contract
        def one(self, x: Float[Array, " n"]) -> Float[Array, " n"]: ...

        @contract
        @abstractmethod
        def two(self, x: Float[Array, " n"]) -> Float[Array, " n"]: ...

    assert Base.__abstractmethods__ == {"one", "two"}


def test_self_is_understood() -> None:
    class Fluent:
        @contract
        def then(self, x: Float[Array, " n"]) -> Self:
            return self

        @contract
        def both(self, x: Float[Array, " n"]) -> tuple[Self, Float[Array, " n"]]:
            return self, x

    assert Fluent().then(np.ones(3)).both(np.ones(3))


def test_what_is_no_function_is_refused() -> None:
    with pytest.raises(ContractError, match="@contract stands before a function or a class"):
        contract(functools.partial(print))


def test_nested_functions_and_lambdas() -> None:
    @contract
    def outer(x: Float[Array, " n"]) -> Callable[[Array], Array]:
        @contract
        def inner(y: Float[Array, " n"]) -> Float[Array, " n"]:
            return y

        return inner

    inner = outer(np.ones(3))
    assert len(inner(np.ones(4))) == 4
    assert contract(lambda x: x)(3) == 3


# Generators.


@contract
def batches(
    x: Float[Array, "n d"], y: Int[Array, " n"], size: int
) -> Iterator[tuple[Float[Array, "batch d"], Int[Array, " batch"]]]:
    for start in range(0, len(x), size):
        yield x[start : start + size], y[start : start + size - (start > 5)]


@contract
def running(x: Float[Array, " n"]) -> Generator[float, Float[Array, " n"], Float[Array, " n"]]:
    total = x
    try:
        while True:
            total = total + (yield float(total.sum()))
    except ValueError:
        return total
    finally:
        closed.append(True)


closed: list[bool] = []


def test_each_yield_is_judged_with_names_of_its_own() -> None:
    sizes = [len(x) for x, _ in batches(np.ones((5, 3)), np.ones(5, int), 2)]
    assert sizes == [2, 2, 1]
    flow = batches(np.ones((9, 3)), np.ones(9, int), 3)
    assert len(next(flow)[0]) == 3
    next(flow)
    with pytest.raises(ShapeError, match=r'"result\[1\]" is int64\[2\], expected Int "batch" with batch = 3'):
        next(flow)


def test_arguments_of_a_generator_are_judged_at_the_call() -> None:
    with pytest.raises(ShapeError, match=r'batches\(\): "y" is int64\[4\]'):
        batches(np.ones((5, 3)), np.ones(4, int), 2)


def test_yields_of_a_kind_are_judged_once() -> None:
    for _ in batches(np.ones((4, 7)), np.ones(4, int), 1):
        pass
    with counted_looks() as looks:
        for _ in batches(np.ones((4, 7)), np.ones(4, int), 1):
            pass
        assert looks.taken() == 0


def test_what_is_sent_and_returned_is_judged() -> None:
    flow = running(np.ones(3))
    assert next(flow) == 3
    assert flow.send(np.ones(3)) == 6
    with pytest.raises(StopIteration) as stop:
        flow.throw(ValueError())
    assert stop.value.value.tolist() == [2, 2, 2]
    flow = running(np.ones(3))
    next(flow)
    with pytest.raises(ShapeError, match=r"running\(\) was sent float64\[4\]"):
        flow.send(np.ones(4))


def test_closing_reaches_the_body() -> None:
    flow = running(np.ones(3))
    next(flow)
    closed.clear()
    flow.close()
    assert closed == [True]


def test_the_caller_keeps_its_names_while_a_generator_pauses() -> None:
    def is_a(value: object, hint: Any) -> bool:
        return isinstance(value, hint)

    @contract
    def inner(x: Float[Array, " n"]) -> Iterator[int]:
        for _ in range(3):
            assert is_a(np.ones(2), Float[Array, " n"])
            assert is_a(np.ones(9), Float[Array, " own"])
            yield 1

    @contract
    def outer(x: Float[Array, " n"]) -> int:
        total = 0
        for one in inner(np.ones(2)):
            assert is_a(np.ones(5), Float[Array, " n"])
            assert is_a(np.ones(4), Float[Array, " own"])
            total += one
        return total

    for _ in range(2):
        assert outer(np.ones(5)) == 3


def test_a_generator_says_what_it_yields() -> None:
    with pytest.raises(ContractError, match=r"f\(\) is a generator: annotate its result as Iterator\[\.\.\.\]"):

        @contract
        def f() -> Float[Array, " n"]:  # type: ignore[misc]  # it is the point
            yield np.ones(3)

    @contract
    def g(x: Float[Array, " n"]) -> Iterable[int]:
        yield 1

    @contract
    def h(x: Float[Array, " n"]):  # type: ignore[no-untyped-def]  # nothing is promised
        yield "anything"

    assert [*g(np.ones(3))] == [1]
    assert [*h(np.ones(3))] == ["anything"]


# Coroutines and asynchronous generators.


@contract
async def later(x: Float[Array, " n"], pause: float = 0.0) -> Float[Array, " n"]:
    await asyncio.sleep(pause)
    return x if len(x) != 4 else x[1:]


@contract
async def ticks(x: Float[Array, "n d"]) -> AsyncIterator[Float[Array, " d"]]:
    for row in x:
        await asyncio.sleep(0)
        yield row if row.sum() < 5 else row[1:]


def test_coroutines() -> None:
    assert inspect.iscoroutinefunction(later)
    for _ in range(2):
        assert len(asyncio.run(later(np.ones(3)))) == 3
        with pytest.raises(ShapeError, match=r'later\(\): "x" is int64\[3\]'):
            asyncio.run(later(np.ones(3, int)))
        with pytest.raises(ShapeError, match=r'later\(\) returned float64\[3\], expected Float "n" with n = 4'):
            asyncio.run(later(np.ones(4)))


def test_tasks_do_not_see_the_names_of_each_other() -> None:
    async def all_of_them() -> list[int]:
        found = await asyncio.gather(*(later(np.ones(n), 0.001 * (n % 3)) for n in (1, 2, 3, 5, 6, 7) * 3))
        return [len(array) for array in found]

    assert asyncio.run(all_of_them()) == [1, 2, 3, 5, 6, 7] * 3


def test_a_cancelled_coroutine_leaves_nothing_behind() -> None:
    async def cancel() -> None:
        task = asyncio.ensure_future(later(np.ones(3), 10.0))
        await asyncio.sleep(0.001)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    asyncio.run(cancel())
    assert len(asyncio.run(later(np.ones(5)))) == 5


def test_asynchronous_generators() -> None:
    async def lengths(x: Array) -> list[int]:
        return [len(row) async for row in ticks(x)]

    for _ in range(2):
        assert asyncio.run(lengths(np.ones((2, 3)))) == [3, 3]
        with pytest.raises(ShapeError, match=r'ticks\(\) yielded float64\[5\], expected Float "d" with d = 6'):
            asyncio.run(lengths(np.ones((2, 6))))
    with pytest.raises(ShapeError, match=r'ticks\(\): "x" is float64\[2\]'):
        ticks(np.ones(2))


def test_an_asynchronous_generator_can_be_closed_early() -> None:
    async def first(x: Array) -> int:
        flow = ticks(x)
        async for row in flow:
            await flow.aclose()  # type: ignore[attr-defined]  # an AsyncIterator that is a generator
            return len(row)
        return 0

    assert asyncio.run(first(np.ones((2, 3)))) == 3
