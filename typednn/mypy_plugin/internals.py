"""All that the plugin uses of mypy beside its public plugin interface; tests/plugin/test_internals.py watches it."""

from __future__ import annotations

from collections.abc import Iterable

from mypy.errorcodes import NO_ANY_RETURN
from mypy.nodes import (
    GDEF,
    Block,
    CallExpr,
    ClassDef,
    Decorator,
    EllipsisExpr,
    Expression,
    ExpressionStmt,
    ForStmt,
    FuncDef,
    FuncItem,
    IfStmt,
    Import,
    ImportAll,
    ImportFrom,
    MatchStmt,
    MemberExpr,
    MypyFile,
    Node,
    OverloadedFuncDef,
    PassStmt,
    RaiseStmt,
    Statement,
    StrExpr,
    SymbolTableNode,
    TryStmt,
    TypeInfo,
    Var,
    WhileStmt,
    WithStmt,
)
from mypy.plugin import AnalyzeTypeContext, CheckerPluginInterface
from mypy.types import LiteralType, ProperType, get_proper_type

_NOTE = "typednn: the shapes of this body are checked here"


def current_tree(context: AnalyzeTypeContext) -> MypyFile | None:
    """The module in which a type is being analysed."""
    analyzer = getattr(context.api, "api", None)
    modules, name = getattr(analyzer, "modules", None), getattr(analyzer, "cur_mod_id", None)
    tree = modules.get(name) if isinstance(modules, dict) else None
    return tree if isinstance(tree, MypyFile) else None


def checked_tree(api: CheckerPluginInterface) -> MypyFile | None:
    tree = getattr(api, "tree", None)
    return tree if isinstance(tree, MypyFile) else None


def current_function(api: CheckerPluginInterface) -> FuncItem | None:
    scope = getattr(api, "scope", None)
    return scope.current_function() if scope is not None else None


def expression_type(api: CheckerPluginInterface, node: Expression) -> ProperType | None:
    """The type that mypy has already inferred, or None."""
    if not getattr(api, "has_type", lambda _: False)(node):
        return None
    lookup = getattr(api, "lookup_type", None)
    return None if lookup is None else get_proper_type(lookup(node))


def class_named(api: CheckerPluginInterface, full: str) -> TypeInfo | None:
    """A class by its full name, of a module that mypy knows already."""
    modules = getattr(api, "modules", {})
    module, _, rest = full.rpartition(".")
    inside: list[str] = [rest]
    while module and module not in modules:
        module, _, outer = module.rpartition(".")
        inside.insert(0, outer)
    names = modules[module].names if module else {}
    node: object = None
    for name in inside:
        symbol = names.get(name)
        node = symbol.node if symbol is not None else None
        names = node.names if isinstance(node, TypeInfo) else {}
    return node if isinstance(node, TypeInfo) else None


def announce(api: CheckerPluginInterface, tree: MypyFile, info: TypeInfo, text: str) -> None:
    """Have the daemon notice that what is kept of a class has changed: a name of the module stands for it."""
    options = getattr(api, "options", None)
    if not getattr(options, "fine_grained_incremental", False):
        return
    name = _announced(info)
    variable = Var(name, LiteralType(text, api.named_generic_type("builtins.str", [])))
    variable._fullname = f"{tree.fullname}.{name}"
    tree.names[name] = SymbolTableNode(GDEF, variable, module_public=False, plugin_generated=True)


def listen(api: CheckerPluginInterface, tree: MypyFile, info: TypeInfo) -> None:
    """Have the daemon check the present body again when that changes."""
    options, scope = getattr(api, "options", None), getattr(api, "tscope", None)
    if scope is not None and getattr(options, "fine_grained_incremental", False):
        trigger = f"<{info.module_name}.{_announced(info)}>"
        tree.plugin_deps.setdefault(trigger, set()).add(scope.current_target())


def _announced(info: TypeInfo) -> str:
    return "__typednn_" + info.fullname.replace(".", "_")


def _trigger(at: Node) -> ExpressionStmt:
    """``"…".isascii()``: a statement without names, which survives every analysis and calls our hook."""
    note = StrExpr(_NOTE)
    member = MemberExpr(note, "isascii")
    call = CallExpr(member, [], [], [])
    statement = ExpressionStmt(call)
    for node in (note, member, call, statement):
        node.set_line(at.line, 0)
    return statement


TRIGGER_METHOD = "builtins.str.isascii"


def is_trigger(node: object) -> bool:
    if isinstance(node, ExpressionStmt):
        node = node.expr
    if not isinstance(node, CallExpr) or not isinstance(node.callee, MemberExpr):
        return False
    return isinstance(node.callee.expr, StrExpr) and node.callee.expr.value == _NOTE


def is_ours(tree: MypyFile) -> bool:
    """Whether a module is the user's own: no stub, nothing that is installed."""
    return not tree.is_stub and "site-packages" not in tree.path and "typeshed" not in tree.path


class Concern:
    """Which modules have to do with arrays: they import NumPy or jaxtyping, or something of the user's that does."""

    def __init__(self) -> None:
        self._known: dict[str, bool] = {}

    def forget(self) -> None:
        self._known.clear()

    def __call__(self, tree: MypyFile, modules: dict[str, MypyFile]) -> bool:
        name = tree.fullname
        if name not in self._known:
            self._known[name] = False
            self._known[name] = any(self._imported(each, modules) for each in _imports(tree))
        return self._known[name]

    def _imported(self, name: str, modules: dict[str, MypyFile]) -> bool:
        if name.split(".")[0] in ("numpy", "jaxtyping", "typednn"):
            return True
        tree = modules.get(name)
        if tree is None or not is_ours(tree):
            return False
        # What comes from the cache has no imports any more: then the safe answer is yes.
        return tree.is_cache_skeleton or self(tree, modules)


def _imports(tree: MypyFile) -> Iterable[str]:
    for statement in tree.imports:
        if isinstance(statement, Import):
            yield from (name for name, _ in statement.ids)
        elif isinstance(statement, ImportFrom):
            base = statement.id
            if statement.relative:
                parts = tree.fullname.split(".")
                keep = len(parts) - statement.relative + tree.is_package_init_file()
                base = ".".join([*parts[:keep], *([base] if base else [])])
            yield base
            yield from (f"{base}.{name}" for name, _ in statement.names)
        elif isinstance(statement, ImportAll):
            yield statement.id


def imported_as(tree: MypyFile, name: str) -> str:
    """The full name of what a module imports under a name, be it there or not."""
    for statement in tree.imports:
        if isinstance(statement, Import):
            for full, alias in statement.ids:
                if name == (alias or full.partition(".")[0]):
                    return full if alias else name
        elif isinstance(statement, ImportFrom) and not statement.relative:
            for found, alias in statement.names:
                if name == (alias or found):
                    return f"{statement.id}.{found}"
    return name


def returns_any(api: CheckerPluginInterface, path: str, lines: set[int]) -> None:
    """Take back mypy's "Returning Any": where the value is known to us it is no Any."""
    errors = getattr(getattr(api, "msg", None), "errors", None)
    infos = getattr(errors, "error_info_map", {}).get(getattr(errors, "file", path), [])
    infos[:] = [info for info in infos if not (info.line in lines and _is_about_any(info.code, info.message))]


def _is_about_any(code: object, message: str) -> bool:
    """The error, or mypy's remark that a comment on its line does not cover it."""
    return code is NO_ANY_RETURN or message.startswith(f'Error code "{NO_ANY_RETURN.code}" not covered')


def is_instrumented(tree: MypyFile) -> bool:
    return bool(tree.defs) and is_trigger(tree.defs[-1])


def instrument(tree: MypyFile) -> None:
    """Have our hook called when mypy has checked the module, and each of its functions."""
    if is_instrumented(tree):
        return
    for function in functions_in(tree.defs):
        _wrap(function)
    instrument_module(tree)


def instrument_module(tree: MypyFile) -> None:
    if not is_instrumented(tree):
        tree.defs.append(_trigger(tree.defs[-1] if tree.defs else tree))


def _wrap(function: FuncDef) -> None:
    """``body`` becomes ``try: body finally: trigger``, which changes no type inside the body."""
    if _is_trivial(function) or body_of(function) is not function.body:
        return
    inner = Block(function.body.body)
    inner.set_line(function.body)
    last = Block([_trigger(function)])
    last.set_line(function.body)
    attempt = TryStmt(inner, [], [], [], None, last)
    attempt.set_line(function.body)
    function.body.body = [attempt]


def _is_trivial(function: FuncDef) -> bool:
    """A body of a docstring, ``...``, ``pass`` or ``raise``: mypy treats it in its own way, and so it stays."""
    return all(
        isinstance(statement, PassStmt | RaiseStmt)
        or (isinstance(statement, ExpressionStmt) and isinstance(statement.expr, StrExpr | EllipsisExpr))
        for statement in function.body.body
    )


def body_of(function: FuncItem) -> Block:
    """The body of a function as its author wrote it."""
    first = function.body.body[0] if function.body.body else None
    if isinstance(first, TryStmt) and first.finally_body is not None and len(function.body.body) == 1:
        if first.finally_body.body and is_trigger(first.finally_body.body[-1]):
            return first.body
    return function.body


def functions_in(statements: Iterable[Statement]) -> Iterable[FuncDef]:
    """The functions and methods of a module that mypy checks for themselves; nested ones belong to theirs."""
    for statement in statements:
        if isinstance(statement, FuncDef):
            yield statement
        elif isinstance(statement, Decorator):
            yield statement.func
        elif isinstance(statement, OverloadedFuncDef):
            yield from functions_in([*statement.items, *([statement.impl] if statement.impl else [])])
        elif isinstance(statement, ClassDef):
            yield from functions_in(statement.defs.body)
        else:
            for block in blocks_of(statement):
                yield from functions_in(block.body)


def blocks_of(statement: Statement) -> Iterable[Block]:
    """The blocks inside a compound statement."""
    if isinstance(statement, IfStmt):
        yield from statement.body
        if statement.else_body is not None:
            yield statement.else_body
    elif isinstance(statement, WithStmt):
        yield statement.body
    elif isinstance(statement, ForStmt | WhileStmt):
        yield statement.body
        if statement.else_body is not None:
            yield statement.else_body
    elif isinstance(statement, TryStmt):
        yield statement.body
        yield from statement.handlers
        for block in (statement.else_body, statement.finally_body):
            if block is not None:
                yield block
    elif isinstance(statement, MatchStmt):
        yield from statement.bodies


__all__ = [
    "TRIGGER_METHOD",
    "announce",
    "blocks_of",
    "body_of",
    "checked_tree",
    "class_named",
    "current_function",
    "current_tree",
    "expression_type",
    "functions_in",
    "imported_as",
    "instrument",
    "instrument_module",
    "is_instrumented",
    "is_trigger",
    "listen",
]
