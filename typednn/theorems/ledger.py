"""The ledger: all chapters, found in the folders beside this file, and choices of their theorems."""

import pkgutil
from collections.abc import Sequence
from difflib import get_close_matches
from functools import cache
from importlib import import_module
from pathlib import Path

from typednn.errors import ConfigError
from typednn.theorems.theorem import Chapter, Mode, Theorem


@cache
def chapters() -> tuple[Chapter, ...]:
    """Every folder here is a chapter: its `__init__` has the `CHAPTER`, its files enter theorems into it."""
    found: list[Chapter] = []
    for folder in sorted(path for path in Path(__file__).parent.iterdir() if (path / "__init__.py").is_file()):
        package = import_module(f"{__package__}.{folder.name}")
        for module in pkgutil.iter_modules(package.__path__, f"{package.__name__}."):
            import_module(module.name)
        found.append(package.CHAPTER)
    return tuple(sorted(found, key=lambda chapter: "VSH".find(chapter.letter)))


def theorems() -> tuple[Theorem, ...]:
    """All of them, by chapter and number."""
    return tuple(theorem for chapter in chapters() for theorem in chapter.theorems)


def select(
    ids: Sequence[str] = (), chapter_names: Sequence[str] = (), modes: Sequence[Mode] = ()
) -> tuple[Theorem, ...]:
    """The theorems with one of these ids (``V82`` means all of V82.1, V82.2, …), chapters and modes."""
    wanted, letters = _known_ids(ids), _letters(chapter_names)
    return tuple(
        theorem
        for theorem in theorems()
        if (not ids or wanted & {theorem.id, theorem.row})
        and (not letters or theorem.id[0] in letters)
        and (not modes or theorem.mode in modes)
    )


def _known_ids(ids: Sequence[str]) -> set[str]:
    wanted = {id.upper() for id in ids}
    known = {name for theorem in theorems() for name in (theorem.id, theorem.row)}
    for id in sorted(wanted - known):
        near = get_close_matches(id, sorted(known), n=3)
        hint = f"; do you mean {', '.join(near)}?" if near else "."
        raise ConfigError(f"there is no theorem {id}{hint} `typednn verify --list` names all.")
    return wanted


def _letters(names: Sequence[str]) -> set[str]:
    """A chapter goes by its letter or its title."""
    by_name = {name.lower(): each.letter for each in chapters() for name in (each.letter, each.title)}
    for name in names:
        if name.lower() not in by_name:
            listed = ", ".join(f"{each.letter} ({each.title})" for each in chapters())
            raise ConfigError(f"there is no chapter {name!r}; the chapters are {listed}")
    return {by_name[name.lower()] for name in names}
