"""What the random signatures are made of: dtypes, foreign arrays, and hints that name no array."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Any, Literal, NewType, TypeVar

import numpy as np
from beartype.vale import Is

WORDS: dict[str, Any] = {
    "Float": np.float32,
    "Float64": np.float64,
    "Int": np.int64,
    "Int32": np.int32,
    "UInt8": np.uint8,
    "Bool": np.bool_,
    "Shaped": np.float64,
    "Num": np.int16,
    "Real": np.float16,
    "Inexact": np.complex64,
    "Complex": np.complex128,
    "Integer": np.uint32,
}
RECORD = np.dtype([("first", np.int8), ("second", np.float32)])
DTYPES: list[Any] = [*WORDS.values(), np.longlong, np.dtype(">f4"), np.dtype(">i8"), RECORD, np.dtype("U3")]
Count = NewType("Count", int)
Number = TypeVar("Number", bound=int | float)
Whatever = TypeVar("Whatever")
Positive = Annotated[int, Is[lambda value: value > 0]]
Remarked = Annotated[int, "of no importance"]


class Marked(np.ndarray):
    """A subclass that changes nothing."""


@dataclass(frozen=True)
class Duck:
    """No array, but with the two attributes that jaxtyping asks for."""

    shape: object
    dtype: object


@dataclass
class Owner:
    n: int


# Hints, each with a value that keeps it.
PLAIN_HINTS: list[tuple[Any, object]] = [
    (int, 3),
    (float, 0.5),
    (str, "text"),
    (bool, True),
    (complex, 1j),
    (type(None), None),
    (object, 3),
    (Any, 3),
    (Literal["mean", "sum"], "mean"),
    (Literal[1, 2], 2),
    (Callable[[int], int], abs),
    (list[int], [1, 1]),
    (tuple[int, str], (1, "a")),
    (tuple[int, ...], (1, 1)),
    (int | str, "a"),
    (float | None, None),
    (type[int], bool),
    (Count, 3),
    (Number, 3),
    (Whatever, "b"),
    (Positive, 3),
    (Remarked, 3),
    (np.ndarray, np.zeros(2)),
    (np.random.Generator, np.random.default_rng(0)),
    (dict[str, int], {"a": 1}),
]
