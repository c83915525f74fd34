"""Classes under contract: a name in the class body means one size in all fields and methods of an instance.

The constructor is under contract, and so is each method that promises a shape. When a method is called, the
fields that bind the names it uses are looked at first, as if they were its arguments; when the constructor is
done, the fields that it has set are looked at together.
"""

import dataclasses
import functools
import inspect
import typing
from collections.abc import Iterable
from dataclasses import replace
from typing import Any, get_args, get_origin

from typednn.contracts.deciding import decide
from typednn.contracts.hints import Hint, arrays, module_names, promises_shapes, resolve, shapes
from typednn.contracts.language import check_string, words
from typednn.contracts.putting import Function, is_contract, original, put, put_member
from typednn.contracts.signatures import Field, Promise, read

_CONSTRUCTORS = ("__init__", "__new__")


def put_class(owner: Any) -> None:  # a class whose members are replaced
    """Put the constructor and the methods that promise shapes under contract, in place."""
    fields = shaped_fields(owner)
    for name, member in list(vars(owner).items()):
        if name in _CONSTRUCTORS or isinstance(member, type):
            continue
        bound = () if isinstance(member, classmethod | staticmethod) else fields
        changed = put_member(member, functools.partial(_put_method, owner=owner, fields=bound))
        if changed is not None and changed is not member:
            setattr(owner, name, changed)
            if hasattr(changed, "__set_name__"):
                changed.__set_name__(owner, name)
    _put_constructor(owner, fields)


def _put_method(function: Function, owner: type, fields: tuple[Field, ...]) -> Function:
    if getattr(function, "__no_type_check__", False):
        return function
    inner = original(function)

    def reader(last: bool) -> Promise:
        promise = read(inner, last=last, owner=owner, fields=fields)
        return replace(promise, fields=binding_fields(fields, promise))

    if not is_contract(function) and not promises_shapes(inner, _names(owner, inner)):
        return function
    return put(inner, reader)


def _names(owner: type, thing: Function | type) -> dict[str, object]:
    return module_names(thing) | {owner.__name__: owner}


def _put_constructor(owner: Any, fields: tuple[Field, ...]) -> None:  # its members are replaced
    if issubclass(owner, tuple) and hasattr(owner, "_fields"):  # a NamedTuple
        function = original(owner.__new__)
        owner.__new__ = staticmethod(put(function, lambda last: _constructor(function, owner, (), last)))
        return
    if not inspect.isfunction(owner.__init__):
        return
    function = original(owner.__init__)
    leaves = () if _sets_fields_from_arguments(owner) else fields
    judged = leaves or dataclasses.is_dataclass(owner) or is_contract(owner.__init__)
    if judged or promises_shapes(function, _names(owner, function)):
        owner.__init__ = put(function, lambda last: _constructor(function, owner, leaves, last))


def _constructor(function: Function, owner: type, leaves: tuple[Field, ...], last: bool) -> Promise:
    promise = read(function, last=last, owner=owner)
    return replace(promise, name=owner.__name__, leaves=leaves)


def _sets_fields_from_arguments(owner: Any) -> bool:  # whichever class, a dataclass or not
    """Whether the constructor does nothing but store arguments that were looked at: no need to look again."""
    parameters = vars(owner).get("__dataclass_params__")
    if parameters is None or not parameters.init or hasattr(owner, "__post_init__"):
        return False
    return all(field.init for field in dataclasses.fields(owner))


def shaped_fields(owner: type) -> tuple[Field, ...]:
    """The attributes that the class bodies annotate with arrays, those of base classes first."""
    found: dict[str, Hint] = {}
    for base in reversed(owner.__mro__):
        for name, annotation in inspect.get_annotations(base).items():
            where = f'{owner.__name__}: "{name}"'
            hint = resolve(annotation, where, _names(owner, base), last=True)
            hint = get_args(hint)[0] if get_origin(hint) is typing.Final and get_args(hint) else hint
            if _is_shaped_attribute(hint):
                for shape in shapes(hint):
                    check_string(shape, where)
                found[name] = hint
    return tuple(Field(name, hint) for name, hint in found.items())


def _is_shaped_attribute(hint: Hint) -> bool:
    elsewhere = get_origin(hint) is typing.ClassVar or isinstance(hint, dataclasses.InitVar)
    return not elsewhere and any(True for _ in arrays(hint))


def binding_fields(fields: Iterable[Field], promise: Promise) -> tuple[Field, ...]:
    """For each name that a method uses the first field that binds it: enough to say what they stand for."""
    hints = [promise.result, promise.yields, *(parameter.hint for parameter in promise.parameters)]
    used = [word for hint in hints for shape in shapes(hint) for word in words(shape)]
    wanted = {name for word in used for name in ({word.binds} if word.binds else word.uses)}
    chosen = []
    for field in fields:
        axes = [word for shape in shapes(field.hint) for word in words(shape)]
        binds = {axis.binds for axis in axes} & wanted
        # Values in braces are those of a parameter of the constructor, which a method does not have.
        if binds and decide(field.hint, "field").decides and not any(axis.values for axis in axes):
            chosen.append(field)
            wanted -= binds
    return tuple(chosen)
