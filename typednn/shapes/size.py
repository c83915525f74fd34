"""A size: an integer polynomial over names, kept in normal form, so that equal sizes are equal objects.

Beside ``+ - *`` and powers it knows ``//``, ``%``, ``min`` and ``max``: what of these cannot be
computed stays inside the polynomial as an atom. ``a % b`` is ``a - b*(a//b)``, so the two agree.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum
from functools import lru_cache
from itertools import permutations
from math import gcd


@dataclass(frozen=True, slots=True)
class Name:
    """A size that has a name. Two names are the same size only if their scopes are the same too."""

    name: str
    scope: str = ""

    @property
    def key(self) -> tuple[str, ...]:
        return ("a", self.name, self.scope)


@dataclass(frozen=True, slots=True)
class Operation:
    """``//``, ``min``, ``max`` or ``**`` of sizes, where nothing simpler is equal to it."""

    operator: str
    operands: tuple[Size, ...]
    key: tuple[str, ...] = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "key", ("b", self.operator, *(str(size.key) for size in self.operands)))


Atom = Name | Operation
Monomial = tuple[tuple[Atom, int], ...]


@dataclass(frozen=True, slots=True)
class Size:
    """``sum(coefficient * monomial)``; build it with `number`, `name` and the operators."""

    terms: tuple[tuple[Monomial, int], ...]
    _hash: int = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_hash", hash(self.terms))

    def __hash__(self) -> int:
        return self._hash

    @property
    def key(self) -> tuple[object, ...]:
        return tuple((tuple((atom.key, power) for atom, power in term), number) for term, number in self.terms)

    @property
    def constant(self) -> int | None:
        """The number that this size is, or None if it depends on a name."""
        if not self.terms:
            return 0
        if len(self.terms) == 1 and not self.terms[0][0]:
            return self.terms[0][1]
        return None

    @property
    def atom(self) -> Atom | None:
        """The single atom that this size is, or None."""
        if len(self.terms) == 1 and self.terms[0][1] == 1:
            monomial = self.terms[0][0]
            if len(monomial) == 1 and monomial[0][1] == 1:
                return monomial[0][0]
        return None

    def __add__(self, other: Size | int) -> Size:
        other = as_size(other)
        terms = dict(self.terms)
        for monomial, coefficient in other.terms:
            terms[monomial] = terms.get(monomial, 0) + coefficient
        return _polynomial(terms)

    def __neg__(self) -> Size:
        return Size(tuple((monomial, -coefficient) for monomial, coefficient in self.terms))

    def __sub__(self, other: Size | int) -> Size:
        return self + -as_size(other)

    def __mul__(self, other: Size | int) -> Size:
        other = as_size(other)
        terms: dict[Monomial, int] = {}
        for left, a in self.terms:
            for right, b in other.terms:
                monomial = _times(left, right)
                terms[monomial] = terms.get(monomial, 0) + a * b
        return _polynomial(terms)

    def __pow__(self, other: Size | int) -> Size:
        exponent = as_size(other)
        power = exponent.constant
        if power is None or power < 0 or power > 64:
            return _single(Operation("**", (self, exponent)))
        result = ONE
        for _ in range(power):
            result = result * self
        return result

    def __floordiv__(self, other: Size | int) -> Size:
        quotient, rest = divide(self, as_size(other))
        return quotient + _floor(rest, as_size(other))

    def __mod__(self, other: Size | int) -> Size:
        other = as_size(other)
        return self - other * (self // other)


def as_size(value: Size | int) -> Size:
    return value if isinstance(value, Size) else number(value)


@lru_cache(maxsize=4096)
def number(value: int) -> Size:
    return Size((((), int(value)),) if value else ())


@lru_cache(maxsize=8192)
def name(text: str, scope: str = "") -> Size:
    return _single(Name(text, scope))


def _single(atom: Atom) -> Size:
    return Size(((((atom, 1),), 1),))


def _term_key(term: tuple[Monomial, int]) -> tuple[int, object]:
    monomial = term[0]
    return (-sum(power for _, power in monomial), tuple((atom.key, -power) for atom, power in monomial))


def _polynomial(terms: Mapping[Monomial, int]) -> Size:
    present = [(monomial, coefficient) for monomial, coefficient in terms.items() if coefficient]
    if len(present) > 1:
        present.sort(key=_term_key)
    return Size(tuple(present))


def _times(left: Monomial, right: Monomial) -> Monomial:
    if not left:
        return right
    if not right:
        return left
    powers = dict(left)
    for atom, power in right:
        powers[atom] = powers.get(atom, 0) + power
    return tuple(sorted(powers.items(), key=lambda item: item[0].key))


def _quotient(whole: Monomial, part: Monomial) -> Monomial | None:
    powers = dict(whole)
    for atom, power in part:
        left = powers.get(atom, 0) - power
        if left < 0:
            return None
        powers[atom] = left
    return tuple((atom, power) for atom, power in powers.items() if power)


def divide(whole: Size, by: Size) -> tuple[Size, Size]:
    """``whole = quotient * by + rest``, as much of it in the quotient as leading terms allow."""
    if not by.terms:
        return number(0), whole
    lead, factor = by.terms[0]
    quotient: Size = number(0)
    rest, kept = whole, number(0)
    while rest.terms:
        monomial, coefficient = rest.terms[0]
        share = _quotient(monomial, lead)
        times = coefficient // factor if share is not None else 0
        if share is not None and times:
            step = _polynomial({share: times})
            quotient, rest = quotient + step, rest - step * by
        if rest.terms and rest.terms[0][0] == monomial:
            head = Size((rest.terms[0],))
            kept, rest = kept + head, rest - head
    return quotient, kept


def exact_quotient(whole: Size, by: Size) -> Size | None:
    """``whole / by`` if it is a polynomial again, else None."""
    quotient, rest = divide(whole, by)
    return quotient if by.terms and not rest.terms else None


def _floor(rest: Size, by: Size) -> Size:
    """``rest // by`` for what `divide` leaves over."""
    top, bottom = rest.constant, by.constant
    if top == 0 and bottom != 0:
        return number(0)
    if top is not None and bottom is not None and bottom != 0:
        return number(top // bottom)
    return _single(Operation("//", (rest, by)))


def minimum(*sizes: Size | int) -> Size:
    """The least of the sizes; what is known to be larger than another one is left out."""
    return _extreme("min", [as_size(size) for size in sizes], lambda a, b: is_nonnegative(b - a))


def maximum(*sizes: Size | int) -> Size:
    """The greatest of the sizes; what is known to be smaller than another one is left out."""
    return _extreme("max", [as_size(size) for size in sizes], lambda a, b: is_nonnegative(a - b))


def _extreme(operator: str, sizes: Iterable[Size], beats: Callable[[Size, Size], bool]) -> Size:
    kept: list[Size] = []
    for size in _flat(operator, sizes):
        if any(beats(other, size) for other in kept):
            continue
        kept = [other for other in kept if not beats(size, other)] + [size]
    if len(kept) == 1:
        return kept[0]
    kept.sort(key=lambda size: str(size.key))
    return _single(Operation(operator, tuple(kept)))


def _flat(operator: str, sizes: Iterable[Size]) -> Iterator[Size]:
    for size in sizes:
        atom = size.atom
        if isinstance(atom, Operation) and atom.operator == operator:
            yield from atom.operands
        else:
            yield size


def is_nonnegative(size: Size) -> bool:
    """True only if the size is ≥ 0 whatever its names are, which stand for no negative number."""
    return all(
        coefficient > 0 and all(power % 2 == 0 or _atom_is_nonnegative(atom) for atom, power in monomial)
        for monomial, coefficient in size.terms
    )


def is_positive(size: Size) -> bool:
    """True only if the size is ≥ 1 whatever its names are."""
    return is_nonnegative(size - 1)


def _atom_is_nonnegative(atom: Atom) -> bool:
    if isinstance(atom, Name):
        return True
    if atom.operator == "max":
        return any(map(is_nonnegative, atom.operands))
    return all(map(is_nonnegative, atom.operands))


class Verdict(Enum):
    """What comparing two sizes or shapes tells."""

    SAME = "same"
    DIFFERENT = "different"
    UNKNOWN = "unknown"


def compare(left: Size, right: Size) -> Verdict:
    """Same in normal form; different if they differ for general values of the names; else unknown.

    Two different names are different sizes unless a fact says otherwise. A difference in which ``//``,
    ``min`` or ``max`` takes part must be one at all of many points, and not just say what a name on the
    other side is. Nothing is concluded from two names of one spelling in two scopes (an int ``n``
    beside an axis ``n``); nor from a name whose scope begins with ``?``, which stands for a size that
    nobody promised (the length of ``x[mask]``). A scope that begins with ``?.`` is an object: its names
    differ among themselves, and are unknown to all others; ``?.net|rows columns`` is one whose maker
    spoke of rows and columns, and so do others who use these words.
    """
    if left == right:
        return Verdict.SAME
    difference = left - right
    if not difference.terms:
        return Verdict.SAME
    if is_positive(difference) or is_positive(-difference) or _has_remainder(difference):
        return Verdict.DIFFERENT
    return Verdict.DIFFERENT if _differ_in_general(left, right, difference) else Verdict.UNKNOWN


def _differ_in_general(left: Size, right: Size, difference: Size) -> bool:
    found = list(dict.fromkeys(names(difference)))
    objects = {atom.scope for atom in found if atom.scope.startswith("?")}
    if objects and not _speak_one_language(found, objects):
        return False
    spelled = {_word(atom) for atom in found}
    if len(spelled) < len(found):
        return False
    if _is_polynomial(difference):
        return True
    for side, other in ((left, right), (right, left)):
        if side.constant is None and _is_polynomial(side) and set(names(side)).isdisjoint(names(other)):
            return False
    return never_zero(difference)


def _has_remainder(size: Size) -> bool:
    """Whether the size is never 0 because it is never divisible, as 4*a - 4*b + 1."""
    rest = sum(coefficient for monomial, coefficient in size.terms if not monomial)
    common = gcd(*(coefficient for monomial, coefficient in size.terms if monomial))
    return common > 1 and rest % common != 0


def _is_polynomial(size: Size) -> bool:
    return all(isinstance(atom, Name) for atom in atoms(size))


def _speak_one_language(found: list[Name], objects: set[str]) -> bool:
    """Whether names of an object can be told from each other, and from those that are not its own."""
    scope, *more = objects
    if more or len(found) < 2 or not scope.startswith("?."):
        return False
    words = scope.partition("|")[2].split()
    return all(atom.scope == scope or _word(atom) in words for atom in found)


def _word(found: Name) -> str:
    """``n``, as also ``{n}`` and ``{self.n}`` are spelled."""
    return found.name.strip("{}").removeprefix("self.")


def atoms(size: Size) -> Iterator[Atom]:
    """The atoms of the polynomial itself, each once."""
    return iter({atom: None for monomial, _ in size.terms for atom, _ in monomial})


def names(size: Size) -> Iterator[Name]:
    """All names in the size, those inside operations included."""
    for atom in atoms(size):
        if isinstance(atom, Name):
            yield atom
        else:
            for operand in atom.operands:
                yield from names(operand)


def substitute(size: Size, values: Mapping[Name, Size]) -> Size:
    """Replace all the given names at once, and bring the result to normal form."""
    if not values or not any(found in values for found in names(size)):
        return size
    total = number(0)
    for monomial, coefficient in size.terms:
        product = number(coefficient)
        for atom, power in monomial:
            product = product * _replace(atom, values) ** power
        total = total + product
    return total


def _replace(atom: Atom, values: Mapping[Name, Size]) -> Size:
    if isinstance(atom, Name):
        return values[atom] if atom in values else _single(atom)
    return apply(atom.operator, [substitute(operand, values) for operand in atom.operands])


def apply(operator: str, operands: list[Size]) -> Size:
    """The size ``operator(operands)``; ``//``, ``**``, ``min``, ``max``."""
    if operator == "//":
        return operands[0] // operands[1]
    if operator == "**":
        return operands[0] ** operands[1]
    return (minimum if operator == "min" else maximum)(*operands)


def value_at(size: Size, values: Mapping[Name, int]) -> int:
    """The number that the size is at a point; raises `ZeroDivisionError` where it has none."""
    total = 0
    for monomial, coefficient in size.terms:
        for atom, power in monomial:
            found = values[atom] if isinstance(atom, Name) else _operation_at(atom, values)
            coefficient *= found**power
        total += coefficient
    return total


def _operation_at(atom: Operation, values: Mapping[Name, int]) -> int:
    operands = [value_at(operand, values) for operand in atom.operands]
    if atom.operator == "//":
        return operands[0] // operands[1]
    return min(operands) if atom.operator == "min" else max(operands)


# Each divides the next, in ratios that no program writes down; those of the second have all small divisors.
_CHAINS = ((10, 60, 420, 4620), (40320, 524160, 8910720, 169303680))


@lru_cache(maxsize=8)
def _points(count: int) -> tuple[tuple[int, ...], ...]:
    """Points at which an equation is likely to hold somewhere, if it holds under a usual assumption.

    Usual are: one size divides another, is even or odd, is larger than another.
    """
    rng = random.Random(count)
    found = [order for chain in _CHAINS for order in permutations(chain, count)]
    return (*found, *(tuple(rng.sample(range(2, 2000), count)) for _ in range(16)))


@lru_cache(maxsize=4096)
def never_zero(size: Size) -> bool:
    """Whether a size with operations is not zero at any of many points; False if that is too much to ask."""
    found = list(dict.fromkeys(names(size)))
    if not 0 < len(found) <= len(_CHAINS[0]) or _has_powers(size):
        return False
    try:
        return all(value_at(size, dict(zip(found, point, strict=True))) for point in _points(len(found)))
    except ZeroDivisionError:
        return False


def _has_powers(size: Size) -> bool:
    """Whether a name stands in an exponent: the numbers would be too large."""
    return any(
        isinstance(atom, Operation) and (atom.operator == "**" or any(map(_has_powers, atom.operands)))
        for atom in atoms(size)
    )


def evaluate(size: Size, values: Mapping[str, int]) -> int:
    """The number that the size is when its names have these values."""
    known = {found: number(values[found.name]) for found in names(size)}
    result = substitute(size, known).constant
    if result is None:
        raise ZeroDivisionError(f"the size has no value at {dict(values)}")
    return result


ZERO = number(0)
ONE = number(1)
