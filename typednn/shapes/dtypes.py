"""dtypes as words: what jaxtyping's words admit, and which dtypes a name may mean.

A dtype is a string: NumPy's name of a scalar class (`float64`, `int8`, `bool`, `longdouble`, `str_`), one
of its abstract classes (`floating`, `signedinteger`, `number`), `real` (integers and floats), Python's own
numbers (`python int`, which are weak), or "" for unknown. An abstract dtype means: one of its members.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from itertools import product

from typednn.shapes.size import Verdict
from typednn.shapes.unify import Mismatch


class DtypeMismatch(Mismatch):
    """NumPy has no such operation for these dtypes, or the dtype is not the one declared."""


SIGNED = ("int8", "int16", "int32", "int64")
UNSIGNED = ("uint8", "uint16", "uint32", "uint64")
FLOATS = ("float16", "float32", "float64")
COMPLEX = ("complex64", "complex128")
LONG = ("longdouble", "clongdouble")
OTHERS = ("str_", "bytes_", "object_", "datetime64", "timedelta64", "void")
CONCRETE = frozenset(("bool", *SIGNED, *UNSIGNED, *FLOATS, *COMPLEX, *LONG, *OTHERS))

# Small dtypes of other packages that jaxtyping knows. NumPy itself computes nothing with them.
_SMALL_SIGNED = ("int2", "int4")
_SMALL_UNSIGNED = ("uint2", "uint4")
_SMALL_FLOATS = (
    "float4_e2m1fn",
    "float8_e4m3b11fnuz",
    "float8_e4m3fn",
    "float8_e4m3fnuz",
    "float8_e5m2",
    "float8_e5m2fnuz",
    "bfloat16",
)

_SIGNED = frozenset((*SIGNED, *_SMALL_SIGNED))
_UNSIGNED = frozenset((*UNSIGNED, *_SMALL_UNSIGNED))
_INTEGERS = _SIGNED | _UNSIGNED
_FLOATS = frozenset((*FLOATS, *_SMALL_FLOATS))
_COMPLEX = frozenset(COMPLEX)

# An abstract class is what jaxtyping's word of that meaning admits; longdouble is in none, as there.
# From the narrowest to the widest: a set of dtypes is named by the first class that contains it.
ABSTRACT: dict[str, frozenset[str]] = {
    "signedinteger": _SIGNED,
    "unsignedinteger": _UNSIGNED,
    "floating": _FLOATS,
    "complexfloating": _COMPLEX,
    "integer": _INTEGERS,
    "inexact": _FLOATS | _COMPLEX,
    "real": _INTEGERS | _FLOATS,
    "number": _INTEGERS | _FLOATS | _COMPLEX,
    "flexible": frozenset(("str_", "bytes_", "void")),
    "character": frozenset(("str_", "bytes_")),
}

_WORDS = {
    "Bool": "bool",
    "UInt": "unsignedinteger",
    "Int": "signedinteger",
    "Integer": "integer",
    "Float": "floating",
    "Complex": "complexfloating",
    "Inexact": "inexact",
    "Real": "real",
    "Num": "number",
    "Shaped": "generic",
    "Float4e2m1fn": "float4_e2m1fn",
    "Float8e4m3b11fnuz": "float8_e4m3b11fnuz",
    "Float8e4m3fn": "float8_e4m3fn",
    "Float8e4m3fnuz": "float8_e4m3fnuz",
    "Float8e5m2": "float8_e5m2",
    "Float8e5m2fnuz": "float8_e5m2fnuz",
    "BFloat16": "bfloat16",
    **{name.capitalize(): name for name in (*_SIGNED, *FLOATS, *COMPLEX)},
    **{"UInt" + name.removeprefix("uint"): name for name in _UNSIGNED},
}
_SPELLED = {dtype: word for word, dtype in _WORDS.items() if dtype in ABSTRACT}

_ALIASES = {
    "bool_": "bool",
    "byte": "int8",
    "short": "int16",
    "intc": "int32",
    "int_": "int64",
    "intp": "int64",
    "long": "int64",
    "longlong": "int64",
    "ubyte": "uint8",
    "ushort": "uint16",
    "uintc": "uint32",
    "uint": "uint64",
    "uintp": "uint64",
    "ulong": "uint64",
    "ulonglong": "uint64",
    "half": "float16",
    "single": "float32",
    "double": "float64",
    "float_": "float64",
    "csingle": "complex64",
    "cdouble": "complex128",
    "float128": "longdouble",
    "complex256": "clongdouble",
    "int": "int64",
    "float": "float64",
    "complex": "complex128",
    "str": "str_",
    "bytes": "bytes_",
    "object": "object_",
}
_CODES = dict(
    zip(
        ["?", *"bhilq", *"BHILQ", *"efd", "g", *"FD", "G", *"USOMmV"],
        [
            "bool",
            *SIGNED,
            "int64",
            *UNSIGNED,
            "uint64",
            *FLOATS,
            "longdouble",
            *COMPLEX,
            "clongdouble",
            *OTHERS,
        ],
        strict=True,
    )
)
_SIZED = {
    **{f"i{1 << power}": name for power, name in enumerate(SIGNED)},
    **{f"u{1 << power}": name for power, name in enumerate(UNSIGNED)},
    "b1": "bool",
    "f2": "float16",
    "f4": "float32",
    "f8": "float64",
    "c8": "complex64",
    "c16": "complex128",
}
# What a Python number is when no array is there to say otherwise.
PYTHON = {
    "python bool": "bool",
    "python int": "int64",
    "python float": "float64",
    "python complex": "complex128",
}


def canonical(dtype: str) -> str:
    """The one spelling of a dtype: ``float``, ``"<f8"`` and ``double`` are float64; "" if unknown."""
    dtype = dtype.removeprefix("numpy.").removeprefix("np.")
    if dtype in CONCRETE or dtype in ABSTRACT:
        return dtype
    text = dtype.lstrip("<>=|")
    code = text[:1] if text[:1] in ("M", "m", "U", "S", "V") and not text.isalpha() else text
    return PYTHON.get(dtype) or _ALIASES.get(dtype) or _CODES.get(code) or _SIZED.get(text) or ""


@lru_cache(maxsize=512)
def members(dtype: str) -> frozenset[str] | None:
    """The concrete dtypes that this may be; None if nothing is known."""
    if dtype in ABSTRACT:
        return ABSTRACT[dtype]
    if dtype in CONCRETE or dtype in _INTEGERS or dtype in _FLOATS:
        return frozenset((dtype,))
    if dtype in PYTHON:
        return frozenset((PYTHON[dtype],))
    found = canonical(dtype)
    return members(found) if found else None


@lru_cache(maxsize=512)
def named(dtypes: frozenset[str]) -> str:
    """The narrowest name for a set of dtypes; "" if there is none."""
    if len(dtypes) == 1:
        return next(iter(dtypes))
    return next((name for name, inside in ABSTRACT.items() if dtypes <= inside), "")


def word_dtype(word: str) -> str:
    """The dtype that a word of jaxtyping declares: `Float` is `floating`, `Int64` is `int64`."""
    return _WORDS.get(word, "")


@lru_cache(maxsize=1024)
def accepts(word: str, dtype: str) -> Verdict:
    """Whether an array of this dtype is what jaxtyping's word asks for."""
    if word == "Shaped":
        return Verdict.SAME
    wanted, given = members(_WORDS[word]) if word in _WORDS else None, members(dtype)
    if word == "Key" and given is not None:
        return Verdict.DIFFERENT
    if wanted is None or given is None:
        return Verdict.UNKNOWN
    if given <= wanted:
        return Verdict.SAME
    return Verdict.UNKNOWN if given & wanted else Verdict.DIFFERENT


def compare_dtypes(expected: str, actual: str) -> Verdict:
    """Whether an array of dtype `actual` is certainly, or certainly not, of dtype `expected`."""
    wanted, given = members(expected), members(actual)
    if wanted is None or given is None:
        return Verdict.UNKNOWN
    return Verdict.SAME if given <= wanted else Verdict.UNKNOWN if given & wanted else Verdict.DIFFERENT


def over(rule: Callable[..., str], *dtypes: str) -> str:
    """Extend a rule for concrete dtypes (and Python's numbers) to abstract ones, over all their members.

    A member for which the rule fails is left out; if it fails for all, so does the whole.
    """
    choices = [(dtype,) if dtype in PYTHON else _computable(dtype) for dtype in dtypes]
    if not all(choices):
        return ""
    found: set[str] = set()
    failure: DtypeMismatch | None = None
    for combination in product(*choices):
        try:
            found.add(rule(*combination))
        except DtypeMismatch as problem:
            failure = problem
    if failure is not None and not found:
        raise failure
    return "" if "" in found else named(frozenset(found))


def _computable(dtype: str) -> tuple[str, ...]:
    known = members(dtype)
    return tuple(sorted(known & CONCRETE)) if known is not None else ()


RANK = {name: rank for rank, name in enumerate(("bool", *SIGNED, *UNSIGNED, *FLOATS, *LONG, *COMPLEX))}
# The least float that holds every value of an integer dtype.
FLOAT_FOR = {
    "bool": "float16",
    "int8": "float16",
    "uint8": "float16",
    "int16": "float32",
    "uint16": "float32",
    **dict.fromkeys(("int32", "uint32", "int64", "uint64"), "float64"),
}
FLOAT_ORDER = (*FLOATS, "longdouble")
_COMPLEX_ORDER = ("complex64", "complex64", "complex128", "clongdouble")


def spelled(dtype: str) -> str:
    """A dtype in the user's words: ``Float`` for NumPy's abstract floating."""
    return _SPELLED.get(dtype, dtype)


def real_of(dtype: str) -> str:
    """The dtype of the real part of a concrete dtype."""
    real = {"complex64": "float32", "complex128": "float64", "clongdouble": "longdouble"}
    return real.get(dtype, dtype)


def complex_of(dtype: str) -> str:
    """The complex dtype with parts of this float dtype (at least)."""
    return _COMPLEX_ORDER[FLOAT_ORDER.index(float_of(real_of(dtype)))]


def float_of(dtype: str) -> str:
    """The least inexact dtype that holds a number of this dtype: `float16` for int8, itself for floats."""
    return FLOAT_FOR.get(dtype, dtype)


def is_complex(dtype: str) -> bool:
    return dtype in COMPLEX or dtype == "clongdouble"


def is_numeric(dtype: str) -> bool:
    return dtype in RANK
