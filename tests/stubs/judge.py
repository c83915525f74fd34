"""Runs a call that is written as text twice: by NumPy, and by the table of rules."""

import ast
import io
import itertools
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from tests.stubs.draws import draw
from tests.stubs.values import value_of
from typednn.shapes.apply import apply_rule
from typednn.shapes.operators import BINARY, UNARY
from typednn.shapes.signature import Rule
from typednn.shapes.stubs import Table
from typednn.shapes.unify import Mismatch, Unknowable
from typednn.shapes.value import Value
from typednn.stub_path import stub_folder

CALLS = Path(__file__).parent / "calls"
_SPACE = {"np": np, "numpy": np, "io": io, "itertools": itertools}
_CLASSES = {
    np.ndarray: "numpy.ndarray",
    np.generic: "numpy.ndarray",
    np.random.Generator: "numpy.random.Generator",
    np.random.RandomState: "numpy.random.RandomState",
    np.poly1d: "numpy.poly1d",
}
_SIGNS = {
    ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/", ast.FloorDiv: "//", ast.Mod: "%", ast.Pow: "**",
    ast.MatMult: "@", ast.BitAnd: "&", ast.BitOr: "|", ast.BitXor: "^", ast.LShift: "<<", ast.RShift: ">>",
    ast.Eq: "==", ast.NotEq: "!=", ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">=",
    ast.USub: "-", ast.UAdd: "+", ast.Invert: "~",
}  # fmt: skip


# The full name of what is called, the positional arguments, the keywords.
Parts = tuple[str, list[Value], dict[str, Value]]


@cache
def table() -> Table:
    rules = Table()
    rules.add(stub_folder())
    return rules


def is_here(name: str) -> bool:
    """Whether the installed NumPy has this function."""
    thing: object = np
    for part in filter(None, name.removeprefix("numpy").removesuffix(".__getitem__").split(".")):
        if not hasattr(thing, part):
            return False
        thing = getattr(thing, part)
    return True


def calls() -> list[tuple[str, str]]:
    """Each call with the place where it is written."""
    found = []
    for path in sorted(CALLS.glob("*.txt")):
        for line, text in enumerate(path.read_text().splitlines(), 1):
            name = "numpy" + text[2:].partition("(")[0].partition("[")[0] if text.startswith("np.") else ""
            if text.strip() and not text.startswith("#") and is_here(name):
                found.append((f"{path.name}:{line}", text.strip()))
    return found


@dataclass
class Judged:
    """What became of one call: NumPy's result or error, the table's result or why it has none."""

    rule: str
    result: object = None
    error: Exception | None = None
    known: Value | None = None
    mismatch: Mismatch | None = None
    unknown: Unknowable | None = None


def judge(text: str, seed: int, change: Callable[[Value], Value] = lambda value: value) -> Judged:
    """Draw the things that the call names, and run it both ways; `change` what the table is told."""
    tree = ast.parse(text, mode="eval").body
    space = {**_SPACE, **draw(seed)}
    name, positional, keywords = _parts(tree, space)
    rule = table().find(name)
    if rule is None:
        raise LookupError(f"{text}: there is no rule for {name}")
    judged = Judged(name)
    told = {key: change(value) for key, value in keywords.items()}
    _ask_table(judged, rule, [*map(change, positional)], told)
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        try:
            judged.result = eval(text, space)  # the texts are ours: tests/stubs/calls
        except Exception as problem:  # NumPy raises of many kinds
            judged.error = problem
    return judged


def _ask_table(judged: Judged, rule: Rule, positional: list[Value], keywords: dict[str, Value]) -> None:
    try:
        judged.known = apply_rule(rule, positional, keywords)
    except Mismatch as problem:
        judged.mismatch = problem
    except Unknowable as problem:
        judged.unknown = problem


def _parts(tree: ast.expr, space: dict[str, object]) -> Parts:
    """The full name of what is called, and the arguments."""
    match tree:
        case ast.BinOp(left=left, op=sign, right=right):
            return BINARY[_SIGNS[type(sign)]], [_value(left, space), _value(right, space)], {}
        case ast.Compare(left=left, ops=[sign], comparators=[right]):
            return BINARY[_SIGNS[type(sign)]], [_value(left, space), _value(right, space)], {}
        case ast.UnaryOp(op=sign, operand=operand):
            return UNARY[_SIGNS[type(sign)]], [_value(operand, space)], {}
        case ast.Subscript(value=array, slice=key):
            return _getitem(array, space), [_value(array, space), _value(key, space)], {}
        case ast.Attribute(value=array, attr=name):
            owner = _evaluated(array, space)
            return f"{_class(owner)}.{name}", [value_of(owner, ast.unparse(array))], {}
        case ast.Call(func=function):
            return _call(tree, function, space)
    raise ValueError(f"{ast.unparse(tree)} is no call")


def _getitem(array: ast.expr, space: dict[str, object]) -> str:
    owner = _evaluated(array, space)
    for name in ("mgrid", "ogrid", "r_", "c_", "s_"):
        if owner is getattr(np, name):
            return f"numpy.{name}.__getitem__"
    return "numpy.ndarray.__getitem__"


def _call(tree: ast.Call, function: ast.expr, space: dict[str, object]) -> tuple[str, list[Value], dict[str, Value]]:
    positional: list[Value] = []
    for argument in tree.args:
        if isinstance(argument, ast.Starred):
            positional += map(value_of, _evaluated(argument.value, space))
        else:
            positional.append(_value(argument, space))
    keywords = {str(each.arg): _value(each.value, space) for each in tree.keywords}
    if isinstance(function, ast.Name) and function.id in ("len", "iter"):
        return f"numpy.ndarray.__{function.id}__", positional, keywords
    text = ast.unparse(function)
    if text.startswith("np."):
        return "numpy" + text[2:], positional, keywords
    assert isinstance(function, ast.Attribute)
    owner = _evaluated(function.value, space)
    receiver = value_of(owner, ast.unparse(function.value))
    return f"{_class(owner)}.{function.attr}", [receiver, *positional], keywords


def _class(owner: object) -> str:
    return next(name for each, name in _CLASSES.items() if isinstance(owner, each))


def _value(tree: ast.expr, space: dict[str, object]) -> Value:
    return value_of(_evaluated(tree, space), ast.unparse(tree))


def _evaluated(tree: ast.expr, space: dict[str, object]) -> Any:
    if isinstance(tree, ast.Tuple) and any(isinstance(each, ast.Slice) for each in tree.elts):
        return tuple(_evaluated(each, space) for each in tree.elts)
    if isinstance(tree, ast.Slice):
        return slice(
            *(None if each is None else _evaluated(each, space) for each in (tree.lower, tree.upper, tree.step))
        )
    return eval(compile(ast.Expression(tree), "<call>", "eval"), space)
