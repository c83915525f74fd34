"""What a primitive is: a function with several readings (value, derivative forward and backward, examples).

Examples are drawn from the contract itself: every name in it gets a random size, every array is filled with
normal numbers.
"""

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.random import Generator

from typednn.contracts import Array

Sizes = Mapping[str, tuple[int, ...]]
Precision = type[np.floating]
Maker = Callable[[Generator, Sizes, Precision], object]
# How far from a kink an example stays: far enough for every step of a difference quotient.
MARGIN = 1e-2


@dataclass(frozen=True)
class Example:
    """A call: `args` in order, of which those at `active` are the primals, and `options` by keyword."""

    args: tuple[object, ...]
    active: tuple[int, ...]
    options: Mapping[str, object]

    @property
    def primals(self) -> tuple[Array, ...]:
        return tuple(array for index in self.active if isinstance(array := self.args[index], np.ndarray))

    def at(self, primals: tuple[Array, ...]) -> "Example":
        """The same call with other primals."""
        args = list(self.args)
        for index, primal in zip(self.active, primals, strict=True):
            args[index] = primal
        return Example(tuple(args), self.active, self.options)


@dataclass(frozen=True)
class Primitive:
    """A function on arrays and what is known of it.

    `ranges` bounds the sizes that an example may have (1 to 5 otherwise). `constants` makes the arguments
    that are not differentiated, `options` those by keyword. `kinks` gives numbers that vanish where the
    function has no derivative. A polynomial, of degree 2 at most, can be checked in exact arithmetic.
    """

    name: str
    forward: Callable[..., Array]
    vjp: Callable[..., Array | tuple[Array, ...]]
    jvp: Callable[..., Array] | None = None
    ranges: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    constants: Mapping[str, Maker] = field(default_factory=dict)
    options: Mapping[str, Maker] = field(default_factory=dict)
    kinks: Callable[..., Array] | None = None
    polynomial: bool = False

    def value(self, example: Example) -> Array:
        """The function at the example."""
        return self.forward(*example.args, **example.options)

    def pull_back(self, dy: Array, example: Example) -> tuple[Array, ...]:
        """The cotangent of every primal, from that of the value."""
        cotangents = self.vjp(dy, *example.args, **example.options)
        return cotangents if isinstance(cotangents, tuple) else (cotangents,)

    def push_forward(self, tangents: tuple[Array, ...], example: Example) -> Array | None:
        """The tangent of the value, where there is a `jvp`."""
        return self.jvp(*example.args, *tangents, **example.options) if self.jvp is not None else None

    def draw(self, rng: Generator, dtype: Precision = np.float64) -> Example:
        """A random example, of random sizes, away from every kink."""
        while True:
            example = self._draw(rng, dtype)
            if self.kinks is None:
                return example
            if np.all(np.abs(self.kinks(*example.args, **example.options)) > MARGIN):
                return example

    def _draw(self, rng: Generator, dtype: Precision) -> Example:
        parameters = list(inspect.signature(self.forward).parameters.values())
        given = [parameter for parameter in parameters if parameter.kind is not parameter.KEYWORD_ONLY]
        sizes = self._draw_sizes(rng, [parameter.annotation for parameter in given])
        args: list[object] = []
        active: list[int] = []
        for index, parameter in enumerate(given):
            if parameter.name in self.constants:
                args.append(self.constants[parameter.name](rng, sizes, dtype))
                continue
            active.append(index)
            args.append(rng.normal(size=_shape(parameter.annotation, sizes)).astype(dtype))
        options = {name: make(rng, sizes, dtype) for name, make in self.options.items()}
        return Example(tuple(args), tuple(active), options)

    def _draw_sizes(self, rng: Generator, annotations: list[object]) -> Sizes:
        """A size for every name in the contract, or for `*name` several, as many as it likes."""
        sizes: dict[str, tuple[int, ...]] = {}
        for word in (word for annotation in annotations for word in _words(annotation)):
            low, high = self.ranges.get(word, (1, 5))
            count = int(rng.integers(0, 4)) if word.startswith("*") else 1
            sizes.setdefault(word, tuple(rng.integers(low, high + 1, count).tolist()))
        return sizes


def _words(annotation: object) -> list[str]:
    return str(getattr(annotation, "dim_str", "")).split()


def _shape(annotation: object, sizes: Sizes) -> tuple[int, ...]:
    return tuple(size for word in _words(annotation) for size in sizes[word])
