"""Reading an annotation of a stub: how an argument is read, and what comes back."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches

from typednn.errors import ConfigError
from typednn.shapes.dtypes import word_dtype
from typednn.shapes.parser import ParseError, parse
from typednn.shapes.signature import Contract, Each, Exactly, OneOf, Reading, Returned, Tuple, Word

# How an argument is read that has no contract.
ARGUMENT_WORDS = {
    "Array": "an array, a number, or nested lists of numbers",
    "Arrays": "a sequence of arrays",
    "ArrayOrInt": "an array, or an int that stands for `arange` of it",
    "ArrayOrDType": "an array, or a dtype",
    "Nested": "nested lists of arrays",
    "DType": "a dtype; if it is given, the result has it",
    "Out": "an array to write into; if it is given, it is the result",
    "Function": "a function; its shape is that of what it returns",
    "Int": "an int, as a size",
    "Whole": "an int that must be known as a number",
    "Wholes": "nested ints that must be known as numbers",
    "Number": "an int or a float",
    "Axis": "an axis, or None",
    "Axes": "an axis, several, or None",
    "Sizes": "a shape: an int, or several",
    "Shapes": "a shape, of which there are several (`*shapes`)",
    "Sections": "nested ints, as sizes",
    "Flag": "a bool",
    "Text": "a text",
    "Plain": "a literal",
    "Index": "what stands between brackets",
    "Item": "an int, a slice, or an array of ints or bools",
    "Slices": "what stands between the brackets of `np.mgrid`",
    "Bins": "the number of bins, their edges, or the name of a rule",
    "PairOfBins": "bins for two axes",
    "Other": "anything; nothing follows from it",
}
# What a function gives back whose shape function says the rest.
RESULT_WORDS = {
    "Array": "an array, or a tuple of them",
    "Int": "an int: the size that the shape function gives",
    "Sizes": "a tuple of ints: the shape that the shape function gives",
    "Number": "a number of Python",
    "DType": "the dtype",
    "Flag": "a bool",
    "Text": "a text",
    "Unknown": "something of which nothing is known",
}
_SEQUENCES = {
    "list": "list",
    "List": "list",
    "tuple": "tuple",
    "Tuple": "tuple",
    "Sequence": "",
    "Iterator": "iterator",
    "Iterable": "iterator",
}
_PYTHON = {"int": "Int", "bool": "Flag", "str": "Text"}
_ARRAYS = ("ndarray", "NDArray", "ArrayLike")


@dataclass(frozen=True)
class AnnotationReader:
    """Reads the annotations of one function; `scope` is its full name, to which its sizes belong."""

    scope: str
    aliases: Mapping[str, str]
    error: Callable[[ast.AST, str], ConfigError]

    def argument(self, node: ast.expr) -> Reading:
        """How an argument is read; what is neither a contract nor a word is any object."""
        match node:
            case ast.Constant(value=str(text)):
                return self.argument(self._expression(text, node))
            case ast.Name(id=name) if name in self.aliases:
                return self.argument(self._expression(self.aliases[name], node))
            case ast.Constant(value=None):
                return Exactly((None,))
            case ast.BinOp(left=left, op=ast.BitOr(), right=right):
                return _one_of(self.argument(left), self.argument(right))
            case ast.Subscript(value=value, slice=inner):
                return self._generic(_last(value), inner, node)
        name = _last(node)
        if name in ARGUMENT_WORDS:
            return Word(name)
        self._refuse_slip(name, ARGUMENT_WORDS, node)
        return Word("Array" if name in _ARRAYS else _PYTHON.get(name, "Other"))

    def _generic(self, name: str, inner: ast.expr, node: ast.Subscript) -> Reading:
        if name == "Optional":
            return _one_of(self.argument(inner), Exactly((None,)))
        if name == "Literal":
            value = ast.literal_eval(inner)
            return Exactly(value if isinstance(value, tuple) else (value,))
        if name in _SEQUENCES:
            return Each(self.argument(inner.elts[0] if isinstance(inner, ast.Tuple) else inner))
        contract = self._contract(name, inner, node)
        return contract or Word("Array" if name in _ARRAYS else "Other")

    def _contract(self, word: str, inner: ast.expr, node: ast.Subscript) -> Contract | None:
        """``Float[Array, "n d"]``; None for what is something else in brackets."""
        match inner:
            case ast.Tuple(elts=[_, ast.Constant(value=str(text))]):
                try:
                    return Contract(word, parse(text, self.scope), " ".join(text.split()))
                except ParseError as problem:
                    raise self.error(node, str(problem)) from None
        if word_dtype(word):
            problem = f"`{ast.unparse(node)}` is no contract: write a shape too, as in"
            raise self.error(node, f'{problem} {word}[Array, "n d"]')
        return None

    def result(self, node: ast.expr | None) -> Returned:
        """What comes back; without an annotation, what the shape function says."""
        match node:
            case None:
                return Word("Array")
            case ast.Constant(value=None):
                return Exactly((None,))
            case ast.Constant(value=str(text)):
                return self.result(self._expression(text, node))
            case ast.Name(id=name) if name in self.aliases:
                return self.result(self._expression(self.aliases[name], node))
            case ast.BinOp(left=ast.Name(id="Array"), right=ast.Name(id="int" | "float" as name)):
                return Word(f"Array or {name}")
            case ast.Subscript(value=value, slice=inner) if _last(value) in _SEQUENCES:
                return self._sequence(_SEQUENCES[_last(value)], inner)
            case ast.Subscript(value=value, slice=inner):
                return self._contract(_last(value), inner, node) or Word("Unknown")
            case ast.Name(id="list" | "tuple" | "Iterator" as name):
                return Word(name.capitalize())
        name = _last(node)
        if name not in RESULT_WORDS:
            self._refuse_slip(name, RESULT_WORDS, node)
        return Word(name if name in RESULT_WORDS else _PYTHON.get(name, "Unknown"))

    def _sequence(self, kind: str, inner: ast.expr) -> Returned:
        items = inner.elts if isinstance(inner, ast.Tuple) else [inner]
        endless = len(items) == 2 and isinstance(items[1], ast.Constant) and items[1].value is ...
        if endless or kind != "tuple":
            return Tuple(kind, (self.result(items[0]),), endless=True)
        return Tuple(kind, tuple(map(self.result, items)))

    def _expression(self, text: str, node: ast.AST) -> ast.expr:
        try:
            return ast.parse(text.strip(), mode="eval").body
        except SyntaxError as problem:
            raise self.error(node, f"`{text}` is no annotation: {problem.msg}") from None

    def _refuse_slip(self, name: str, words: Iterable[str], node: ast.AST) -> None:
        """A word that is nearly one of ours is a slip of the pen."""
        near = get_close_matches(name, words, 1, 0.8)
        if near and name not in _ARRAYS:
            raise self.error(node, f"`{name}` is not known here: did you mean `{near[0]}`?")


def _last(node: ast.expr) -> str:
    """``jaxtyping.Float`` is Float."""
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""


def _one_of(left: Reading, right: Reading) -> Reading:
    options: list[Reading] = []
    for reading in (left, right):
        options.extend(reading.options if isinstance(reading, OneOf) else (reading,))
    return OneOf(tuple(options))
