"""Aliases: ``Image = Float[np.ndarray, "h w"]`` loses its string in mypy; it is read back from the source."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from mypy.nodes import MypyFile, TypeAlias
from mypy.types import CallableType, Instance, TupleType, Type, TypeAliasType, UnionType, get_proper_type

from typednn.mypy_plugin.annotations import dtype_word
from typednn.mypy_plugin.markers import NDARRAY, Contract, contract_of, contracts_in, mark
from typednn.shapes.parser import ParseError, parse

Modules = dict[str, MypyFile]
ARRAYS = {"ndarray", "NDArray"}


@lru_cache(maxsize=256)
def _source(path: str, changed: int) -> dict[str, ast.expr]:
    """The assignments and imports of a module by name; those inside classes with their class."""
    try:
        tree = ast.parse(Path(path).read_text(encoding="utf-8"))
    except (OSError, SyntaxError, UnicodeDecodeError, ValueError):
        return {}
    return dict(_definitions(tree.body, ""))


def _definitions(statements: list[ast.stmt], prefix: str) -> Iterator[tuple[str, ast.expr]]:
    for statement in statements:
        match statement:
            case ast.Assign(targets=[ast.Name(id=name)], value=value):
                yield prefix + name, value
            case ast.AnnAssign(target=ast.Name(id=name), value=ast.expr() as value):
                yield prefix + name, value
            case ast.ClassDef(name=name, body=body):
                yield from _definitions(body, f"{prefix}{name}.")
            case ast.ImportFrom(module=str(module), names=names, level=0):
                for imported in names:
                    path = ast.Attribute(ast.Name(module, ast.Load()), imported.name, ast.Load())
                    yield prefix + (imported.asname or imported.name), path
            case ast.If(body=body, orelse=other):
                yield from _definitions([*body, *other], prefix)
            case _ if type(statement).__name__ == "TypeAlias":
                yield prefix + statement.name.id, statement.value  # type: ignore[attr-defined]  # Python 3.12


def definitions(path: str) -> dict[str, ast.expr]:
    try:
        changed = Path(path).stat().st_mtime_ns
    except OSError:
        return {}
    return _source(path, changed)


def _arrays(tree: ast.expr, module: str, modules: Modules, depth: int = 0) -> Iterator[Contract | None]:
    """The arrays in an alias, in the order of the text: with their contracts, or None for plain ones."""
    if depth > 6:
        return
    if isinstance(tree, ast.Constant) and isinstance(tree.value, str):
        try:
            tree = ast.parse(tree.value, mode="eval").body
        except SyntaxError:
            return
    if isinstance(tree, ast.Subscript):
        word = dtype_word(ast.unparse(tree.value))
        if word is not None and isinstance(tree.slice, ast.Tuple) and len(tree.slice.elts) == 2:
            yield _contract(word, tree.slice.elts[1])
            return
        if ast.unparse(tree.value).rpartition(".")[2] in ARRAYS:
            yield None
            return
    if isinstance(tree, ast.Name | ast.Attribute):
        yield from _named(tree, module, modules, depth)
        return
    for child in ast.iter_child_nodes(tree):
        if isinstance(child, ast.expr):
            yield from _arrays(child, module, modules, depth + 1)


def _contract(word: str, text: ast.expr) -> Contract | None:
    if not isinstance(text, ast.Constant) or not isinstance(text.value, str):
        return None
    try:
        parse(text.value)
    except ParseError:
        return None
    return Contract(word, text.value)


def _named(tree: ast.Name | ast.Attribute, module: str, modules: Modules, depth: int) -> Iterator[Contract | None]:
    """A name inside an alias: an array class, or another alias."""
    text = ast.unparse(tree)
    if text.rpartition(".")[2] in ARRAYS:
        yield None
        return
    found = definitions(modules[module].path).get(text) if module in modules else None
    if found is not None and not (isinstance(found, ast.Attribute) and text == found.attr and depth > 5):
        yield from _arrays(found, module, modules, depth + 1)
        return
    owner, _, last = text.rpartition(".")
    if owner in modules and owner != module:
        target = definitions(modules[owner].path).get(last)
        if target is not None:
            yield from _arrays(target, owner, modules, depth + 1)


def contracts_of(alias: TypeAlias, modules: Modules) -> list[Contract | None]:
    """The contracts that an alias should carry, read from the module that defines it."""
    module = alias.fullname
    while module and module not in modules:
        module = module.rpartition(".")[0]
    if not module:
        return []
    tree = definitions(modules[module].path).get(alias.fullname[len(module) + 1 :])
    return [] if tree is None else list(_arrays(tree, module, modules))


def restore(typ: Type, contracts: list[Contract | None], string: Instance) -> Type:
    """The type with the contracts put back, if they pair up with its arrays; else as it is."""
    if not any(contracts) or sum(1 for _ in _plain(typ)) != len(contracts):
        return typ
    return _inject(typ, iter(contracts), string)


def _plain(typ: Type, depth: int = 0) -> Iterator[Instance]:
    if depth > 8 or (isinstance(typ, TypeAliasType) and typ.is_recursive):
        return
    proper = get_proper_type(typ)
    if isinstance(proper, Instance) and proper.type.fullname == NDARRAY:
        if contract_of(proper) is None:
            yield proper
        return
    for part in _parts(proper):
        yield from _plain(part, depth + 1)


def _parts(typ: Type) -> list[Type]:
    if isinstance(typ, Instance):
        return list(typ.args)
    if isinstance(typ, UnionType | TupleType):
        return list(typ.items)
    return [*typ.arg_types, typ.ret_type] if isinstance(typ, CallableType) else []


def _inject(typ: Type, contracts: Iterator[Contract | None], string: Instance, depth: int = 0) -> Type:
    if depth > 8 or (isinstance(typ, TypeAliasType) and typ.is_recursive):
        return typ
    proper = get_proper_type(typ)
    if isinstance(proper, Instance) and proper.type.fullname == NDARRAY:
        if contract_of(proper) is not None:
            return proper
        contract = next(contracts)
        return proper if contract is None else mark(proper, contract, string)
    parts = [_inject(part, contracts, string, depth + 1) for part in _parts(proper)]
    if isinstance(proper, Instance):
        return proper.copy_modified(args=parts) if parts else proper
    if isinstance(proper, UnionType):
        return UnionType(parts, proper.line, proper.column)
    if isinstance(proper, TupleType):
        return proper.copy_modified(items=parts)
    if isinstance(proper, CallableType):
        return proper.copy_modified(arg_types=parts[:-1], ret_type=parts[-1])
    return proper


def needs_contracts(alias: TypeAlias) -> bool:
    """Whether an alias is about arrays that carry no contract yet."""
    if isinstance(alias.target, TypeAliasType) and alias.target.is_recursive:
        return False
    return next(contracts_in(alias.target), None) is None and any(True for _ in _plain(alias.target))


def settle(tree: MypyFile, modules: Modules, string: Instance) -> None:
    """Put the contracts into the aliases of a checked module: from here on caches and importers see them."""
    for symbol in tree.names.values():
        alias = symbol.node
        if isinstance(alias, TypeAlias) and alias.fullname.startswith(tree.fullname + ".") and needs_contracts(alias):
            found = get_proper_type(restore(alias.target, contracts_of(alias, modules), string))
            if found is not alias.target:
                alias.target = found
                # Of an alias without arguments mypy would take the class alone, and make the type anew.
                alias.no_args = False
