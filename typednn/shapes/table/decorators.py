"""Reading the decorators of a stub: ``@shape(...)``, ``@dtype(...)``, ``@elementwise``."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches

from typednn.errors import ConfigError
from typednn.shapes.signature import (
    EITHER,
    KEYWORD,
    Apply,
    Constant,
    Expression,
    First,
    Parameter,
    Reference,
    Several,
    Signature,
    Star,
    Word,
)
from typednn.shapes.value import MISSING, Literal

_OURS = ("shape", "dtype", "elementwise")
# The parameters that every ufunc has besides its operands, how each is read, and its default.
_UFUNC_OPTIONS: dict[str, tuple[str, Literal]] = {
    "out": ("Out", None),
    "where": ("Array", True),
    "casting": ("Other", "same_kind"),
    "order": ("Other", "K"),
    "dtype": ("DType", None),
    "subok": ("Other", True),
    "signature": ("Other", MISSING),
}


@dataclass(frozen=True)
class DecoratorReader:
    """Reads decorators; `constants` are the texts (the loops of ufuncs) that the file has named."""

    constants: Mapping[str, str]
    error: Callable[[ast.AST, str], ConfigError]

    def decorated(self, signature: Signature, node: ast.expr) -> Signature:
        """The signature with what the decorator says; decorators that are not ours say nothing."""
        match node:
            case ast.Name(id="elementwise"):
                return self._elementwise(signature, None)
            case ast.Call(func=ast.Name(id="elementwise"), args=[ast.Name(id=loops)], keywords=[]):
                if loops not in self.constants:
                    raise self.error(node, f'`{loops}` is not defined in this file: write {loops} = "dd->d"')
                return self._elementwise(signature, self.constants[loops])
            case ast.Call(func=ast.Name(id="shape"), args=arguments, keywords=[]) if arguments:
                return replace(signature, shape=self._rules(arguments, signature))
            case ast.Call(func=ast.Name(id="dtype"), args=arguments, keywords=[]) if arguments:
                return replace(signature, dtype=self._rules(arguments, signature))
        function = node.func if isinstance(node, ast.Call) else node
        name = function.id if isinstance(function, ast.Name) else ""
        if get_close_matches(name, _OURS, 1, 0.8):
            usage = "write @shape(...), @dtype(...) or @elementwise"
            raise self.error(node, f"`@{ast.unparse(node)}` is not understood: {usage}")
        return signature

    def _elementwise(self, signature: Signature, loops: str | None) -> Signature:
        """A ufunc: its operands are broadcast, and it has the options that all ufuncs have."""
        operands = [each for each in signature.parameters if each.kind != KEYWORD]
        more = [each for each in signature.parameters if each.kind == KEYWORD]
        references = tuple(Reference(each.name) for each in operands)
        parameters = (*(replace(each, reads=Word("Array")) for each in operands), *_options(), *more)
        dtype = signature.dtype if loops is None else Apply("loops", (Constant(loops), *references))
        shape = signature.shape or Apply("broadcast", references)
        return replace(signature, parameters=parameters, shape=shape, dtype=dtype)

    def _rules(self, nodes: Sequence[ast.expr], signature: Signature) -> Expression:
        """One rule, or one for each of several results."""
        rules = tuple(self._rule(each, signature) for each in nodes)
        return rules[0] if len(rules) == 1 else Several(rules)

    def _rule(self, node: ast.expr, signature: Signature) -> Expression:
        """An expression over the parameters: names, literals, calls of functions, ``or``, a star."""
        match node:
            case ast.Name(id=name) if any(each.name == name for each in signature.parameters):
                return Reference(name)
            case ast.Name(id=name):
                return Apply(name)
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
        usage = "use parameters, literals, function calls, `or` and `*`"
        raise self.error(node, f"`{ast.unparse(node)}` is not understood: {usage}")


def _options() -> Iterator[Parameter]:
    for name, (word, default) in _UFUNC_OPTIONS.items():
        yield Parameter(name, EITHER if name == "out" else KEYWORD, Word(word), True, default)


def unknown_functions(signature: Signature, known: Mapping[str, object]) -> Iterator[str]:
    """The functions that the decorators name and that do not exist."""
    for expression in (signature.shape, signature.dtype):
        yield from (function for function in functions_in(expression) if function not in known)


def functions_in(expression: Expression | None) -> Iterator[str]:
    """The functions that an expression calls."""
    match expression:
        case Apply(function, arguments):
            yield function
            for argument in arguments or ():
                yield from functions_in(argument)
        case Star(inner):
            yield from functions_in(inner)
        case First(options) | Several(options):
            for option in options:
                yield from functions_in(option)
