"""The part of a display that is at fault: of ``return x, y`` the y."""

from __future__ import annotations

from mypy.nodes import CallExpr, Context, DictExpr, ListExpr, StarExpr, StrExpr, TupleExpr


def part_of(node: Context, place: tuple[object, ...]) -> Context:
    """The expression that the keys and positions of `place` lead to, as far as they are written out."""
    for key in place:
        inner = _inside(node, key)
        if inner is None:
            break
        node = inner
    return node


def _inside(node: Context, key: object) -> Context | None:
    if isinstance(node, TupleExpr | ListExpr) and isinstance(key, int):
        written_out = not any(isinstance(item, StarExpr) for item in node.items)
        return node.items[key] if written_out and key < len(node.items) else None
    if isinstance(node, DictExpr):
        return next((item for name, item in node.items if isinstance(name, StrExpr) and name.value == key), None)
    if isinstance(node, CallExpr):
        return next((item for name, item in zip(node.arg_names, node.args, strict=True) if name == key), None)
    return None
