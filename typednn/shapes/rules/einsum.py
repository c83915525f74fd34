"""``einsum("ij,jk->ik", a, b)``: a letter is an axis; what is not in the output is summed over."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from typednn.shapes.render import quoted, render_axis
from typednn.shapes.rules.agree import meet
from typednn.shapes.rules.axes import count_axes, with_rank
from typednn.shapes.rules.broadcast import broadcast, broadcast_axis
from typednn.shapes.shape import ANY, REST, UNKNOWN, Axis, Shape, Unknown, rank, variadic_at
from typednn.shapes.unify import Mismatch

DOTS = "."  # stands for `...` in a term


@lru_cache(maxsize=1024)
def terms(subscripts: str) -> tuple[tuple[str, ...], str]:
    """The letters of each operand, and of the output, with ``.`` for ``...``."""
    text = subscripts.replace(" ", "")
    inputs, arrow, output = text.partition("->")
    operands = tuple(_term(operand, subscripts) for operand in inputs.split(","))
    letters = "".join(operands)
    if not arrow:
        alone = {letter for letter in letters if letters.count(letter) == 1} - {DOTS}
        return operands, DOTS * (DOTS in letters) + "".join(sorted(alone))
    output = _term(output, subscripts)
    for letter in output:
        if letter != DOTS and letter not in letters:
            raise Mismatch(f'einsum "{subscripts}": {letter} is in the output, but in no operand')
        if output.count(letter) > 1:
            raise Mismatch(f'einsum "{subscripts}": {letter} stands twice in the output')
    return operands, output


def _term(text: str, subscripts: str) -> str:
    term = text.replace("...", DOTS)
    wrong = next((letter for letter in term if not ((letter.isascii() and letter.isalpha()) or letter == DOTS)), "")
    if wrong or term.count(DOTS) > 1 or text.count(DOTS) not in (0, 3):
        what = f"`{wrong}` is no letter" if wrong else "`...` stands once, as three dots"
        raise Mismatch(f'einsum "{subscripts}": {what}')
    return term


def einsum(subscripts: str | Unknown, *operands: Shape) -> Shape:
    """The output's axes; one letter is one size (or 1) in all operands."""
    if isinstance(subscripts, Unknown):
        return ANY
    inputs, output = terms(subscripts)
    if len(inputs) != len(operands):
        given = f"{len(inputs)} operands in the equation, but {len(operands)} given"
        raise Mismatch(f'einsum "{subscripts}": {given}')
    sizes: dict[str, tuple[Axis, Shape]] = {}
    stacks: list[Shape] = []
    for term, operand in zip(inputs, operands, strict=True):
        for letter, axis in _own(subscripts, operand, _spread(subscripts, term, operand, stacks)):
            _bind(subscripts, sizes, letter, axis, operand)
    result: Shape = ()
    for letter in output:
        result += broadcast(*stacks) if letter == DOTS else (sizes[letter][0],)
    if stacks and DOTS not in output:
        _refuse_lost(subscripts, broadcast(*stacks))
    return result


def _own(subscripts: str, operand: Shape, pairs: list[tuple[str, Axis]]) -> Iterable[tuple[str, Axis]]:
    """The letters of one operand; where one stands twice, the sizes are the same, not broadcast."""
    own: dict[str, Axis] = {}
    for letter, axis in pairs:
        before = own.get(letter, axis)
        met = meet(before, axis)
        if met is None:
            both = f"{render_axis(before)} and {render_axis(axis)}"
            raise Mismatch(f'einsum "{subscripts}": {letter} is {both} in {quoted(operand)}')
        own[letter] = met
    return own.items()


def _refuse_lost(subscripts: str, stack: Shape) -> None:
    if stack and rank(stack) is not None:
        raise Mismatch(f'einsum "{subscripts}": the output has no `...`, which stands for {quoted(stack)}')


def _bind(subscripts: str, sizes: dict[str, tuple[Axis, Shape]], letter: str, axis: Axis, operand: Shape) -> None:
    if letter not in sizes:
        sizes[letter] = (axis, operand)
        return
    before, source = sizes[letter]
    met = broadcast_axis(before, axis)
    if met is None:
        places = f"{render_axis(before)} in {quoted(source)} but {render_axis(axis)} in {quoted(operand)}"
        raise Mismatch(f'einsum "{subscripts}": {letter} is {places}')
    sizes[letter] = (met, operand if met == axis else source)


def _spread(subscripts: str, term: str, operand: Shape, stacks: list[Shape]) -> list[tuple[str, Axis]]:
    """The letters of a term with the axes of its operand; what ``...`` stands for goes to `stacks`."""
    at = term.find(DOTS)
    if at < 0:
        fixed = with_rank(operand, len(term))
        if fixed is None:
            has = f"{quoted(operand)} has {count_axes(len(operand))}"
            raise Mismatch(f'einsum "{subscripts}": "{term}" names {count_axes(len(term))}, but {has}')
        return list(zip(term, fixed, strict=True))
    before, after = term[:at], term[at + 1 :]
    many = variadic_at(operand)
    if many is None and len(before) + len(after) > len(operand):
        raise Mismatch(f'einsum "{subscripts}": {quoted(operand)} has too few axes for "{before}...{after}"')
    if many is not None:
        # Letters that fall on `*many` are axes of unknown size.
        head, tail = operand[:many], operand[many + 1 :]
        if len(before) > len(head) or len(after) > len(tail):
            operand = (*_padded(head, len(before)), REST, *_padded(tail[::-1], len(after))[::-1])
    end = len(operand) - len(after)
    stacks.append(operand[len(before) : end])
    return [*zip(before, operand, strict=False), *zip(after, operand[end:], strict=True)]


def _padded(axes: Shape, count: int) -> Shape:
    return axes[:count] + (UNKNOWN,) * (count - len(axes))
