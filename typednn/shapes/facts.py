"""Facts: what a program has checked about its sizes (``a == b``, ``d % h == 0``), used as rewriting."""

from __future__ import annotations

from dataclasses import dataclass, field

from typednn.shapes.shape import Axis, Broadcastable, Many, Shape, substitute_shape
from typednn.shapes.size import Name, Size, Verdict, compare, names, substitute


@dataclass
class Facts:
    """Equations between sizes, oriented so that one name is replaced by what it equals."""

    sizes: dict[Name, Size] = field(default_factory=dict)
    variadics: dict[Name, Shape] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.sizes or self.variadics)

    def copy(self) -> Facts:
        return Facts(dict(self.sizes), dict(self.variadics))

    def add_equal(self, left: Size, right: Size) -> bool:
        """Use ``left == right`` from now on; False if no name can be expressed by the others."""
        difference = self.normal(left) - self.normal(right)
        if not difference.terms:
            return True
        for found, coefficient in _linear_names(difference):
            rest = difference - Size((((((found, 1),), coefficient)),))
            self._rewrite(found, rest if coefficient == -1 else -rest)
            return True
        return False

    def define(self, found: Name, value: Size) -> None:
        """Write `value` for a name from now on."""
        value = self.normal(value)
        if found not in names(value):
            self._rewrite(found, value)

    def add_divisible(self, whole: Size, part: Size) -> bool:
        """Use ``whole % part == 0``: then whole is part times a whole number, ``whole//part``."""
        whole, part = self.normal(whole), self.normal(part)
        atom = whole.atom
        if not isinstance(atom, Name) or part.constant == 0 or atom in names(part):
            return False
        # The quotient has a name of its own, so that replacing `whole` ends.
        quotient = Name(f"{_spelling(whole)}//{_spelling(part)}", atom.scope)
        self._rewrite(atom, part * Size((((((quotient, 1),), 1)),)))
        return True

    def add_equal_shapes(self, left: Shape, right: Shape) -> bool:
        """Use that two shapes of the same form are equal, axis by axis."""
        if len(left) != len(right):
            return False
        for a, b in zip(left, right, strict=True):
            if isinstance(a, Size) and isinstance(b, Size):
                self.add_equal(a, b)
            elif isinstance(a, Many) and isinstance(b, Many) and a.name and b.name and a != b:
                self.variadics[a.formal] = (b,)
        return True

    def _rewrite(self, found: Name, value: Size) -> None:
        once = {found: value}
        self.sizes = {known: substitute(size, once) for known, size in self.sizes.items()}
        self.sizes[found] = value

    def normal(self, size: Size) -> Size:
        return substitute(size, self.sizes) if self.sizes else size

    def normal_axis(self, axis: Axis) -> Axis:
        if isinstance(axis, Size):
            return self.normal(axis)
        return Broadcastable(self.normal(axis.size)) if isinstance(axis, Broadcastable) else axis

    def normal_shape(self, shape: Shape) -> Shape:
        return substitute_shape(shape, self.sizes, self.variadics) if self else shape

    def compare(self, left: Size, right: Size) -> Verdict:
        return compare(self.normal(left), self.normal(right))


def _linear_names(difference: Size) -> list[tuple[Name, int]]:
    """The names that occur once, alone in their term, with coefficient 1 or -1; inner names first."""
    found = []
    for monomial, coefficient in difference.terms:
        if coefficient not in (1, -1) or len(monomial) != 1 or monomial[0][1] != 1:
            continue
        atom = monomial[0][0]
        rest = difference - Size(((monomial, coefficient),))
        if isinstance(atom, Name) and atom not in names(rest):
            found.append((atom, coefficient))
    found.sort(key=lambda item: (not item[0].name.startswith("{"), item[0].name))
    return found


def _spelling(size: Size) -> str:
    from typednn.shapes.render import render_size

    text = render_size(size)
    return text if text.isidentifier() or text.isdigit() or text.startswith("{") else f"({text})"
