"""A plugin of mypy that writes down what test_internals.py wants to know."""

from collections.abc import Callable
from typing import Any

from mypy.nodes import CallExpr, FuncDef
from mypy.options import Options
from mypy.plugin import AnalyzeTypeContext, MethodSigContext, Plugin
from mypy.types import Instance, Type, get_proper_type

from typednn.mypy_plugin import internals
from typednn.mypy_plugin.markers import Contract, mark

seen: dict[str, Any] = {}


class Spy(Plugin):
    """Calls back while mypy runs."""

    def __init__(self, options: Options) -> None:
        super().__init__(options)
        self.seen = seen

    def get_type_analyze_hook(self, fullname: str) -> Callable[[AnalyzeTypeContext], Type] | None:
        return self._type if fullname == "typing.Annotated" else None

    def get_method_signature_hook(self, fullname: str) -> Callable[[MethodSigContext], Any] | None:
        return self._method if fullname == "builtins.str.upper" else None

    def _type(self, ctx: AnalyzeTypeContext) -> Type:
        self.seen.setdefault("modules", self._modules)
        self.seen.setdefault("trees", []).append(internals.current_tree(ctx))
        self.seen.setdefault("arguments", []).append(ctx.type.args[1])
        analyzed = ctx.api.analyze_type(ctx.type.args[0])
        proper = get_proper_type(analyzed)
        assert isinstance(proper, Instance)
        return mark(proper, Contract("Float", "n d"), ctx.api.named_type("builtins.str", []))

    def _method(self, ctx: MethodSigContext) -> Any:
        self.seen.setdefault("checked", []).append(internals.checked_tree(ctx.api))
        function = internals.current_function(ctx.api)
        self.seen.setdefault("functions", []).append(function.name if function else None)
        tree = internals.checked_tree(ctx.api)
        if isinstance(ctx.context, CallExpr) and tree is not None and isinstance(function, FuncDef):
            first = function.arguments[0].variable
            self.seen.setdefault("declared", []).append(first.type)
            self.seen.setdefault("known", []).append(internals.expression_type(ctx.api, ctx.context.callee))
        self.seen.setdefault("errors", ctx.api.msg.errors)
        names = ["numpy.ndarray", "program.Class", "program.Class.Inner", "program.function", "nowhere.Class"]
        self.seen["classes"] = {name: internals.class_named(ctx.api, name) for name in names}
        return ctx.default_signature


def plugin(version: str) -> type[Plugin]:
    return Spy
