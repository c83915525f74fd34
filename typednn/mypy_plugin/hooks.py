"""The mypy plugin: reads contracts when types are analysed, checks bodies when mypy has checked them."""

from __future__ import annotations

from collections.abc import Callable

from mypy.nodes import CallExpr, FuncDef, MypyFile, TypeAlias
from mypy.options import Options
from mypy.plugin import (
    AnalyzeTypeContext,
    FunctionSigContext,
    MethodSigContext,
    Plugin,
    ReportConfigContext,
)
from mypy.types import FunctionLike, Type

from typednn.mypy_plugin import aliases, internals
from typednn.mypy_plugin.annotations import analyze_annotated
from typednn.mypy_plugin.digest import digest
from typednn.mypy_plugin.options import fingerprint, shape_stubs

ANNOTATED = ("typing.Annotated", "typing_extensions.Annotated")
FOREIGN = ("builtins.", "typing.", "numpy.", "jaxtyping.", "collections.", "typing_extensions.", "_typeshed.")


class ShapePlugin(Plugin):
    """Dispatch by name only."""

    def __init__(self, options: Options) -> None:
        super().__init__(options)
        self._seen: dict[str, MypyFile] = {}
        self._reparsed = False
        self._count = -1
        self._concerns = internals.Concern()
        self._expanding = ""
        stubs = shape_stubs(options.config_file)
        self._stubs = stubs
        self._rules = fingerprint(stubs)

    def report_config_data(self, ctx: ReportConfigContext) -> object:
        """What a module's verdicts depend on beside its imports' types: the rules, and aliases' texts."""
        return {"plugin": digest(), "rules": self._rules}

    def get_additional_deps(self, file: MypyFile) -> list[tuple[int, str, int]]:
        self._reparsed = True
        return []

    def get_type_analyze_hook(self, fullname: str) -> Callable[[AnalyzeTypeContext], Type] | None:
        if self._reparsed or self._modules is None or len(self._modules) != self._count:
            self._watch()
        if fullname in ANNOTATED:
            return analyze_annotated
        if fullname.startswith(FOREIGN):
            return None
        if fullname == self._expanding:
            self._expanding = ""
            return None
        symbol = self.lookup_fully_qualified(fullname)
        node = symbol.node if symbol is not None else None
        if isinstance(node, TypeAlias) and self._is_ours(fullname) and aliases.needs_contracts(node):
            return lambda ctx: self._expand(ctx, node)
        return None

    def get_function_signature_hook(self, fullname: str) -> Callable[[FunctionSigContext], FunctionLike] | None:
        self._watch()
        return None

    def get_method_signature_hook(self, fullname: str) -> Callable[[MethodSigContext], FunctionLike] | None:
        return self._check if fullname == internals.TRIGGER_METHOD else None

    def _modules_now(self) -> dict[str, MypyFile]:
        return self._modules if self._modules is not None else {}

    def _is_ours(self, fullname: str) -> bool:
        module = self._modules_now().get(fullname.rpartition(".")[0])
        return module is None or internals.is_ours(module)

    def _watch(self) -> None:
        """Have the bodies of every module that mypy has just read checked."""
        modules = self._modules_now()
        if len(modules) == self._count and not self._reparsed:
            return
        self._count = len(modules)
        self._reparsed = False
        self._concerns.forget()
        for name, tree in modules.items():
            if self._seen.get(name) is tree and (tree.is_stub or not tree.defs or internals.is_instrumented(tree)):
                continue
            self._seen[name] = tree
            if internals.is_ours(tree) and tree.defs and self._concerns(tree, modules):
                internals.instrument(tree)
            elif name.startswith("typednn.") and tree.defs and not tree.is_stub:
                internals.instrument_module(tree)  # installed: its classes are summed up, its bodies are not judged

    def _expand(self, ctx: AnalyzeTypeContext, alias: TypeAlias) -> Type:
        """An alias at one of its uses, with the contracts that its text has."""
        tree = internals.current_tree(ctx)
        if tree is not None:
            internals.instrument(tree)
        self._expanding = alias.fullname
        analyzed = ctx.api.analyze_type(ctx.type)
        self._expanding = ""
        contracts = aliases.contracts_of(alias, self._modules_now())
        return aliases.restore(analyzed, contracts, ctx.api.named_type("builtins.str", []))

    def _check(self, ctx: MethodSigContext) -> FunctionLike:
        """mypy is done with a body: now it is ours."""
        if isinstance(ctx.context, CallExpr) and internals.is_trigger(ctx.context):
            function = internals.current_function(ctx.api)
            tree = internals.checked_tree(ctx.api)
            if function is None and tree is not None:
                string = ctx.api.named_generic_type("builtins.str", [])
                aliases.settle(tree, self._modules_now(), string)
            # The interpreter is not even imported where all results come from mypy's cache.
            from typednn.mypy_plugin import checking

            checking.use_stubs(self._stubs)
            checking.check(ctx.api, function if isinstance(function, FuncDef) else None, ctx.context)
        return ctx.default_signature
