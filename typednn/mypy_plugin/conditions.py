"""Conditions: what holds where a test is true, and what where it is false."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from mypy.nodes import (
    CallExpr,
    ComparisonExpr,
    Expression,
    IndexExpr,
    MemberExpr,
    NameExpr,
    OpExpr,
    RefExpr,
    TupleExpr,
    TypeInfo,
    UnaryExpr,
)

from typednn.mypy_plugin import scalars
from typednn.mypy_plugin.frame import Frame, State, merge
from typednn.mypy_plugin.paths import path_of, unparse
from typednn.mypy_plugin.values import (
    NONE,
    Abstract,
    DType,
    Either,
    Object,
    Record,
    Sequence,
    Top,
    each,
    either,
    integer,
    is_array,
    is_none,
)
from typednn.shapes.dtypes import members
from typednn.shapes.facts import Facts
from typednn.shapes.shape import ANY, UNKNOWN, Shape, rank, variadic_at
from typednn.shapes.size import Operation, Size, Verdict, atoms, name, names, number
from typednn.shapes.value import MISSING, Value

if TYPE_CHECKING:
    from typednn.mypy_plugin.interpreter import Interpreter


def branch(interpreter: Interpreter, frame: Frame, test: Expression) -> tuple[State, State]:
    """The states in which the test is true and false; one that cannot be is not alive."""
    if isinstance(test, UnaryExpr) and test.op == "not":
        yes, no = branch(interpreter, frame, test.expr)
        return no, yes
    if isinstance(test, OpExpr) and test.op in ("and", "or"):
        return _both(interpreter, frame, test)
    if isinstance(test, ComparisonExpr):
        return _comparison(interpreter, frame, test)
    if isinstance(test, CallExpr) and isinstance(test.callee, NameExpr) and test.callee.name == "isinstance":
        if len(test.args) == 2:
            return _isinstance(interpreter, frame, test)
    if isinstance(test, CallExpr):
        _side_facts(interpreter, frame, test)
    value = interpreter.evaluate(frame, test)
    scalars.check_truth(frame, test, value, unparse(test) or "this")
    return _truth(frame, test, value)


def _side_facts(interpreter: Interpreter, frame: Frame, test: CallExpr) -> None:
    """Nothing yet is learnt from a call; it is evaluated so that its arguments are checked."""


def _truth(frame: Frame, test: Expression, value: Abstract) -> tuple[State, State]:
    yes, no = frame.state.copy(), frame.state.copy()
    path = path_of(test)
    if path is not None and isinstance(value, Either):
        yes.names[path] = either([option for option in value.options if not is_none(option)])
    if isinstance(value, Value) and isinstance(value.literal, bool):
        yes.alive, no.alive = yes.alive and value.literal, no.alive and not value.literal
    if is_none(value):
        yes.alive = False
    if isinstance(value, Value) and value.size is not None and _is_modulo(test):
        no.facts.add_equal(value.size, number(0))
        _divisible(test, frame, no)
    return yes, no


def _is_modulo(test: Expression) -> bool:
    return isinstance(test, OpExpr) and test.op == "%"


def _divisible(test: Expression, frame: Frame, state: State) -> None:
    """``d % h`` is false: h divides d."""


def _both(interpreter: Interpreter, frame: Frame, test: OpExpr) -> tuple[State, State]:
    yes, no = branch(interpreter, frame, test.left)
    before = frame.state
    frame.state = yes if test.op == "and" else no
    if not frame.state.alive:
        frame.state = before
        return yes, no
    later_yes, later_no = branch(interpreter, frame, test.right)
    frame.state = before
    if test.op == "and":
        return later_yes, merge([no, later_no])
    return merge([yes, later_yes]), later_no


def _isinstance(interpreter: Interpreter, frame: Frame, test: CallExpr) -> tuple[State, State]:
    value = interpreter.evaluate(frame, test.args[0])
    path = path_of(test.args[0])
    yes, no = frame.state.copy(), frame.state.copy()
    kinds = test.args[1].items if isinstance(test.args[1], TupleExpr) else [test.args[1]]
    infos = [kind.node for kind in kinds if isinstance(kind, RefExpr) and isinstance(kind.node, TypeInfo)]
    if path is None or len(infos) != len(kinds):
        return yes, no
    options = value.options if isinstance(value, Either) else (value,)
    verdicts = [(option, is_a(option, infos)) for option in options]
    if isinstance(value, Top):
        return yes, no
    fitting = [option for option, verdict in verdicts if verdict is not False]
    others = [option for option, verdict in verdicts if verdict is not True]
    if fitting:
        yes.names[path] = either(fitting)
    if others:
        no.names[path] = either(others)
    elif isinstance(value, Either) or all(verdict for _, verdict in verdicts):
        no.alive = no.alive and not isinstance(value, Value)
    return yes, no


def is_a(value: Abstract, infos: list[TypeInfo]) -> bool | None:
    full = {info.fullname for info in infos}
    if is_none(value):
        return False
    if isinstance(value, Object):
        if any(value.info.has_base(info.fullname) for info in infos):
            return True
        return None if any(info.has_base(value.info.fullname) for info in infos) else False
    if isinstance(value, Value) and value.shape is not None:
        if value.dtype.startswith("python"):
            return value.dtype.removeprefix("python ") in {kind.removeprefix("builtins.") for kind in full}
        if "numpy.ndarray" in full:
            return True if value.shape else None
        return False if full <= _PYTHON else None
    if isinstance(value, Sequence):
        return f"builtins.{value.kind}" in full if full <= _PYTHON | {"numpy.ndarray"} else None
    if isinstance(value, Record):
        return "builtins.dict" in full if full <= _PYTHON | {"numpy.ndarray"} else None
    return None


_PYTHON = {
    f"builtins.{kind}" for kind in ["int", "float", "complex", "bool", "str", "bytes", "list", "tuple", "dict", "set"]
}


def _comparison(interpreter: Interpreter, frame: Frame, test: ComparisonExpr) -> tuple[State, State]:
    values = [interpreter.evaluate(frame, operand) for operand in test.operands]
    value = interpreter.evaluate(frame, test)
    scalars.check_truth(frame, test, value, unparse(test) or "this")
    yes, no = frame.state.copy(), frame.state.copy()
    pairs = list(zip(test.operators, test.operands, test.operands[1:], values, values[1:], strict=False))
    for operator, left, right, a, b in pairs:
        if operator in ("is", "is not"):
            _identity(operator, left, a, b, yes, no)
            continue
        positive, negative = (yes, no) if operator == "==" else (no, yes) if operator == "!=" else (None, None)
        if operator in ("<", ">", "<=", ">="):
            _rank_order(operator, left, right, a, b, yes, no, frame)
        if positive is None or negative is None:
            continue
        learn(interpreter, frame, positive, left, right, a, b)
        if len(pairs) == 1:
            verdict = decided(frame.state.facts, a, b)
            if verdict is Verdict.SAME:
                negative.alive = False
            elif Verdict.DIFFERENT in (verdict, decided(positive.facts, a, b)):
                # Taken together the equations may say that 4 is 2.
                positive.alive = False
            _exclude(frame, negative, left, right, a, b)
            _dtype_test(interpreter, frame, positive, negative, left, b)
            _dtype_test(interpreter, frame, positive, negative, right, a)
    return yes, no


def _dtype_test(
    interpreter: Interpreter, frame: Frame, positive: State, negative: State, side: Expression, against: Abstract
) -> None:
    """``x.dtype == np.uint8``: which of several arrays x is."""
    subject = _subject(side, "dtype")
    path = path_of(subject) if subject is not None else None
    kind = members(against.name) if isinstance(against, DType) else None
    if subject is None or path is None or kind is None or len(kind) != 1:
        return
    [dtype] = kind
    options = [o for o in each(interpreter.evaluate(frame, subject)) if isinstance(o, Value) and o.shape is not None]
    known = [(option, members(option.dtype)) for option in options]
    fitting: list[Abstract] = [replace(option, dtype=dtype) for option, may in known if may is None or dtype in may]
    # Of more bytes there are two orders, of which the test takes one and the contracts both.
    others: list[Abstract] = [option for option, may in known if may != kind or dtype not in _OF_ONE_BYTE]
    if len(options) == len(each(interpreter.evaluate(frame, subject))) and fitting and others:
        positive.names[path], negative.names[path] = either(fitting), either(others)


_OF_ONE_BYTE = {"int8", "uint8", "bool"}


def decided(facts: Facts, a: Abstract, b: Abstract) -> Verdict:
    """Only what is certain for numbers decides a test: two names may be equal after all."""
    if isinstance(a, Value) and isinstance(b, Value):
        if a.size is not None and b.size is not None:
            difference = facts.normal(a.size) - facts.normal(b.size)
            constant = difference.constant
            if constant is not None:
                return Verdict.SAME if constant == 0 else Verdict.DIFFERENT
        if isinstance(a.literal, str | bool) and isinstance(b.literal, str | bool):
            return Verdict.SAME if a.literal == b.literal else Verdict.DIFFERENT
    if isinstance(a, Sequence) and isinstance(b, Sequence):
        return _decided_items(facts, a, b)
    return Verdict.UNKNOWN


def _decided_items(facts: Facts, a: Sequence, b: Sequence) -> Verdict:
    """``x.shape == y.shape``: never of different ranks, nor where one axis is certain to differ."""
    if a.items is None or b.items is None or a.kind != b.kind:
        return Verdict.UNKNOWN
    if len(a.items) != len(b.items):
        return Verdict.DIFFERENT
    verdicts = [decided(facts, one, other) for one, other in zip(a.items, b.items, strict=True)]
    if Verdict.DIFFERENT in verdicts:
        return Verdict.DIFFERENT
    return Verdict.SAME if all(each is Verdict.SAME for each in verdicts) else Verdict.UNKNOWN


def _identity(operator: str, left: Expression, a: Abstract, b: Abstract, yes: State, no: State) -> None:
    """``x is None``."""
    path = path_of(left)
    if not is_none(b):
        return
    positive, negative = (yes, no) if operator == "is" else (no, yes)
    if is_none(a):
        negative.alive = False
    elif isinstance(a, Either):
        rest = [option for option in a.options if not is_none(option)]
        if len(rest) == len(a.options):
            positive.alive = False
        if path is not None:
            positive.names[path] = NONE
            negative.names[path] = either(rest)
    elif not isinstance(a, Top):
        positive.alive = positive.alive and isinstance(a, Value) and a.literal is MISSING and a.shape is None
    elif path is not None:
        positive.names[path] = NONE


# What an equation teaches


def learn(
    interpreter: Interpreter,
    frame: Frame,
    state: State,
    left: Expression,
    right: Expression,
    a: Abstract,
    b: Abstract,
) -> None:
    """Use ``left == right`` in a state: ranks, shapes, sizes."""
    for one, value, against in ((left, a, b), (right, b, a)):
        _learn_rank(interpreter, frame, state, one, against)
        _learn_shape(interpreter, frame, state, one, against)
        _learn_axis(interpreter, frame, state, one, against)
        path = path_of(one)
        if path is not None and isinstance(value, Value) and value.size is None and value.dtype == "python int":
            if isinstance(against, Value) and against.size is not None:
                state.names[path] = integer(against.size)
    if isinstance(a, Value) and isinstance(b, Value) and a.size is not None and b.size is not None:
        equal_sizes(state.facts, a.size, b.size)
    if isinstance(a, Sequence) and isinstance(b, Sequence):
        _equal_items(state.facts, a, b)


def equal_sizes(facts: Facts, left: Size, right: Size) -> None:
    """``d % h == 0`` says that h divides d; ``a == b`` replaces a name; what cannot be used makes names vague."""
    for size, other in ((left, right), (right, left)):
        if other.constant == 0 and _modulo(facts, size):
            return
    if not facts.add_equal(left, right):
        for found in {*names(left), *names(right)}:
            facts.sizes.setdefault(found, name(found.name, "?" + found.scope))


def _modulo(facts: Facts, size: Size) -> bool:
    """``d - h*(d//h)``, which is how the algebra writes ``d % h``, is zero."""
    for atom in atoms(size):
        if isinstance(atom, Operation) and atom.operator == "//":
            whole, part = atom.operands
            if size == whole - part * (whole // part):
                return facts.add_divisible(whole, part)
    for monomial, _ in size.terms:
        for atom, _ in monomial:
            if isinstance(atom, Operation) and atom.operator == "//":
                whole, part = atom.operands
                if size == whole - part * (whole // part):
                    return facts.add_divisible(whole, part)
    return False


def _equal_items(facts: Facts, left: Sequence, right: Sequence) -> None:
    if left.items is None or right.items is None or len(left.items) != len(right.items):
        return
    for a, b in zip(left.items, right.items, strict=True):
        if isinstance(a, Value) and isinstance(b, Value) and a.size is not None and b.size is not None:
            equal_sizes(facts, a.size, b.size)


def _subject(node: Expression, attribute: str) -> Expression | None:
    """The ``x`` of ``x.shape``."""
    return node.expr if isinstance(node, MemberExpr) and node.name == attribute else None


def _rank_subject(node: Expression) -> Expression | None:
    """The ``x`` of ``x.ndim`` or ``len(x.shape)``."""
    found = _subject(node, "ndim")
    if found is not None:
        return found
    if isinstance(node, CallExpr) and isinstance(node.callee, NameExpr) and len(node.args) == 1:
        if node.callee.name == "len":
            return _subject(node.args[0], "shape")
        if node.callee.name == "ndim":
            return node.args[0]
    if isinstance(node, CallExpr) and isinstance(node.callee, MemberExpr) and node.callee.name == "ndim":
        return node.args[0] if node.args else None
    return None


def _number(value: Abstract) -> int | None:
    return value.size.constant if isinstance(value, Value) and value.size is not None else None


def _learn_rank(interpreter: Interpreter, frame: Frame, state: State, node: Expression, against: Abstract) -> None:
    subject, count = _rank_subject(node), _number(against)
    if subject is None or count is None:
        return
    path = path_of(subject)
    if path is None:
        return
    keep_ranks(interpreter, frame, state, subject, path, lambda known: known == count, count)


def keep_ranks(
    interpreter: Interpreter,
    frame: Frame,
    state: State,
    subject: Expression,
    path: str,
    fits: object,
    exact: int | None = None,
) -> None:
    """Keep the possibilities whose rank fits; one of unknown rank gets the exact rank."""
    value = interpreter.evaluate(frame, subject)
    kept: list[Abstract] = []
    for option in value.options if isinstance(value, Either) else (value,):
        if not isinstance(option, Value) or option.shape is None:
            kept.append(option)
            continue
        known = rank(option.shape)
        if known is None:
            shape = option.shape if exact is None else with_rank(option.shape, exact)
            kept.append(replace(option, shape=shape))
        elif fits(known):  # type: ignore[operator]  # a predicate on ranks
            kept.append(option)
    if kept:
        state.names[path] = either(kept)
    else:
        state.alive = False


def with_rank(shape: Shape, count: int) -> Shape:
    """A shape of unknown rank that turns out to have so many axes."""
    at = variadic_at(shape)
    if at is None or len(shape) - 1 > count:
        return shape
    return (*shape[:at], *[UNKNOWN] * (count - len(shape) + 1), *shape[at + 1 :])


def _learn_shape(interpreter: Interpreter, frame: Frame, state: State, node: Expression, against: Abstract) -> None:
    """``x.shape == (n, 3)`` or ``x.shape == y.shape``."""
    subject = _subject(node, "shape")
    if subject is None or not isinstance(against, Sequence):
        return
    path = path_of(subject)
    value = interpreter.evaluate(frame, subject)
    shape = _as_shape(against)
    if shape is None or path is None:
        return
    if isinstance(value, Either):
        fitting = [
            o
            for o in value.options
            if isinstance(o, Value) and o.shape is not None and rank(o.shape) in (None, len(shape))
        ]
        value = fitting[0] if len(fitting) == 1 else value
    if not isinstance(value, Value) or value.shape is None:
        return
    old = with_rank(value.shape, len(shape)) if rank(value.shape) is None and rank(shape) is not None else value.shape
    if old == ANY:  # of which nothing was known
        state.names[path] = replace(value, shape=shape)
        return
    if rank(shape) is None:
        state.facts.add_equal_shapes(old, shape)
        return
    if rank(old) is not None and len(old) == len(shape):
        state.names[path] = replace(
            value, shape=tuple(a if isinstance(a, Size) else b for a, b in zip(old, shape, strict=True))
        )
        for a, b in zip(old, shape, strict=True):
            if isinstance(a, Size) and isinstance(b, Size):
                equal_sizes(state.facts, a, b)


def _as_shape(value: Sequence) -> Shape | None:
    if value.kind == "shape":
        return value.element.shape if isinstance(value.element, Value) else None
    if value.items is None:
        return None
    sizes = [item.size if isinstance(item, Value) else None for item in value.items]
    return tuple(UNKNOWN if size is None else size for size in sizes)


def _learn_axis(interpreter: Interpreter, frame: Frame, state: State, node: Expression, against: Abstract) -> None:
    """``x.shape[0] == n`` where that axis of x is not known otherwise."""
    if not isinstance(node, IndexExpr) or not isinstance(against, Value) or against.size is None:
        return
    subject = _subject(node.base, "shape")
    if subject is None:
        return
    at, path = _number(interpreter.evaluate(frame, node.index)), path_of(subject)
    value = interpreter.evaluate(frame, subject)
    if at is None or path is None or not isinstance(value, Value) or not value.shape:
        return
    if rank(value.shape) is None or not -len(value.shape) <= at < len(value.shape):
        return
    axes = list(value.shape)
    if axes[at] == UNKNOWN:
        axes[at] = against.size
        state.names[path] = replace(value, shape=tuple(axes))


def _rank_order(
    operator: str,
    left: Expression,
    right: Expression,
    a: Abstract,
    b: Abstract,
    yes: State,
    no: State,
    frame: Frame,
) -> None:
    """``x.ndim > 1`` with x of one of several ranks."""
    first, second = _number(a), _number(b)
    if first is not None and second is not None:
        truth = {"<": first < second, "<=": first <= second, ">": first > second, ">=": first >= second}[operator]
        (no if truth else yes).alive = False
        return
    subject, limit = _rank_subject(left), second
    if subject is None or limit is None:
        return
    path = path_of(subject)
    value = frame.lookup(path) if path is not None else None
    if path is None or not isinstance(value, Either):
        return

    def holds(option: Abstract) -> bool | None:
        known = rank(option.shape) if isinstance(option, Value) and option.shape is not None else None
        if known is None:
            return None
        return {"<": known < limit, "<=": known <= limit, ">": known > limit, ">=": known >= limit}[operator]

    for state, wanted in ((yes, True), (no, False)):
        kept = [option for option in value.options if holds(option) in (wanted, None)]
        if kept:
            state.names[path] = either(kept)
        else:
            state.alive = False


def _exclude(frame: Frame, state: State, left: Expression, right: Expression, a: Abstract, b: Abstract) -> None:
    """``x.ndim == 2`` is false: the possibilities of rank 2 are gone."""
    for node, against in ((left, b), (right, a)):
        subject, count = _rank_subject(node), _number(against)
        path = path_of(subject) if subject is not None else None
        value = frame.lookup(path) if path is not None else None
        if path is None or count is None or not isinstance(value, Either):
            continue
        kept = [o for o in value.options if not (is_array(o) and isinstance(o, Value) and rank(o.shape or ()) == count)]
        if kept:
            state.names[path] = either(kept)
        else:
            state.alive = False
