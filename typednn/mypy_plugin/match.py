"""Matching a value with a declared type: which names it binds, or why it cannot be of that type."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace

from mypy.nodes import Decorator, FuncDef
from mypy.types import (
    AnyType,
    CallableType,
    Instance,
    LiteralType,
    NoneType,
    ProperType,
    TupleType,
    Type,
    TypeAliasType,
    TypedDictType,
    TypeVarType,
    UnionType,
    get_proper_type,
)

from typednn.mypy_plugin import generics
from typednn.mypy_plugin.markers import NDARRAY, Contract, contract_of, contracts_in
from typednn.mypy_plugin.types import _RECORDS, _SEQUENCES, named_tuple_fields
from typednn.mypy_plugin.values import (
    Abstract,
    Either,
    Function,
    Object,
    Record,
    Sequence,
    Top,
    is_array,
    is_none,
    join,
)
from typednn.shapes.dtypes import accepts, spelled
from typednn.shapes.parser import ParseError, parse
from typednn.shapes.render import render_axis, render_size
from typednn.shapes.shape import ANY, Shape, substitute_shape
from typednn.shapes.size import Name, Size, Verdict
from typednn.shapes.unify import Mismatch, Unifier
from typednn.shapes.value import Value

CALL = "call"


class DtypeMismatch(Mismatch):
    """An array of the wrong kind of numbers."""


CallableCheck = Callable[["Matching", CallableType, Abstract, str], Verdict]


@dataclass
class Matching:
    """The bindings of one call, return or assignment.

    The names of the declared side have the scope `CALL`; those in `fixed` are replaced before anything is
    compared, the others are bound by the values.
    """

    unifier: Unifier = field(default_factory=lambda: Unifier((CALL,)))
    fixed: dict[Name, Size] = field(default_factory=dict)
    fixed_shapes: dict[Name, Shape] = field(default_factory=dict)
    reason: str = ""
    check_callable: CallableCheck | None = None
    ragged: frozenset[str] = frozenset()
    perhaps: dict[Name, object] = field(default_factory=dict)
    variables: dict[str, Abstract] = field(default_factory=dict)

    def pattern(self, contract: Contract) -> Shape:
        try:
            shape = parse(contract.text, CALL)
        except ParseError:
            return ANY
        return substitute_shape(shape, self.fixed, self.fixed_shapes)

    def assumed(self, reason: str) -> Verdict:
        self.reason = self.reason or reason
        return Verdict.UNKNOWN

    def match(self, declared: Type, actual: Abstract, source: str, depth: int = 0) -> Verdict:
        """SAME if proved, UNKNOWN if assumed; raises `Mismatch` if the value cannot be of the type."""
        if depth > 6 or (isinstance(declared, TypeAliasType) and declared.is_recursive):
            return Verdict.UNKNOWN
        typ = get_proper_type(declared)
        contract = contract_of(typ)
        if contract is not None:
            return self.array(contract, actual, source)
        if isinstance(actual, Function):
            typ = protocol_call(typ) or typ
        if isinstance(typ, AnyType) or not isinstance(typ, _MATCHED):
            return Verdict.SAME
        if isinstance(typ, TypeVarType) and generics.is_free(typ):
            return self._free(typ, actual)
        if isinstance(actual, Either):
            return self._every(typ, actual, source, depth)
        if isinstance(typ, UnionType):
            return self._union(typ, actual, source, depth)
        if isinstance(actual, Top):
            return self.assumed(actual.reason) if next(contracts_in(typ), None) is not None else Verdict.SAME
        return self._structure(typ, actual, source, depth)

    def _item(self, declared: Type, actual: Abstract, source: str, key: object, depth: int) -> Verdict:
        try:
            return self.match(declared, actual, source, depth + 1)
        except Mismatch as mismatch:
            mismatch.place = (key, *mismatch.place)
            raise

    def _structure(self, typ: ProperType, actual: Abstract, source: str, depth: int) -> Verdict:
        if isinstance(typ, TupleType):
            return self._tuple(typ, actual, source, depth)
        if isinstance(typ, TypedDictType) and isinstance(actual, Record) and actual.entries is not None:
            return weakest(
                self._item(item, actual.entries[key], f"{source}[{key!r}]", key, depth)
                for key, item in typ.items.items()
                if key in actual.entries
            )
        if isinstance(typ, CallableType) and self.check_callable is not None:
            return self.check_callable(self, typ, actual, source)
        if isinstance(typ, TypeVarType):
            return self._variable(typ, actual, source)
        if isinstance(typ, Instance):
            return self._instance(typ, actual, source, depth)
        return Verdict.SAME

    def _every(self, typ: ProperType, actual: Either, source: str, depth: int) -> Verdict:
        """A value that is one of several fits as long as one of them does."""
        options = [option for option in actual.options if not is_none(option)]
        every = len(options) == len(actual.options)
        return self._each(options, lambda trial, option: trial.match(typ, option, source, depth + 1), every)

    def _each(self, options: list[Abstract], match: Callable[[Matching, Abstract], Verdict], every: bool) -> Verdict:
        """Proved if each of them fits; what they bind is known where they bind it alike, and one of them is there."""
        trials: list[Unifier] = []
        failures: list[Mismatch] = []
        verdicts: list[Verdict] = []
        for option in options:
            trial = self._with(copy.deepcopy(self.unifier))
            try:
                verdicts.append(match(trial, option))
                verdicts.append(trial.unifier.finish())
            except Mismatch as mismatch:
                failures.append(mismatch)
            trials.append(trial.unifier)
            self.reason = self.reason or trial.reason
        if failures and len(failures) == len(options):
            raise failures[0]
        if failures or weakest(verdicts) is not Verdict.SAME:
            return self.assumed("one of several shapes")
        if every and all(_values(trial) == _values(trials[0]) for trial in trials):
            vars(self.unifier).update(vars(trials[0]))
            return Verdict.SAME
        if weakest(map(self._uncertain, trials)) is not Verdict.SAME:
            return self.assumed("one of several shapes")
        return Verdict.SAME

    def _uncertain(self, trial: Unifier) -> Verdict:
        """Names that a value binds only if it is there: another such value must bind them alike."""
        verdict = Verdict.SAME
        known = {*self.unifier.sizes, *self.unifier.variadics}
        sizes = [(name, bound.value) for name, bound in trial.sizes.items()]
        shapes = [(name, bound.value) for name, bound in trial.variadics.items()]
        for name, value in (*sizes, *shapes):
            if name not in known and self.perhaps.setdefault(name, value) != value:
                verdict = Verdict.UNKNOWN
        return verdict

    def _with(self, unifier: Unifier) -> Matching:
        return replace(self, unifier=unifier, variables=dict(self.variables))

    def _union(self, typ: UnionType, actual: Abstract, source: str, depth: int) -> Verdict:
        if is_none(actual) or isinstance(actual, Top):
            unknown = isinstance(actual, Top) and next(contracts_in(typ), None) is not None
            return self.assumed(actual.reason if isinstance(actual, Top) else "") if unknown else Verdict.SAME
        best: tuple[Verdict, Matching] | None = None
        failure: Mismatch | None = None
        for item in typ.items:
            proper = get_proper_type(item)
            if not _may_hold(proper, actual):
                continue
            trial = self._with(copy.deepcopy(self.unifier))
            try:
                verdict = trial.match(proper, actual, source, depth + 1)
            except Mismatch as mismatch:
                failure = failure or mismatch
                continue
            if best is None or (verdict is Verdict.SAME and best[0] is not Verdict.SAME):
                best = (verdict, trial)
        if best is None:
            if failure is not None:
                raise failure
            return Verdict.SAME
        vars(self.unifier).update(vars(best[1].unifier))
        self.variables.update(best[1].variables)
        self.reason = self.reason or best[1].reason
        return best[0]

    def array(self, contract: Contract, actual: Abstract, source: str) -> Verdict:
        if isinstance(actual, Either):
            return self._every_array(contract, actual, source)
        if isinstance(actual, Top):
            return self.assumed(actual.reason)
        if not isinstance(actual, Value) or actual.shape is None:
            return self.assumed(f'"{source}" is no known array')
        kind = accepts(contract.word, actual.dtype)
        if kind is Verdict.DIFFERENT:
            given = f'"{source}" has dtype {spelled(actual.dtype)}'
            raise DtypeMismatch(f'{given}, expected {contract.word} "{contract.text}"')
        verdict = self.unifier.unify(self.pattern(contract), actual.shape, source)
        if verdict is not Verdict.SAME:
            return self.assumed(f'the shape of "{source}" is not wholly known')
        if kind is not Verdict.SAME:
            return self.assumed(f'the dtype of "{source}" is not known')
        return Verdict.SAME

    def _every_array(self, contract: Contract, actual: Either, source: str) -> Verdict:
        options = [option for option in actual.options if is_array(option)]
        every = len(options) == len(actual.options)
        verdict = self._each(options, lambda trial, option: trial.array(contract, option, source), every)
        others = [option for option in actual.options if not is_array(option) and not is_none(option)]
        return self.assumed("one of several shapes") if others else verdict

    def _tuple(self, typ: TupleType, actual: Abstract, source: str, depth: int) -> Verdict:
        items: tuple[Abstract, ...] | None = None
        if isinstance(actual, Sequence):
            items = actual.items
        elif isinstance(actual, Object) and actual.fields:
            items = tuple(actual.fields.values())
        if items is None or len(items) != len(typ.items):
            return self.assumed("a tuple of unknown items") if next(contracts_in(typ), None) else Verdict.SAME
        labels = named_tuple_fields(typ.partial_fallback.type)
        if labels:
            sources = [f"{source}.{label}" for label in labels]
            return self._named(list(zip(typ.items, items, sources, strict=True)), source, depth)
        pairs = enumerate(zip(typ.items, items, strict=True))
        return weakest(self._item(item, value, f"{source}[{at}]", at, depth) for at, (item, value) in pairs)

    def _named(self, fields: list[tuple[Type, Abstract, str]], source: str, depth: int) -> Verdict:
        """The fields of a named tuple. Their sizes may be its own: another one of the class may have others."""

        def match(trial: Matching) -> Verdict:
            return weakest(trial._item(typ, value, where, at, depth) for at, (typ, value, where) in enumerate(fields))

        trial = self._with(copy.deepcopy(self.unifier))
        try:
            verdict = match(trial)
        except Mismatch:
            given = {name: size for name, size in self.fixed.items() if name.name.startswith("{")}
            match(replace(self, unifier=Unifier((CALL,)), variables={}, fixed=given, fixed_shapes={}))
            return self.assumed(f"{source} has sizes of its own")
        vars(self.unifier).update(vars(trial.unifier))
        self.variables, self.reason = trial.variables, trial.reason
        return verdict

    def _variable(self, typ: TypeVarType, actual: Abstract, source: str) -> Verdict:
        bound = get_proper_type(typ.upper_bound)
        if isinstance(bound, Instance) and bound.type.fullname == "builtins.int" and isinstance(actual, Value):
            self._bind_size(typ.name, actual.size, source)
        return Verdict.SAME

    def _free(self, typ: TypeVarType, actual: Abstract) -> Verdict:
        """A type variable of the function is what it is given; a function might come back changed."""
        value = Top() if isinstance(actual, Function) else actual
        before = self.variables.get(typ.name)
        self.variables[typ.name] = value if before is None else join(before, value)
        return Verdict.SAME

    def known_size(self, formal: Name) -> str:
        """The size that a name of the signature has, as text."""
        if formal in self.fixed:
            return render_size(self.fixed[formal])
        bound = self.unifier.sizes.get(formal)
        return render_axis(bound.value) if bound is not None else formal.name

    def _bind_size(self, text: str, size: Size | None, source: str) -> None:
        if size is None:
            return
        formal = Name(text, CALL)
        declared = self.fixed.get(formal) or Size((((((formal, 1),), 1)),))
        self.unifier.unify((declared,), (size,), source)

    def _instance(self, typ: Instance, actual: Abstract, source: str, depth: int) -> Verdict:
        full = typ.type.fullname
        if full in _SEQUENCES and typ.args:
            return self._elements(typ.args[0], actual, source, depth)
        if full in _RECORDS and len(typ.args) == 2 and isinstance(actual, Record):
            if actual.entries is None:
                return self.match(typ.args[1], actual.element, source, depth + 1)
            return self._items(typ.args[1], source, list(actual.entries.items()), depth)
        if isinstance(actual, Object) and typ.args and actual.info.has_base(full):
            return self._type_arguments(typ, actual, source)
        return Verdict.SAME

    def _elements(self, declared: Type, actual: Abstract, source: str, depth: int) -> Verdict:
        if isinstance(actual, Value) and actual.shape:
            from typednn.mypy_plugin.methods import element_of  # the methods know this module

            return self.match(declared, element_of(actual), f"{source}[...]", depth + 1)
        if not isinstance(actual, Sequence):
            return self.assumed("a sequence of unknown items") if next(contracts_in(declared), None) else Verdict.SAME
        if actual.items is None:
            return self.match(declared, actual.element, f"{source}[...]", depth + 1)
        return self._items(declared, source, list(enumerate(actual.items)), depth)

    def _items(self, declared: Type, source: str, items: list[tuple[object, Abstract]], depth: int) -> Verdict:
        """Each item of a container; a ragged name has a meaning of its own for each."""
        verdicts: list[Verdict] = []
        for key, item in items:
            verdicts.append(self._item(declared, item, f"{source}[{key!r}]", key, depth))
            for text in self.ragged:
                self.unifier.forget(text)
        return weakest(verdicts)

    def _type_arguments(self, typ: Instance, actual: Object, source: str) -> Verdict:
        """``layer: Linear[In, Out]`` given a `Linear` whose sizes are known."""
        for variable, argument in zip(typ.type.defn.type_vars, typ.args, strict=False):
            size = actual.sizes.get(Name(variable.name, typ.type.fullname))
            proper = get_proper_type(argument)
            if size is None:
                continue
            if isinstance(proper, TypeVarType):
                try:
                    self._bind_size(proper.name, size, source)
                except Mismatch:
                    wanted = self.known_size(Name(proper.name, CALL))
                    raise Mismatch(
                        f'"{source}" is a {typ.type.name} with {variable.name} = {render_size(size)}, '
                        f"expected {variable.name} = {wanted}"
                    ) from None
            elif isinstance(proper, LiteralType) and isinstance(proper.value, int):
                if size.constant is not None and size.constant != proper.value:
                    raise Mismatch(
                        f'"{source}" is a {typ.type.name} with {variable.name} = {size.constant}, '
                        f"expected {variable.name} = {proper.value}"
                    )
        return Verdict.SAME


def _values(unifier: Unifier) -> tuple[dict[Name, object], dict[Name, object]]:
    """What the names are bound to, whoever bound them."""
    return (
        {name: bound.value for name, bound in unifier.sizes.items()},
        {name: bound.value for name, bound in unifier.variadics.items()},
    )


def protocol_call(declared: Type) -> CallableType | None:
    """What a protocol with ``__call__`` asks of a function."""
    typ = get_proper_type(declared)
    if not isinstance(typ, Instance) or not typ.type.is_protocol or typ.args:
        return None
    symbol = typ.type.get("__call__")
    node = symbol.node.func if symbol is not None and isinstance(symbol.node, Decorator) else symbol and symbol.node
    call = node.type if isinstance(node, FuncDef) else None
    if not isinstance(call, CallableType) or not call.arg_types:
        return None
    return call.copy_modified(arg_types=call.arg_types[1:], arg_kinds=call.arg_kinds[1:], arg_names=call.arg_names[1:])


_MATCHED = (UnionType, TupleType, TypedDictType, CallableType, TypeVarType, Instance)


def _may_hold(typ: ProperType, actual: Abstract) -> bool:
    """Whether a value could be of this member of a union at all, judged by its kind."""
    if isinstance(typ, NoneType):
        return is_none(actual)
    if isinstance(typ, Instance) and typ.type.fullname == NDARRAY:
        return isinstance(actual, Value) and actual.shape is not None and not actual.dtype.startswith("python")
    if isinstance(typ, Instance) and typ.type.fullname in _SEQUENCES:
        return isinstance(actual, Sequence)
    if isinstance(typ, Instance) and typ.type.fullname in _RECORDS:
        return isinstance(actual, Record)
    if isinstance(typ, TupleType):
        return isinstance(actual, Sequence | Object)
    if isinstance(typ, CallableType):
        return isinstance(actual, Function)
    if isinstance(typ, Instance) and isinstance(actual, Object):
        return actual.info.has_base(typ.type.fullname)
    return not (is_array(actual) and isinstance(actual, Value) and actual.shape != ())


def weakest(verdicts: Iterable[Verdict]) -> Verdict:
    result = Verdict.SAME
    for verdict in verdicts:
        if verdict is not Verdict.SAME:
            result = Verdict.UNKNOWN
    return result
