"""Enclosures: intervals of rationals that certainly hold Z, the Boltzmann law and the Gibbs probabilities.

Every bound is a rational number and every rounding goes outward, so that "p lies in [a, b]" is proved.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor

from typednn.errors import ConfigError


@dataclass(frozen=True)
class Enclosure:
    """All numbers from `low` to `high`."""

    low: Fraction
    high: Fraction

    def __post_init__(self) -> None:
        if self.low > self.high:
            raise ConfigError(f"an enclosure from {self.low} to {self.high} is empty: low must not exceed high")

    def __contains__(self, value: Fraction | float | int) -> bool:
        return self.low <= Fraction(value) <= self.high

    def __add__(self, other: "Enclosure") -> "Enclosure":
        return Enclosure(self.low + other.low, self.high + other.high)

    def __truediv__(self, other: "Enclosure") -> "Enclosure":
        """For what is not negative, by what is positive."""
        if self.low < 0 or other.low <= 0:
            raise ConfigError(f"[{self.low}, {self.high}] / [{other.low}, {other.high}] may cross zero")
        return Enclosure(self.low / other.high, self.high / other.low)

    @property
    def width(self) -> Fraction:
        return self.high - self.low

    def rounded(self, bits: int) -> "Enclosure":
        """The same or a little wider, with bounds that are multiples of 2^−bits."""
        scale = 1 << bits
        return Enclosure(Fraction(floor(self.low * scale), scale), Fraction(ceil(self.high * scale), scale))


def exponential(x: Fraction, bits: int = 80) -> Enclosure:
    """e^x: Taylor's series at x / 2^k with its remainder, squared k times, rounded outward."""
    halvings = max(0, ceil(abs(x)).bit_length() + 2)
    small = x / 2**halvings  # |small| ≤ ¼
    term = total = Fraction(1)
    order = 0
    while abs(term) > Fraction(1, 1 << (bits + 2 * halvings + 8)):
        order += 1
        term = term * small / order
        total += term
    # The rest is less than twice the next term, since each is at most an eighth of the one before.
    rest = 2 * abs(term)
    value = Enclosure(total - rest, total + rest)
    for _ in range(halvings):
        value = Enclosure(value.low**2, value.high**2).rounded(2 * bits + 2 * halvings + ceil(abs(x)) * 2)
    return value


def partition(energies: Sequence[int | Fraction], beta: Fraction, bits: int = 80) -> Enclosure:
    """Z = Σ e^{−βE}."""
    total = Enclosure(Fraction(0), Fraction(0))
    for energy in energies:
        total += exponential(-beta * energy, bits)
    return total


def law(energies: Sequence[int | Fraction], beta: Fraction, bits: int = 80) -> list[Enclosure]:
    """e^{−βE} / Z for each state."""
    z = partition(energies, beta, bits)
    return [exponential(-beta * energy, bits) / z for energy in energies]


def gibbs(field: int | Fraction, beta: Fraction, bits: int = 80) -> Enclosure:
    """1 / (1 + e^{−2βh})."""
    weight = exponential(-2 * beta * field, bits)
    return Enclosure(1 / (1 + weight.high), 1 / (1 + weight.low))
