"""Never a crash: strange shape strings, odd syntax, half-typed and wrong code. No INTERNAL ERROR, no surprise."""

import random
import sys
from pathlib import Path

import pytest
from mypy import api

HERE = Path(__file__).parent
PROGRAMS = sorted((HERE / "robust").glob("*.py"))
CONFIG = "[mypy]\nplugins = typednn.mypy_plugin\nallow_redefinition = true\n"
HEADER = (
    "from typing import Annotated, Any, Optional, Union\n"
    "import numpy as np\n"
    "from jaxtyping import Bool, Float, Int, Shaped\n"
)

NAMES = [
    "n",
    "m",
    "batch",
    "d_1",
    "_x",
    "é",
    "N",
    "self",
    "x",
    "None",
    "if",
    "lambda",
    "__class__",
    "n" * 300,
]
NUMBERS = ["0", "1", "3", "007", "-1", "1.5", "1e9", "9" * 40, "0x10", "1_000", "True"]
SIGNS = [
    "+",
    "-",
    "*",
    "//",
    "%",
    "/",
    "**",
    "(",
    ")",
    "=",
    "?",
    "#",
    "*",
    "{",
    "}",
    "[",
    "]",
    ",",
    ":",
    "@",
    "!",
    "...",
]
SPACES = ["", " ", "  ", "\t", "\\n", "\\x00", "\\u00a0", "\\u202e"]
WHOLE = [
    "",
    " ",
    "...",
    "*",
    "#",
    "?n",
    "_",
    "...n",
    "*n *m",
    "... ...",
    "n=3",
    "{n}",
    "{self.n}",
    "{x.shape[0]}",
    "{",
    "}{",
    "#*n",
]


def strange(rng: random.Random) -> str:
    """A shape string that may or may not mean something."""
    if rng.random() < 0.15:
        return rng.choice(WHOLE)
    if rng.random() < 0.15:
        return "".join(chr(rng.randint(33, 0x2FF)) for _ in range(rng.randint(1, 12))).translate({34: "'", 92: "/"})
    parts = [
        rng.choice(rng.choice((NAMES, NAMES, NUMBERS, SIGNS, SIGNS, WHOLE)) + SPACES) for _ in range(rng.randint(1, 7))
    ]
    return rng.choice(("", "", " ")).join(parts)


def annotation(rng: random.Random) -> str:
    text = strange(rng)
    word = rng.choice(("Float", "Int", "Bool", "Shaped"))
    array = rng.choice(
        ("np.ndarray",) * 8 + ("Any", "int", "np.ndarray | None", "list[np.ndarray]", "np.ndarray[Any, Any]")
    )
    plain = f'{word}[{array}, "{text}"]'
    forms = ("{}",) * 6 + (
        "Optional[{}]",
        "list[{}]",
        "tuple[{}, ...]",
        "{} | int",
        "Union[{}, None]",
        'Annotated[{}, "x"]',
    )
    return rng.choice(forms).format(plain)


def function(rng: random.Random, at: int) -> str:
    given, result = annotation(rng), annotation(rng)
    body = rng.choice(
        (
            "return x",
            "return x + x",
            "return x @ x.T",
            f"y: {annotation(rng)} = x\n    return y",
            f"return f{max(at - 1, 0)}(x)",
            "return x.reshape(-1)[0]",
        )
    )
    return f"def f{at}(x: {given}, n: int = 3) -> {result}:\n    {body}\n"


def mypy(folder: Path, *arguments: str) -> str:
    """What mypy with the plugin says; a crash is a failure of the test."""
    (folder / "mypy.ini").write_text(CONFIG)
    config = [
        "--config-file",
        str(folder / "mypy.ini"),
        "--no-incremental",
        "--cache-dir=/dev/null",
        "--show-traceback",
    ]
    out, talk, _ = api.run([*config, *arguments])
    for sign in ("INTERNAL ERROR", "met a surprise", "Traceback"):
        assert sign not in out + talk, (
            f"{sign}\n" + "\n".join(line for line in (out + talk).splitlines() if sign in line)[:4000] + talk[-3000:]
        )
    return out


def fuzz(folder: Path, seed: int, count: int) -> None:
    """`count` annotations at least, two or three a function, 500 functions a file."""
    print("seed", seed)
    rng = random.Random(seed)
    files = []
    for start in range(0, count // 2, 500):
        path = folder / f"strange_{start}.py"
        path.write_text(
            HEADER + "\n".join(function(rng, at) for at in range(min(500, count // 2 - start))),
            encoding="utf-8",
        )
        files.append(str(path))
    out = mypy(folder, *files)
    assert "[shape-syntax]" in out, out[:2000]


def test_strange_annotations(tmp_path: Path) -> None:
    fuzz(tmp_path, 0, 1_000)


@pytest.mark.slow
def test_strange_annotations_many(tmp_path: Path) -> None:
    fuzz(tmp_path, 1, 10_000)


@pytest.mark.parametrize(
    "flags",
    [
        pytest.param([], id="plain", marks=pytest.mark.slow),
        pytest.param(["--strict"], id="strict"),
        pytest.param(["--check-untyped-defs"], id="untyped", marks=pytest.mark.slow),
    ],
)
def test_odd_programs(tmp_path: Path, flags: list[str]) -> None:
    """The files of robust/: every kind of statement and expression, with and without contracts."""
    files = [str(path) for path in PROGRAMS if "_313" not in path.name]
    out = mypy(tmp_path, *flags, *files)
    assert "error: invalid syntax" not in out.lower(), out


@pytest.mark.skipif(sys.version_info < (3, 12), reason="PEP 695 is syntax from Python 3.12 on")
def test_new_syntax(tmp_path: Path) -> None:
    out = mypy(tmp_path, *(str(path) for path in PROGRAMS if "_313" in path.name))
    assert "invalid syntax" not in out.lower(), out


@pytest.mark.slow
def test_deep_and_long(tmp_path: Path) -> None:
    """Huge functions, deep nesting, long chains: slow is allowed, a crash is not."""
    rows = ["import numpy as np", "from jaxtyping import Float", 'Rows = Float[np.ndarray, "n d"]']
    rows += ["def long(x: Rows) -> Rows:", *("    x = x + 1" for _ in range(3000)), "    return x"]
    rows += ["def chain(x: Rows) -> Rows:", "    return " + " + ".join(["x"] * 300)]
    rows += ["def nested(x: Rows, flag: bool) -> Rows:"]
    rows += ["    " * (depth + 1) + ("if flag:" if depth % 3 else "for _ in range(3):") for depth in range(18)]
    rows += ["    " * 19 + "x = x * 2", "    return x"]
    rows += ["def calls(x: Rows) -> Rows:", "    return " + "np.exp(" * 60 + "x" + ")" * 60]
    rows += ["def wide(x: Rows, flag: bool) -> Rows:"]
    rows += [f"    y{at} = x if flag else x[:, ::{at + 1}]" for at in range(60)]
    rows += ["    return " + " + ".join(f"y{at}.sum()" for at in range(60)) + " + x"]
    path = tmp_path / "deep.py"
    path.write_text("\n".join(rows) + "\n")
    mypy(tmp_path, str(path))


def test_half_typed(tmp_path: Path) -> None:
    """Code in the middle of being written: each line of a program cut short, where that still compiles."""
    lines = (HERE / "robust" / "half_typed.py").read_text().splitlines()
    good = []
    for at, line in enumerate(lines):
        for cut in (len(line) // 2, len(line) - 1, len(line) - 3):
            path = tmp_path / f"half_{at}_{cut}.py"
            path.write_text("\n".join([*lines[:at], line[: max(cut, 0)], *lines[at + 1 :]]) + "\n")
            if line and _compiles(path):
                good.append(str(path))
    assert len(good) > 5
    mypy(tmp_path, *good)


def _compiles(path: Path) -> bool:
    try:
        compile(path.read_text(), str(path), "exec")
    except SyntaxError:
        return False
    return True
