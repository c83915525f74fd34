"""Expressions as text: the path of a chain of names, and an expression as its author wrote it."""

from __future__ import annotations

from mypy.nodes import (
    CallExpr,
    Expression,
    IndexExpr,
    IntExpr,
    MemberExpr,
    NameExpr,
    OpExpr,
    SliceExpr,
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


def unparse(node: Expression | None) -> str:
    """The expression as text if it is short and plain, else ""."""
    text = _text(node)
    return text if text is not None and len(text) <= LONGEST else ""


def _text(node: Expression | None) -> str | None:
    if isinstance(node, NameExpr):
        return node.name
    if isinstance(node, IntExpr):
        return str(node.value)
    if isinstance(node, StrExpr):
        return repr(node.value)
    if isinstance(node, MemberExpr):
        inner = _text(node.expr)
        return None if inner is None else f"{inner}.{node.name}"
    if isinstance(node, OpExpr):
        return _joined(f" {node.op} ", [node.left, node.right])
    if isinstance(node, UnaryExpr):
        inner = _text(node.expr)
        return None if inner is None else f"{node.op}{' ' if node.op == 'not' else ''}{inner}"
    if isinstance(node, IndexExpr):
        parts = node.index.items if isinstance(node.index, TupleExpr) else [node.index]
        base, item = _text(node.base), _joined(", ", parts)
        return None if base is None or item is None else f"{base}[{item}]"
    return _compound(node)


def _compound(node: Expression | None) -> str | None:
    if isinstance(node, TupleExpr):
        inside = _joined(", ", node.items)
        return None if inside is None else f"({inside}{',' * (len(node.items) == 1)})"
    if isinstance(node, SliceExpr):
        ends = [_text(end) if end is not None else "" for end in (node.begin_index, node.end_index)]
        return None if None in ends else ":".join(str(end) for end in ends)
    if isinstance(node, CallExpr) and not any(node.arg_names):
        callee, arguments = _text(node.callee), _joined(", ", node.args)
        return None if callee is None or arguments is None else f"{callee}({arguments})"
    return None


def _joined(between: str, nodes: list[Expression]) -> str | None:
    texts = [_grouped(node) if between.startswith(" ") else _text(node) for node in nodes]
    return None if None in texts else between.join(str(text) for text in texts)


def _grouped(node: Expression) -> str | None:
    text = _text(node)
    return f"({text})" if text is not None and isinstance(node, OpExpr) and node.op in "+-" else text
