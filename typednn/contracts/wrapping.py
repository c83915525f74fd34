"""The wrapper that stands in for a function under contract, generated from its signature.

It has the function's own parameters, so that Python itself binds them. One look-up tells whether this kind
of call was judged before; the record of names is put on jaxtyping's stack while the function runs; one more
look-up tells whether this kind of result was. Whatever is not found goes to the `Judge`. For ``f(x, *,
n=1)``:

    def f(x, *, n=typednn_default_n):
        if typednn_config.jaxtyping_disable:
            return typednn_function(x, n=n)
        typednn_arguments = {'x': x, 'n': n}
        try:
            typednn_known = typednn_memory[(typednn_type(x), x.dtype.type, x.shape, typednn_type(n), )]
            typednn_records = typednn_storage.memo_stack
        except Exception:
            typednn_known = typednn_admit(typednn_arguments)
            typednn_records = typednn_storage.memo_stack
        ...
"""

import functools
import linecache
from collections.abc import Callable, Iterable
from typing import Any

import jaxtyping

from typednn.contracts.deciding import How
from typednn.contracts.enforcing import declare, stars
from typednn.contracts.flowing import FLOWS
from typednn.contracts.judging import Judge
from typednn.contracts.scope import storage
from typednn.contracts.settling import HELPERS
from typednn.contracts.signatures import (
    KEYWORD_ONLY,
    Parameter,
)

_HEAD = """\
{asynchronous}def {name}({parameters}):
    __tracebackhide__ = True
    if typednn_config.jaxtyping_disable:
        return {awaiting}typednn_function({call})
    typednn_arguments = {arguments}
"""
_LOOK_UP = """\
    try:
        typednn_known = typednn_memory[({key})]
        typednn_records = typednn_storage.memo_stack
    except Exception:
        typednn_known = typednn_admit({given})
        typednn_records = typednn_storage.memo_stack
"""
_JUDGE = """\
    typednn_known = typednn_admit({given})
    typednn_records = typednn_storage.memo_stack
"""
_RUN = """\
    typednn_records.append((
        typednn_known.sizes.copy(),
        typednn_known.variadics.copy(),
        typednn_known.structures.copy(),
        typednn_arguments,
    ))
    try:
        typednn_result = typednn_function({call})
    finally:
        typednn_record = typednn_records.pop()
"""
_LOOK_UP_RESULT = """\
    try:
        if (
            ({key}) in typednn_known.results
            and typednn_record[0] == typednn_known.sizes
            and typednn_record[1] == typednn_known.variadics
        ):
            return typednn_result
    except Exception:
        pass
"""
_JUDGE_RESULT = """\
    typednn_release(typednn_outcome, typednn_known, typednn_record, typednn_arguments, typednn_result)
    return typednn_result
"""
_FLOW = """\
    return {awaiting}typednn_flow(typednn_judge, typednn_known, typednn_arguments, typednn_function({call}))
"""


def wrap(judge: Judge) -> Callable[..., object]:
    """The function under contract."""
    promise = judge.promise
    source = _source(judge)
    file = f"<contract of {promise.function.__module__}.{promise.name}>"
    space: dict[str, Any] = {  # exec writes into it
        **HELPERS,
        "typednn_config": jaxtyping.config,
        "typednn_storage": storage,
        "typednn_function": promise.function,
        "typednn_memory": judge.memory,
        "typednn_admit": judge.admit,
        "typednn_release": judge.release,
        "typednn_outcome": judge.result,
        "typednn_judge": judge,
        "typednn_flow": FLOWS.get(promise.flow),
    }
    for parameter in promise.parameters:
        space[f"typednn_default_{parameter.name}"] = parameter.default
        if parameter.decision.how is How.APART:
            space[f"typednn_again_{parameter.name}"] = judge.again(parameter)
    exec(compile(source, file, "exec"), space)
    # So that a traceback and a debugger can show the lines.
    linecache.cache[file] = (len(source), None, source.splitlines(keepends=True), file)
    judge.wrapper = wrapper = functools.update_wrapper(space[_identifier(judge)], promise.function)
    return wrapper


def _source(judge: Judge) -> str:
    promise, key = judge.promise, judge.decision.key
    coroutine = promise.flow == "coroutine"
    again = [parameter for parameter in promise.parameters if parameter.decision.how is How.APART]
    given = _dictionary(promise.parameters, given=True)
    pieces = {
        "name": _identifier(judge),
        "asynchronous": "async " if coroutine else "",
        "awaiting": "await " if coroutine else "",
        "parameters": declare(promise.parameters, _default),
        "call": ", ".join(map(_passed_on, promise.parameters)),
        "arguments": _dictionary(promise.parameters, given=False),
        "given": given,
        "key": key,
    }
    source = (_HEAD + (_LOOK_UP if judge.decision.decides else _JUDGE)).format_map(pieces)
    if again and judge.decision.decides:
        source += "    else:\n"
        source += "".join(f"        typednn_again_{each.name}({each.name}, {given})\n" for each in again)
    if promise.flow != "function":
        return source + _FLOW.format_map(pieces)
    return source + _RUN.format_map(pieces) + _ending(judge)


def _ending(judge: Judge) -> str:
    decision = judge.result.decision
    if decision.how is How.KEY and not decision.parts:
        return "    return typednn_result\n"
    look_up = _LOOK_UP_RESULT.format(key=decision.key) if decision.how is How.KEY else ""
    return look_up + _JUDGE_RESULT


def _identifier(judge: Judge) -> str:
    name = getattr(judge.promise.function, "__name__", "")
    return str(name) if name.isidentifier() else "contracted"


def _default(parameter: Parameter) -> str:
    return "typednn_MISSING" if parameter.may_be_missing else f"typednn_default_{parameter.name}"


def _value(parameter: Parameter) -> str:
    name = parameter.name
    if not parameter.may_be_missing:
        return name
    return f"(typednn_default_{name} if {name} is typednn_MISSING else {name})"


def _passed_on(parameter: Parameter) -> str:
    keyword = f"{parameter.name}=" if parameter.kind is KEYWORD_ONLY else ""
    return stars(parameter) + keyword + _value(parameter)


def _dictionary(parameters: Iterable[Parameter], *, given: bool) -> str:
    if given and not any(parameter.may_be_missing for parameter in parameters):
        return "typednn_arguments"
    items = (f"'{each.name}': {each.name if given else _value(each)}" for each in parameters)
    return "{" + ", ".join(items) + "}"
