"""The public names: what mypy sees, what `dir` lists and what the run time gives are the same."""

import ast
import importlib
import subprocess
import sys
from pathlib import Path

import pytest

import typednn
from typednn.layers.examples import EXAMPLES
from typednn.ops.registry import PRIMITIVES

IMPORTS = [
    node
    for node in ast.walk(ast.parse(Path(typednn.__file__).read_text()))
    if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("typednn.")
]
HOMES = {alias.asname or alias.name: str(node.module) for node in IMPORTS for alias in node.names}


@pytest.mark.parametrize("name", HOMES)
def test_name_is_its_homes_own(name: str) -> None:
    assert getattr(typednn, name) is getattr(importlib.import_module(HOMES[name]), name)


def test_dir_lists_what_mypy_sees() -> None:
    machinery = {"TYPE_CHECKING", "import_module"}
    modules = {name for name, value in vars(typednn).items() if isinstance(value, type(sys))}
    listed = {name for name in dir(typednn) if not name.startswith("_")}
    assert listed - machinery - modules == set(HOMES)


def test_every_primitive_and_its_backward_function_is_public() -> None:
    own = {"flatten": "typednn.flatten is that of pixels", "correlate": "the inside of conv2d"}
    names = {each.forward.__name__ for each in PRIMITIVES.values()} - own.keys()
    assert names | {f"{name}_vjp" for name in names} <= set(HOMES)


def test_every_layer_is_public() -> None:
    assert set(EXAMPLES) <= set(HOMES)


def test_every_error_is_public() -> None:
    errors = importlib.import_module("typednn.errors")
    assert {name for name, value in vars(errors).items() if isinstance(value, type)} <= set(HOMES)


def test_a_star_import_gives_them_all() -> None:
    program = "from typednn import *; print(*[name for name in dir() if not name.startswith('_')])"
    done = subprocess.run([sys.executable, "-c", program], text=True, capture_output=True, check=True)
    assert set(done.stdout.split()) == set(HOMES)


def test_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="module 'typednn' has no attribute 'Tensor'"):
        _ = typednn.Tensor  # type: ignore[attr-defined]  # it is the point that mypy sees it as well


def test_numpy_is_loaded_by_the_first_name_that_needs_it() -> None:
    program = "import sys, typednn; print('numpy' in sys.modules); typednn.Float; print('numpy' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", program], text=True, capture_output=True, check=True)
    assert done.stdout.split() == ["False", "True"]
