"""`assert_shape` and `reveal_shape` at run time."""

import sys
from functools import lru_cache
from typing import Any

import jaxtyping

from typednn.contracts.blaming import Item, Origins
from typednn.contracts.describing import describe, is_arraylike
from typednn.contracts.language import check_string
from typednn.contracts.refusing import cannot_judge, wrong_shape
from typednn.contracts.scope import Record, fresh, records
from typednn.errors import ShapeError, ShapeSyntaxError


@lru_cache(maxsize=4096)
def _any_array_of(shape: str) -> Any:  # a word of jaxtyping, which mypy cannot subscript by a value
    check_string(shape, "assert_shape()")
    return jaxtyping.Shaped[Any, shape]


def require_shape(value: object, shape: str) -> None:
    """Raise `ShapeError` unless the value has the shape, in the names of the contract that is running."""
    __tracebackhide__ = True
    if jaxtyping.config.jaxtyping_disable or not __debug__:
        return
    if not isinstance(shape, str):
        raise ShapeSyntaxError(f'a shape is a string, not {shape!r}: write assert_shape(x, "batch 784")')
    promise, reason = _any_array_of(shape), None
    try:
        if isinstance(value, promise):
            return
    except Exception as error:  # whatever the expressions in the shape raise
        reason = error
    item, record = Item("the value", value, promise), _open_record()
    text = f'assert_shape(): the value is {describe(value)}, expected "{shape}"'
    if reason is not None:
        kind = ShapeSyntaxError if isinstance(reason, jaxtyping.AnnotationError) else ShapeError
        raise kind(text + cannot_judge(reason)) from None
    if not is_arraylike(value):
        raise ShapeError(f"{text}: an array is needed") from None
    raise ShapeError(text + wrong_shape(item, record, Origins())) from None


def _open_record() -> Record:
    stack = records()
    return stack[-1] if stack else fresh({})


def show_shape(value: object) -> None:
    print(describe(value), file=sys.stderr)
