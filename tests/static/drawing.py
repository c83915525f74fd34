"""Arguments for a case: arrays that keep the contracts of its parameters, for one choice of sizes.

Different names get different sizes, so that a mistake cannot hide behind two sizes that happen to be equal.
"""

import inspect
import types
import typing
from collections.abc import Callable, Iterator

import jaxtyping
import numpy as np

# One row is one choice: the sizes that names get in the order in which they are met.
CHOICES = ((5, 7, 11, 3, 13, 2), (9, 4, 6, 8, 15, 10), (8, 13, 4, 17, 5, 7))
_KINDS = (
    ("float", np.float64),
    ("int", np.int64),
    ("uint", np.uint8),
    ("bool", np.bool_),
    ("complex", np.complex128),
)


class Sizes(dict[str, int]):
    """The sizes of the names of one call."""

    def __init__(self, choice: tuple[int, ...]) -> None:
        self._left: Iterator[int] = iter(choice)

    def __missing__(self, name: str) -> int:
        self[name] = size = next(self._left)
        return size


def arguments(function: Callable[..., object], choice: tuple[int, ...]) -> dict[str, object]:
    """A value for each parameter that has no default."""
    hints = typing.get_type_hints(function, include_extras=True)
    sizes = Sizes(choice)
    parameters = inspect.signature(function).parameters.values()
    # plain names first: a size such as n+1 is then known
    return {each.name: value(hints[each.name], sizes) for each in parameters if each.default is each.empty}


def value(hint: object, sizes: Sizes) -> object:
    """Something that keeps the contract."""
    if isinstance(hint, type) and issubclass(hint, jaxtyping.AbstractArray):
        return array(hint, sizes)
    origin, inner = typing.get_origin(hint), typing.get_args(hint)
    if origin in (typing.Union, types.UnionType):
        return value(inner[0], sizes)
    if origin is list:
        return [value(inner[0], sizes) for _ in range(2)]
    if origin is dict:
        return {key: value(inner[1], sizes) for key in ("hidden", "output")}
    if origin is tuple:
        return tuple(value(each, sizes) for each in inner)
    return _PLAIN[hint]()  # anything else is a mistake in the case


_PLAIN: dict[object, Callable[[], object]] = {
    int: lambda: 6,
    bool: lambda: True,
    float: lambda: 0.5,
    np.random.Generator: lambda: np.random.default_rng(0),
}


def array(hint: type[jaxtyping.AbstractArray], sizes: Sizes) -> "np.ndarray[typing.Any, typing.Any]":
    """Values that are mostly small and positive; ints are places in an axis of 2."""
    shape = tuple(size for word in hint.dim_str.split() for size in axes(word, sizes))
    dtype = dtype_of(hint)
    numbers = np.random.default_rng(0).uniform(0.1, 1.0, shape)
    return (numbers * 2 if np.dtype(dtype).kind in "iu" else numbers - 0.4).astype(dtype)


def axes(word: str, sizes: Sizes) -> tuple[int, ...]:
    if word in ("...", "_"):
        return (2, 3) if word == "..." else (4,)
    if word.startswith("*"):
        return (sizes[word], sizes[word + "'"])
    if "=" in word:
        word = word.partition("=")[2]
    return (int(eval(word.lstrip("#"), {"__builtins__": {}}, sizes)),)


def dtype_of(hint: type[jaxtyping.AbstractArray]) -> type:
    """The first dtype that the word allows and that is usual."""
    kinds = [kind for _, kind in _KINDS if np.dtype(kind).name in hint.dtypes]
    if kinds:
        return kinds[0]
    usual: type = getattr(np, hint.dtypes[0])
    return usual
