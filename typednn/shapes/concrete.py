"""Arguments with numbers for names: does an operation that nothing refutes work for these sizes too?"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from typednn.shapes.apply import apply_rule
from typednn.shapes.shape import Axis, Broadcastable, Many, Shape, Unknown
from typednn.shapes.signature import Rule
from typednn.shapes.size import Name, Operation, Size, atoms, names, number, substitute
from typednn.shapes.unify import Mismatch
from typednn.shapes.value import Value

TRIALS = 6


def may_fail(rule: Rule, positional: Sequence[Value], keywords: Mapping[str, Value]) -> bool:
    """Whether a call fails for some sizes, where comparing names does not tell: ``min(n, k)`` beside ``m``."""
    if not any(is_vague(value) for value in (*positional, *keywords.values())):
        return False
    for seed in range(TRIALS):
        numbers = Numbers(random.Random(seed), order=(0, 1, -1)[seed % 3])
        try:
            apply_rule(
                rule,
                [numbers.value(each) for each in positional],
                {key: numbers.value(each) for key, each in keywords.items()},
            )
        except Mismatch:
            return True
        except Exception:  # a rule that gives up says nothing
            continue
    return False


def is_vague(value: Value) -> bool:
    """Whether comparisons of this value may end without a verdict."""
    return any(_is_vague_axis(axis) for axis in _axes(value))


def _axes(value: Value) -> Iterator[Axis]:
    yield from value.shape or ()
    yield from value.sizes or ()
    if value.size is not None:
        yield value.size
    for item in value.items or ():
        yield from _axes(item)
    if value.element is not None:
        yield from _axes(value.element)


def _is_vague_axis(axis: Axis) -> bool:
    if isinstance(axis, Size):
        return any(isinstance(atom, Operation) or atom.scope.startswith("?") for atom in atoms(axis))
    return isinstance(axis, Unknown) or (isinstance(axis, Many) and not axis.name)


@dataclass
class Numbers:
    """One choice of a number for each name, and of some axes for each ``*name``; unknown ones differ each time.

    The numbers come at random, or grow (`order` 1), or fall (-1), so that each name is once the smallest.
    """

    rng: random.Random
    order: int = 0
    sizes: dict[Name, Size] = field(default_factory=dict)
    runs: dict[Name, Shape] = field(default_factory=dict)

    def value(self, value: Value) -> Value:
        return replace(
            value,
            shape=None if value.shape is None else self.shape(value.shape),
            size=None if value.size is None else self.size(value.size),
            sizes=None if value.sizes is None else self.shape(value.sizes),
            length=None if value.length is None else self.size(value.length),
            items=None if value.items is None else tuple(map(self.value, value.items)),
            element=None if value.element is None else self.value(value.element),
        )

    def size(self, size: Size) -> Size:
        for found in names(size):
            if found not in self.sizes:
                self.sizes[found] = number(self._number())
        return substitute(size, self.sizes)

    def _number(self) -> int:
        start = {0: 2, 1: 2 + 50 * len(self.sizes), -1: max(2, 1000 - 50 * len(self.sizes))}[self.order]
        return self.rng.randint(start, start + 40)

    def shape(self, shape: Shape) -> Shape:
        return tuple(axis for each in shape for axis in self._axis(each))

    def _axis(self, axis: Axis) -> Shape:
        if isinstance(axis, Size):
            return (self.size(axis),)
        if isinstance(axis, Broadcastable):
            return (self.rng.choice((number(1), self.size(axis.size))),)
        if isinstance(axis, Many) and axis.name:
            return self.runs.setdefault(axis.formal, self._run())
        return self._run() if isinstance(axis, Many) else (number(self.rng.randint(2, 40)),)

    def _run(self) -> Shape:
        return tuple(number(self.rng.randint(2, 40)) for _ in range(self.rng.randint(0, 2)))
