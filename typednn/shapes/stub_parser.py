"""Reads one definition of a stub into a `Signature`. stubs/README.md describes the format."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from typednn.errors import ConfigError
from typednn.shapes.parser import ParseError, parse
from typednn.shapes.signature import (
    EITHER,
    KEYWORD,
    KEYWORDS,
    MANY,
    POSITIONAL,
    Apply,
    Constant,
    Contract,
    Each,
    Exactly,
    Expression,
    First,
    OneOf,
    Parameter,
    Reading,
    Reference,
    Returned,
    Several,
    Signature,
    Star,
    Tuple,
    Word,
)
from typednn.shapes.value import MISSING, Literal

# How an argument is read that has no contract.
ARGUMENT_WORDS = frozenset(
    "Array Arrays Axis Axes Sizes Int Whole Wholes Sections Flag Text DType Out Index Item ArrayOrInt Bins PairOfBins Plain Number Function Nested Other".split()
)
# What a function gives back whose shape function says the rest.
RESULT_WORDS = frozenset("Array Int Sizes Rank DType Flag Text Self Unknown".split())
_SEQUENCES = {"list": "list", "tuple": "tuple", "Sequence": "sequence", "Iterator": "iterator", "Iterable": "iterator"}
_PYTHON = {"int": "Int", "bool": "Flag", "str": "Text", "float": "Other", "complex": "Other", "object": "Other"}
# The parameters that every ufunc has besides its operands.
_UFUNC_OPTIONS = {
    "out": Word("Out"),
    "where": Word("Array"),
    "casting": Word("Other"),
    "order": Word("Other"),
    "dtype": Word("DType"),
    "subok": Word("Other"),
    "signature": Word("Other"),
}
_UFUNC_DEFAULTS: dict[str, Literal] = {
    "where": True,
    "casting": "same_kind",
    "order": "K",
    "subok": True,
    "signature": MISSING,
}


@dataclass(frozen=True)
class DefinitionParser:
    """Reads definitions of one file, in which `constants` are the texts that it has named."""

    path: str
    module: str
    constants: Mapping[str, str]
    first_line: int = 1

    def error(self, node: ast.AST, problem: str) -> ConfigError:
        return ConfigError(f"{self.place(node)}: {problem}")

    def place(self, node: ast.AST) -> str:
        return f"{self.path}:{getattr(node, 'lineno', 1) + self.first_line - 1}"

    def signature(self, node: ast.FunctionDef, owner: str = "") -> Signature:
        """The signature that a ``def`` of the stub states; `owner` is the class around it."""
        scope = ".".join(filter(None, (self.module, owner, node.name)))
        parameters = tuple(self._parameters(node, scope))
        returned = self._returned(node.returns, scope)
        signature = Signature(parameters, returned, scope=scope, place=self.place(node))
        for decorator in node.decorator_list:
            signature = self._decorated(signature, decorator)
        return signature

    def is_property(self, node: ast.FunctionDef) -> bool:
        return any(isinstance(each, ast.Name) and each.id == "property" for each in node.decorator_list)

    def _parameters(self, node: ast.FunctionDef, scope: str) -> Iterator[Parameter]:
        arguments = node.args
        ordered = [*arguments.posonlyargs, *arguments.args]
        defaults: list[ast.expr | None] = [None] * (len(ordered) - len(arguments.defaults))
        for at, (argument, default) in enumerate(zip(ordered, [*defaults, *arguments.defaults], strict=True)):
            kind = POSITIONAL if at < len(arguments.posonlyargs) else EITHER
            yield self._parameter(argument, kind, default, scope)
        if arguments.vararg is not None:
            yield self._parameter(arguments.vararg, MANY, None, scope)
        for argument, default in zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True):
            yield self._parameter(argument, KEYWORD, default, scope)
        if arguments.kwarg is not None:
            yield self._parameter(arguments.kwarg, KEYWORDS, None, scope)

    def _parameter(self, argument: ast.arg, kind: str, default: ast.expr | None, scope: str) -> Parameter:
        reads: Reading = Word("Other")
        if argument.annotation is not None:
            reads = self._reading(argument.annotation, scope)
        if default is None:
            return Parameter(argument.arg, kind, reads)
        return Parameter(argument.arg, kind, reads, True, self._default(default))

    def _default(self, node: ast.expr) -> Literal | tuple[Literal, ...]:
        if isinstance(node, ast.Name) or (isinstance(node, ast.Constant) and node.value is ...):
            return MISSING
        try:
            value = ast.literal_eval(node)
        except ValueError:
            return MISSING
        if isinstance(value, int | float | complex | str | bytes | tuple | None):
            return value
        return MISSING

    def _reading(self, node: ast.expr, scope: str) -> Reading:
        """How an argument is read: a contract, or one of the words."""
        match node:
            case ast.Constant(value=None):
                return Exactly((None,))
            case ast.Name(id=name) if name in ARGUMENT_WORDS:
                return Word(name)
            case ast.Name(id=name) if name in _PYTHON:
                return Word(_PYTHON[name])
            case ast.BinOp(left=left, op=ast.BitOr(), right=right):
                return _one_of(self._reading(left, scope), self._reading(right, scope))
            case ast.Subscript(value=ast.Name(id="Optional"), slice=inner):
                return _one_of(self._reading(inner, scope), Exactly((None,)))
            case ast.Subscript(value=ast.Name(id="Literal"), slice=inner):
                return Exactly(self._literals(inner))
            case ast.Subscript(value=ast.Name(id=name), slice=inner) if name in _SEQUENCES:
                items = inner.elts if isinstance(inner, ast.Tuple) else [inner]
                return Each(self._reading(items[0], scope))
            case ast.Subscript():
                return self._contract(node, scope)
        raise self.error(
            node,
            f"`{ast.unparse(node)}` does not say how the argument is read: write a contract such as "
            f'Float[Array, "n d"], or one of {", ".join(sorted(ARGUMENT_WORDS))}',
        )

    def _literals(self, node: ast.expr) -> tuple[Literal, ...]:
        value = ast.literal_eval(node)
        return value if isinstance(value, tuple) else (value,)

    def _contract(self, node: ast.Subscript, scope: str) -> Contract:
        """``Float[Array, "n d"]``, however the word is spelled: ``jaxtyping.Float`` too."""
        word = node.value.attr if isinstance(node.value, ast.Attribute) else ast.unparse(node.value)
        match node.slice:
            case ast.Tuple(elts=[_, ast.Constant(value=str(text))]):
                try:
                    return Contract(word, parse(text, scope), " ".join(text.split()))
                except ParseError as problem:
                    raise self.error(node, str(problem)) from None
        raise self.error(
            node, f'`{ast.unparse(node)}` is no contract: write a dtype word and a shape, as in {word}[Array, "n d"]'
        )

    def _returned(self, node: ast.expr | None, scope: str) -> Returned:
        match node:
            case None:
                return Word("Array")
            case ast.Constant(value=None):
                return Exactly((None,))
            case ast.Name(id=name) if name in RESULT_WORDS:
                return Word(name)
            case ast.Name(id=name) if name in _PYTHON:
                return Word(_PYTHON[name] if name in ("int", "bool", "str") else "Unknown")
            case ast.Name(id="list" | "tuple" as name):
                return Word(name.capitalize())
            case ast.BinOp(left=ast.Name(id="Array"), op=ast.BitOr(), right=ast.Name(id="int" | "float" as name)):
                return Word(f"Array or {name}")
            case ast.Subscript(value=ast.Name(id=name), slice=inner) if name in _SEQUENCES:
                return self._sequence(_SEQUENCES[name], inner, scope)
            case ast.Subscript():
                return self._contract(node, scope)
        raise self.error(
            node,
            f"`{ast.unparse(node)}` does not say what comes back: write a contract such as "
            f'Float[Array, "n d"], a tuple of them, or one of {", ".join(sorted(RESULT_WORDS))}',
        )

    def _sequence(self, kind: str, inner: ast.expr, scope: str) -> Returned:
        items = inner.elts if isinstance(inner, ast.Tuple) else [inner]
        endless = len(items) == 2 and isinstance(items[1], ast.Constant) and items[1].value is ...
        if endless or kind != "tuple":
            return Tuple(kind, (self._returned(items[0], scope),), endless=True)
        return Tuple(kind, tuple(self._returned(item, scope) for item in items))

    def _decorated(self, signature: Signature, node: ast.expr) -> Signature:
        match node:
            case ast.Name(id="property" | "overload" | "staticmethod" | "classmethod"):
                return signature
            case ast.Name(id="elementwise"):
                return self._elementwise(signature, None)
            case ast.Call(func=ast.Name(id="elementwise"), args=[ast.Name(id=loops)], keywords=[]):
                if loops not in self.constants:
                    raise self.error(node, f'`{loops}` is not defined in this file: write {loops} = "dd->d"')
                return self._elementwise(signature, self.constants[loops])
            case ast.Call(func=ast.Name(id="shape"), args=arguments, keywords=[]) if arguments:
                return replace(signature, shape=self._one_or_several(arguments, signature))
            case ast.Call(func=ast.Name(id="dtype"), args=arguments, keywords=[]) if arguments:
                return replace(signature, dtype=self._one_or_several(arguments, signature))
        raise self.error(
            node,
            f"`@{ast.unparse(node)}` is not understood: write @shape(...), @dtype(...), @elementwise, "
            "@overload or @property",
        )

    def _one_or_several(self, nodes: Sequence[ast.expr], signature: Signature) -> Expression:
        rules = tuple(self._rule(each, signature) for each in nodes)
        return rules[0] if len(rules) == 1 else Several(rules)

    def _elementwise(self, signature: Signature, loops: str | None) -> Signature:
        """A ufunc: its operands are broadcast, and it has the options that all ufuncs have."""
        operands = tuple(
            replace(each, reads=Word("Array")) for each in signature.parameters if each.kind != KEYWORD
        )
        more = tuple(each for each in signature.parameters if each.kind == KEYWORD)
        options = tuple(
            Parameter(name, EITHER if name == "out" else KEYWORD, reads, True, _UFUNC_DEFAULTS.get(name))
            for name, reads in _UFUNC_OPTIONS.items()
        )
        references = tuple(Reference(each.name) for each in operands)
        dtype = signature.dtype
        if loops is not None:
            dtype = Apply("loops", (Constant(loops), *references))
        shape = signature.shape or Apply("broadcast", references)
        return replace(signature, parameters=operands + options + more, shape=shape, dtype=dtype)

    def _rule(self, node: ast.expr, signature: Signature) -> Expression:
        """An expression over the parameters: names, literals, calls of functions, ``or``, a star."""
        parameters = {parameter.name for parameter in signature.parameters}
        match node:
            case ast.Name(id=name):
                return Reference(name) if name in parameters else Apply(name)
            case ast.Call(func=ast.Name(id=function), args=arguments, keywords=[]):
                return Apply(function, tuple(self._rule(each, signature) for each in arguments))
            case ast.Starred(value=inner):
                return Star(self._rule(inner, signature))
            case ast.BoolOp(op=ast.Or(), values=values):
                return First(tuple(self._rule(each, signature) for each in values))
            case ast.Constant() | ast.UnaryOp():
                return Constant(ast.literal_eval(node))
            case ast.Tuple(elts=items):
                return Several(tuple(self._rule(each, signature) for each in items))
        raise self.error(
            node,
            f"`{ast.unparse(node)}` is not understood: use parameters, literals, function calls, `or` and `*`",
        )


def _one_of(left: Reading, right: Reading) -> Reading:
    options: list[Reading] = []
    for reading in (left, right):
        options.extend(reading.options if isinstance(reading, OneOf) else (reading,))
    return OneOf(tuple(options))


def check_names(signatures: Sequence[Signature], known: Mapping[str, object]) -> Iterator[tuple[Signature, str]]:
    """The functions that a signature names and that do not exist, each with its signature."""
    for signature in signatures:
        for expression in (signature.shape, signature.dtype):
            for function in _functions(expression):
                if function not in known:
                    yield signature, function


def _functions(expression: Expression | None) -> Iterator[str]:
    match expression:
        case Apply(function, arguments):
            yield function
            for argument in arguments or ():
                yield from _functions(argument)
        case Star(inner):
            yield from _functions(inner)
        case First(options) | Several(options):
            for option in options:
                yield from _functions(option)
