"""Shapes as people read them: the notation of the contract language, in the user's own names."""

from __future__ import annotations

from functools import lru_cache

from typednn.shapes.shape import Axis, Broadcastable, Shape, Unknown
from typednn.shapes.size import Atom, Monomial, Name, Operation, Size, names


@lru_cache(maxsize=8192)
def render_size(size: Size) -> str:
    """``n-k+1``: the positive terms first, no spaces."""
    size = meant_size(size)
    if not size.terms:
        return "0"
    constants = [term for term in size.terms if not term[0]]
    named = [term for term in size.terms if term[0]]
    ordered = [*(t for t in named if t[1] > 0), *(t for t in named if t[1] < 0), *constants]
    text = ""
    for monomial, coefficient in ordered:
        sign = "-" if coefficient < 0 else "+" if text else ""
        text += sign + _term(monomial, abs(coefficient))
    return text


def _term(monomial: Monomial, coefficient: int) -> str:
    factors = [_power(atom, power) for atom, power in monomial]
    if coefficient != 1 or not factors:
        factors.insert(0, str(coefficient))
    return "*".join(factors)


def _power(atom: Atom, power: int) -> str:
    text = render_atom(atom)
    return text if power == 1 else f"{text}**{power}"


def render_atom(atom: Atom) -> str:
    if isinstance(atom, Name):
        return atom.name
    meant = _sign_taken_for_granted(atom)
    if meant is not None:
        return f"({render_size(meant)})"
    operands = [render_size(meant_size(operand)) for operand in atom.operands]
    if atom.operator in ("min", "max"):
        return f"{atom.operator}({','.join(operands)})"
    return f"({atom.operator.join(map(_grouped, operands))})"


def _sign_taken_for_granted(atom: Atom) -> Size | None:
    """The ``{k}+1`` of ``max({k}+1,0)``: a bound of a slice by an int argument, read as it is meant."""
    if isinstance(atom, Operation) and atom.operator == "max" and len(atom.operands) == 2:
        rest = [operand for operand in atom.operands if operand.constant not in (0, 1)]
        if len(rest) == 1 and all(found.name.startswith("{") for found in names(rest[0])):
            return rest[0]
    return None


def meant_size(size: Size) -> Size:
    meant = _sign_taken_for_granted(size.atom) if size.atom is not None else None
    return size if meant is None else meant


def _grouped(text: str) -> str:
    return text if text.isalnum() or text.isidentifier() or _is_group(text) else f"({text})"


def _is_group(text: str) -> bool:
    """Whether one pair of parentheses or braces encloses the whole text."""
    if text[:1] not in ("(", "{"):
        return False
    depth = 0
    for index, letter in enumerate(text):
        depth += (letter in "({") - (letter in ")}")
        if depth == 0:
            return index == len(text) - 1
    return False


def render_axis(axis: Axis) -> str:
    if isinstance(axis, Size):
        return _bare(render_size(axis))
    if isinstance(axis, Unknown):
        return "_"
    if isinstance(axis, Broadcastable):
        return "#" + _bare(render_size(axis.size))
    if axis.name in ("", "..."):
        return "..."
    return "*" + "#" * axis.broadcasts + axis.name


def _bare(text: str) -> str:
    """``(n//2)`` alone needs no parentheses."""
    return text[1:-1] if text.startswith("(") and _is_group(text) else text


def render(shape: Shape) -> str:
    """``batch 784``."""
    return " ".join(map(render_axis, shape))


def quoted(shape: Shape) -> str:
    """``"batch 784"``, and in words where there is nothing to quote."""
    return f'"{render(shape)}"'
