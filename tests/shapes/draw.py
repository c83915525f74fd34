"""Random arguments for shape functions, from one seed: sizes as numbers, or as expressions over names."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random
from typing import TypeVar

from typednn.shapes.shape import Shape
from typednn.shapes.size import Size, name, number

T = TypeVar("T")
Sizes = tuple[Size, ...]
n, m, k = name("n"), name("m"), name("k")
NUMBERS = [number(value) for value in (0, 1, 1, 2, 2, 2, 3, 3, 3, 4, 5, 6)]
SYMBOLS = [n, n, n, m, m, m, k, number(1), number(2), number(3), n + 1, m - 1, n * 2, n * m]
SYMBOLS += [n + m, k * 3, n // 2]


@dataclass(frozen=True)
class Array:
    """An array argument: the rule sees its shape; NumPy an array of that shape, of that kind."""

    shape: Shape
    kind: str = "zeros"


class Draw:
    """A source of random arguments. A drawer asks it for sizes and never looks whether they are numbers."""

    def __init__(self, seed: str, symbolic: bool = False) -> None:
        self.random = Random(seed)
        self.symbolic = symbolic
        self._sizes = SYMBOLS if symbolic else NUMBERS
        self._most = 3 if symbolic else 4

    def chance(self, probability: float) -> bool:
        return self.random.random() < probability

    def integer(self, least: int, most: int) -> int:
        return least + int(self.random.random() * (most - least + 1))

    def choice(self, items: Sequence[T]) -> T:
        return items[int(self.random.random() * len(items))]

    def size(self) -> Size:
        return self.choice(self._sizes)

    def positive(self) -> Size:
        """A size that is not 0."""
        while True:
            size = self.size()
            if size.terms:
                return size

    def shape(self, least: int = 0, most: int | None = None) -> Sizes:
        return tuple(self.size() for _ in range(self.integer(least, self._most if most is None else most)))

    def array(self, least: int = 0, most: int | None = None, kind: str = "zeros") -> Array:
        return Array(self.shape(least, most), kind)

    def mostly(self, size: Size) -> Size:
        """This size; now and then another one, so that NumPy fails."""
        return self.size() if self.chance(0.07) else size

    def variant(self, shape: Sizes, same: float = 0.6) -> Sizes:
        """A shape that broadcasts with this one, mostly."""
        axes = [number(1) if self.chance(0.2) else axis if self.chance(0.97) else self.size() for axis in shape]
        start = 0 if self.chance(same) or not axes else self.integer(0, len(axes))
        return tuple(axes[start:])

    def axis(self, rank: int) -> int:
        """An axis of so many, mostly one that is there."""
        if rank == 0 or self.chance(0.04):
            return self.integer(-rank - 2, rank + 1)
        return self.integer(-rank, rank - 1)

    def axes(self, rank: int) -> int | tuple[int, ...] | None:
        """The `axis` argument of a reduction."""
        kind = self.random.random()
        if kind < 0.2:
            return None
        return self.axis(rank) if kind < 0.6 else self.some_axes(rank)

    def axes_of(self, rank: int) -> int | tuple[int, ...] | None:
        """Like `axes`, but none of a number: NumPy's functions differ in whether they let that pass."""
        return self.axes(rank) if rank else None

    def some_axes(self, rank: int) -> tuple[int, ...]:
        if self.chance(0.05):
            return tuple(self.axis(rank) for _ in range(self.integer(0, 3)))
        chosen = self.random.sample(range(rank), self.integer(0, rank))
        return tuple(at - rank if self.chance(0.4) else at for at in chosen)

    def order(self, rank: int) -> tuple[int, ...]:
        order = self.random.sample(range(rank), rank)
        if self.chance(0.05):
            return tuple(order[:-1]) if self.chance(0.5) else (*order, 0)
        return tuple(at - rank if self.chance(0.3) else at for at in order)

    def maybe(self, value: T, probability: float = 0.5) -> T | None:
        return value if self.chance(probability) else None

    def flag(self) -> bool:
        return self.chance(0.5)
