"""What NumPy makes of several dtypes (NEP 50): ``np.result_type``."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from typednn.shapes.dtypes import (
    FLOAT_FOR,
    FLOAT_ORDER,
    PYTHON,
    RANK,
    SIGNED,
    UNSIGNED,
    DtypeMismatch,
    complex_of,
    float_of,
    is_complex,
    is_numeric,
    over,
    real_of,
)


@lru_cache(maxsize=4096)
def promote(*dtypes: str) -> str:
    """``np.result_type``: the common dtype; Python's numbers give way to arrays."""
    strong = _twice_at_most([dtype for dtype in dtypes if dtype not in PYTHON])
    weak = [dtype for dtype in dtypes if dtype in PYTHON]
    if not strong:
        return _promote_concrete([PYTHON[dtype] for dtype in weak])
    return over(lambda *chosen: _with_weak(_promote_concrete(list(chosen)), weak), *strong)


def _twice_at_most(dtypes: Sequence[str]) -> list[str]:
    """Of each dtype two: what many of one kind have in common, some two of them have in common."""
    return [dtype for at, dtype in enumerate(dtypes) if dtypes[:at].count(dtype) < 2]


def _promote_concrete(dtypes: Sequence[str]) -> str:
    if not dtypes:
        return "float64"
    inexact = [dtype for dtype in dtypes if dtype not in FLOAT_FOR]
    if inexact and len(inexact) < len(dtypes) and all(map(is_numeric, dtypes)):
        # Each integer by itself: int16 and uint16 beside float32 stay float32.
        dtypes = [*inexact, *(dtype for dtype in dtypes if dtype in FLOAT_FOR)]
    result = dtypes[0]
    for dtype in dtypes[1:]:
        result = _pair(result, dtype)
    return result


@lru_cache(maxsize=1024)
def _pair(left: str, right: str) -> str:
    if left == right:
        return left
    if not is_numeric(left) or not is_numeric(right):
        return _pair_of_others(left, right)
    if left == "bool" or right == "bool":
        return right if left == "bool" else left
    if left in FLOAT_FOR and right in FLOAT_FOR:
        return _pair_of_integers(left, right)
    left, right = float_of(left), float_of(right)
    widest = max(real_of(left), real_of(right), key=FLOAT_ORDER.index)
    return complex_of(widest) if is_complex(left) or is_complex(right) else widest


def _pair_of_integers(left: str, right: str) -> str:
    if (left in SIGNED) == (right in SIGNED):
        return max(left, right, key=RANK.__getitem__)
    signed, unsigned = (left, right) if left in SIGNED else (right, left)
    needed = UNSIGNED.index(unsigned) + 1
    if needed == len(SIGNED):
        return "float64"
    return SIGNED[max(SIGNED.index(signed), needed)]


def _pair_of_others(left: str, right: str) -> str:
    pair = {left, right}
    if "object_" in pair:
        return "object_"
    if pair == {"datetime64", "timedelta64"}:
        return "datetime64"
    if "timedelta64" in pair and pair & (set(FLOAT_FOR) - {"uint64"}):
        return "timedelta64"
    text = pair & {"str_", "bytes_"}
    if text and not pair & {"datetime64", "timedelta64", "void"}:
        return "str_" if "str_" in text else "bytes_"
    raise DtypeMismatch(f"{left} and {right} have no common dtype")


def _with_weak(strong: str, weak: Sequence[str]) -> str:
    """The dtype of an array beside Python's numbers: it stays, unless the number is of a higher kind."""
    for dtype in weak:
        kind = PYTHON[dtype]
        if strong in ("str_", "bytes_") and dtype != "python bool":
            raise DtypeMismatch(f"{strong} and a number have no common dtype")
        if not is_numeric(strong):
            strong = _pair(strong, kind)
        elif dtype == "python bool" or strong == kind:
            continue
        elif dtype == "python int":
            strong = "int64" if strong == "bool" else strong
        elif strong in FLOAT_FOR:
            strong = kind
        elif dtype == "python complex":
            strong = complex_of(strong)
    return strong
