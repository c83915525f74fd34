"""The shape functions and dtype rules that stubs may name, by name."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from collections.abc import Callable
from functools import cache

from typednn.shapes import rules
from typednn.shapes.table.dtype_rules import RULES as DTYPE_RULES

ShapeFunction = Callable[..., object]
DTYPE_FUNCTIONS = DTYPE_RULES


@cache
def shape_functions() -> dict[str, ShapeFunction]:
    """Every public function of the modules in typednn/shapes/rules/ that is defined there."""
    found: dict[str, ShapeFunction] = {}
    for module in pkgutil.iter_modules(rules.__path__):
        home = importlib.import_module(f"{rules.__name__}.{module.name}")
        found |= {
            name: value
            for name, value in vars(home).items()
            if name[0] != "_" and inspect.isfunction(value) and value.__module__ == home.__name__
        }
    return found


@cache
def parameter_names(function: str) -> tuple[str, ...]:
    """The parameters of a shape function; a starred one with its star."""
    parameters = inspect.signature(shape_functions()[function]).parameters.values()
    return tuple("*" * (p.kind is p.VAR_POSITIONAL) + p.name for p in parameters)
