"""dtype rules: what NumPy's functions do to dtypes, by the names under which stubs call them."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

from typednn.shapes.dtypes import (
    PYTHON,
    DtypeMismatch,
    complex_of,
    float_of,
    is_complex,
    is_numeric,
    over,
    promote,
    real_of,
)
from typednn.shapes.loops import loop_dtypes, union

DtypeRule = Callable[..., str | tuple[str, ...]]


def _lifted(rule: Callable[..., str]) -> DtypeRule:
    """A rule for concrete dtypes, extended to abstract dtypes and Python's numbers (taken as arrays)."""

    @lru_cache(maxsize=512)
    def lifted(*dtypes: str) -> str:
        return over(lambda *chosen: rule(*(PYTHON.get(each, each) for each in chosen)), *dtypes)

    return lifted


def _is_whole(dtype: str) -> bool:
    """Bool or an integer."""
    return is_numeric(dtype) and float_of(dtype) != dtype


def _total(dtype: str) -> str:
    """``sum``: bools and small ints become int64, small unsigned ones uint64."""
    if not _is_whole(dtype):
        return dtype
    return "uint64" if dtype.startswith("uint") else "int64"


def _mean(dtype: str) -> str:
    """``mean``: whole numbers become float64."""
    return "float64" if _is_whole(dtype) else dtype


def _spread(dtype: str) -> str:
    """``var``: a mean of squares, which is real."""
    return real_of(_mean(dtype))


def _inexact(dtype: str) -> str:
    """What computes in floats or complex numbers of double precision: whole numbers become float64."""
    return _mean(dtype) if is_numeric(dtype) else ""


def _double(*dtypes: str) -> str:
    """Computed in float64 or complex128, whatever comes in."""
    if not all(map(is_numeric, dtypes)):
        return ""
    return "complex128" if any(map(is_complex, dtypes)) else "float64"


def _complex(dtype: str) -> str:
    """The complex dtype for it: `complex128` for whole numbers."""
    return complex_of(_mean(dtype)) if is_numeric(dtype) else ""


def _linalg(*dtypes: str) -> str:
    """`numpy.linalg` computes in single or double precision: float64 unless all are single."""
    if not all(map(is_numeric, dtypes)):
        return ""
    for dtype in dtypes:
        if dtype in ("float16", "longdouble", "clongdouble"):
            raise DtypeMismatch(f"numpy.linalg does not compute with {dtype}")
    single = all(dtype in ("float32", "complex64") for dtype in dtypes)
    if any(map(is_complex, dtypes)):
        return "complex64" if single else "complex128"
    return "float32" if single else "float64"


def _fft(dtype: str) -> str:
    """A transform is complex: in single precision for float16 and float32, else in double."""
    if not is_numeric(dtype):
        return ""
    return complex_of(_mean(dtype))


def same(dtype: str) -> str:
    """The dtype itself; a Python number as an array."""
    return PYTHON.get(dtype, dtype)


def strong(*dtypes: str) -> str:
    """`promote` of what is made into arrays first, so that Python's numbers are not weak."""
    return promote(*(PYTHON.get(each, each) for each in dtypes))


def each(*dtypes: str) -> tuple[str, ...]:
    """The dtypes one by one."""
    return tuple(map(same, dtypes))


def total(*dtypes: str) -> str:
    return str(_lifted_total(promote(*dtypes)))


_lifted_total = _lifted(_total)
_lifted_mean = _lifted(_mean)
_lifted_inexact = _lifted(_inexact)


def mean(*dtypes: str) -> str:
    """`_mean` of the common dtype."""
    return str(_lifted_mean(promote(*dtypes)))


def inexact(*dtypes: str) -> str:
    """The common dtype, of which whole numbers become float64."""
    return str(_lifted_inexact(promote(*dtypes)))


RULES: dict[str, DtypeRule] = {
    "promote": promote,
    "strong": strong,
    "each": each,
    "same": same,
    "either": union,
    "loops": loop_dtypes,
    "total": total,
    "mean": mean,
    "inexact": inexact,
    "spread": _lifted(_spread),
    "double": _lifted(_double),
    "complex_of": _lifted(_complex),
    "real_of": _lifted(real_of),
    "linalg": _lifted(_linalg),
    "fft": _lifted(_fft),
}
