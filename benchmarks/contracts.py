"""What a contract costs a call: `python -m benchmarks.contracts` prints microseconds and ratios.

Each function returns an array that is there already, so that nothing but the call and its checks is
measured. The variants take turns, round by round, and each number is the median over the rounds of one run.
`first` is a call of a kind that was not seen before, `remembered` one that was.
"""

import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from beartype import beartype
from jaxtyping import jaxtyped

from typednn.contracts import Array, Float, contract

ROUNDS, CALLS = 21, {"bare": 4000, "remembered": 4000, "first": 200, "plain": 200}
OUT = np.zeros((32, 10), np.float32)
X, W, B = np.zeros((32, 784), np.float32), np.zeros((784, 10), np.float32), np.zeros(10, np.float32)


def two_in_one_out(x: Float[Array, "batch fan_in"], w: Float[Array, "fan_in fan_out"]) -> Float[Array, "batch fan_out"]:
    return OUT  # type: ignore[tensor-shape]  # no body: only the contract's cost counts


def three_in_one_out(
    x: Float[Array, "batch fan_in"], w: Float[Array, "fan_in fan_out"], b: Float[Array, " fan_out"]
) -> Float[Array, "batch fan_out"]:
    return OUT  # type: ignore[tensor-shape]  # no body: only the contract's cost counts


def one_in_none_out(x: Float[Array, "batch fan_in"]) -> None:
    return None


def with_value_and_option(
    x: Float[Array, "batch {n}"], n: int, b: Float[Array, " k"] | None = None
) -> Float[Array, "batch _"]:
    return OUT  # type: ignore[tensor-shape]  # no body: only the contract's cost counts


def many_axes(x: Float[Array, "*batch n"], y: Float[Array, "*#batch n"]) -> Float[Array, "_ _"]:
    return OUT


FUNCTIONS: dict[Callable[..., object], tuple[object, ...]] = {
    two_in_one_out: (X, W),
    three_in_one_out: (X, W, B),
    one_in_none_out: (X,),
    with_value_and_option: (X, 784, B),
    many_axes: (X, X),
}


@dataclass(frozen=True)
class Cost:
    """Microseconds a call."""

    bare: float
    remembered: float
    first: float
    plain: float

    @property
    def ratio(self) -> float:
        """How many remembered calls take as long as one of jaxtyping with beartype."""
        return self.plain / self.remembered

    @property
    def added(self) -> float:
        return self.remembered - self.bare


def measure(function: Callable[..., Any], arguments: tuple[object, ...], rounds: int = ROUNDS) -> Cost:
    """The median cost of each variant of one function, taking turns."""
    kept, plain = contract(function), jaxtyped(typechecker=beartype)(function)
    memory: dict[object, object] = kept.__globals__["typednn_memory"]

    def first(*arguments: object) -> None:
        memory.clear()
        kept(*arguments)

    variants = {"bare": function, "remembered": kept, "first": first, "plain": plain}
    times: dict[str, list[float]] = {name: [] for name in variants}
    for _ in range(rounds):
        for name, variant in variants.items():
            times[name].append(_microseconds(variant, arguments, CALLS[name]))
    return Cost(**{name: statistics.median(found) for name, found in times.items()})


def _microseconds(function: Callable[..., object], arguments: tuple[object, ...], calls: int) -> float:
    function(*arguments)
    start = time.perf_counter()
    for _ in range(calls):
        function(*arguments)
    return (time.perf_counter() - start) / calls * 1e6


def main() -> None:
    """Print the table."""
    print(
        f"{'microseconds a call':24}{'bare':>8}{'remembered':>12}{'first':>8}{'jaxtyping+beartype':>20}"
        f"{'ratio':>8}{'added':>8}"
    )
    for function, arguments in FUNCTIONS.items():
        cost = measure(function, arguments)
        print(
            f"{getattr(function, '__name__', ''):24}{cost.bare:8.2f}{cost.remembered:12.2f}{cost.first:8.1f}"
            f"{cost.plain:20.1f}{cost.ratio:8.1f}{cost.added:8.2f}"
        )
        sys.stdout.flush()


if __name__ == "__main__":
    main()
