"""A program as text and tree, and the places in it where a change may be made."""

import ast
import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

DTYPE_WORDS = re.compile(
    r"Float|Int|UInt|Bool|Num|Real|Inexact|Complex|Integer|Shaped|(Float|U?Int|Complex)\d+"
)


def is_contract(node: ast.Subscript) -> bool:
    """Whether it is `Float[Array, "sizes"]`."""
    word = getattr(node.value, "attr", getattr(node.value, "id", ""))
    parts = node.slice.elts if isinstance(node.slice, ast.Tuple) else []
    return bool(DTYPE_WORDS.fullmatch(word)) and len(parts) == 2 and isinstance(parts[1], ast.Constant)


@dataclass
class Program:
    """A source text with its tree; nodes know the text that they stand for."""

    source: str
    tree: ast.Module = field(init=False)

    def __post_init__(self) -> None:
        self.tree = ast.parse(self.source)
        self._bytes = self.source.encode()
        self._starts = [0, *itertools.accumulate(len(line) + 1 for line in self._bytes.split(b"\n"))]

        self.aliases = {
            target.id
            for node in self.tree.body
            if isinstance(node, ast.Assign) and isinstance(node.value, ast.Subscript)
            for target in node.targets
            if isinstance(target, ast.Name) and is_contract(node.value)
        }

    def is_array(self, annotation: ast.expr | None) -> bool:
        if isinstance(annotation, ast.Name):
            return annotation.id in self.aliases
        return isinstance(annotation, ast.Subscript) and is_contract(annotation)

    def span(self, node: ast.expr | ast.keyword) -> tuple[int, int]:
        assert node.end_lineno is not None and node.end_col_offset is not None
        start = self._starts[node.lineno - 1] + node.col_offset
        return start, self._starts[node.end_lineno - 1] + node.end_col_offset

    def text(self, node: ast.expr | ast.keyword) -> str:
        start, end = self.span(node)
        return self._bytes[start:end].decode()

    def replace(self, *edits: tuple[tuple[int, int], str]) -> str:
        out = self._bytes
        for (start, end), new in sorted(edits, reverse=True):
            out = out[:start] + new.encode() + out[end:]
        return out.decode()


Edit = tuple[tuple[int, int], str]


@dataclass(frozen=True)
class Site:
    """A node where a change may be made, and what surrounds it."""

    program: Program
    node: ast.AST
    function: ast.FunctionDef | None
    place: str

    def text(self, node: ast.expr | ast.keyword) -> str:
        return self.program.text(node)

    def put(self, node: ast.expr | ast.keyword, new: str) -> tuple[Edit, ...]:
        return ((self.program.span(node), new),)

    def swap(self, a: ast.expr, b: ast.expr) -> tuple[Edit, ...]:
        return ((self.program.span(a), self.text(b)), (self.program.span(b), self.text(a)))


def sites(program: Program) -> Iterator[Site]:
    """Every node outside annotations with place "code", every contract's string with its own place."""
    yield from _visit(program, program.tree, None, "code")


def _visit(program: Program, node: ast.AST, function: ast.FunctionDef | None, place: str) -> Iterator[Site]:
    if isinstance(node, ast.Assert) or _draws_sizes(node):
        return  # the frame of a case, in `main`: what is right, and the random sizes
    if isinstance(node, ast.Subscript) and is_contract(node):
        assert isinstance(node.slice, ast.Tuple)
        yield Site(program, node.slice.elts[1], function, "attribute" if place == "code" else place)
        return
    if place == "code":
        yield Site(program, node, function, place)
    inner = node if isinstance(node, ast.FunctionDef) else function
    for name, value in ast.iter_fields(node):
        here = {"annotation": "attribute", "returns": "result"}.get(name, place)
        if isinstance(node, ast.arg):
            here = "parameter"
        for child in value if isinstance(value, list) else [value]:
            if isinstance(child, ast.AST):
                yield from _visit(program, child, inner, here)


def _draws_sizes(node: ast.AST) -> bool:
    if not isinstance(node, ast.Assign):
        return False
    return re.search(r"Random\(|\.sample\((range\(|\[)", ast.unparse(node.value)) is not None
