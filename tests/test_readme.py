"""The README's program does what the README says."""

import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from typednn import ShapeError

BLOCKS = re.findall(r"^```(\w*)\n(.*?)```$", (Path(__file__).parent.parent / "README.md").read_text(), re.M | re.S)
PROGRAM = next(text for language, text in BLOCKS if language == "python")
SETTINGS = next(text for language, text in BLOCKS if language == "ini")
REJECTED = next(text for _, text in BLOCKS if text.startswith("predict.py:"))
SAID = next(text for _, text in BLOCKS if text.startswith("typednn.errors.ShapeError: "))


def function(name: str) -> Callable[..., object]:
    names: dict[str, Callable[..., object]] = {}
    exec(compile(PROGRAM, "README.md", "exec"), names)
    return names[name]


def test_right_shapes_are_multiplied() -> None:
    x, w = np.ones((2, 784)), np.ones((784, 10))
    assert np.array_equal(np.asarray(function("affine")(x, w)), x @ w)


def test_wrong_shapes_raise_the_message_of_the_readme() -> None:
    with pytest.raises(ShapeError) as error:
        function("predict")(np.ones((2, 784)), np.ones((10, 784)))
    assert f"typednn.errors.ShapeError: {error.value}".strip() == SAID.strip()


def mypy(program: str, folder: Path) -> str:
    """What mypy says of a program with the settings of the README."""
    (folder / "mypy.ini").write_text(SETTINGS)
    (folder / "predict.py").write_text(program)
    command = [sys.executable, "-m", "mypy", "--no-error-summary", "--cache-dir=/dev/null", "predict.py"]
    root = str(Path(__file__).parent.parent)
    done = subprocess.run(command, cwd=folder, env={"PYTHONPATH": root}, capture_output=True, text=True, check=False)
    return done.stdout + done.stderr


def test_mypy_says_what_the_readme_says(tmp_path: Path) -> None:
    assert mypy(PROGRAM, tmp_path) == REJECTED


def test_mypy_accepts_the_program_with_the_shape_that_was_meant(tmp_path: Path) -> None:
    assert mypy(PROGRAM.replace("10 784", "784 10"), tmp_path) == ""
