"""The laws that every shape function is held to, against NumPy itself.

*concrete*  all sizes are numbers: the same shape as NumPy, or both fail.
*symbolic*  sizes are expressions over names: at every substitution by numbers at which NumPy succeeds it
            gives that shape; a mismatch means that NumPy fails for general sizes.
*variadic*  one axis is `*batch`: the same for several shapes that it may stand for.
*blurred*   something of a concrete call is not known: what is still said of the result is true, and there is
            a mismatch only where NumPy fails.

One case again: ``python -m tests.shapes.laws ROW LAW NUMBER``.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from math import prod
from typing import Any

import numpy as np

from tests.shapes.arrays import NoSize, TooLarge, argument, result_shape
from tests.shapes.blur import Batch, Blur, nameless
from tests.shapes.draw import SYMBOLS, Array, Draw
from typednn.shapes.render import quoted
from typednn.shapes.rules.several import OneOf, Several
from typednn.shapes.shape import Axis, Broadcastable, Many, Shape, Unknown
from typednn.shapes.size import Size, evaluate
from typednn.shapes.unify import Mismatch, Unknowable

Call = tuple[Any, ...]
Drawer = Callable[[Draw], Call]


@dataclass(frozen=True)
class Row:
    """One shape function beside the NumPy function whose shapes it tells."""

    name: str
    rule: Callable[..., Any]
    numpy: Callable[..., Any]
    draw: Drawer
    exact: bool = True  # with all sizes known, the shape is known too
    values: bool = False  # whether NumPy fails depends on values, which a rule does not see
    least: int = 1  # the least number that a name may be (where the rule's docstring says so, more than 0)
    succeeds: float = 0.3  # of so many drawn calls, at least, the result is told
    misses: float = 0.25  # so many failures of NumPy, at most, are not foreseen where sizes are names
    laws: tuple[str, ...] = ("concrete", "symbolic", "variadic", "blurred")


class Violation(AssertionError):
    pass


def general_values() -> list[dict[str, int]]:
    """Numbers for the names at which different expressions are different, and none is a small literal."""
    found: list[dict[str, int]] = []
    draw = Draw("general values")
    while len(found) < 12:
        values = {name: draw.integer(6, 17) for name in "nmk"}
        known = [evaluate(size, values) for size in dict.fromkeys(SYMBOLS)]
        if len(set(known)) == len(known):
            found.append(values)
    return found


GENERAL = general_values()
GENERAL_RUNS: tuple[tuple[int, ...], ...] = ((), (17,), (13, 19), (7, 8, 9))


def run_rule(row: Row, call: Call) -> Any:
    """The result of the rule, or the exception that it raised."""
    try:
        result = row.rule(*(item.shape if isinstance(item, Array) else seen_by_rule(item) for item in call))
        return () if result is None else result
    except (Mismatch, Unknowable) as reason:
        return reason


def seen_by_rule(item: Any) -> Any:
    if isinstance(item, Array):
        return item.shape
    return tuple(map(seen_by_rule, item)) if type(item) is tuple else item


def run_numpy(row: Row, call: Call, values: Mapping[str, int]) -> Any:
    """The shape (or shapes) that NumPy gives, or the exception that it raised; None if sizes are no sizes."""
    try:
        arguments = [argument(item, values) for item in call]
    except (NoSize, TooLarge, ZeroDivisionError):
        return None
    try:
        with np.errstate(all="ignore"):
            return result_shape(row.numpy(*arguments))
    except TooLarge:
        return None
    except Exception as reason:
        return reason


def concrete(row: Row, number: int) -> str:
    call = row.draw(Draw(f"{row.name} concrete {number}"))
    said, true = run_rule(row, call), run_numpy(row, call, {})
    if true is None:
        return "no such sizes"
    if isinstance(true, Exception):
        if isinstance(said, Mismatch):
            return "both fail"
        if row.values or (isinstance(said, Unknowable) and not row.exact):
            return "unseen"
        raise Violation(report(row, "concrete", number, call, said, true, {}))
    if isinstance(said, Unknowable) and not row.exact:
        return "given up"
    agrees = covers if not row.exact else equals
    if isinstance(said, Exception) or not agrees(said, true, {}, {}):
        raise Violation(report(row, "concrete", number, call, said, true, {}))
    return "same"


def symbolic(row: Row, number: int) -> str:
    draw = Draw(f"{row.name} symbolic {number}", symbolic=True)
    call = row.draw(draw)
    said = run_rule(row, call)
    outcomes = []
    choices = draw.random.sample(GENERAL, 3)
    small = [{name: draw.integer(row.least, row.least + 3) for name in "nmk"} for _ in range(2)]
    for values in choices + small:
        true = run_numpy(row, call, values)
        if true is None:
            continue
        failed = isinstance(true, Exception)
        if values in choices:
            outcomes.append(failed)
        if isinstance(said, Unknowable) or failed:
            continue
        if isinstance(said, Mismatch):
            wrong = values in choices and not is_coincidence(row, call)
        else:
            wrong = not covers(said, true, values, {})
        if wrong:
            raise Violation(report(row, "symbolic", number, call, said, true, values))
    if isinstance(said, Mismatch):
        return "both fail"
    if isinstance(said, Unknowable):
        return "given up"
    return "missed" if outcomes and all(outcomes) else "same"


def is_coincidence(row: Row, call: Call) -> bool:
    """Whether NumPy takes what is refuted only at few values, such as n-2 for m where n is 12 and m is 10."""
    taken = [run_numpy(row, call, values) for values in GENERAL]
    return sum(true is not None and not isinstance(true, Exception) for true in taken) <= 4


def variadic(row: Row, number: int) -> str:
    draw = Draw(f"{row.name} variadic {number}")
    sharp = row.draw(draw)
    batch = Batch(draw, sharp)
    said = run_rule(row, tuple(map(batch.hidden, sharp)))
    outcomes = []
    for run in GENERAL_RUNS:
        call = tuple(batch.shown(item, run) for item in sharp)
        true = run_numpy(row, call, {})
        outcomes.append(isinstance(true, Exception))
        if prod(run) < row.least or true is None or isinstance(true, Exception) or isinstance(said, Unknowable):
            continue
        sizes = {"prod(*batch)": prod(run)}
        general = len(run) > 0
        if (general and isinstance(said, Mismatch)) or (
            not isinstance(said, Mismatch) and not covers(said, true, sizes, {"batch": run})
        ):
            raise Violation(report(row, "variadic", number, call, said, true, {"*batch": run}))
    if isinstance(said, Mismatch):
        return "both fail"
    return "given up" if isinstance(said, Unknowable) else "missed" if all(outcomes) else "same"


def blurred(row: Row, number: int) -> str:
    draw = Draw(f"{row.name} blurred {number}")
    sharp = row.draw(draw)
    blur = Blur(draw, sharp)
    call = tuple(map(blur.item, sharp))
    said, true = run_rule(row, call), run_numpy(row, sharp, {})
    if true is None or blur.sizes.get("prod(*batch)", row.least) < row.least:
        return "no such sizes"
    if isinstance(true, Exception):
        return "both fail" if isinstance(said, Mismatch) else "unseen"
    if isinstance(said, Unknowable):
        return "given up"
    if isinstance(said, Mismatch) and not isinstance(run_rule(row, tuple(map(nameless, call))), Mismatch):
        return "general"  # refuted only because `*batch` has no certain size; the law `variadic` tests that
    if isinstance(said, Mismatch) or not covers(said, true, blur.sizes, blur.runs):
        raise Violation(report(row, "blurred", number, call, said, true, blur.sizes))
    return "same"


LAWS: dict[str, Callable[[Row, int], str]] = {
    "concrete": concrete,
    "symbolic": symbolic,
    "variadic": variadic,
    "blurred": blurred,
}


def is_shape(value: Any) -> bool:
    return isinstance(value, tuple) and all(isinstance(axis, Axis) for axis in value)


def equals(said: Any, true: Any, values: Mapping[str, int], runs: Mapping[str, tuple[int, ...]]) -> bool:
    """Whether the rule says exactly what NumPy does."""
    return covers(said, true, values, runs) and is_known(said)


def is_known(said: Any) -> bool:
    if isinstance(said, Several):
        return is_known(said.element) and isinstance(said.length, Size)
    return all(isinstance(axis, Size) if isinstance(axis, Axis) else is_known(axis) for axis in said)


def covers(said: Any, true: Any, values: Mapping[str, int], runs: Mapping[str, tuple[int, ...]]) -> bool:
    """Whether everything is true that the rule says of the result."""
    if isinstance(said, OneOf):
        return any(covers(shape, true, values, runs) for shape in said.shapes)
    if isinstance(said, Several):
        length = said.length
        return (isinstance(length, Unknown) or evaluate(length, values) == len(true)) and all(
            covers(said.element, shape, values, runs) for shape in true
        )
    if isinstance(true, list):
        return len(said) == len(true) and all(
            covers(one, shape, values, runs) for one, shape in zip(said, true, strict=True)
        )
    return is_shape(said) and covers_shape(said, true, values, runs)


def covers_shape(
    said: Shape, true: tuple[int, ...], values: Mapping[str, int], runs: Mapping[str, tuple[int, ...]]
) -> bool:
    axes: list[Axis | int] = []
    for axis in said:
        if isinstance(axis, Many) and axis.name:
            axes.extend(runs[axis.name])
        else:
            axes.append(axis)
    at = next((where for where, axis in enumerate(axes) if isinstance(axis, Many)), None)
    if at is None:
        return len(axes) == len(true) and all(map(covers_axis, axes, true, [values] * len(true)))
    tail = len(axes) - at - 1
    if at + tail > len(true):
        return False
    return all(covers_axis(a, b, values) for a, b in zip(axes[:at], true, strict=False)) and all(
        covers_axis(a, b, values) for a, b in zip(axes[at + 1 :], true[len(true) - tail :], strict=True)
    )


def covers_axis(axis: Axis | int, size: int, values: Mapping[str, int]) -> bool:
    if isinstance(axis, Size):
        return evaluate(axis, values) == size
    if isinstance(axis, Broadcastable):
        return size == 1 or evaluate(axis.size, values) == size
    return isinstance(axis, Unknown) or axis == size


def report(row: Row, law: str, number: int, call: Call, said: Any, true: Any, values: Mapping[str, object]) -> str:
    lines = [
        f"{row.name} breaks the law `{law}`, case {number}",
        f"  again    python -m tests.shapes.laws '{row.name}' {law} {number}",
        *(f"  argument {shown(item)}" for item in call),
        f"  at       {dict(values)}" if values else "",
        f"  rule     {said!r}" if isinstance(said, Exception) else f"  rule     {shown(said)}",
        f"  NumPy    {true!r}",
    ]
    return "\n".join(line for line in lines if line)


def shown(item: Any) -> str:
    if isinstance(item, Array):
        return quoted(item.shape)
    if isinstance(item, Size):
        return quoted((item,))[1:-1]
    if is_shape(item):
        return quoted(item)
    return "(" + ", ".join(map(shown, item)) + ")" if isinstance(item, tuple) else repr(item)


def run(row: Row, cases: int, law: str, first: int = 0) -> Counter[str]:
    """Hold a row to a law in so many cases; raises `Violation`."""
    check = LAWS[law]
    return Counter(check(row, number) for number in range(first, first + cases))


def main() -> None:
    from tests.shapes.table import ROWS

    name, law, number = sys.argv[1:]
    row = next(row for row in ROWS if row.name == name)
    print(LAWS[law](row, int(number)))


if __name__ == "__main__":
    main()
