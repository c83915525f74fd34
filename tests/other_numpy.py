"""The package's own code on another NumPy: for what it cannot be asked for with plain arrays."""

import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from types import ModuleType
from typing import Any
from unittest import mock

import jaxtyping
import numpy as np

_PLACES = ("typednn.ops.", "typednn.layers.", "typednn.optim.", "typednn.losses", "typednn.train.")


class _Numpy(ModuleType):
    """NumPy with some of its functions replaced."""

    def __init__(self, replaced: dict[str, Callable[..., Any]]) -> None:
        super().__init__("numpy")
        self.replaced = replaced

    def __getattr__(self, name: str) -> Any:
        return self.replaced.get(name) or getattr(np, name)


@contextmanager
def numpy_with(**replaced: Callable[..., Any]) -> Iterator[None]:
    """Inside, primitives, layers, losses, optimizers and training use these functions instead of NumPy's."""
    other = _Numpy(replaced)
    with ExitStack() as stack:
        for name, module in list(sys.modules.items()):
            if name.startswith(_PLACES) and hasattr(module, "np"):
                stack.enter_context(mock.patch.object(module, "np", other))
        yield


@contextmanager
def contracts_off() -> Iterator[None]:
    """Fractions and complex numbers are no floats."""
    jaxtyping.config.update("jaxtyping_disable", True)
    try:
        yield
    finally:
        jaxtyping.config.update("jaxtyping_disable", False)
