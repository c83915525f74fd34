"""What generated keys are made with: facts of a value, and whether they really decide about this value."""

from typing import Any

import numpy


class Missing:
    """Stands for an argument that was not given, in the generated wrapper."""

    def __repr__(self) -> str:
        return "MISSING"


MISSING = Missing()
NUMBERS = frozenset({int, bool, float, str, numpy.int64, numpy.int32, numpy.intp})


def honest(value: object) -> bool:
    """Whether an object is of the class that it says: a proxy is judged each time."""
    return type(value) is value.__class__


def settled(array: Any) -> bool:  # of whichever library
    """Whether type, dtype class and shape say all that jaxtyping looks at: not so for fields of records."""
    dtype = array.dtype
    return honest(array) and isinstance(dtype, numpy.dtype) and dtype.type.__name__ != "void"


def facts(value: Any) -> object:  # whose attributes are tried
    """The key of a value that may or may not be an array."""
    try:
        dtype = value.dtype
    except AttributeError:
        return type(value)
    return type(value), dtype.type, value.shape


def facts_settled(value: object) -> bool:
    return settled(value) if hasattr(value, "dtype") else honest(value)


HELPERS = {
    "typednn_type": type,
    "typednn_tuple": tuple,
    "typednn_honest": honest,
    "typednn_settled": settled,
    "typednn_facts": facts,
    "typednn_facts_settled": facts_settled,
    "typednn_NUMBERS": NUMBERS,
    "typednn_MISSING": MISSING,
}
