"""The contract language: jaxtyping's shape strings, read into `Shape`.

shape = axis*            axis  = ["name="] flag* size | "..." | "_" ["name"]
flag  = "*" | "#" | "?"  size  = integer | name | expression of + - * ** // % min max and {values}
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable
from functools import lru_cache

from typednn.errors import ShapeSyntaxError
from typednn.shapes.shape import REST, UNKNOWN, Axis, Broadcastable, Many, Shape
from typednn.shapes.size import Size, exact_quotient, maximum, minimum, name, number

_Mistake = Callable[[str], "ParseError"]
_WORD = re.compile(r"\S+")
_BRACES = re.compile(r"\{([^{}]*)\}")
_PLACEHOLDER = "value_in_braces_"


class ParseError(ShapeSyntaxError):
    """A mistake in a shape string, with the column (from 0) where it stands."""

    def __init__(self, problem: str, text: str, column: int) -> None:
        super().__init__(f'in "{text}" at column {column + 1}: {problem}')
        self.problem, self.text, self.column = problem, text, column


@lru_cache(maxsize=4096)
def parse(text: str, scope: str = "") -> Shape:
    """The shape that a string declares; its names belong to `scope`. Raises `ParseError`."""
    axes: list[Axis] = []
    for match in _WORD.finditer(text):
        axis = _axis(match.group(), scope, text, match.start())
        if isinstance(axis, Many) and any(isinstance(other, Many) for other in axes):
            raise ParseError(
                "only one axis can stand for many (`*name` or `...`): give the others names of their own",
                text,
                match.start(),
            )
        axes.append(axis)
    return tuple(axes)


def _axis(word: str, scope: str, text: str, column: int) -> Axis:
    def mistake(problem: str) -> ParseError:
        return ParseError(problem, text, column)

    if "," in word and "(" not in word:
        raise mistake(f'sizes are separated by spaces, not commas: write "{_without_commas(text)}"')
    if word.endswith("#"):
        remedy = f"stands before its size: write `#{word[:-1]}`" if word != "#" else "has no name: write `#name`"
        raise mistake(f"`#` {remedy}")
    if "..." in word:
        if word != "...":
            raise mistake(f"`...` stands alone: write `*{word.replace('...', '') or 'name'}`, or put a space")
        return REST
    flags, size = _flags(word, mistake)
    return _build(flags, size, scope, mistake)


def _without_commas(text: str) -> str:
    return " ".join(text.replace(",", " ").split())


def _flags(word: str, mistake: _Mistake) -> tuple[set[str], str]:
    """Split ``rows=#n`` into its flags ``{"#"}`` and its size ``n``."""
    found: set[str] = set()
    rest = word
    while rest:
        if rest[0] in "#*_?":
            if rest[0] in found:
                raise mistake(f"`{rest[0]}` stands twice in `{word}`: once is enough")
            found.add(rest[0])
            rest = rest[1:]
        elif rest.count("=") == 1 and "==" not in rest and not re.search(r"[<>!]=", rest):
            label, rest = rest.split("=")
            if not rest:
                raise mistake(f"`{label}=` has no size: write `{label}=4`, or `{label}` for a name")
        else:
            break
    return found, rest


def _build(flags: set[str], size: str, scope: str, mistake: _Mistake) -> Axis:
    named = not size or size.isidentifier()
    if not named:
        for flag, problem in _NOT_WITH_NUMBERS.items():
            if flag in flags:
                raise mistake(f"`{flag}{size}` {problem}")
    if "_" in flags:
        if "#" in flags:
            raise mistake(f"`#_{size}` is both nameless and broadcastable: write `_`, which takes any size")
        return REST if "*" in flags else UNKNOWN
    if not size:
        flag = "".join(sorted(flags))
        raise mistake(f"`{flag}` has no name: write `{flag}name`" + (" or `...`" if flag == "*" else ""))
    if "*" in flags:
        return REST if "?" in flags else Many(size, scope, "#" in flags)
    if "?" in flags:
        return UNKNOWN
    value = name(size, scope) if named else _expression(size, scope, mistake)
    if value is None:
        return UNKNOWN
    return Broadcastable(value) if "#" in flags else value


_NOT_WITH_NUMBERS = {
    "*": "is not possible: only a name can stand for many axes",
    "_": "is not possible: `_` goes before a name, or stands alone",
    "?": "is not possible: `?` goes before a name",
}


def _expression(source: str, scope: str, mistake: _Mistake) -> Size | None:
    """The size that an expression is; None where only the running program knows it."""
    try:
        return number(int(source))
    except ValueError:
        pass
    values: list[str] = []

    def placeholder(match: re.Match[str]) -> str:
        values.append(match.group())
        return f"{_PLACEHOLDER}{len(values) - 1}_"

    plain = _BRACES.sub(placeholder, source)
    if "{" in plain or "}" in plain:
        raise mistake(f"a brace in `{source}` is not closed: write `{{name}}`")
    try:
        tree = ast.parse(plain, mode="eval").body
    except SyntaxError:
        raise mistake(_syntax_remedy(source)) from None
    return _Reader(scope, values, source, mistake).size(tree)


def _syntax_remedy(source: str) -> str:
    if source[-1] in "+-*/%":
        return f"`{source}` ends in an operator: write the second operand, without spaces, as in `n+1`"
    if source[0] in "+/%":
        return f"`{source}` begins with an operator: write the first operand, without spaces, as in `n+1`"
    if source.count("(") != source.count(")"):
        return f"a parenthesis in `{source}` is not closed; an expression has no spaces inside"
    return f"`{source}` is not a size: expected an integer, a name, or an expression such as `2*n+1`"


class _Reader:
    """Reads the syntax tree of one size expression."""

    def __init__(self, scope: str, values: list[str], source: str, mistake: _Mistake) -> None:
        self.scope, self.values, self.source, self.mistake = scope, values, source, mistake

    def size(self, tree: ast.expr) -> Size | None:
        match tree:
            case ast.Constant(value=int(value)) if not isinstance(value, bool):
                return number(value)
            case ast.Constant():
                raise self.mistake(f"`{self.source}` is not a size: sizes are integers")
            case ast.Name(id=text) if _PLACEHOLDER in text:
                return self.braces(text)
            case ast.Name(id=text):
                return name(text, self.scope)
            case ast.UnaryOp(op=ast.USub(), operand=operand):
                size = self.size(operand)
                return None if size is None else -size
            case ast.BinOp(left=left, op=operator, right=right):
                return self.binary(self.size(left), operator, self.size(right))
            case ast.Call(func=ast.Name(id="min" | "max" as function), args=arguments, keywords=[]) if arguments:
                sizes = [size for size in map(self.size, arguments) if size is not None]
                if len(sizes) < len(arguments):
                    return None
                return (minimum if function == "min" else maximum)(*sizes)
        return None

    def braces(self, placeholder: str) -> Size | None:
        """The value in braces; where it is part of a longer word, only the running program knows the word."""
        whole = re.fullmatch(rf"{_PLACEHOLDER}(\d+)_", placeholder)
        return self.value(self.values[int(whole.group(1))]) if whole else None

    def value(self, braces: str) -> Size | None:
        inner = braces[1:-1].strip()
        if not inner:
            raise self.mistake("empty braces: write the argument whose value is meant, as in `{n}`")
        if re.fullmatch(r"-?\d+", inner):
            return number(int(inner))
        return name("{" + inner + "}", self.scope)

    def binary(self, left: Size | None, operator: ast.operator, right: Size | None) -> Size | None:
        if left is None or right is None:
            return None
        match operator:
            case ast.Add():
                return left + right
            case ast.Sub():
                return left - right
            case ast.Mult():
                return left * right
            case ast.Pow():
                return left**right
            case ast.FloorDiv() | ast.Mod() if right.constant == 0:
                raise self.mistake(f"`{self.source}` divides by zero")
            case ast.FloorDiv():
                return left // right
            case ast.Mod():
                return left % right
            case ast.Div():
                return exact_quotient(left, right)
        return None
