"""What a shape string needs and gives: the names that it binds, those that it uses, the values in braces.

The grammar stands in `typednn.shapes.parser`; here it is read as jaxtyping reads it while a function runs:
axis by axis, from the left, each expression evaluated with what is bound so far.
"""

import ast
import builtins
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from typednn.errors import ShapeSyntaxError
from typednn.shapes.parser import parse

_BRACES = re.compile(r"\{[^{}]*\}")


@dataclass(frozen=True)
class Word:
    """One axis: `binds` a name (`*batch` for many axes), or `uses` names and `values` of arguments."""

    text: str
    binds: str = ""
    uses: frozenset[str] = frozenset()
    values: frozenset[str] = frozenset()

    @property
    def braces(self) -> list[str]:
        return _BRACES.findall(self.text)


@lru_cache(maxsize=4096)
def words(shape: str) -> tuple[Word, ...]:
    """The axes of a shape string that some name or value decides."""
    return tuple(word for word in map(_word, shape.split()) if word is not None)


def _word(text: str) -> Word | None:
    size = text
    while size[:1] in ("#", "*", "_", "?") or size.count("=") == 1:
        size = size[1:] if size[0] in "#*_?" else size.partition("=")[2]
        if not size:
            return None
    flags = text[: len(text) - len(size)]
    if text == "..." or "_" in flags or size.removeprefix("-").isdigit():
        return None
    if size.isidentifier():
        return Word(size, binds="*" + size if "*" in flags else size)
    plain = _BRACES.sub("(0)", size)
    return Word(size, uses=frozenset(_names(plain) - set(dir(builtins))), values=frozenset(_value_names(size)))


def _names(expression: str) -> set[str]:
    try:
        tree = ast.parse(expression, mode="eval")
    except SyntaxError:
        raise ShapeSyntaxError(f"`{expression}` is not a size: write an expression such as `2*n+1`") from None
    return {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}


def _value_names(size: str) -> set[str]:
    """The names in the braces; those of a comprehension inside them are its own."""
    try:
        tree = ast.parse(f"f'{size}'", mode="eval")
    except SyntaxError:
        raise ShapeSyntaxError(
            f"the braces in `{size}` cannot be read: write an argument or an attribute, as in `{{n}}`, `{{self.n}}`"
        ) from None
    found = [node for node in ast.walk(tree) if isinstance(node, ast.Name)]
    own = {node.id for node in found if isinstance(node.ctx, ast.Store)}
    return {node.id for node in found} - own - set(dir(builtins))


def check_string(shape: str, where: str) -> None:
    """Refuse a string that is not in the contract language."""
    try:
        parse(shape)
        words(shape)
    except ShapeSyntaxError as error:
        raise ShapeSyntaxError(f"{where}: {error}") from None


def check_values(shape: str, where: str, parameters: frozenset[str]) -> None:
    """Refuse braces that name no argument."""
    for word in words(shape):
        for name in sorted(word.values - parameters):
            known = ", ".join(f'"{parameter}"' for parameter in sorted(parameters)) or "none"
            raise ShapeSyntaxError(
                f'{where}: in "{shape}" the braces of `{word.text}` name {name!r}, which is no argument '
                f"(the arguments: {known})"
            )


def check_uses(shape: str, where: str, bound: set[str]) -> None:
    """Refuse an expression with a name that nothing before it binds; add what this shape binds to `bound`."""
    for word in words(shape):
        for name in sorted(word.uses - bound):
            raise ShapeSyntaxError(
                f'{where}: in "{shape}" nothing before `{word.text}` says what {name} is: '
                f"give {name} as an axis of its own in an earlier argument"
            )
        if word.binds:
            bound.add(word.binds)


def bound_names(shapes: Iterator[str]) -> set[str]:
    return {word.binds for shape in shapes for word in words(shape) if word.binds}
