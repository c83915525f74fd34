"""The table of shape rules: reads stub files, and finds the rule of a function by its full name.

A stub is split into its definitions at once, and each definition is parsed when it is first asked for:
mypy starts with the whole table, and a program uses little of it.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from typednn.errors import ConfigError
from typednn.shapes.dtypes import ABSTRACT, CONCRETE
from typednn.shapes.signature import Rule, Signature
from typednn.shapes.table.decorators import unknown_functions
from typednn.shapes.table.functions import DTYPE_FUNCTIONS, shape_functions
from typednn.shapes.table.library_names import public_name
from typednn.shapes.table.stub_parser import DefinitionParser
from typednn.shapes.table.stub_parser import is_property as parsed_property
from typednn.shapes.table.ufunc_methods import METHODS, UFUNC_RULES, ufunc_method

_START = re.compile(r"^(?:@|def |class |[A-Za-z_]\w* *=|from |import |if )", re.MULTILINE)
_DEFINITION = re.compile(r"^(\s*)(?:def|class) +(\w+)", re.MULTILINE)
_NAMING = re.compile(r"^(\w+) *= *(.+?)\s*$", re.DOTALL)


@dataclass(frozen=True)
class Block:
    """The text of one definition (or of a class), and where it stands."""

    text: str
    line: int
    file: StubFile


@dataclass
class StubFile:
    """One stub: the module that it describes, its definitions by name, and what else it has named."""

    path: Path
    module: str
    blocks: dict[str, list[Block]] = field(default_factory=dict)
    constants: dict[str, str] = field(default_factory=dict)
    types: dict[str, str] = field(default_factory=dict)
    aliases: dict[str, str] = field(default_factory=dict)


def split_file(path: Path) -> StubFile:
    """The definitions of a stub, not yet parsed."""
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as problem:
        raise ConfigError(f"cannot read the shape rules in {path}: {problem}") from None
    file = StubFile(path, path.stem)
    if '"""' in text:
        _split_exactly(file, text)
        return file
    for start, end in _pieces(text):
        _sort_in(file, Block(text[start:end], text.count("\n", 0, start) + 1, file))
    return file


def _split_exactly(file: StubFile, text: str) -> None:
    """As `_sort_in` does it, for a file in which a docstring may look like a definition."""
    lines = text.splitlines(keepends=True)
    for node in _parsed(text, file.path, 1).body:
        first = min([node.lineno, *(each.lineno for each in getattr(node, "decorator_list", []))])
        block = Block("".join(lines[first - 1 : node.end_lineno]), first, file)
        if isinstance(node, ast.FunctionDef):
            file.blocks.setdefault(node.name, []).append(block)
        elif isinstance(node, ast.ClassDef):
            for name in dict.fromkeys(each.name for each in node.body if isinstance(each, ast.FunctionDef)):
                file.blocks.setdefault(f"{node.name}.{name}", []).append(block)
        elif isinstance(node, ast.Assign):
            _sort_in(file, block)


def _pieces(text: str) -> Iterator[tuple[int, int]]:
    """Where each top-level statement begins and ends; decorators go with what they decorate."""
    starts: list[int] = []
    decorated = False
    for match in _START.finditer(text):
        if not decorated:
            starts.append(match.start())
        decorated = match.group() == "@"
    yield from zip(starts, [*starts[1:], len(text)], strict=True)


def _sort_in(file: StubFile, block: Block) -> None:
    naming = _NAMING.match(_without_comments(block.text))
    if naming is not None:
        _name(file, block, *naming.groups())
        return
    owner = ""
    for match in _DEFINITION.finditer(block.text):
        if not match.group(1) and match.group(0).startswith("class"):
            owner = match.group(2) + "."
            continue
        blocks = file.blocks.setdefault(owner + match.group(2), [])
        if block not in blocks:
            blocks.append(block)


def _without_comments(text: str) -> str:
    return re.sub(r"\s*#[^\n]*", "", text)


def _name(file: StubFile, block: Block, name: str, value: str) -> None:
    """``name = "text"`` is a constant (`module`: what the file describes), ``name = other`` an alias."""
    if "[" in value:
        file.types[name] = value
        return
    if re.fullmatch(r"[A-Za-z_][\w.]*", value):
        file.aliases[name] = value
        return
    try:
        text = ast.literal_eval(value)
    except (ValueError, SyntaxError):
        text = None
    if not isinstance(text, str):
        raise ConfigError(
            f"{file.path}:{block.line}: `{name}` is neither a text nor the name of another function: "
            f'write {name} = "..." or {name} = other'
        )
    if name == "module":
        file.module = text
    file.constants[name] = text


@dataclass
class Table:
    """The rules of several stubs, by full name. Later files win over earlier ones."""

    _files: dict[str, tuple[StubFile, str]] = field(default_factory=dict)
    _found: dict[str, Rule | None] = field(default_factory=dict)

    def add(self, path: Path) -> None:
        """Add a stub, or all the stubs of a folder."""
        paths = sorted(path.rglob("*.pyi")) if path.is_dir() else [path]
        if not paths:
            raise ConfigError(f"there are no shape rules in {path}: expected files that end in .pyi")
        for each in paths:
            file = split_file(each)
            for name in (*file.blocks, *file.aliases):
                self._files[f"{file.module}.{name}"] = (file, name)
        self._found.clear()

    def find(self, full_name: str) -> Rule | None:
        """The rule of a function, or None; also by its private name (`numpy._core.fromnumeric.sum`)."""
        if full_name not in self._found:
            public = public_name(full_name)
            found = self._read(full_name) or (self.find(public) if public != full_name else None)
            self._found[full_name] = found or self._method_of_ufunc(full_name)
        return self._found[full_name]

    def _method_of_ufunc(self, full_name: str) -> Rule | None:
        """``numpy.add.reduce``, from the rules of numpy.add and numpy.ufunc.reduce."""
        owner, _, last = full_name.rpartition(".")
        if last not in METHODS or owner not in self._files:
            return None
        ufunc, method = self.find(owner), self.find(f"numpy.ufunc.{last}")
        return ufunc_method(full_name, ufunc, method) if ufunc is not None and method is not None else None

    def names(self) -> Iterator[str]:
        return iter(self._files)

    def _read(self, full_name: str) -> Rule | None:
        if full_name not in self._files:
            return None
        file, name = self._files[full_name]
        if name in file.aliases:
            return self._alias(file, name)
        return read_rule(full_name, file.blocks[name], name)

    def _alias(self, file: StubFile, name: str) -> Rule | None:
        target = file.aliases[name]
        owner, _, last = f"{file.module}.{name}".rpartition(".")
        for candidate in (f"{owner}.{target}", target):
            if candidate in self._files and candidate != f"{owner}.{last}":
                return self._read(candidate)
        raise ConfigError(f"{file.path}: `{name} = {target}`: there is no rule of the name {target}")


def read_rule(full_name: str, blocks: Iterable[Block], name: str) -> Rule:
    """Parse the definitions of one function."""
    signatures: list[Signature] = []
    is_property = False
    for block in blocks:
        file = block.file
        parser = DefinitionParser(str(file.path), file.module, file.constants, file.types, block.line)
        for node, owner in _definitions(block):
            if ".".join(filter(None, (owner, node.name))) != name:
                continue
            signatures.append(parser.signature(node, owner))
            is_property = is_property or parsed_property(node)
    for signature in signatures:
        for function in unknown_functions(signature, known_functions()):
            raise ConfigError(
                f"{signature.place}: there is no shape function or dtype rule `{function}`: "
                f"docs/shape-stubs.md lists them; or say the result in the signature"
            )
    return Rule(full_name, tuple(signatures), is_property)


def _definitions(block: Block) -> Iterator[tuple[ast.FunctionDef, str]]:
    for node in _parsed(block.text, block.file.path, block.line).body:
        if isinstance(node, ast.FunctionDef):
            yield node, ""
        elif isinstance(node, ast.ClassDef):
            yield from ((inner, node.name) for inner in node.body if isinstance(inner, ast.FunctionDef))


def _parsed(text: str, path: Path, first_line: int) -> ast.Module:
    try:
        return ast.parse(text)
    except SyntaxError as problem:
        line = first_line + (problem.lineno or 1) - 1
        raise ConfigError(f"{path}:{line}: not Python: {problem.msg}") from None


def known_functions() -> dict[str, object]:
    """All that a stub may name in its decorators."""
    return {**shape_functions(), **DTYPE_FUNCTIONS, **dict.fromkeys((*CONCRETE, *ABSTRACT, *UFUNC_RULES))}


def read(path: Path) -> dict[str, Rule]:
    """All the rules of a stub (or a folder of them), checked; for a user's own stubs."""
    table = Table()
    table.add(path)
    return {name: rule for name in table.names() if (rule := table.find(name)) is not None}
