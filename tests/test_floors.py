"""The floors hold: each forbidden import is caught, and each floor knows only the libraries it may."""

import ast
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.test_house import LINT_IMPORTS, ROOT, run

# typing_extensions is imported for the type checker only, which brings it along.
CORE = {"numpy", "jaxtyping", "beartype", "typer", "rich", "safetensors", "threadpoolctl", "typing_extensions"}
# The libraries that a module of the package may import, where that is not all of CORE.
KNOWS: dict[str, set[str]] = {
    "__init__": set(),
    "errors": set(),
    "stub_path": set(),
    "shapes": set(),
    "mypy_plugin": {"mypy", "mypy_extensions"},
    "proving": {"mypy"},
    "report": CORE | {"matplotlib"},
    "integrations": CORE | {"onnx", "onnxruntime"},
    "theorems": CORE | {"mypy", "mpmath", "sympy"},
}


@pytest.mark.parametrize(
    ("file", "line", "complaint"),
    [
        ("errors.py", "import typednn.cli", "typednn.errors is not allowed to import typednn.cli"),
        (
            "stub_path.py",
            "from typednn.shapes import x",
            "typednn.stub_path is not allowed to import typednn.shapes",
        ),
        ("ops/__init__.py", "import typednn.layers", "typednn.ops is not allowed to import typednn.layers"),
        ("optim/__init__.py", "import typednn.data", "typednn.optim is not allowed to import typednn.data"),
        (
            "mypy_plugin/__init__.py",
            "import typednn.ops",
            "typednn.mypy_plugin is not allowed to import typednn.ops",
        ),
        (
            "train/__init__.py",
            "import typednn.mypy_plugin",
            "Illegal imports of protected package typednn.mypy_plugin",
        ),
        (
            "cli/__init__.py",
            "import typednn.integrations",
            "Illegal imports of protected package typednn.integrations",
        ),
        ("attic.py", "", "typednn.attic"),
    ],
)
def test_a_broken_floor_is_caught(tmp_path: Path, file: str, line: str, complaint: str) -> None:
    shutil.copytree(ROOT / "typednn", tmp_path / "typednn", ignore=shutil.ignore_patterns("*.gz", "__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    for name in ("shapes", "ops", "layers", "optim", "data", "train", "mypy_plugin", "integrations"):
        place = tmp_path / "typednn" / name
        place.mkdir(exist_ok=True)
        (place / "__init__.py").touch()
    assert run(*LINT_IMPORTS, "--no-cache", folder=tmp_path).returncode == 0
    with (tmp_path / "typednn" / file).open("a") as end:
        end.write(f"\n{line}\n")
    done = run(*LINT_IMPORTS, "--no-cache", folder=tmp_path)
    assert done.returncode == 1
    assert complaint in " ".join(done.stdout.split())


def imported_libraries(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name.split(".")[0] for alias in node.names)
        if isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            yield node.module.split(".")[0]


def package_files() -> list[Path]:
    return sorted(file.relative_to(ROOT / "typednn") for file in (ROOT / "typednn").rglob("*.py"))


@pytest.mark.parametrize("file", package_files(), ids=str)
def test_a_floor_imports_only_the_libraries_it_may(file: Path) -> None:
    libraries = set(imported_libraries(ast.parse((ROOT / "typednn" / file).read_text())))
    module = file.parts[0].removesuffix(".py")
    assert libraries - sys.stdlib_module_names - {"typednn"} <= KNOWS.get(module, CORE)
