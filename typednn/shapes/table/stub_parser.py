"""Reads one definition of a stub into a `Signature`. docs/shape-stubs.md describes the format."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from typednn.errors import ConfigError
from typednn.shapes.signature import (
    EITHER,
    KEYWORD,
    KEYWORDS,
    MANY,
    POSITIONAL,
    Parameter,
    Reading,
    Signature,
    Word,
)
from typednn.shapes.table.annotations import AnnotationReader
from typednn.shapes.table.decorators import DecoratorReader
from typednn.shapes.value import MISSING, Literal


@dataclass(frozen=True)
class DefinitionParser:
    """Reads definitions of one file; `constants` and `types` are the texts and annotations it has named."""

    path: str
    module: str
    constants: Mapping[str, str] = field(default_factory=dict)
    types: Mapping[str, str] = field(default_factory=dict)
    first_line: int = 1

    def error(self, node: ast.AST, problem: str) -> ConfigError:
        return ConfigError(f"{self.place(node)}: {problem}")

    def place(self, node: ast.AST) -> str:
        return f"{self.path}:{getattr(node, 'lineno', 1) + self.first_line - 1}"

    def signature(self, node: ast.FunctionDef, owner: str = "") -> Signature:
        """The signature that a ``def`` of the stub states; `owner` is the class around it."""
        scope = ".".join(filter(None, (self.module, owner, node.name)))
        annotations = AnnotationReader(scope, self.types, self.error)
        parameters = tuple(_parameters(node, annotations))
        returned = annotations.result(node.returns)
        demanding = any(not isinstance(each.reads, Word) for each in parameters)
        signature = Signature(parameters, returned, None, None, scope, self.place(node), demanding)
        decorators = DecoratorReader(self.constants, self.error)
        for decorator in node.decorator_list:
            signature = decorators.decorated(signature, decorator)
        return signature


def is_property(node: ast.FunctionDef) -> bool:
    return any(isinstance(each, ast.Name) and each.id == "property" for each in node.decorator_list)


def _parameters(node: ast.FunctionDef, annotations: AnnotationReader) -> Iterator[Parameter]:
    arguments = node.args
    ordered = [*arguments.posonlyargs, *arguments.args]
    defaults: list[ast.expr | None] = [None] * (len(ordered) - len(arguments.defaults))
    for at, (argument, default) in enumerate(zip(ordered, [*defaults, *arguments.defaults], strict=True)):
        kind = POSITIONAL if at < len(arguments.posonlyargs) else EITHER
        yield _parameter(argument, kind, default, annotations)
    if arguments.vararg is not None:
        yield _parameter(arguments.vararg, MANY, None, annotations)
    for argument, default in zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True):
        yield _parameter(argument, KEYWORD, default, annotations)
    if arguments.kwarg is not None:
        yield _parameter(arguments.kwarg, KEYWORDS, None, annotations)


def _parameter(argument: ast.arg, kind: str, default: ast.expr | None, annotations: AnnotationReader) -> Parameter:
    reads: Reading = Word("Other")
    if argument.annotation is not None:
        reads = annotations.argument(argument.annotation)
    if default is None:
        return Parameter(argument.arg, kind, reads)
    return Parameter(argument.arg, kind, reads, True, _default(default))


def _default(node: ast.expr) -> Literal | tuple[Literal, ...]:
    """The default, if it is a literal; ``...`` and names say only that there is one."""
    try:
        value = ast.literal_eval(node)
    except ValueError:
        return MISSING
    return value if isinstance(value, int | float | complex | str | bytes | tuple | None) else MISSING
