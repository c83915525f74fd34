"""Random size expressions, each beside a function that computes it with Python's ints."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from random import Random

from typednn.shapes.size import Size, maximum, minimum, name, number

Values = Mapping[str, int]
Computed = Callable[[Values], int]
Pair = tuple[Size, Computed]
NAMES = ("n", "m", "k", "h")


def leaf(random: Random) -> Pair:
    if random.random() < 0.35:
        value = random.randint(-3, 6)
        return number(value), lambda values: value
    text = random.choice(NAMES)
    return name(text), lambda values: values[text]


def expression(random: Random, depth: int, operators: str = "+-*/%<>^") -> Pair:
    """An expression of at most this depth: ``<`` is min, ``>`` max, ``^`` a power, ``/`` floor division."""
    if depth == 0 or random.random() < 0.15:
        return leaf(random)
    operator = random.choice(operators)
    left, one = expression(random, depth - 1, operators)
    if operator == "^":
        power = random.randint(0, 3)
        return left**power, lambda values: one(values) ** power
    right, other = expression(random, depth - 1, operators)
    built, computed = OPERATIONS[operator]
    return built(left, right), lambda values: computed(one(values), other(values))


OPERATIONS: dict[str, tuple[Callable[[Size, Size], Size], Callable[[int, int], int]]] = {
    "+": (lambda a, b: a + b, lambda a, b: a + b),
    "-": (lambda a, b: a - b, lambda a, b: a - b),
    "*": (lambda a, b: a * b, lambda a, b: a * b),
    "/": (lambda a, b: a // b, lambda a, b: a // b),
    "%": (lambda a, b: a % b, lambda a, b: a % b),
    "<": (minimum, min),
    ">": (maximum, max),
}


def values(random: Random, least: int = 0, most: int = 9) -> dict[str, int]:
    return {text: random.randint(least, most) for text in NAMES}
