"""What an initialiser refuses: ``if width % heads != 0: raise …``, as text, decided for the ints of a call."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache

from mypy.nodes import (
    ARG_NAMED,
    ARG_POS,
    AssignmentStmt,
    CallExpr,
    ComparisonExpr,
    Expression,
    ExpressionStmt,
    FuncDef,
    IfStmt,
    IntExpr,
    ListExpr,
    MemberExpr,
    NameExpr,
    OpExpr,
    RaiseStmt,
    RefExpr,
    Statement,
    StrExpr,
    SuperExpr,
    TypeInfo,
    UnaryExpr,
)

from typednn.mypy_plugin import internals
from typednn.mypy_plugin.braces import arithmetic
from typednn.shapes.render import render_size
from typednn.shapes.size import Size, is_nonnegative, is_positive, number

Refusal = list[object]
"""A condition, and the parts of what is raised then: texts, and ``[expression]`` for a value in a text."""
Lookup = Callable[[str], Size | None]
Others = Callable[[TypeInfo], tuple[list[str], list[Refusal]]]
"""The parameters of another class's initialiser, and what it refuses."""

_BINARY = ("+", "-", "*", "//", "%", "and", "or")


def refusals(method: FuncDef, others: Others) -> list[Refusal]:
    """The tests on its parameters before which an initialiser does nothing that matters to them.

    Those of other initialisers that it calls, with its own parameters, are its own too.
    """
    known = {argument.variable.name for argument in method.arguments[1:]}
    found: list[Refusal] = []
    for statement in internals.body_of(method).body:
        if isinstance(statement, IfStmt):
            found += _refusal(statement, known)
            continue
        if not isinstance(statement, AssignmentStmt | ExpressionStmt):
            break
        for call in _calls(statement.rvalue if isinstance(statement, AssignmentStmt) else statement.expr):
            found += _of_another(call, method, known, others)
        known -= set(_bound(statement))
    return found


def _calls(node: Expression) -> Iterator[CallExpr]:
    """The calls that an expression makes for certain."""
    if isinstance(node, CallExpr):
        yield node
        for argument in node.args:
            yield from _calls(argument)
    elif isinstance(node, OpExpr) and node.op not in ("and", "or"):
        yield from _calls(node.left)
        yield from _calls(node.right)


def _of_another(call: CallExpr, method: FuncDef, known: set[str], others: Others) -> Iterator[Refusal]:
    """``Attention(width, heads)`` in the initialiser of a block: its refusals, in the block's parameters."""
    info = call.callee.node if isinstance(call.callee, RefExpr) else None
    if isinstance(call.callee, SuperExpr) and call.callee.name == "__init__" and method.info:
        info = method.info.mro[1]
    if not isinstance(info, TypeInfo):
        return
    parameters, theirs = others(info)
    given: dict[str, str] = {}
    for at, (argument, name) in enumerate(zip(call.args, call.arg_names, strict=True)):
        text = _text(argument, known) if call.arg_kinds[at] in (ARG_POS, ARG_NAMED) else None
        label = name or (parameters[at] if at < len(parameters) else None)
        if label is not None and text is not None:
            given[label] = text
    for refusal in theirs:
        parts = [_renamed(part, given) for part in ([refusal[0]], *refusal[1:])]
        if isinstance(parts[0], list) and all(part is not None for part in parts):
            yield [parts[0][0], *parts[1:]]


def _renamed(part: object, given: Mapping[str, str]) -> object:
    """A part of a refusal with the arguments of a call for the parameters; None if one is not known."""
    if not isinstance(part, list):
        return part
    tree = _Renamer(given).visit(ast.parse(str(part[0]), mode="eval").body)
    return [ast.unparse(tree)] if all(each.id != "" for each in _names(tree)) else None


def _names(tree: ast.expr) -> Iterator[ast.Name]:
    return (each for each in ast.walk(tree) if isinstance(each, ast.Name))


class _Renamer(ast.NodeTransformer):
    def __init__(self, given: Mapping[str, str]) -> None:
        self.given = given

    def visit_Name(self, node: ast.Name) -> ast.expr:
        text = self.given.get(node.id)
        return ast.Name("") if text is None else ast.parse(text, mode="eval").body


def _bound(statement: Statement) -> Iterator[str]:
    """The names that a statement gives another value."""
    if isinstance(statement, AssignmentStmt):
        for target in statement.lvalues:
            items = getattr(target, "items", [target])
            yield from (item.name for item in items if isinstance(item, NameExpr))


def _refusal(statement: IfStmt, known: set[str]) -> Iterator[Refusal]:
    body = statement.body[0].body
    if len(statement.expr) != 1 or statement.else_body is not None or not body:
        return
    last = body[-1]
    condition = _text(statement.expr[0], known)
    if condition is not None and isinstance(last, RaiseStmt) and len(body) == 1:
        yield [condition, *_message(last.expr, known)]


def _text(node: Expression, known: set[str]) -> str | None:
    """An expression of parameters and numbers, as Python text."""
    if isinstance(node, NameExpr):
        return node.name if node.name in known else None
    if isinstance(node, IntExpr):
        return str(node.value)
    if isinstance(node, UnaryExpr) and node.op in ("not", "-"):
        inner = _text(node.expr, known)
        return None if inner is None else f"({node.op} {inner})"
    if isinstance(node, OpExpr) and node.op in _BINARY:
        left, right = _text(node.left, known), _text(node.right, known)
        return None if left is None or right is None else f"({left} {node.op} {right})"
    if isinstance(node, ComparisonExpr) and set(node.operators) <= {"<", "<=", ">", ">=", "==", "!="}:
        operands = [_text(each, known) for each in node.operands]
        if None in operands:
            return None
        pairs = zip(["", *node.operators], operands, strict=True)
        return "(" + " ".join(f"{operator} {operand}".strip() for operator, operand in pairs) + ")"
    return None


def _message(node: Expression | None, known: set[str]) -> list[object]:
    """``ShapeError(f"{heads} heads …")`` as ``[["heads"], " heads …"]``; nothing where it is not that plain."""
    if not isinstance(node, CallExpr) or len(node.args) != 1:
        return []
    argument = node.args[0]
    pieces = [argument]
    if isinstance(argument, CallExpr) and argument.args and isinstance(argument.args[0], ListExpr):
        pieces = argument.args[0].items  # mypy reads f"…" as "".join([…])
    parts: list[object] = []
    for piece in pieces:
        if isinstance(piece, StrExpr):
            parts.append(piece.value)
            continue
        inner = piece.args[0] if isinstance(piece, CallExpr) and isinstance(piece.callee, MemberExpr) else None
        text = None if inner is None else _text(inner, known)
        if text is None:
            return []
        parts.append([text])
    return parts


# At a call


def refused(refusal: Refusal, lookup: Lookup) -> str | None:
    """What is raised for these ints, if that is certain; "" if the text is not known."""
    condition, *parts = refusal
    if _truth(_tree(str(condition)), lookup) is not True:
        return None
    texts = []
    for part in parts:
        size = _size(_tree(str(part[0])), lookup) if isinstance(part, list) else None
        texts.append(str(part) if not isinstance(part, list) else "?" if size is None else render_size(size))
    return "".join(texts)


@lru_cache(maxsize=1024)
def _tree(text: str) -> ast.expr:
    return ast.parse(text, mode="eval").body


def _truth(tree: ast.expr, lookup: Lookup) -> bool | None:
    """True or false where it is so for certain."""
    match tree:
        case ast.BoolOp(op=operator, values=values):
            verdicts = [_truth(value, lookup) for value in values]
            decisive = isinstance(operator, ast.Or)
            if decisive in verdicts:
                return decisive
            return None if None in verdicts else not decisive
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            verdict = _truth(operand, lookup)
            return None if verdict is None else not verdict
        case ast.Compare(left=left, ops=operators, comparators=comparators):
            sizes = [_size(each, lookup) for each in (left, *comparators)]
            verdicts = [
                None if a is None or b is None else _compared(a, operator, b)
                for a, operator, b in zip(sizes, operators, sizes[1:], strict=False)
            ]
            return False if False in verdicts else None if None in verdicts else True
    size = _size(tree, lookup)
    return None if size is None else _compared(size, ast.NotEq(), number(0))


def _compared(left: Size, operator: ast.cmpop, right: Size) -> bool | None:
    difference = left - right
    if isinstance(operator, ast.Eq | ast.NotEq):
        constant = difference.constant
        return None if constant is None else (constant == 0) == isinstance(operator, ast.Eq)
    if isinstance(operator, ast.Gt | ast.LtE):
        verdict = _ordered(difference)
        return verdict if verdict is None or isinstance(operator, ast.Gt) else not verdict
    verdict = _ordered(-difference)
    return verdict if verdict is None or isinstance(operator, ast.Lt) else not verdict


def _ordered(difference: Size) -> bool | None:
    """Whether it is more than nothing."""
    return True if is_positive(difference) else False if is_nonnegative(-difference) else None


def _size(tree: ast.expr, lookup: Lookup) -> Size | None:
    match tree:
        case ast.Name(id=name):
            return lookup(name)
        case ast.Constant(value=int(value)):
            return number(value)
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            inner = _size(operand, lookup)
            return None if inner is None else -inner
        case ast.BinOp(left=left, op=operator, right=right):
            a, b = _size(left, lookup), _size(right, lookup)
            if a is None or b is None or (isinstance(operator, ast.FloorDiv | ast.Mod) and b.constant == 0):
                return None
            return arithmetic(a, operator, b)
    return None
