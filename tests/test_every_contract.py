"""Whoever promises shapes keeps them: such functions of the package carry `@contract`, in tests too."""

import ast
from collections.abc import Iterator
from pathlib import Path

import jaxtyping
import pytest

PACKAGE = Path(__file__).resolve().parent.parent / "typednn"
DTYPE_WORDS = {
    name
    for name, value in vars(jaxtyping).items()
    if isinstance(value, type) and issubclass(value, jaxtyping.AbstractDtype)
}
Function = ast.FunctionDef | ast.AsyncFunctionDef


def last_name(node: ast.expr) -> str:
    """`Float` of `Float`, `jaxtyping.Float` and `Float(...)`."""
    match node:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
        case ast.Call(func=function):
            return last_name(function)
    return ""


def promises_shapes(annotation: ast.expr | None) -> bool:
    parts = ast.walk(annotation) if annotation else ()
    return any(isinstance(part, ast.Subscript) and last_name(part.value) in DTYPE_WORDS for part in parts)


def annotations(definition: Function | ast.ClassDef) -> Iterator[ast.expr | None]:
    """A function's parameters and result; a dataclass's fields."""
    if isinstance(definition, ast.ClassDef):
        if any(last_name(decorator) == "dataclass" for decorator in definition.decorator_list):
            yield from (field.annotation for field in definition.body if isinstance(field, ast.AnnAssign))
        return
    arguments = definition.args
    named = [
        *arguments.posonlyargs,
        *arguments.args,
        *arguments.kwonlyargs,
        arguments.vararg,
        arguments.kwarg,
    ]
    yield from (argument.annotation for argument in named if argument)
    yield definition.returns


def is_declaration(definition: Function | ast.ClassDef) -> bool:
    """Nothing to run in it: an overload, a protocol's or an abstract method."""
    return all(isinstance(line, ast.Expr) and isinstance(line.value, ast.Constant) for line in definition.body)


def unkept(source: str) -> list[str]:
    """The functions and dataclasses that promise shapes without `@contract`."""
    tree = ast.parse(source)
    definitions = [node for node in ast.walk(tree) if isinstance(node, Function | ast.ClassDef)]
    # `@contract` on a class covers the methods in its body.
    covered = {
        method
        for definition in definitions
        if isinstance(definition, ast.ClassDef) and has_contract(definition)
        for method in definition.body
    }
    return [
        definition.name
        for definition in definitions
        if any(map(promises_shapes, annotations(definition)))
        and definition not in covered
        and not is_declaration(definition)
        and not has_contract(definition)
    ]


def has_contract(definition: Function | ast.ClassDef) -> bool:
    return any(last_name(decorator) == "contract" for decorator in definition.decorator_list)


@pytest.mark.parametrize(
    "signature",
    [
        'def f(x: Float[Array, "n"]): return x',
        'def f(*, x: jaxtyping.Float32[Array, "n"] | None = None): return x',
        'def f(*x: Float[Array, "n"]): return x',
        'async def f() -> list[Float[Array, "n"]]: return []',
        '@dataclass(frozen=True)\nclass f:\n    x: Int[Array, "n"]',
    ],
)
def test_a_promise_without_contract_is_found(signature: str) -> None:
    assert unkept(signature) == ["f"]
    assert unkept("@contract\n" + signature) == []


@pytest.mark.parametrize(
    "signature",
    [
        "def f(x: int) -> Literal['n', 'm']: return 'n'",
        '@overload\ndef f(x: Float[Array, "n"]) -> int: ...',
        'class P(Protocol):\n    def f(self, x: Float[Array, "n"]) -> int:\n        "Only said."',
    ],
)
def test_what_promises_nothing_or_does_nothing_needs_none(signature: str) -> None:
    assert unkept(signature) == []


@pytest.mark.parametrize("file", sorted(PACKAGE.rglob("*.py")), ids=lambda file: str(file.relative_to(PACKAGE)))
def test_package_keeps_every_promise(file: Path) -> None:
    assert unkept(file.read_text()) == []
