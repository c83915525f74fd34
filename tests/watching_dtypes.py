"""Arrays that notice when an operation on them gives more precise numbers than they have."""

import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np

from tests.other_numpy import numpy_with


class Watched(np.ndarray):
    """A float32 array; what NumPy makes of it is watched as well."""

    wider: list[str] = []  # noqa: RUF012  # what was seen since `watching` began, for all arrays

    def __array_ufunc__(self, ufunc: np.ufunc, method: str, *inputs: Any, out: Any = None, **options: Any) -> Any:
        plain = [_plain(each) for each in inputs]
        options = {name: _plain(each) for name, each in options.items()}
        if out is not None:
            options["out"] = tuple(map(_plain, out))
        result = getattr(ufunc, method)(*plain, **options)
        return _seen(ufunc.__name__, result) if out is None else out[0]

    def __array_function__(self, function: Any, types: Any, args: Any, options: Any) -> Any:
        return _seen(function.__name__, super().__array_function__(function, types, args, options))


def _plain(value: Any) -> Any:
    return value.view(np.ndarray) if isinstance(value, Watched) else value


def _seen(name: str, result: Any) -> Any:
    """The result, watched; a number alone may be a float of Python's, as a loss is, but no array may."""
    if isinstance(result, tuple | list):
        return type(result)(_seen(name, each) for each in result)
    if isinstance(result, np.ndarray | np.generic) and result.dtype.kind in "fc" and result.dtype.itemsize > 4:
        place = next((each for each in reversed(traceback.extract_stack()) if "/typednn/" in each.filename), None)
        where = f" in {place.filename}:{place.lineno}" if place else ""
        Watched.wider.append(f"{name} gave {result.dtype}{where}")
    return result.view(Watched) if type(result) is np.ndarray else result


def watch(array: Any) -> Any:
    """The same numbers, watched."""
    return array.view(Watched) if isinstance(array, np.ndarray) and array.dtype.kind == "f" else array


@contextmanager
def watching() -> Iterator[list[str]]:
    """What was made wider inside."""
    Watched.wider = []
    with numpy_with(asarray=np.asanyarray):  # which keeps the class, so that nothing gets out of sight
        yield Watched.wider
