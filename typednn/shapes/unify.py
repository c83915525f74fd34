"""Unification: what the names of a declared shape must be for an actual shape to have it."""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass, field

from typednn.shapes.facts import Facts
from typednn.shapes.render import quoted, render_axis
from typednn.shapes.shape import (
    ANY,
    UNKNOWN,
    Axis,
    Broadcastable,
    Many,
    Shape,
    Unknown,
    broadcasts_into,
    compare_shapes,
    is_exact,
    substitute_shape,
    variadic_at,
)
from typednn.shapes.size import ONE, Name, Size, Verdict, is_nonnegative, names, substitute


class Unknowable(Exception):
    """A rule gives up: the result is not known, for the reason that the message says."""


class Mismatch(Exception):
    """Two shapes that cannot agree. `sentence` says why; `hint` what to do, where that is plain.

    `place` leads to the item of a tuple or dict that is at fault, by positions and keys.
    """

    def __init__(self, sentence: str, hint: str = "") -> None:
        super().__init__(sentence + (f"; {hint}" if hint else ""))
        self.sentence, self.hint = sentence, hint
        self.place: tuple[object, ...] = ()


@dataclass(frozen=True)
class Bound:
    """The value of a name, and the argument that gave it."""

    value: Size | Unknown
    source: str


@dataclass(frozen=True)
class BoundShape:
    """The axes that a variadic name stands for, and the argument that gave them.

    After ``*#name`` only, more may come: it stands for some shape to which these are broadcast.
    """

    value: Shape
    source: str
    broadcasts: bool = False


@dataclass
class Unifier:
    """Collects bindings over the arguments of one call.

    Only names whose scope is in `scopes` are bound; all others are rigid. Every method returns SAME
    (proved), or UNKNOWN (assumed: something was unknown), or raises `Mismatch`.
    """

    scopes: Container[str] = ("",)
    facts: Facts = field(default_factory=Facts)
    sizes: dict[Name, Bound] = field(default_factory=dict)
    variadics: dict[Name, BoundShape] = field(default_factory=dict)
    _pending: list[tuple[Size, Size, str, Shape, Shape]] = field(default_factory=list)

    @property
    def waiting(self) -> int:
        """The number of sizes that wait for names to be bound."""
        return len(self._pending)

    def is_formal(self, found: Name) -> bool:
        return found.scope in self.scopes

    def bind(self, found: Name, value: Size | Unknown, source: str) -> None:
        """Give a name a value from outside, as for ``{n}``."""
        self.sizes.setdefault(found, Bound(value, source))

    def forget(self, text: str) -> None:
        """Let a name, or ``*name``, be bound anew."""
        for bindings in (self.sizes, self.variadics):
            for found in [each for each in bindings if each.name.lstrip("*") == text and self.is_formal(each)]:
                del bindings[found]

    def unify(self, declared: Shape, actual: Shape, source: str) -> Verdict:
        """Match the shape `actual` of the thing called `source` with a declared shape."""
        actual = self.facts.normal_shape(actual)
        at, other = variadic_at(declared), variadic_at(actual)
        least, most = len(declared) - (at is not None), None if at is not None else len(declared)
        if at is not None and other is not None and _askew(declared, actual, at, other):
            raise Mismatch(self._rank_sentence(declared, actual, source))
        too_few = other is None and len(actual) < least
        if too_few or (most is not None and len(actual) - (other is not None) > most):
            raise Mismatch(self._rank_sentence(declared, actual, source))
        head = min(len(declared) if at is None else at, len(actual) if other is None else other)
        tail = 0
        if at is not None or other is not None:
            after = [len(shape) - where - 1 for shape, where in ((declared, at), (actual, other)) if where is not None]
            tail = min(after)
            if at is None or other is None:
                tail = min(tail, (len(declared) if at is None else len(actual)) - head)
        pairs = [*zip(declared[:head], actual[:head], strict=False)]
        pairs += zip(declared[len(declared) - tail :], actual[len(actual) - tail :], strict=True) if tail else ()
        verdicts = [self._axis(a, b, source, declared, actual) for a, b in pairs]
        if at is None and other is None:
            return _all(verdicts)
        inner, rest = declared[head : len(declared) - tail], actual[head : len(actual) - tail]
        verdicts.append(self._middle(inner, rest, source, declared, actual))
        return _all(verdicts)

    def _middle(self, inner: Shape, rest: Shape, source: str, declared: Shape, actual: Shape) -> Verdict:
        """Match what is left between the axes that stand at the same place from an end."""
        if len(inner) == 1 and isinstance(inner[0], Many):
            return self._many(inner[0], rest, source, declared, actual)
        for axis in inner:
            if isinstance(axis, Many):
                self._many(axis, ANY, source, declared, actual)
            elif isinstance(axis, Size) and isinstance(axis.atom, Name) and self.is_formal(axis.atom):
                self.sizes.setdefault(axis.atom, Bound(UNKNOWN, source))
        return Verdict.UNKNOWN

    def _many(self, axis: Many, actual: Shape, source: str, declared: Shape, whole: Shape) -> Verdict:
        if not axis.name:
            return Verdict.SAME
        if not self.is_formal(axis.formal):
            if axis.broadcasts and broadcasts_into(actual, (Many(axis.name, axis.scope),)):
                return Verdict.SAME
            return self._same_shapes((axis,), actual, source, declared, whole)
        before = self.variadics.get(axis.formal)
        if before is None:
            self.variadics[axis.formal] = BoundShape(actual, source, axis.broadcasts)
            return Verdict.SAME  # the first shape is whatever it is
        verdict = self._meet_bound(axis, before, actual, source)
        if verdict is Verdict.DIFFERENT:
            known = f'*{axis.name} = {quoted(before.value)} (from "{before.source}")'
            raise Mismatch(f'"{source}" has shape {quoted(whole)}, expected {quoted(declared)} with {known}')
        return verdict

    def _meet_bound(self, axis: Many, before: BoundShape, actual: Shape, source: str) -> Verdict:
        """What ``*name`` and ``*#name`` ask of a shape, once one of them has a value."""
        if not before.broadcasts and not axis.broadcasts:
            return compare_shapes(before.value, actual)
        if not before.broadcasts and broadcasts_into(actual, before.value):
            return Verdict.SAME
        from typednn.shapes.rules.broadcast import broadcast  # the rules know this module

        try:
            common = broadcast(before.value, actual)
        except Mismatch:
            return Verdict.DIFFERENT
        known = is_exact(before.value) and is_exact(actual)
        if not before.broadcasts:
            return _at_most(compare_shapes(common, before.value), known)
        origin = before.source if common == before.value else source
        self.variadics[axis.formal] = BoundShape(common, origin, axis.broadcasts)
        return _at_most(Verdict.SAME if axis.broadcasts else compare_shapes(common, actual), known)

    def _same_shapes(self, expected: Shape, actual: Shape, source: str, declared: Shape, whole: Shape) -> Verdict:
        verdict = compare_shapes(expected, actual)
        if verdict is Verdict.DIFFERENT:
            raise Mismatch(self._expected_sentence(declared, whole, source))
        return verdict

    def _axis(self, expected: Axis, actual: Axis, source: str, declared: Shape, whole: Shape) -> Verdict:
        if isinstance(expected, Unknown):
            return Verdict.SAME
        if isinstance(expected, Broadcastable):
            if actual == ONE:
                return Verdict.SAME
            if isinstance(actual, Broadcastable):
                actual = actual.size
            expected = expected.size
        if isinstance(expected, Many) or isinstance(actual, Many):
            return Verdict.UNKNOWN
        atom = expected.atom
        if isinstance(atom, Name) and self.is_formal(atom):
            return self._name(atom, actual, source, declared, whole)
        if not isinstance(actual, Size):
            return Verdict.UNKNOWN
        if any(self.is_formal(found) for found in names(expected)):
            self._pending.append((expected, actual, source, declared, whole))
            return Verdict.SAME
        return self._compare(self.facts.normal(expected), actual, source, declared, whole)

    def _name(self, atom: Name, actual: Axis, source: str, declared: Shape, whole: Shape) -> Verdict:
        size = actual if isinstance(actual, Size) else UNKNOWN
        before = self.sizes.get(atom)
        if before is None or isinstance(before.value, Unknown):
            if before is None or isinstance(size, Size):
                self.sizes[atom] = Bound(size, source)
            return Verdict.SAME if before is None else Verdict.UNKNOWN  # the first size is whatever it is
        if isinstance(size, Unknown):
            return Verdict.UNKNOWN
        return self._compare(before.value, size, source, declared, whole)

    def _compare(self, expected: Size, actual: Size, source: str, declared: Shape, whole: Shape) -> Verdict:
        verdict = self.facts.compare(expected, actual)
        if verdict is Verdict.DIFFERENT:
            raise Mismatch(self._expected_sentence(declared, whole, source))
        return verdict

    def finish(self) -> Verdict:
        """Check the expressions, now that the plain names are bound."""
        verdict = Verdict.SAME
        for expected, actual, source, declared, whole in self._pending:
            wanted = self.value(expected)
            if wanted is None:
                verdict = _all([verdict, self._solve(expected, actual, source, declared, whole)])
            else:
                verdict = _all([verdict, self._compare(wanted, actual, source, declared, whole)])
        self._pending.clear()
        return verdict

    def _solve(self, expected: Size, actual: Size, source: str, declared: Shape, whole: Shape) -> Verdict:
        """``n+1`` given as 5, with n not bound otherwise: n is 4."""
        missing = {found for found in names(expected) if self.is_formal(found) and found not in self.sizes}
        if len(missing) == 1:
            (found,) = missing
            rest = self.value(expected - Size((((((found, 1),), 1)),)))
            if rest is not None and found not in names(rest):
                value = actual - rest
                if is_nonnegative(-value - 1):
                    raise Mismatch(self._expected_sentence(declared, whole, source))
                self.sizes[found] = Bound(value, source)
        return Verdict.UNKNOWN

    def value(self, size: Size) -> Size | None:
        """The size with all its names replaced by what they are bound to; None if one is not known."""
        known: dict[Name, Size] = {}
        for found in names(size):
            if not self.is_formal(found):
                continue
            bound = self.sizes.get(found)
            if bound is None or isinstance(bound.value, Unknown):
                return None
            known[found] = bound.value
        return self.facts.normal(substitute(size, known))

    def apply(self, shape: Shape) -> Shape:
        """A shape in terms of the caller: bound names replaced, names that nothing bound unknown."""
        axes: list[Axis] = []
        for axis in shape:
            if isinstance(axis, Size):
                axes.append(self.value(axis) or UNKNOWN)
            elif isinstance(axis, Broadcastable):
                size = self.value(axis.size)
                axes.append(Broadcastable(size) if size is not None else UNKNOWN)
            elif isinstance(axis, Many) and axis.name and self.is_formal(axis.formal):
                axes.extend(self._variadic(axis))
            else:
                axes.append(axis)
        return substitute_shape(tuple(axes), {}, {})

    def _variadic(self, axis: Many) -> Shape:
        """The axes that a variadic name of the callee stands for."""
        bound = self.variadics.get(axis.formal)
        if bound is None:
            return ANY
        if not bound.broadcasts:
            return bound.value
        from typednn.shapes.rules.broadcast import broadcast_to  # the rules know this module

        return broadcast_to(bound.value, ANY)

    def _rank_sentence(self, declared: Shape, actual: Shape, source: str) -> str:
        return (
            f'"{source}" has shape {quoted(actual)}, expected {quoted(declared)}: '
            f"{_axes(actual)} instead of {_axes(declared)}"
        )

    def _expected_sentence(self, declared: Shape, actual: Shape, source: str) -> str:
        sentence = f'"{source}" has shape {quoted(actual)}, expected {quoted(declared)}'
        known = self.known_values(declared, source)
        return f"{sentence} with {known}" if known else sentence

    def known_values(self, declared: Shape, source: str) -> str:
        """``fan_in = 784 (from "x")`` for each bound name of the shape that another argument gave."""
        parts = []
        for axis in declared:
            size = axis.size if isinstance(axis, Broadcastable) else axis
            for found in names(size) if isinstance(size, Size) else ():
                bound = self.sizes.get(found)
                if bound is None or isinstance(bound.value, Unknown) or bound.source == source:
                    continue
                known = render_axis(bound.value)
                part = f'{found.name} = {known} (from "{bound.source}")'
                if known == found.name:  # the caller's size of this name, which is another one
                    part = f'{known} from "{bound.source}"'
                if part not in parts:
                    parts.append(part)
        return ", ".join(parts)


def _askew(left: Shape, right: Shape, at: int, other: int) -> bool:
    """``*batch n`` and ``*batch``: with the same batch, one has more axes than the other."""
    many = left[at]
    return many == right[other] and isinstance(many, Many) and bool(many.name) and len(left) != len(right)


def _axes(shape: Shape) -> str:
    count = len(shape) - (variadic_at(shape) is not None)
    plural = "axis" if count == 1 else "axes"
    return f"{'at least ' if variadic_at(shape) is not None else ''}{count} {plural}"


def _at_most(verdict: Verdict, known: bool) -> Verdict:
    """Nothing is the same for certain of which something is not known."""
    return Verdict.UNKNOWN if verdict is Verdict.SAME and not known else verdict


def _all(verdicts: list[Verdict]) -> Verdict:
    return Verdict.SAME if all(verdict is Verdict.SAME for verdict in verdicts) else Verdict.UNKNOWN
