"""The abstract interpreter: runs a checked body on shapes instead of numbers, and reports what cannot be.

mypy has done its own work when a body gets here; the interpreter reads the same tree once more. It knows
arrays by shape and dtype, ints by size, objects by the sizes of their class. What it does not know it
does not judge.
"""

from __future__ import annotations

from collections.abc import Iterable

from mypy.nodes import (
    ARG_STAR,
    Context,
    Decorator,
    Expression,
    FuncDef,
    FuncItem,
    IntExpr,
    LambdaExpr,
    MypyFile,
    NameExpr,
    Statement,
    TypeInfo,
)
from mypy.patterns import AsPattern, Pattern
from mypy.types import CallableType, Instance, Type, get_proper_type

from typednn.mypy_plugin import (
    calls,
    classes,
    composition,
    effects,
    expressions,
    internals,
    methods,
    naming,
    patterns,
    refusals,
    statements,
    summaries,
)
from typednn.mypy_plugin.braces import brace_size
from typednn.mypy_plugin.classes import INITIALISERS, Summary, class_scopes
from typednn.mypy_plugin.frame import Frame, Session, State
from typednn.mypy_plugin.signatures import Argument, bind_parameters, brace_names
from typednn.mypy_plugin.types import Resolver, axis_names, certain_names, ragged_names, value_of
from typednn.mypy_plugin.values import (
    TOP,
    Abstract,
    Class,
    Either,
    Function,
    Object,
    Record,
    Sequence,
    Top,
    either,
    integer,
    is_none,
    join_all,
)
from typednn.shapes.shape import ANY, REST, Many, Shape
from typednn.shapes.size import Name, Size, name, names
from typednn.shapes.value import Value

MOST_STEPS = 100_000
SPECIAL = {
    "+": "__add__",
    "-": "__sub__",
    "*": "__mul__",
    "/": "__truediv__",
    "//": "__floordiv__",
    "%": "__mod__",
    "@": "__matmul__",
    "**": "__pow__",
    "&": "__and__",
    "|": "__or__",
    "^": "__xor__",
    ">>": "__rshift__",
    "<<": "__lshift__",
    "()": "__call__",
    "[]": "__getitem__",
    "len": "__len__",
    "unary -": "__neg__",
    "unary +": "__pos__",
    "unary ~": "__invert__",
}


class TooLong(Exception):
    """A body that takes too many steps to interpret."""


def _names_of(owner: Object) -> set[str]:
    return {name for base in owner.info.mro for name in base.names}


MOST_DEPTH = 3
MOST_INLINED = 400


class FrameResolver(Resolver):
    """The names of the axes as seen from inside a function."""

    def __init__(self, interpreter: Interpreter, frame: Frame) -> None:
        self.interpreter, self.frame = interpreter, frame

    def size(self, found: Name) -> Size | None:
        if found.name.startswith("{"):
            return brace_size(found.name, self.frame.lookup, self._attribute)
        scope = self.frame.scope_of(found.name)
        if scope is None:
            return self.frame.locals.get(found.name)
        pinned = self.frame.pinned.get(Name(found.name, scope))
        return name(found.name, scope) if pinned is None else pinned

    def shape(self, found: Name) -> Shape | None:
        scope = self.frame.scope_of(found.name.lstrip("*"))
        return None if scope is None else (Many(found.name.lstrip("*"), scope),)

    def is_pinned(self, text: str) -> bool:
        """Whether a name of the class has got its value in this initialiser, or is a parameter's."""
        scope = self.frame.class_scopes.get(text)
        return scope is not None and (Name(text, scope) in self.frame.pinned or text in self.frame.given)

    def _attribute(self, owner: Abstract, text: str) -> Abstract:
        return self.interpreter.attribute(self.frame, owner, text)


class Interpreter:
    """Entry points: a function, a module; and what expressions and statements share."""

    def __init__(self, session: Session) -> None:
        self.session = session

    # Bodies

    def run(self, frame: Frame, body: Iterable[Statement]) -> State:
        """Run a body to its end; the state in which it ends, returns included."""
        return statements.run(self, frame, body)

    def execute(self, frame: Frame, body: Iterable[Statement]) -> None:
        """Run statements that others follow."""
        statements.block(self, frame, body)

    def check_module(self, tree: MypyFile) -> None:
        frame = Frame(self.session, tree.fullname)
        body = [statement for statement in tree.defs if not internals.is_trigger(statement)]
        self.run(frame, body)

    def check_function(self, function: FuncDef) -> None:
        info = function.info if function.info else None
        frame = self.enter(function, info)
        self.run(frame, internals.body_of(function).body)

    def enter(self, function: FuncItem, info: TypeInfo | None, parent: Frame | None = None) -> Frame:
        """A frame in which the parameters have what their annotations promise."""
        scope = function.fullname if isinstance(function, FuncDef) else f"lambda at line {function.line}"
        if parent is not None:
            scope = f"{parent.scope}.{getattr(function, 'name', 'lambda')}"
        frame = Frame(self.session, scope, function, info, parent)
        if info is not None and parent is None:
            frame.class_scopes = class_scopes(info)
        typ = function.type
        signature = typ if isinstance(typ, CallableType) else None
        if signature is not None:
            for declared in signature.arg_types:
                frame.bound |= axis_names(declared)
            frame.words = frame.bound | axis_names(signature.ret_type)
            frame.uncertain = frame.bound - {text for d in signature.arg_types for text in certain_names(d)}
            frame.ragged = ragged_names(signature.arg_types, signature.ret_type)
            frame.given = frame.bound & frame.class_scopes.keys()
            frame.bound -= frame.given
        self._parameters(frame, function, signature)
        return frame

    def _parameters(self, frame: Frame, function: FuncItem, signature: CallableType | None) -> None:
        names = frame.state.names
        arguments = function.arguments
        for at, argument in enumerate(arguments):
            text = argument.variable.name
            declared = signature.arg_types[at] if signature is not None and at < len(signature.arg_types) else None
            if at == 0 and frame.info is not None and frame.parent is None and _has_self(function):
                self._receiver(frame, function, text)
                continue
            if declared is not None and _is_int(declared) and not argument.kind.is_star():
                names[text] = integer(name("{" + text + "}", frame.scope))
        resolver = FrameResolver(self, frame)
        later = (
            {at for at, typ in enumerate(signature.arg_types) if brace_names(typ)} if signature is not None else set()
        )
        # What stands in braces may speak of a parameter that comes behind it.
        for at in sorted(range(len(arguments)), key=lambda each: each in later):
            argument = arguments[at]
            text = argument.variable.name
            if text in names and (text == frame.self_name or isinstance(names[text], Value)):
                continue
            declared = signature.arg_types[at] if signature is not None and at < len(signature.arg_types) else None
            value = value_of(declared, resolver) if declared is not None else Top(f'"{text}" is not annotated')
            value = _named_int(_own_rest(value, f"{frame.scope}.{text}"), text, frame.scope)
            if argument.kind.is_star():
                value = Sequence("tuple", None, value) if argument.kind.name == "ARG_STAR" else TOP
            names[text] = classes.tagged(value, f"{frame.scope}.{text}")

    def _receiver(self, frame: Frame, function: FuncItem, text: str) -> None:
        assert frame.info is not None
        frame.self_name = text
        if getattr(function, "is_class", False) or function.name == "__new__":
            frame.state.names[text] = Class(frame.info)
            return
        frame.building = function.name in INITIALISERS
        frame.state.names[text] = Object(frame.info, is_self=True)
        if not frame.building:
            summary = self.summary(frame.info)
            made = classes.MadeBy(frame, frame.info, summary)
            for known, size in summary.equal.items():
                if not frame.speaks_of(known.name):
                    continue
                frame.state.facts.add_equal(name(known.name, known.scope), made.size(size))
                if isinstance(size.atom, Name) and size.atom.scope.startswith("?."):
                    # the size of an object that the initialiser was given, and may have kept
                    frame.state.facts.define(size.atom, name(known.name, known.scope))

    # Classes

    def summary(self, info: TypeInfo) -> Summary:
        """What the initialiser of a class makes of its instances; computed once, silently."""
        found = self.session.summaries.get(info.fullname)
        if isinstance(found, Summary):
            return found
        result = Summary()
        self.session.summaries[info.fullname] = result
        if not self.is_own(info):
            internals.listen(self.session.api, self.session.tree, info)
            result = self.session.summaries[info.fullname] = summaries.recall(info, self._class) or result
            return result
        for base in info.mro[1:]:
            if self.is_own(base) or summaries.KEY in base.metadata:
                inherited = self.summary(base)
                for key, value in inherited.attributes.items():
                    result.attributes.setdefault(key, value)
                for known, size in inherited.equal.items():
                    result.equal.setdefault(known, size)
                result.changed |= inherited.changed
                result.properties = {**inherited.properties, **result.properties}
        with self.session.muted(), self.session.deeper():
            self._summarise(info, result)
        return result

    def _refused(self, info: TypeInfo) -> tuple[list[str], list[list[object]]]:
        """The parameters of a class's initialiser, and what it refuses."""
        method = classes.initialiser(info)
        typ = method.type if method is not None else None
        if method is None or not isinstance(typ, CallableType):
            return [], []
        return [text or "" for text in typ.arg_names[1:]], self.summary(method.info).refusals

    def _class(self, full: str) -> TypeInfo | None:
        """A class by its full name."""
        return internals.class_named(self.session.api, full)

    def is_own(self, info: TypeInfo) -> bool:
        """Whether the body of a class can be read: it stands in the module that is being checked."""
        return info.module_name == self.session.tree.fullname and bool(info.defn.defs.body)

    def _summarise(self, info: TypeInfo, result: Summary) -> None:
        result.changed |= classes.changed_attributes(info.defn)
        for method in INITIALISERS:
            symbol = info.names.get(method)
            node = symbol.node if symbol is not None else None
            if isinstance(node, Decorator):
                node = node.func
            if not isinstance(node, FuncDef) or (symbol is not None and symbol.plugin_generated):
                continue
            if method == "__init__":
                result.defaults, result.refusals = _int_defaults(node), refusals.refusals(node, self._refused)
            frame = self.enter(node, info)
            state = self.run(frame, internals.body_of(node).body)
            prefix = frame.self_name + "."
            for path, value in state.names.items():
                if path.startswith(prefix) and path.count(".") == 1:
                    result.attributes[path.removeprefix(prefix)] = naming.anonymous(self.normal(value, frame))
            result.equal.update(frame.pinned)
        for key in classes.filled_attributes(info.defn):
            value = result.attributes.get(key)
            if isinstance(value, Sequence | Record):
                result.attributes[key] = effects.weakened(value)
        self._changed(info, result)
        self._properties(info, result)

    def _properties(self, info: TypeInfo, result: Summary) -> None:
        """The sizes that properties give, in the names of the class."""
        scopes = set(class_scopes(info).values())
        result.properties = {key: size for key, size in result.properties.items() if key not in info.names}
        for method in classes.int_properties(info):
            frame = self.enter(method, info)
            self.run(frame, internals.body_of(method).body)
            value = _result(frame, method)
            size = value.size if isinstance(value, Value) else None
            if size is not None and {known.scope for known in names(size)} <= scopes:
                result.properties[method.name] = size

    def _changed(self, info: TypeInfo, result: Summary) -> None:
        """An attribute that methods bind, as `fit` does, is known as far as they and the initialiser agree."""
        seen = {
            key: [result.attributes[key]] if key in result.attributes else []
            for key in result.changed
            if key in result.attributes or classes.is_inferred(info, key)
        }
        own = {info.fullname, f"{info.fullname}.__init__"}
        for method in classes.own_methods(info.defn):
            if method.name in INITIALISERS or not method.arguments or not seen:
                continue
            targets = seen.keys() & set(
                classes.assigned(internals.body_of(method).body, method.arguments[0].variable.name)
            )
            if not targets:
                continue
            own.add(method.fullname)
            frame = self.enter(method, info)
            state = self.run(frame, internals.body_of(method).body)
            for key in targets:
                seen[key].append(state.names.get(f"{frame.self_name}.{key}", TOP))
        for key, values in seen.items():
            result.attributes[key] = classes.rebase(
                naming.anonymous(join_all(values)) if values else TOP,
                lambda found: name(found.name, found.scope) if found.scope in own or self._is_class(found) else None,
                lambda found: (Many(found.name[1:], found.scope),) if found.scope in own else None,
            )

    def _is_class(self, found: Name) -> bool:
        """Whether a name belongs to a class, and not to one call of a method."""
        symbol = self.session.tree.names.get(found.scope.rpartition(".")[2])
        return symbol is not None and isinstance(symbol.node, TypeInfo)

    # Shared by expressions and statements

    def evaluate(self, frame: Frame, node: Expression) -> Abstract:
        return expressions.evaluate(self, frame, node)

    def attribute(self, frame: Frame, owner: Abstract, text: str, node: Context | None = None) -> Abstract:
        if isinstance(owner, Object) and owner.is_self:
            known = frame.state.names.get(f"{frame.self_name}.{text}")
            if known is not None:
                return known
        return expressions.attribute(self, frame, owner, text, node)

    def value(self, frame: Frame, declared: Type | None) -> Abstract:
        return value_of(declared, FrameResolver(self, frame))

    def normal(self, value: Abstract, frame: Frame) -> Abstract:
        """A value with the facts of the present place applied."""
        facts = frame.state.facts
        if not facts:
            return value
        if isinstance(value, Value):
            if value.size is not None:
                return integer(facts.normal(value.size)) if value.dtype == "python int" else value
            if value.shape:
                shape = facts.normal_shape(value.shape)
                return value if shape == value.shape else Value(shape=shape, dtype=value.dtype)
        return value

    def instance_resolver(self, owner: Object, frame: Frame) -> classes.InstanceResolver:
        return classes.InstanceResolver(owner, frame)

    def summary_changed(self, frame: Frame) -> set[str]:
        """The attributes of the present class that other methods bind anew."""
        return classes.changed_attributes(frame.info.defn) if frame.info is not None else set()

    def apply(self, frame: Frame, callee: Abstract, arguments: list[Argument], node: Expression) -> Abstract:
        return calls.apply(self, frame, callee, arguments, node)

    def count(self, node: Context) -> None:
        """A limit on the work for one body: beyond it nothing more is known."""
        self.session.steps += 1
        if self.session.steps > MOST_STEPS:
            raise TooLong

    def operator(
        self,
        frame: Frame,
        node: Expression,
        operator: str,
        owner: Object,
        other: Abstract,
        reflected: bool = False,
        arguments: list[Argument] | None = None,
    ) -> Abstract:
        """An operator that a class defines: the method of that name is called."""
        name = SPECIAL.get(operator, "")
        if reflected:
            name = name.replace("__", "__r", 1)
        method = methods.attribute(self, frame, owner, name) if name in _names_of(owner) else TOP
        if isinstance(method, Top):
            return Top(f'"{owner.info.name}" has no rule for {operator}')
        if operator == ">>" and composition.maker(owner.info, name) == composition.LAYER and not reflected:
            return composition.compose(self, frame, node, owner, other)
        given = arguments if arguments is not None else [Argument(other, node)]
        if operator.startswith("unary") or operator == "len":
            given = []
        return calls.apply(self, frame, method, given, node)

    def entered(self, frame: Frame, value: Abstract) -> Abstract:
        """What ``with value as x`` gives x."""
        if not isinstance(value, Object) or "__enter__" not in _names_of(value):
            return TOP
        method = methods.attribute(self, frame, value, "__enter__")
        return calls.apply(self, frame, method, [], NameExpr("with")) if isinstance(method, Function) else TOP

    def match_pattern(self, frame: Frame, subject: Expression, pattern: Pattern) -> None:
        patterns.match(self, frame, subject, pattern)

    def is_wildcard(self, pattern: Pattern) -> bool:
        return isinstance(pattern, AsPattern) and pattern.pattern is None

    def inline(self, frame: Frame, function: Function, arguments: list[Argument]) -> Abstract:
        """The result of a function without a contract of its own: its body, run on these arguments."""
        node = function.node
        worth = any(concerns_arrays(argument.value) for argument in arguments)
        worth = worth or isinstance(node, LambdaExpr) or function.closure is not None or function.receiver is not None
        self.session.inlined += 1
        if (
            node is None
            or not worth
            or self.session.depth >= MOST_DEPTH
            or self.session.inlined > MOST_INLINED
            or not _is_simple(node)
        ):
            return Top(f'the result of "{function.name}" has no contract')
        closure = function.closure if isinstance(function.closure, Frame) else None
        own = closure is not None
        inner = self.enter(node, function.owner, closure)
        inner.entry = True
        self._pass(inner, node, function, arguments)
        with self.session.deeper():
            if own and isinstance(node, LambdaExpr):
                self.run(inner, internals.body_of(node).body)
            else:
                with self.session.muted():
                    self.run(inner, internals.body_of(node).body)
        return _result(inner, node)

    def _pass(self, inner: Frame, node: FuncItem, function: Function, arguments: list[Argument]) -> None:
        parameters = list(node.arguments)
        if inner.self_name:
            if function.receiver is not None:
                inner.state.names[inner.self_name] = function.receiver
            parameters = parameters[1:]
        texts = [parameter.variable.name for parameter in parameters]
        given, sure = bind_parameters(texts, [parameter.kind for parameter in parameters], arguments)
        for parameter, text, values in zip(parameters, texts, given, strict=True):
            if parameter.kind.is_star():
                if parameter.kind == ARG_STAR and values and sure:
                    inner.state.names[text] = Sequence("tuple", tuple(value.value for value in values))
            elif len(values) == 1:
                inner.state.names[text] = _sharper(inner.state.names.get(text, TOP), values[0].value)


def concerns_arrays(value: Abstract, depth: int = 0) -> bool:
    """Whether a value has to do with arrays at all: only then is it worth looking into a body."""
    if depth > 3:
        return False
    if isinstance(value, Value):
        return bool(value.shape) or (value.size is not None and value.size.constant is None)
    if isinstance(value, Sequence):
        return any(concerns_arrays(item, depth + 1) for item in value.items or (value.element,))
    if isinstance(value, Record):
        return any(concerns_arrays(item, depth + 1) for item in (value.entries or {}).values())
    if isinstance(value, Either):
        return any(concerns_arrays(option, depth + 1) for option in value.options)
    if isinstance(value, Object):
        return bool(value.sizes or value.shapes)
    return False


def _int_defaults(method: FuncDef) -> dict[str, int]:
    """The parameters of an initialiser that are ints if they are not given."""
    defaults = [(each.variable.name, each.initializer) for each in method.arguments]
    return {name: value.value for name, value in defaults if isinstance(value, IntExpr)}


def _sharper(declared: Abstract, given: Abstract) -> Abstract:
    return declared if isinstance(given, Top) else given


def _result(inner: Frame, node: FuncItem) -> Abstract:
    if inner.yielded or getattr(node, "is_generator", False):
        return Sequence("iterator", None, naming.anonymous(join_all(inner.yielded)) if inner.yielded else TOP)
    if getattr(node, "is_coroutine", False):
        return Sequence("awaitable", None, join_all(inner.returned) if inner.returned else TOP)
    return either(inner.returned) if inner.returned else TOP


def _has_self(function: FuncItem) -> bool:
    return not getattr(function, "is_static", False) or function.name == "__new__"


def _is_int(declared: Type) -> bool:
    proper = get_proper_type(declared)
    return isinstance(proper, Instance) and proper.type.fullname == "builtins.int" and proper.last_known_value is None


def _named_int(value: Abstract, text: str, scope: str) -> Abstract:
    """``Optional[int]``: if it is an int, it is the size ``{text}``."""
    if isinstance(value, Either):
        options = [
            integer(name("{" + text + "}", scope))
            if isinstance(option, Value) and option.dtype == "python int" and option.size is None
            else option
            for option in value.options
        ]
        return either(options) if any(is_none(option) for option in options) else value
    return value


def _own_rest(value: Abstract, scope: str) -> Abstract:
    """The ``...`` of a parameter stands for the same axes throughout the body."""
    if isinstance(value, Either):
        return either([_own_rest(option, scope) for option in value.options])
    if isinstance(value, Value) and value.shape and REST in value.shape and value.shape != ANY:
        shape = tuple(Many("...", scope) if axis == REST else axis for axis in value.shape)
        return Value(shape=shape, dtype=value.dtype)
    return value


def _is_simple(node: FuncItem) -> bool:
    return isinstance(node, FuncDef | LambdaExpr)
