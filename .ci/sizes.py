"""Prints how large each floor is: files, lines, and the longest function with its name."""

import ast
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Size:
    """What one row of the table says."""

    name: str
    files: int
    lines: int
    longest: int
    longest_name: str


def floors() -> list[str]:
    """The modules of the package from the lowest floor up, then the side towers, as in pyproject.toml."""
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    contract = next(c for c in contracts if c["id"] == "floors")
    rows = [row.replace("(", "").replace(")", "").split(" | ") for row in reversed(contract["layers"])]
    return [*(module for row in rows for module in row), *contract["exhaustive_ignores"]]


def python_files(place: Path) -> list[Path]:
    """All Python files of a module or a folder, in order; none if it does not exist yet."""
    module = place.with_name(place.name + ".py")
    files = [module] if module.is_file() else []
    return files + sorted(file for pattern in ("*.py", "*.pyi") for file in place.rglob(pattern))


def functions(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Length in lines and name of each function, decorators left out."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield (node.end_lineno or node.lineno) - node.lineno + 1, node.name


def parsed(text: str) -> ast.Module:
    """The tree of a file; some test programs are in the syntax of a newer Python."""
    try:
        return ast.parse(text)
    except SyntaxError:
        return ast.Module([], [])


def measure(name: str, place: Path) -> Size:
    """The size of one module or folder."""
    texts = {file: file.read_text() for file in python_files(place)}
    found = [
        (length, f"{file.relative_to(ROOT)}: {function}")
        for file, text in texts.items()
        for length, function in functions(parsed(text))
    ]
    longest, longest_name = max(found, default=(0, ""))
    return Size(name, len(texts), sum(len(text.splitlines()) for text in texts.values()), longest, longest_name)


def main() -> None:
    """Print the table: the floors, their sum, and what stands around the package."""
    package = [measure(name, ROOT / "typednn" / name) for name in floors()]
    total = measure("typednn", ROOT / "typednn")
    around = [measure(name, ROOT / name) for name in ("stubs", "tests", "examples", "benchmarks")]
    print(f"{'floor':<14}{'files':>6}{'lines':>7}{'longest function':>18}")
    for size in [size for size in [*package, total, *around] if size.files]:
        print(f"{size.name:<14}{size.files:>6}{size.lines:>7}{size.longest:>18}  {size.longest_name}")


if __name__ == "__main__":
    main()
