"""A trial: what a check is given. It hands out cases, hears their conclusions, and counts.

for case in trial.cases(quick=200, full=5000):
    x = case.rng.normal(size=5)
    case.given(x=x)                            # printed if the case fails
    if case.assume(np.all(x != 0)):            # the hypotheses; a case in which they fail is no hit
        case.near(found, expected, tolerance)  # the conclusion
"""

import math
import zlib
from collections.abc import Iterable, Iterator
from itertools import product
from typing import TYPE_CHECKING, TypeVar

import numpy as np
from numpy.random import Generator

from typednn.contracts import Array
from typednn.errors import ConfigError
from typednn.theorems.evidence import Budget, Failure
from typednn.theorems.theorem import Theorem

if TYPE_CHECKING:
    from typednn.theorems.gate import Gate

_Thing = TypeVar("_Thing")
Number = float | Array
_SHOWN = 64  # entries of an array in a report; more are drawn again by the command that repeats the case


class Refuted(Exception):
    """A conclusion that does not hold."""

    def __init__(self, failure: Failure) -> None:
        super().__init__(failure.claim)
        self.failure = failure


class Trial:
    """One run of one theorem."""

    def __init__(
        self,
        theorem: Theorem,
        *,
        seed: int = 0,
        budget: Budget = Budget.QUICK,
        only: int | None = None,
        gate: "Gate | None" = None,
    ) -> None:
        self.theorem, self.seed, self.budget, self.only, self.gate = theorem, seed, budget, only, gate
        self.counted = self.hits = self._next = 0
        self.error: float | None = None
        self.tolerance: float | None = None
        self.slack: float | None = None
        self.lines: list[str] = []

    def cases(self, quick: int, full: int) -> Iterator["Case"]:
        """So many cases, each with random numbers of its own."""
        for _ in range(self.size(quick, full)):
            yield from self._case()

    def each(self, things: Iterable[_Thing]) -> Iterator[tuple["Case", _Thing]]:
        """A case for each of them."""
        for thing in things:
            for case in self._case():
                yield case, thing

    def grid(self, variables: int, degree: int = 1) -> Iterator[tuple["Case", Array]]:
        """All points of {0..degree}^variables, as floats.

        A polynomial that is of at most this degree in each of its variables, and vanishes on them all, is 0:
        as one of degree d with d + 1 roots, variable by variable. On small integers floats are exact, so
        that an identity of polynomials that holds here is proved for all real numbers.
        """
        for case, point in self.each(product(range(degree + 1), repeat=variables)):
            yield case, np.array(point, dtype=np.float64)

    def size(self, quick: int, full: int) -> int:
        """A number by the budget."""
        return quick if self.budget is Budget.QUICK else full

    def say(self, line: str) -> None:
        """A line for whoever reads the evidence: what a counterexample shows, a figure."""
        self.lines.append(line)

    def _case(self) -> Iterator["Case"]:
        number = self._next
        self._next += 1
        if self.only in (None, number):
            self.counted += 1
            yield Case(self, number)


class Case:
    """One case: random numbers that depend on seed, theorem and number alone."""

    def __init__(self, trial: Trial, number: int) -> None:
        self.trial, self.number = trial, number
        self._given: dict[str, object] = {}
        self._excluded = self._hit = False
        self._rng: Generator | None = None

    @property
    def rng(self) -> Generator:
        if self._rng is None:
            self._rng = np.random.default_rng(
                [self.trial.seed, zlib.crc32(self.trial.theorem.id.encode()), self.number]
            )
        return self._rng

    def given(self, **things: object) -> None:
        """What is printed if the case fails."""
        self._given.update(things)

    def stands_for(self, number: int) -> None:
        """Count this case as so many, where a whole array of them is concluded at once."""
        self._conclude()
        self.trial.counted += number - 1
        self.trial.hits += number - 1

    def assume(self, holds: object) -> bool:
        """Whether the hypotheses hold; if not, nothing may be concluded from the case."""
        self._excluded = self._excluded or not holds
        return not self._excluded

    def require(self, holds: object, claim: str) -> None:
        """`claim` is true."""
        self._conclude()
        if not holds:
            self._fail(f"not so: {claim}")

    def equal(self, found: object, expected: object, claim: str = "") -> None:
        """Equal, without any tolerance, in shape too."""
        self._conclude()
        same = np.array_equal(np.asarray(found), np.asarray(expected))
        if not same:
            self._fail(f"{claim or 'equality'}: found {_text(found)}, expected {_text(expected)}")

    def near(self, found: Number, expected: Number, tolerance: Number, claim: str = "") -> None:
        """|found − expected| ≤ tolerance, entry by entry."""
        self._conclude()
        self._require_source()
        if np.shape(found) != np.shape(expected):
            self._fail(f"{claim or 'closeness'}: found shape {np.shape(found)}, expected {np.shape(expected)}")
        error, limit = np.broadcast_arrays(np.abs(np.asarray(found) - np.asarray(expected)), np.asarray(tolerance))
        for worst in _worst(error, limit):
            self._note(float(error[worst]), float(limit[worst]))
            if not error[worst] <= limit[worst]:
                self._fail(
                    f"{claim or 'closeness'}: found {_text(found)}, expected {_text(expected)},"
                    f" off by {error[worst]:.3g}, tolerance {limit[worst]:.3g}"
                )

    def at_most(self, value: Number, bound: Number, allowance: Number = 0.0, claim: str = "") -> None:
        """value ≤ bound, up to an allowance for rounding."""
        self._conclude()
        if np.any(np.asarray(allowance) > 0):
            self._require_source()
        slack = np.asarray(bound) - np.asarray(value)
        least = float(np.min(slack, initial=math.inf))
        if not np.all(slack >= -np.asarray(allowance)):
            self._fail(f"{claim or 'inequality'}: {_text(value)} is above {_text(bound)} by {-least:.3g}")
        known = self.trial.slack
        self.trial.slack = least if known is None else min(known, least)

    def _note(self, error: float, tolerance: float) -> None:
        """Keep the pair that came closest to failing."""
        trial = self.trial
        if trial.tolerance is None or trial.error is None or error * trial.tolerance >= trial.error * tolerance:
            trial.error, trial.tolerance = error, tolerance

    def _conclude(self) -> None:
        if self._excluded:
            raise ConfigError(f"{self.trial.theorem.id}: a conclusion from a case whose hypotheses do not hold")
        if not self._hit:
            self._hit = True
            self.trial.hits += 1

    def _require_source(self) -> None:
        if not self.trial.theorem.tolerance:
            raise ConfigError(f"{self.trial.theorem.id} uses a tolerance and does not say where it comes from")

    def _fail(self, claim: str) -> None:
        given = tuple(f"{name} = {_text(value)}" for name, value in self._given.items())
        raise Refuted(Failure(claim, self.number, given))


def _worst(error: Array, limit: Array) -> Iterator[tuple[int, ...]]:
    """Where the error is the largest part of its limit; a NaN is worse than anything."""
    if error.size:
        part = np.where(error == 0, 0.0, np.where(limit > 0, error / np.where(limit > 0, limit, 1.0), np.inf))
        yield tuple(
            int(index) for index in np.unravel_index(np.argmax(np.where(np.isnan(part), np.inf, part)), part.shape)
        )


def _text(value: object) -> str:
    """With all digits."""
    if not isinstance(value, np.ndarray) or value.ndim == 0:
        return repr(value)
    text = np.array2string(value, separator=", ", floatmode="unique", threshold=_SHOWN, max_line_width=10_000)
    return f"{value.dtype}{list(value.shape)} {' '.join(text.split())}"
