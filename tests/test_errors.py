"""Every error of typednn is a TypednnError and the built-in error that a user would expect."""

import ast
import builtins
from pathlib import Path

import pytest

from typednn import errors

PACKAGE = Path(errors.__file__).parent
CHILDREN = [value for value in vars(errors).values() if isinstance(value, type) and value is not errors.TypednnError]
# How a generator, a look-up, a division or a program says in Python that it has no more to give.
PROTOCOL = {
    "AttributeError",
    "IndexError",
    "KeyError",
    "NotImplementedError",
    "StopIteration",
    "SystemExit",
    "ZeroDivisionError",
}
BUILT_IN = {name for name, value in vars(builtins).items() if isinstance(value, type)} - PROTOCOL


@pytest.mark.parametrize("error", CHILDREN)
def test_child_is_ours_and_a_built_in_error(error: type[Exception]) -> None:
    ours, built_in = error.__bases__
    assert ours is errors.TypednnError
    assert built_in in (ArithmeticError, TypeError, ValueError)
    assert error.__doc__
    assert "\n" not in error.__doc__


def raised_names(tree: ast.AST) -> set[str]:
    raised = [node.exc for node in ast.walk(tree) if isinstance(node, ast.Raise)]
    called = [value.func if isinstance(value, ast.Call) else value for value in raised]
    return {value.id for value in called if isinstance(value, ast.Name)}


@pytest.mark.parametrize("file", sorted(PACKAGE.rglob("*.py")), ids=lambda file: str(file.relative_to(PACKAGE)))
def test_package_raises_only_our_errors(file: Path) -> None:
    assert raised_names(ast.parse(file.read_text())) & BUILT_IN == set()
