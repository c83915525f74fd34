"""Shape contracts at run time: what a function promises is kept, and remembered once it was verified.

    @contract
    def affine(
        x: Float[Array, "batch fan_in"], w: Float[Array, "fan_in fan_out"]
    ) -> Float[Array, "batch fan_out"]:
        return x @ w

jaxtyping and beartype judge each new kind of call. Whether a call keeps a shape contract depends only on the
types, dtypes and shapes of its arguments and on the values named in braces, so a kind of call that was
verified once is only looked up from then on. Arguments are judged as they come in, results as they go out.
`JAXTYPING_DISABLE=1` turns contracts off, and `python -O` leaves them out, as it does `assert`.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeAlias, TypeVar

import numpy

from typednn.contracts.asserting import require_shape, show_shape
from typednn.contracts.putting import put_anything
from typednn.contracts.putting import without_contract as _behind
from typednn.contracts.words import WORDS

Array: TypeAlias = numpy.ndarray
_Thing = TypeVar("_Thing", bound=Callable[..., object])
_Value = TypeVar("_Value")

# isort: off
if TYPE_CHECKING:
    from jaxtyping import (
        BFloat16 as BFloat16,
        Bool as Bool,
        Complex as Complex,
        Complex64 as Complex64,
        Complex128 as Complex128,
        Float as Float,
        Float8e4m3b11fnuz as Float8e4m3b11fnuz,
        Float8e4m3fn as Float8e4m3fn,
        Float8e4m3fnuz as Float8e4m3fnuz,
        Float8e5m2 as Float8e5m2,
        Float8e5m2fnuz as Float8e5m2fnuz,
        Float16 as Float16,
        Float32 as Float32,
        Float64 as Float64,
        Inexact as Inexact,
        Int as Int,
        Int2 as Int2,
        Int4 as Int4,
        Int8 as Int8,
        Int16 as Int16,
        Int32 as Int32,
        Int64 as Int64,
        Integer as Integer,
        Key as Key,
        Num as Num,
        Real as Real,
        Shaped as Shaped,
        UInt as UInt,
        UInt2 as UInt2,
        UInt4 as UInt4,
        UInt8 as UInt8,
        UInt16 as UInt16,
        UInt32 as UInt32,
        UInt64 as UInt64,
    )
else:
    # isort: on
    globals().update(WORDS)


def contract(thing: _Thing) -> _Thing:
    """Keep what the annotations of a function promise, or of a class its fields and methods.

    A call that breaks its contract raises `ShapeError` (`ContractError` where no array is concerned) before
    the body runs; a wrong shape string raises `ShapeSyntaxError` right here. In a class, names in the
    annotations of fields stand for the same sizes in all methods. What a generator yields and a coroutine
    returns is judged too.
    """
    changed: _Thing = put_anything(thing)
    return changed


def without_contract(function: _Thing) -> _Thing:
    """The function or method behind a contract, for a caller who knows that this kind of call was judged before."""
    return _behind(function)


def assert_shape(array: _Value, shape: str) -> _Value:
    """The array itself, if it has the shape; otherwise `ShapeError`.

    ``assert_shape(x, "batch 784")`` inside a contract: `batch` is what it is there, and a new name is bound.
    """
    __tracebackhide__ = True
    require_shape(array, shape)
    return array


def reveal_shape(array: _Value) -> _Value:
    """The array itself; prints ``float32[32, 784]`` to stderr. mypy notes the shape that is proved."""
    show_shape(array)
    return array
