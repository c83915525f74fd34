"""Expressions as text: the path of a chain of names, and an expression as its author wrote it."""

from __future__ import annotations

from collections.abc import Sequence

from mypy.nodes import (
    ARG_STAR,
    ARG_STAR2,
    CallExpr,
    ComparisonExpr,
    ConditionalExpr,
    EllipsisExpr,
    Expression,
    FloatExpr,
    IndexExpr,
    IntExpr,
    ListExpr,
    MemberExpr,
    NameExpr,
    OperatorAssignmentStmt,
    OpExpr,
    SliceExpr,
    StarExpr,
    StrExpr,
    TupleExpr,
    UnaryExpr,
)

LONGEST = 60


def path_of(node: object) -> str | None:
    """``self.layers.w`` for a chain of plain names (and literal keys), else None."""
    if isinstance(node, NameExpr):
        return node.name
    if isinstance(node, MemberExpr):
        inner = path_of(node.expr)
        return None if inner is None else f"{inner}.{node.name}"
    if isinstance(node, IndexExpr) and isinstance(node.index, StrExpr | IntExpr):
        inner = path_of(node.base)
        return None if inner is None else f"{inner}.[{node.index.value!r}]"
    return None


_BINDS = {"or": 1, "and": 2, "|": 5, "^": 6, "&": 7, "<<": 8, ">>": 8, "+": 9, "-": 9, "**": 12}
_NOT, _COMPARISON, _PRODUCT, _UNARY, _ATOM = 3, 4, 10, 11, 15


class _TooStrange(Exception):
    """A kind of expression that is not put into words."""


def unparse(node: object) -> str:
    """The expression as text; calls without their arguments where it would be too long, "" where that is too."""
    for brief in (False, True):
        try:
            text = _Text(brief).of(node)
        except _TooStrange:
            continue
        if len(text) <= LONGEST:
            return text
    return ""


class _Text:
    """An expression as text, with the parentheses that it needs."""

    def __init__(self, brief: bool) -> None:
        self.brief = brief

    def of(self, node: object, binds: int = 0) -> str:
        text, own = self._with_strength(node)
        return f"({text})" if own < binds else text

    def joined(self, nodes: Sequence[Expression]) -> str:
        return ", ".join(map(self.of, nodes))

    def _with_strength(self, node: object) -> tuple[str, int]:
        if isinstance(node, OpExpr):
            own = _BINDS.get(node.op, _PRODUCT)
            right = own if node.op == "**" else own + 1
            return f"{self.of(node.left, own + (node.op == '**'))} {node.op} {self.of(node.right, right)}", own
        if isinstance(node, OperatorAssignmentStmt):
            return f"{self.of(node.lvalue)} {node.op}= {self.of(node.rvalue)}", 0
        if isinstance(node, ComparisonExpr):
            rest = zip(node.operators, node.operands[1:], strict=True)
            first = self.of(node.operands[0], _COMPARISON + 1)
            return first + "".join(f" {op} {self.of(each, _COMPARISON + 1)}" for op, each in rest), _COMPARISON
        if isinstance(node, UnaryExpr):
            own = _NOT if node.op == "not" else _UNARY
            return f"{node.op}{' ' * (node.op == 'not')}{self.of(node.expr, own)}", own
        if isinstance(node, ConditionalExpr):
            return f"{self.of(node.if_expr, 1)} if {self.of(node.cond, 1)} else {self.of(node.else_expr)}", 0
        return self._primary(node), _ATOM

    def _primary(self, node: object) -> str:
        if isinstance(node, NameExpr):
            return node.name
        if isinstance(node, IntExpr | FloatExpr | StrExpr):
            return repr(node.value)
        if isinstance(node, MemberExpr):
            return f"{self.of(node.expr, _ATOM)}.{node.name}"
        if isinstance(node, IndexExpr):
            plain = isinstance(node.index, TupleExpr) and len(node.index.items) > 1
            return f"{self.of(node.base, _ATOM)}[{self.of(node.index)[1:-1] if plain else self.of(node.index)}]"
        if isinstance(node, CallExpr):
            return f"{self.of(node.callee, _ATOM)}({'…' if self.brief and node.args else self._arguments(node)})"
        return self._display(node)

    def _display(self, node: object) -> str:
        if isinstance(node, TupleExpr):
            return f"({self.joined(node.items)}{',' * (len(node.items) == 1)})"
        if isinstance(node, ListExpr):
            return f"[{self.joined(node.items)}]"
        if isinstance(node, SliceExpr):
            ends = [self.of(end) if end is not None else "" for end in (node.begin_index, node.end_index)]
            return ":".join([*ends, *([self.of(node.stride)] if node.stride is not None else [])])
        if isinstance(node, StarExpr):
            return f"*{self.of(node.expr)}"
        if isinstance(node, EllipsisExpr):
            return "..."
        raise _TooStrange

    def _arguments(self, node: CallExpr) -> str:
        stars = {ARG_STAR: "*", ARG_STAR2: "**"}
        return ", ".join(
            (f"{name}=" if name is not None else stars.get(kind, "")) + self.of(argument)
            for argument, kind, name in zip(node.args, node.arg_kinds, node.arg_names, strict=True)
        )
