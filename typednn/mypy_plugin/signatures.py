"""A call of something with a declared signature: bind its names, report what does not fit, give the result."""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Sequence as Sequence_
from dataclasses import dataclass, field

from mypy.nodes import ARG_NAMED, ARG_NAMED_OPT, ARG_POS, ARG_STAR, ARG_STAR2, ArgKind, Context, Expression
from mypy.types import CallableType, Type, get_proper_type

from typednn.mypy_plugin import generics, naming
from typednn.mypy_plugin.braces import brace_size
from typednn.mypy_plugin.frame import Frame
from typednn.mypy_plugin.markers import contracts_in
from typednn.mypy_plugin.match import CALL, DtypeMismatch, Matching
from typednn.mypy_plugin.types import Resolver, firm_names, ragged_names, value_of
from typednn.mypy_plugin.values import TOP, Abstract, Either, Sequence, Top
from typednn.shapes.parser import ParseError, parse
from typednn.shapes.shape import UNKNOWN, Shape, Unknown, shape_names
from typednn.shapes.size import Name, Size, Verdict
from typednn.shapes.unify import Mismatch, Unifier

GetAttribute = Callable[[Abstract, str], Abstract]


@dataclass(frozen=True)
class Argument:
    """One argument of a call."""

    value: Abstract
    node: Expression
    kind: ArgKind = ARG_POS
    name: str | None = None


def values_of(arguments: list[Argument]) -> list[Abstract]:
    return [argument.value for argument in arguments]


@dataclass
class Binding:
    """Which argument each parameter got."""

    formals: list[tuple[str, Type, list[Argument]]] = field(default_factory=list)
    complete: bool = True

    def lookup(self, name: str) -> Abstract | None:
        for formal, _, arguments in self.formals:
            if formal == name and len(arguments) == 1:
                return arguments[0].value
        return None


def bind(typ: CallableType, arguments: list[Argument]) -> Binding:
    """Map arguments to the parameters of a signature."""
    given, sure = bind_parameters(typ.arg_names, typ.arg_kinds, arguments)
    labels = [name or f"argument {at + 1}" for at, name in enumerate(typ.arg_names)]
    return Binding(list(zip(labels, typ.arg_types, given, strict=True)), sure)


def bind_parameters(
    names: Sequence_[str | None], kinds: Sequence_[ArgKind], arguments: list[Argument]
) -> tuple[list[list[Argument]], bool]:
    """The arguments of each parameter, as Python binds them; not sure behind a star of unknown length."""
    positional, keywords, sure = _flatten(arguments)
    result: list[list[Argument]] = []
    for name, kind in zip(names, kinds, strict=True):
        given: list[Argument] = []
        if kind == ARG_STAR:
            given, positional = positional, []
        elif kind == ARG_STAR2:
            given, keywords = list(keywords.values()), {}
        elif kind not in (ARG_NAMED, ARG_NAMED_OPT) and positional:
            given = [positional.pop(0)]
        elif name in keywords:
            given = [keywords.pop(str(name))]
        result.append(given)
    return result, sure


def _flatten(arguments: list[Argument]) -> tuple[list[Argument], dict[str, Argument], bool]:
    """Positional and keyword arguments, with stars unpacked where their items are known."""
    positional: list[Argument] = []
    keywords: dict[str, Argument] = {}
    sure = True
    for argument in arguments:
        if argument.kind == ARG_STAR:
            items = argument.value.items if isinstance(argument.value, Sequence) else None
            if items is None:
                sure = False
                break
            positional += [Argument(item, argument.node) for item in items]
        elif argument.kind == ARG_STAR2:
            entries = getattr(argument.value, "entries", None)
            sure = sure and entries is not None
            for key, value in (entries or {}).items():
                keywords[str(key)] = Argument(value, argument.node)
        elif argument.name is not None:
            keywords[argument.name] = argument
        else:
            positional.append(argument)
    return positional, keywords, sure


class CallResolver(Resolver):
    """Names of a signature in terms of the caller, once the arguments have bound them."""

    def __init__(self, matching: Matching) -> None:
        self.matching = matching

    def size(self, found: Name) -> Size | None:
        formal = Name(found.name, CALL)
        if formal in self.matching.fixed:
            return self.matching.fixed[formal]
        bound = self.matching.unifier.sizes.get(formal)
        return None if bound is None or isinstance(bound.value, Unknown) else bound.value

    def shape(self, found: Name) -> Shape | None:
        formal = Name(found.name, CALL)
        if formal in self.matching.fixed_shapes:
            return self.matching.fixed_shapes[formal]
        bound = self.matching.unifier.variadics.get(formal)
        return None if bound is None else bound.value

    def variable(self, text: str) -> Abstract | None:
        return self.matching.variables.get(text)


@dataclass
class Call:
    """The outcome of checking one call."""

    matching: Matching
    binding: Binding
    failed: bool = False
    kinds: list[ArgKind] = field(default_factory=list)
    names: list[str | None] = field(default_factory=list)
    declared: list[Type] = field(default_factory=list)
    fresh: Callable[[str], Size] | None = None

    def result(self, typ: Type) -> Abstract:
        if self.failed:
            return TOP
        variables = generics.handed_on(self.declared, typ)
        self.matching.variables = {text: self.matching.variables.get(text, TOP) for text in variables}
        return value_of(typ, _ResultNames(self, typ))


class _ResultNames(CallResolver):
    """A name of a result that nothing binds is some size, the same at each of its places: ``x, labels = draw()``."""

    def __init__(self, call: Call, typ: Type) -> None:
        super().__init__(call.matching)
        self.call, self.free = call, firm_names(typ)
        self.own: dict[str, Size] = {}

    def size(self, found: Name) -> Size | None:
        known = super().size(found)
        given = Name(found.name, CALL) in self.matching.unifier.sizes
        if known is not None or given or found.name not in self.free or self.call.fresh is None:
            return known
        if found.name not in self.own:
            self.own[found.name] = self.call.fresh(found.name)
        return self.own[found.name]


def check_call(
    frame: Frame,
    typ: CallableType,
    arguments: list[Argument],
    node: Context,
    label: str,
    matching: Matching | None = None,
    attribute: GetAttribute | None = None,
    receiver: Abstract | None = None,
) -> Call:
    """Check the arguments of a call against a signature (whose self parameter is already taken off)."""
    matching = matching or Matching()
    matching.unifier.facts = frame.state.facts
    matching.ragged = frozenset(ragged_names(typ.arg_types, typ.ret_type))
    call = Call(matching, bind(typ, arguments), kinds=typ.arg_kinds, names=typ.arg_names, declared=typ.arg_types)
    if not frame.building:
        call.fresh = lambda text: naming.unique(frame, text, node.line)
    _bind_values(matching.unifier, typ, call.binding, attribute, receiver)
    formals = sorted(call.binding.formals, key=_lateness)
    verdicts: list[tuple[Argument, str, Verdict, str, bool]] = []
    for name, declared, given in formals:
        for argument in given:
            verdicts += _check_argument(frame, call, name, declared, argument, label)
    try:
        rest = matching.unifier.finish()
    except Mismatch as mismatch:
        _refute(frame, call, mismatch, node, label, "arguments")
        rest = Verdict.UNKNOWN
    for argument, name, verdict, reason, waits in verdicts:
        if waits and rest is not Verdict.SAME and verdict is Verdict.SAME:
            verdict, reason = Verdict.UNKNOWN, f'the sizes in the contract of "{name}" are not all known'
        word = "proved" if verdict is Verdict.SAME else "assumed"
        frame.session.reporter.verdict(argument.node, "argument", word, f'"{name}" of {label}', reason)
    return call


def _lateness(formal: tuple[str, Type, list[Argument]]) -> int:
    """Callbacks come last, and what may be one of several before them: the others have bound the names by then."""
    if isinstance(get_proper_type(formal[1]), CallableType):
        return 2
    return int(any(isinstance(argument.value, Either) for argument in formal[2]))


def _check_argument(
    frame: Frame, call: Call, name: str, declared: Type, argument: Argument, label: str
) -> list[tuple[Argument, str, Verdict, str, bool]]:
    """The verdict on an argument, and whether it waits for names that others bind; a mismatch is reported."""
    matching, before = call.matching, call.matching.unifier.waiting
    matching.reason = ""
    others, matching.variables = matching.variables, {}
    try:
        verdict = matching.match(declared, argument.value, name)
    except Mismatch as mismatch:
        _refute(frame, call, mismatch, argument.node, label, name)
        return []
    finally:
        matching.variables = generics.joined(others, matching.variables, declared)
    if next(contracts_in(declared), None) is None:
        return []
    return [(argument, name, verdict, matching.reason, matching.unifier.waiting > before)]


def _refute(frame: Frame, call: Call, mismatch: Mismatch, node: Context, label: str, name: str) -> None:
    call.failed = True
    code = "tensor-dtype" if isinstance(mismatch, DtypeMismatch) else "tensor-shape"
    frame.report(node, code, f"{label}(): {mismatch}")
    frame.session.reporter.verdict(node, "argument", "refuted", f'"{name}" of {label}', str(mismatch))


def _bind_values(
    unifier: Unifier,
    typ: CallableType,
    binding: Binding,
    attribute: GetAttribute | None,
    receiver: Abstract | None,
) -> None:
    """Give the names in braces the values of the arguments."""

    def lookup(name: str) -> Abstract | None:
        return receiver if name == "self" and receiver is not None else binding.lookup(name)

    for found in brace_names(typ):
        size = brace_size(found, lookup, attribute or (lambda value, name: Top()))
        unifier.bind(Name(found, CALL), UNKNOWN if size is None else size, found.strip("{}"))


def brace_names(typ: Type) -> set[str]:
    """The values in braces that the contracts inside a type mention."""
    found: set[str] = set()
    for contract in contracts_in(typ):
        if "{" not in contract.text:
            continue
        try:
            shape = parse(contract.text)
        except ParseError:
            continue
        found |= {known.name for known in shape_names(shape) if known.name.startswith("{")}
    return found
