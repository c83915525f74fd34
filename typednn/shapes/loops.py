"""The dtype of a ufunc's result: the first of its loops to which the inputs can be cast safely.

Loops are written as NumPy prints them: ``"ee->e ff->f dd->d"``, one letter a dtype (`numpy.ufunc.types`).
``"??->!"`` is a loop that NumPy refuses.
"""

from __future__ import annotations

from functools import lru_cache

from typednn.shapes.dtypes import (
    PYTHON,
    DtypeMismatch,
    canonical,
    is_numeric,
    members,
    named,
    over,
)
from typednn.shapes.promotion import promote

Loop = tuple[tuple[str, ...], tuple[str, ...]]


@lru_cache(maxsize=256)
def parse_loops(text: str) -> tuple[Loop, ...]:
    return tuple(
        (tuple(map(canonical, inputs)), tuple(map(canonical, outputs)) if outputs != "!" else ())
        for inputs, _, outputs in (loop.partition("->") for loop in text.split())
    )


@lru_cache(maxsize=8192)
def loop_dtypes(loops: str, *inputs: str) -> tuple[str, ...]:
    """The dtypes of the results. Raises `DtypeMismatch` where there is none for numbers like these."""
    parsed = parse_loops(loops)
    count = len(parsed[-1][1])
    return tuple(over(lambda *chosen, at=at: _outputs(parsed, chosen)[at], *inputs) for at in range(count))


def _outputs(loops: tuple[Loop, ...], inputs: tuple[str, ...]) -> tuple[str, ...]:
    for chosen in _strengthened(inputs):
        for accepted, outputs in loops:
            if "object_" in accepted and "object_" not in chosen:
                continue
            if all(map(can_cast, chosen, accepted)):
                if not outputs:
                    raise _refused(inputs)
                return outputs
    if all(is_numeric(PYTHON.get(dtype, dtype)) for dtype in inputs):
        raise _refused(inputs)
    return ("",) * len(loops[-1][1])


def _refused(inputs: tuple[str, ...]) -> DtypeMismatch:
    return DtypeMismatch(f"NumPy does not compute this for {' and '.join(map(_spoken, inputs))}")


def _strengthened(inputs: tuple[str, ...]) -> list[tuple[str, ...]]:
    """The inputs with Python's numbers as the other inputs make them, then by their own dtypes."""
    if not any(dtype in PYTHON for dtype in inputs):
        return [inputs]
    alone = tuple(PYTHON.get(dtype, dtype) for dtype in inputs)
    if all(dtype in PYTHON for dtype in inputs) or not all(map(is_numeric, alone)):
        return [alone]
    common = promote(*inputs)
    return [tuple(common if dtype in PYTHON else dtype for dtype in inputs), alone]


def _spoken(dtype: str) -> str:
    return dtype.replace("python ", "Python's ")


@lru_cache(maxsize=1024)
def can_cast(given: str, wanted: str) -> bool:
    """``np.can_cast(given, wanted, "safe")`` of concrete dtypes."""
    if given == wanted or wanted == "object_":
        return True
    if not is_numeric(given):
        return False
    if wanted == "timedelta64":
        return given != "uint64" and (given == "bool" or "int" in given)
    return is_numeric(wanted) and promote(given, wanted) == wanted


_KINDS = ("bool", "uint", "int", "float", "complex")


def _kind(dtype: str) -> int:
    if dtype in ("longdouble", "clongdouble"):
        return 3 if dtype == "longdouble" else 4
    return next(at for at, kind in enumerate(_KINDS) if dtype.startswith(kind))


def can_store(given: str, target: str) -> bool:
    """Whether a result of dtype `given` may be written into `target` (``casting="same_kind"``).

    False only if that fails whichever members the two dtypes stand for.
    """
    values, places = members(PYTHON.get(given, given)), members(target)
    if values is None or places is None:
        return True
    return any(_same_kind(value, place) for value in values for place in places)


def _same_kind(value: str, place: str) -> bool:
    if not is_numeric(value) or not is_numeric(place):
        return True
    return _kind(value) <= _kind(place) or ((_kind(value), _kind(place)) == (2, 1) and can_cast(value, place))


def union(*dtypes: str) -> str:
    """The dtype that is one of these."""
    found = [members(dtype) for dtype in dtypes]
    return "" if None in found else named(frozenset().union(*(each for each in found if each is not None)))
