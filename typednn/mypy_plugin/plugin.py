"""The mypy plugin: reads contracts when types are analysed, checks bodies when mypy has checked them."""

from __future__ import annotations

from collections.abc import Callable

from mypy.nodes import CallExpr, FuncDef
from mypy.options import Options
from mypy.plugin import AnalyzeTypeContext, FunctionSigContext, MethodSigContext, Plugin
from mypy.types import FunctionLike, Type

from typednn.mypy_plugin import checking, internals
from typednn.mypy_plugin.annotations import analyze_annotated

ANNOTATED = ("typing.Annotated", "typing_extensions.Annotated")


class ShapePlugin(Plugin):
    """Dispatch by name only."""

    def __init__(self, options: Options) -> None:
        super().__init__(options)

    def get_type_analyze_hook(self, fullname: str) -> Callable[[AnalyzeTypeContext], Type] | None:
        return analyze_annotated if fullname in ANNOTATED else None

    def get_function_signature_hook(
        self, fullname: str
    ) -> Callable[[FunctionSigContext], FunctionLike] | None:
        return None if fullname.startswith("builtins.") else _see_module

    def get_method_signature_hook(self, fullname: str) -> Callable[[MethodSigContext], FunctionLike] | None:
        return _check if fullname == internals.TRIGGER_METHOD else None


def _see_module(ctx: FunctionSigContext) -> FunctionLike:
    """A module without annotations is noticed by its first call."""
    tree = internals.checked_tree(ctx.api)
    if tree is not None and not internals.is_instrumented(tree):
        internals.instrument_module(tree)
    return ctx.default_signature


def _check(ctx: MethodSigContext) -> FunctionLike:
    """mypy is done with a body: now it is ours."""
    if isinstance(ctx.context, CallExpr) and internals.is_trigger(ctx.context):
        function = internals.current_function(ctx.api)
        checking.check(ctx.api, function if isinstance(function, FuncDef) else None, ctx.context)
    return ctx.default_signature
