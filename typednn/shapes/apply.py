"""What a call returns: a rule of the table, applied to what is known of the arguments."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial, reduce

from typednn.shapes.signature import Rule, Signature, Word
from typednn.shapes.table.contracts_in_rules import declared_result, unify_arguments
from typednn.shapes.table.evaluate_dtypes import evaluate_dtype
from typednn.shapes.table.evaluation import Evaluation
from typednn.shapes.table.out import stored
from typednn.shapes.table.overloads import choose
from typednn.shapes.table.results import built, either, number_or_array, redescribed, with_dtype
from typednn.shapes.unify import Mismatch
from typednn.shapes.value import Value

Arguments = Mapping[str, Value]
_PLACE = re.compile(r"<(\w+)>")


def apply_rule(rule: Rule, positional: Sequence[Value] = (), keywords: Mapping[str, Value] | None = None) -> Value:
    """The result of ``f(*positional, **keywords)``; a method's receiver is its first argument.

    Several results are the `items` of a Value of kind "tuple" or "list"; of unknown number, its `element`.
    An int result has `size`, a shape result `sizes`, a dtype result `dtype` without a shape.
    Raises `Mismatch` (`DtypeMismatch`) where NumPy is certain to fail, `Unknowable` where nothing is known.
    """
    results: list[Value] = []
    failure: Mismatch | None = None
    for signature, arguments in choose(rule, positional, keywords or {}):
        try:
            results.append(apply_signature(signature, arguments))
        except Mismatch as problem:
            failure = failure or problem
    if failure is not None and not results:
        raise failure
    return reduce(partial(either, rule), results)


def apply_signature(signature: Signature, arguments: Arguments) -> Value:
    """`apply_rule` for one signature whose arguments are bound."""
    try:
        is_declared = signature.shape is None and signature.returns != Word("DType")
        evaluation = Evaluation(signature, arguments)
        unifier = None
        if is_declared or signature.has_contracts:
            unifier = unify_arguments(signature, arguments)
        if unifier is not None and is_declared:
            result = declared_result(signature, unifier)
            if signature.dtype is not None:
                result = redescribed(result, evaluate_dtype(evaluation))
        else:
            result = built(signature, evaluation)
        others = tuple(_finished(signature, arguments, other) for other in result.others)
        result = _finished(signature, arguments, replace(result, others=()))
        return replace(result, others=others) if others else result
    except Mismatch as problem:
        raise _in_the_users_words(problem, arguments) from None


def _finished(signature: Signature, arguments: Arguments, result: Value) -> Value:
    """As a ``dtype=``, a ``size=`` and an ``out=`` want it."""
    result = number_or_array(signature, arguments, with_dtype(signature, arguments, result))
    return stored(signature, arguments, result)


def _in_the_users_words(problem: Mismatch, arguments: Arguments) -> Mismatch:
    """``<x2>`` in a message stands for what the user wrote for x2."""

    def written(match: re.Match[str]) -> str:
        name = match.group(1)
        return (arguments[name].text or name) if name in arguments else match.group()

    hint = _PLACE.sub(written, problem.hint).replace(".T.T", "")
    return type(problem)(_PLACE.sub(written, problem.sentence), hint)
