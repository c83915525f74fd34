"""dtype rules: what NumPy's functions do to dtypes, by the names under which stubs call them."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

from typednn.shapes.dtypes import (
    PYTHON,
    SIGNED,
    DtypeMismatch,
    complex_of,
    float_of,
    is_complex,
    is_numeric,
    members,
    over,
    real_of,
)
from typednn.shapes.loops import loop_dtypes, union
from typednn.shapes.promotion import promote

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


def _in_floats(dtype: str) -> str:
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


def _rfft(dtype: str) -> str:
    """The transform of what is real."""
    if is_complex(dtype):
        raise DtypeMismatch(f"a transform of real numbers does not take {dtype}; did you mean fft?")
    return _fft(dtype)


def same(dtype: str) -> str:
    """The dtype itself; a Python number as an array."""
    return PYTHON.get(dtype, dtype)


def strong(*dtypes: str) -> str:
    """`promote` of what is made into arrays first, so that Python's numbers are not weak."""
    return promote(*(PYTHON.get(each, each) for each in dtypes))


def each(*dtypes: str) -> tuple[str, ...]:
    """The dtypes one by one."""
    return tuple(map(same, dtypes))


def operator_power(base: str, exponent: str) -> str:
    """``x ** y``: as `numpy.power`, but of bools ``x ** 2`` is int8 and ``x ** 3`` is int64."""
    if base == "bool" and exponent == "python int":
        return "signedinteger"
    return loop_dtypes(POWERS, base, exponent)[0]


def _python_number(dtype: str) -> str:
    """`item`: the number of Python that holds one of NumPy's; "" for what is no number."""
    if not is_numeric(dtype) or dtype in ("longdouble", "clongdouble"):
        return ""
    kinds = (("bool", dtype == "bool"), ("complex", is_complex(dtype)), ("int", _is_whole(dtype)))
    return "python " + next((name for name, fits in kinds if fits), "float")


def _value_of_series(x: str, coefficients: str) -> str:
    """``polyval``: whole coefficients become float64; x is multiplied with an int first."""
    return promote("int64" if x == "bool" else x, _in_floats(coefficients) or coefficients)


def range_of(dtype: str) -> str:
    """The numbers below an int; below one of NumPy's unsigned ints they may be floats."""
    return "int64" if dtype in ("python int", "signedinteger", *SIGNED) else "real"


def python_number(dtype: str) -> str:
    found = {_python_number(each) for each in members(dtype) or ("",)}
    return found.pop() if len(found) == 1 else ""


def spaced(*dtypes: str) -> str:
    """`linspace`: floats of the precision of start and stop."""
    return in_floats(strong(*dtypes))


def places(*dtypes: str) -> tuple[str, ...]:
    """`ix_`: a mask becomes the places where it is true."""
    return tuple("int64" if dtype == "bool" else same(dtype) for dtype in dtypes)


def difference(*dtypes: str) -> str:
    """`diff`: bools are compared, all else is subtracted."""
    common = strong(*dtypes)
    return {"datetime64": "timedelta64"}.get(common, common)


def edges(*dtypes: str) -> str:
    """The edges of bins (the last dtype): those that are given, or floats between the extreme items."""
    *arrays, bins = dtypes
    if bins in ("python int", "str_"):
        return in_floats(*arrays)
    return bins if float_of(bins) == bins else "real"


def _sorted_complex(dtype: str) -> str:
    if is_complex(dtype) or dtype == "longdouble":
        return _complex(dtype)
    return "complex64" if dtype in ("int8", "uint8", "int16", "uint16") else "complex128"


def _ifft_real(dtype: str) -> str:
    """A real result of a transform back: float16 stays what it is."""
    return real_of(_mean(dtype)) if is_numeric(dtype) else ""


def _average(dtype: str, weights: str) -> str:
    """`average` with weights: whole numbers become float64 first."""
    return promote(_mean(dtype), weights)


_lifted_average = _lifted(_average)


def average(dtype: str, *weights: str) -> str:
    return str(_lifted_average(dtype, *weights)) if weights else mean(dtype)


def _angle(dtype: str) -> str:
    """The arctan2 of the imaginary part, an int 0 for what is real, and the real part."""
    return float_of("int64" if dtype == "bool" else real_of(dtype))


def _rounded(dtype: str) -> str:
    """`round`: of bools it is float16."""
    return "float16" if dtype == "bool" else dtype


POWERS = "bb->b BB->B hh->h HH->H ii->i II->I qq->q QQ->Q ee->e ff->f dd->d gg->g FF->F DD->D GG->G OO->O"


def scaled(mantissa: str, exponent: str) -> str:
    """`ldexp`: of a Python number it is float16, whatever the exponent."""
    if mantissa in PYTHON:
        return "floating"
    return loop_dtypes("ei->e fi->f eq->e fq->f di->d dq->d gi->g gq->g", mantissa, exponent)[0]


def total(*dtypes: str) -> str:
    return str(_lifted_total(promote(*dtypes)))


_lifted_total = _lifted(_total)
_lifted_mean = _lifted(_mean)
_lifted_in_floats = _lifted(_in_floats)


def mean(*dtypes: str) -> str:
    """`_mean` of the common dtype."""
    return str(_lifted_mean(promote(*dtypes)))


def in_floats(*dtypes: str) -> str:
    """The common dtype, of which whole numbers become float64."""
    return str(_lifted_in_floats(promote(*dtypes)))


RULES: dict[str, DtypeRule] = {
    "promote": promote,
    "strong": strong,
    "each": each,
    "same": same,
    "either": union,
    "loops": loop_dtypes,
    "total": total,
    "scaled": scaled,
    "python_number": python_number,
    "range_of": range_of,
    "value_of_series": _lifted(_value_of_series),
    "spaced": spaced,
    "places": places,
    "difference": difference,
    "edges": edges,
    "sorted_complex": _lifted(_sorted_complex),
    "rounded": _lifted(_rounded),
    "ifft_real": _lifted(_ifft_real),
    "average": average,
    "operator_power": operator_power,
    "mean": mean,
    "in_floats": in_floats,
    "spread": _lifted(_spread),
    "double": _lifted(_double),
    "complex_of": _lifted(_complex),
    "real_of": _lifted(real_of),
    "angle": _lifted(_angle),
    "linalg": _lifted(_linalg),
    "fft": _lifted(_fft),
    "rfft": _lifted(_rfft),
}
