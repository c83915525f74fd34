"""y ← a x + b y over a long vector in one pass: the line that all descent consists of.

NumPy takes a pass for each operation, and a step waits for memory more than for arithmetic. BLAS has the line as
one routine, axpby, which NumPy does not hand on. Where NumPy's BLAS is OpenBLAS the routine is called in the very
library that NumPy has loaded, if it proves right on a short vector; elsewhere, and for short vectors, NumPy does it.
"""

import ctypes
import weakref
from collections.abc import Callable
from functools import cache, partial
from typing import TypeAlias

import numpy as np
from threadpoolctl import threadpool_info  # type: ignore[import-untyped, unused-ignore]  # it has no types

from typednn.contracts import Array

_LONG = 4096
"""Entries from which on the call of a library is worth it."""

Routine: TypeAlias = Callable[[int, float, int, int, float, int, int], None]
_KINDS: dict[np.dtype, tuple[str, type[ctypes.c_float] | type[ctypes.c_double]]] = {
    np.dtype(np.float32): ("s", ctypes.c_float),
    np.dtype(np.float64): ("d", ctypes.c_double),
}
_known: dict[int, tuple[weakref.ref[Array], int]] = {}


def blend(a: float, x: Array, b: float, y: Array, scratch: Array) -> None:
    """y ← a x + b y, for vectors of one size and dtype that the contracts of a step have judged."""
    routine = _routine(y.dtype) if y.size >= _LONG else None
    if routine is None or not _is_safe(x, y):
        _by_numpy(a, x, b, y, scratch)
        return
    routine(y.size, a, _address(x), 1, b, _address(y), 1)


def _is_safe(x: Array, y: Array) -> bool:
    """Whether the library may read x and write y by their addresses: it looks at nothing, where NumPy would refuse."""
    return x.shape == y.shape and x.dtype == y.dtype and x.flags.c_contiguous and y.flags.carray


def _by_numpy(a: float, x: Array, b: float, y: Array, scratch: Array) -> None:
    """The same in two passes to four."""
    if a != 1.0:
        x = np.multiply(x, a, out=scratch)
    if b != 1.0:
        np.multiply(y, b, out=y)
    np.add(y, x, out=y)


def _address(array: Array) -> int:
    """Where the array's entries lie. An array that has a weak reference can't be resized, so it stays true."""
    known = _known.get(id(array))
    if known is not None and known[0]() is array:
        return known[1]
    found, key = array.ctypes.data, id(array)
    _known[key] = weakref.ref(array, partial(_forget, key)), found
    return found


def _forget(key: int, gone: weakref.ref[Array]) -> None:
    if key in _known and _known[key][0] is gone:
        del _known[key]


@cache
def _routine(dtype: np.dtype) -> Routine | None:
    """axpby of NumPy's own OpenBLAS for this dtype, if it is found and right."""
    path = _openblas()
    if dtype not in _KINDS or path is None:
        return None
    letter, number = _KINDS[dtype]
    library = ctypes.CDLL(path)
    for name in (f"{prefix}cblas_{letter}axpby{suffix}" for prefix in ("scipy_", "") for suffix in ("64_", "")):
        if hasattr(library, name):
            routine = library[name]
            size = ctypes.c_int64 if name.endswith("64_") else ctypes.c_int
            vector = ctypes.c_void_p
            routine.argtypes, routine.restype = [size, number, vector, size, number, vector, size], None
            return routine if _is_right(routine, dtype) else None
    return None


def _openblas() -> str | None:
    """The OpenBLAS that NumPy has brought along, or the only one there is."""
    paths = [str(pool["filepath"]) for pool in threadpool_info() if pool["internal_api"] == "openblas"]
    own = [path for path in paths if "numpy" in path]
    return own[0] if own else paths[0] if len(paths) == 1 else None


def _is_right(routine: Routine, dtype: np.dtype) -> bool:
    """2 x − y/2 on numbers that are exact."""
    x, y = np.arange(9, dtype=dtype), np.arange(9, 0, -1).astype(dtype)
    expected = 2.0 * x - 0.5 * y
    routine(9, 2.0, x.ctypes.data, 1, -0.5, y.ctypes.data, 1)
    return bool(np.array_equal(y, expected))
