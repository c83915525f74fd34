"""Annotations: ``Float[np.ndarray, "n d"]`` is an ndarray for mypy, and carries its contract for us."""

from __future__ import annotations

from mypy.plugin import AnalyzeTypeContext
from mypy.types import Instance, RawExpressionType, Type, UnboundType, get_proper_type

from typednn.mypy_plugin import internals
from typednn.mypy_plugin.codes import SHAPE_SYNTAX
from typednn.mypy_plugin.markers import NDARRAY, Contract, mark
from typednn.shapes.parser import ParseError, parse

WORDS = frozenset(
    [
        "Float",
        "Float16",
        "Float32",
        "Float64",
        "BFloat16",
        "Int",
        "Int2",
        "Int4",
        "Int8",
        "Int16",
        "Int32",
        "Int64",
        "UInt",
        "UInt2",
        "UInt4",
        "UInt8",
        "UInt16",
        "UInt32",
        "UInt64",
        "Integer",
        "Bool",
        "Num",
        "Real",
        "Inexact",
        "Complex",
        "Complex64",
        "Complex128",
        "Shaped",
        "Key",
    ]
)


def analyze_annotated(ctx: AnalyzeTypeContext) -> Type:
    """The hook for ``Annotated``, which is what jaxtyping's words look like to a checker."""
    tree = internals.current_tree(ctx)
    if tree is not None:
        internals.instrument(tree)
    unbound = ctx.type
    if not unbound.args:
        return ctx.api.analyze_type(UnboundType("typing.Any"))
    analyzed = ctx.api.analyze_type(unbound.args[0])
    word = unbound.name.rpartition(".")[2]
    if word not in WORDS or len(unbound.args) < 2:
        return analyzed
    proper = get_proper_type(analyzed)
    if not isinstance(proper, Instance) or not proper.type.has_base(NDARRAY):
        return analyzed
    text = shape_text(unbound.args[1])
    if text is None or not is_sound(ctx, text):
        return analyzed
    return mark(proper, Contract(word, text), ctx.api.named_type("builtins.str", []))


def shape_text(argument: Type) -> str | None:
    """The shape string, which arrives in two forms: as a literal, or, if it is one word, as a name."""
    if isinstance(argument, RawExpressionType) and isinstance(argument.literal_value, str):
        return argument.literal_value
    if isinstance(argument, UnboundType) and argument.original_str_expr is not None:
        return argument.original_str_expr
    return None


def is_sound(ctx: AnalyzeTypeContext, text: str) -> bool:
    """Report a mistake in a shape string; True if there is none."""
    try:
        parse(text)
    except ParseError as mistake:
        ctx.api.fail(f'Bad shape "{text}": {mistake.problem}', ctx.context, code=SHAPE_SYNTAX)
        return False
    return True


def dtype_word(name: str) -> str | None:
    """The dtype word that a spelling such as ``jt.Float`` means."""
    word = name.rpartition(".")[2]
    return word if word in WORDS else None
