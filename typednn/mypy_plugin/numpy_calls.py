"""Calls of NumPy: what is known of the arguments goes to the table of rules, the result comes back."""

from __future__ import annotations

import os
from dataclasses import replace
from functools import lru_cache
from itertools import product
from math import prod
from pathlib import Path
from typing import TYPE_CHECKING

from mypy.nodes import ARG_STAR, ARG_STAR2, CallExpr, Context, Expression, MemberExpr, TypeInfo

from typednn.errors import ConfigError
from typednn.mypy_plugin import arrays
from typednn.mypy_plugin.frame import Frame
from typednn.mypy_plugin.paths import unparse
from typednn.mypy_plugin.signatures import Argument
from typednn.mypy_plugin.values import (
    TOP,
    Abstract,
    Builtin,
    Class,
    Either,
    Object,
    Record,
    Sequence,
    Top,
    either,
    without_none,
)
from typednn.shapes.apply import apply_rule
from typednn.shapes.concrete import may_fail
from typednn.shapes.dtypes import DtypeMismatch
from typednn.shapes.operators import BINARY
from typednn.shapes.shape import Many, Shape
from typednn.shapes.signature import Rule
from typednn.shapes.size import Size
from typednn.shapes.stubs import Table
from typednn.shapes.unify import Mismatch, Unknowable
from typednn.shapes.value import Value
from typednn.stub_path import stub_folder

if TYPE_CHECKING:
    from typednn.mypy_plugin.interpreter import Interpreter

MOST_COMBINATIONS = 8
user_stubs: list[Path] = []
# Rules that cannot be read, with the reason; the plugin says so once.
bad_rules: dict[str, str] = {}


@lru_cache(maxsize=1)
def table() -> Table:
    """The rules for NumPy, and those of the user's own stubs."""
    found = Table()
    found.add(stub_folder())
    for path in user_stubs:
        found.add(path)
    return found


def use(stubs: list[Path]) -> None:
    """Take the user's own stubs beside NumPy's."""
    user_stubs[:] = stubs
    table.cache_clear()


def has_user_stubs() -> bool:
    return bool(user_stubs)


def find(name: str) -> Rule | None:
    try:
        return table().find(name)
    except ConfigError as problem:
        bad_rules.setdefault(name, str(problem))
        return None


def call(
    interpreter: Interpreter, frame: Frame, callee: Builtin, arguments: list[Argument], node: Expression
) -> Abstract:
    """The result of a call that the table knows; unknown, with the reason, if it does not."""
    rule = find(callee.name)
    if rule is None:
        return Top(f"no rule for {callee.name}")
    if callee.name == "numpy.ndarray.view" and len(arguments) == 1 and _is_kind_of_array(arguments[0].value):
        return callee.receiver if callee.receiver is not None else TOP
    if callee.name == "numpy.ndarray.tolist" and isinstance(callee.receiver, Value) and callee.receiver.shape:
        return arrays.as_list(callee.receiver.shape)
    return apply(frame, rule, callee.receiver, arguments, node)


def apply(frame: Frame, rule: Rule, receiver: Abstract | None, arguments: list[Argument], node: Expression) -> Abstract:
    flat = _flatten(receiver, arguments if rule.name != "numpy.ndarray.reshape" else _joined(arguments))
    if flat is None:
        return Top("arguments behind a star")
    positional, keywords = flat
    results: list[Abstract] = []
    failures: list[Mismatch] = []
    reason = ""
    for choice in _combinations([*positional, *keywords.values()]):
        values = dict(zip(keywords, choice[len(positional) :], strict=True))
        try:
            found = apply_rule(rule, choice[: len(positional)], values)
            results.append(arrays.from_value(found))
            if frame.is_heard and may_fail(rule, choice[: len(positional)], values):
                frame.doubt(node, "it depends on sizes that are not known")
        except Mismatch as mismatch:
            failures.append(_worded(rule, choice, list(keywords), arguments, node) or mismatch)
        except Unknowable as problem:
            reason = reason or f"{rule.name}: {problem}"
        except Exception as surprise:
            # A rule that fails on strange arguments knows nothing of them; the tests of the rules are elsewhere.
            if os.environ.get("TYPEDNN_TRACEBACK"):
                raise
            reason = reason or f"the rule for {rule.name} failed: {surprise}"
    if failures and not results and not reason:
        _refute(frame, node, rule.name, failures[0])
        return Top("an operation that is in error")
    if failures or reason:
        frame.doubt(node, str(failures[0]) if failures else reason)
    return either(results) if results and not reason else Top(reason)


def _is_kind_of_array(value: Abstract) -> bool:
    """``x.view(Logits)``: the same numbers, seen as a class of arrays."""
    return isinstance(value, Class) and value.info.has_base("numpy.ndarray")


def _joined(arguments: list[Argument]) -> list[Argument]:
    """``x.reshape(*y.shape[:-1], n)`` is ``x.reshape((*y.shape[:-1], n))``."""
    parts = [_sizes(argument) for argument in arguments if argument.name is None]
    if None in parts or not any(argument.kind == ARG_STAR for argument in arguments):
        return arguments
    axes = tuple(axis for part in parts for axis in part or ())
    named = [argument for argument in arguments if argument.name is not None]
    free = any(isinstance(axis, Size) and axis.constant == -1 for axis in axes)
    if free or sum(isinstance(axis, Many) for axis in axes) > 1:
        return arguments
    return [Argument(arrays.shape_value(axes), arguments[0].node), *named]


def _sizes(argument: Argument) -> Shape | None:
    """The sizes that an argument, or what is behind its star, stands for."""
    value = argument.value
    if argument.kind == ARG_STAR:
        inner = value.element if isinstance(value, Sequence) and value.kind == "shape" else None
        return inner.shape if isinstance(inner, Value) else None
    return (value.size,) if isinstance(value, Value) and value.size is not None else None


def _flatten(receiver: Abstract | None, arguments: list[Argument]) -> tuple[list[Abstract], dict[str, Abstract]] | None:
    """The positional arguments, receiver first, and the keywords; None if a star hides some."""
    positional: list[Abstract] = [] if receiver is None or isinstance(receiver, Object) else [receiver]
    if isinstance(receiver, Object):
        positional.append(Value())
    keywords: dict[str, Abstract] = {}
    for argument in arguments:
        if argument.kind == ARG_STAR:
            items = argument.value.items if isinstance(argument.value, Sequence) else None
            if items is None:
                return None
            positional += items
        elif argument.kind == ARG_STAR2:
            entries = argument.value.entries if isinstance(argument.value, Record) else None
            if entries is None:
                return None
            keywords.update({str(key): value for key, value in entries.items()})
        elif argument.name is not None:
            keywords[argument.name] = argument.value
        else:
            positional.append(argument.value)
    return positional, keywords


def _combinations(values: list[Abstract]) -> list[tuple[Value, ...]]:
    """Every choice among arguments that are one of several things, at most a few; the same thing is chosen once."""
    unions = {id(value): value for value in values if isinstance(value, Either)}
    if prod(len(without_none(union)) for union in unions.values()) > MOST_COMBINATIONS:
        return [tuple(Value() if isinstance(value, Either) else arrays.to_value(value) for value in values)]
    return [
        tuple(arrays.to_value(chosen.get(id(value), value)) for value in values)
        for chosen in (
            dict(zip(unions, choice, strict=True)) for choice in product(*map(without_none, unions.values()))
        )
    ]


def _worded(
    rule: Rule, choice: tuple[Value, ...], keywords: list[str], arguments: list[Argument], node: Expression
) -> Mismatch | None:
    """Why the rule refuses these arguments, in terms of what the user wrote for each; None if a star hides that."""
    if any(argument.kind.is_star() for argument in arguments):
        return None
    texts = [unparse(argument.node) for argument in arguments if argument.name is None]
    if len(choice) - len(arguments) == 1 and isinstance(node, CallExpr) and isinstance(node.callee, MemberExpr):
        texts.insert(0, unparse(node.callee.expr))
    texts += [unparse(argument.node) for argument in arguments if argument.name is not None]
    if len(texts) != len(choice):
        return None
    worded = [replace(value, text=text) for value, text in zip(choice, texts, strict=True)]
    at = len(choice) - len(keywords)
    try:
        apply_rule(rule, worded[:at], dict(zip(keywords, worded[at:], strict=True)))
    except Mismatch as mismatch:
        return mismatch
    return None


def _refute(frame: Frame, node: Context, name: str, mismatch: Mismatch) -> None:
    code = "tensor-dtype" if isinstance(mismatch, DtypeMismatch) else "tensor-shape"
    text = unparse(node) if isinstance(node, CallExpr) else ""
    frame.fail(node, code, f"Cannot compute {text or name.replace('numpy.', 'np.', 1)}: {mismatch}")


def operator(frame: Frame, node: Context, name: str, left: Value, right: Value) -> Abstract:
    """``left name right`` for arrays; raises `Mismatch`."""
    rule = find(BINARY[name])
    if rule is None:
        return TOP
    try:
        found = arrays.from_value(apply_rule(rule, (left, right)))
        if frame.is_heard and may_fail(rule, (left, right), {}):
            frame.doubt(node, "it depends on sizes that are not known")
        return found
    except Unknowable as problem:
        return Top(str(problem))


def construct(info: TypeInfo, arguments: list[Argument]) -> Abstract:
    """``np.random.RandomState(0)``, ``np.ndarray(...)``, ``np.poly1d(...)``."""
    return TOP if info.has_base("numpy.ndarray") else Object(info)
