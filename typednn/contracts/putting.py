"""Putting things under contract: functions, and the members of classes that hold functions.

A function whose annotations name something that is defined only later waits for its first call to be read.
"""

import functools
import inspect
from collections.abc import Callable
from types import MethodType
from typing import Any, TypeVar
from weakref import WeakKeyDictionary

from typednn.contracts.hints import Unresolved
from typednn.contracts.judging import Judge
from typednn.contracts.signatures import Promise, read
from typednn.contracts.wrapping import wrap
from typednn.errors import ContractError

Function = Callable[..., Any]  # whatever it takes and gives
Reader = Callable[[bool], Promise]
_Called = TypeVar("_Called", bound=Function)
# The function behind each wrapper: a class decorator makes the wrappers of its methods anew.
_ORIGINALS: WeakKeyDictionary[Function, Function] = WeakKeyDictionary()


def original(function: Function) -> Function:
    return _ORIGINALS.get(function, function)


def without_contract(function: _Called) -> _Called:
    """The function, or the method with its object, that stands behind a contract."""
    behind: Any = original(getattr(function, "__func__", function))  # it takes and gives what the contract says
    if inspect.ismethod(function):
        behind = MethodType(behind, function.__self__)
    found: _Called = behind
    return found


def is_contract(function: Function) -> bool:
    return function in _ORIGINALS


def put_function(function: Function) -> Function:
    if is_contract(function) or getattr(function, "__no_type_check__", False):
        return function
    return put(function, lambda last: read(function, last=last))


def put(function: Function, reader: Reader) -> Function:
    """The wrapper that keeps the contract which `reader` reads: now or, if it cannot be read yet, later."""
    if not __debug__:  # under `python -O` beartype does nothing
        return function
    try:
        wrapper = wrap(Judge(reader(False)))
    except Unresolved:
        wrapper = _waiting(function, reader)
    _ORIGINALS[wrapper] = function
    return wrapper


def _waiting(function: Function, reader: Reader) -> Function:
    @functools.cache
    def wrapper() -> Function:
        made = wrap(Judge(reader(True)))
        vars(made)["__no_type_check__"] = getattr(waiting, "__no_type_check__", False)
        return made

    async def waiting_coroutine(*arguments: object, **keywords: object) -> object:
        return await wrapper()(*arguments, **keywords)

    def waiting_function(*arguments: object, **keywords: object) -> object:
        return wrapper()(*arguments, **keywords)

    waiting = waiting_coroutine if inspect.iscoroutinefunction(function) else waiting_function
    return functools.update_wrapper(waiting, function)


def put_member(member: Any, on_function: Callable[[Function], Function]) -> Any:  # whatever a class holds
    """A function, or what holds one in a class; the same object if nothing changes, None if it is neither."""
    if inspect.isfunction(member):
        return on_function(member)
    if isinstance(member, classmethod | staticmethod):
        changed = on_function(member.__func__)
        return member if changed is member.__func__ else type(member)(changed)
    if isinstance(member, property):
        parts = (member.fget, member.fset, member.fdel)
        changes = [part and on_function(part) for part in parts]
        same = all(new is old for new, old in zip(changes, parts, strict=True))
        return member if same else property(changes[0], changes[1], changes[2], member.__doc__)
    if isinstance(member, functools.cached_property):
        changed = on_function(member.func)
        return member if changed is member.func else functools.cached_property(changed)
    return None


def put_anything(thing: Any) -> Any:  # `contract` says what it takes and gives
    """`@contract` on a function, a class, or a member of a class."""
    from typednn.contracts.classes import put_class  # it needs this module

    if isinstance(thing, type):
        put_class(thing)
        return thing
    changed = put_member(thing, put_function)
    if changed is None:
        raise ContractError(
            f"@contract stands before a function or a class, not before {thing!r}: "
            "put it on the function itself, below other decorators"
        )
    return changed
