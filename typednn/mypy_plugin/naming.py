"""Sizes that nobody promised get a name: equal to themselves, and perhaps to others."""

from __future__ import annotations

from collections.abc import Callable

from typednn.mypy_plugin import classes
from typednn.mypy_plugin.frame import Frame
from typednn.mypy_plugin.values import Abstract
from typednn.shapes.shape import Many, Shape
from typednn.shapes.size import Name, Size, name


def fresh(frame: Frame, text: str, line: int) -> Size:
    """The size that a variable has from here on; the next time round a loop it is another one."""
    if frame.loops or frame.entry:
        return unique(frame, text, line)
    return name(text, f"?{frame.scope}:{line}")


def unique(frame: Frame, text: str, line: int) -> Size:
    """A size that is never met again."""
    session = frame.session
    session.sizes += 1
    return name(text, f"?{frame.scope}:{line}#{session.sizes}")


def anonymous(value: Abstract, since: int = 0) -> Abstract:
    """A value that stands for many, as the element of a comprehension does: of sizes since then none is known."""

    def size(found: Name) -> Size | None:
        number = found.scope.rpartition("#")[2] if found.scope.startswith("?") else ""
        return None if number.isdigit() and int(number) > since else name(found.name, found.scope)

    return classes.rebase(value, size, _the_same)


def each_for_itself(frame: Frame, evaluate: Callable[[], Abstract]) -> Abstract:
    """One evaluation that stands for all items: what is named in it has another size in each."""
    since = frame.session.sizes
    return anonymous(evaluate(), since)


def _the_same(found: Name) -> Shape:
    return (Many(found.name.lstrip("*"), found.scope),)
