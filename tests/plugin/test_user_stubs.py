"""Shape rules for a library of the user's own, through the settings, as docs/shape-stubs.md says it."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
LIBRARY = "def smooth(image, sigma): return image\n\ndef distances(x, y): return x\n"
RULES = """
from jaxtyping import Float
from numpy import ndarray as Array

def smooth(image: Float[Array, "h w"], sigma: float) -> Float[Array, "h w"]: ...
def distances(x: Float[Array, "n d"], y: Float[Array, "m d"]) -> Float[Array, "n m"]: ...
"""
PROGRAM = """
import speckle
from jaxtyping import Float
from numpy import ndarray as Array
from speckle import distances

def good(x: Float[Array, "a d"], y: Float[Array, "b d"]) -> Float[Array, "a b"]:
    return distances(speckle.smooth(x, 2.0), y)

def bad_argument(x: Float[Array, "a d"], y: Float[Array, "b k"]) -> Float[Array, "a b"]:
    return distances(x, y)

def bad_result(x: Float[Array, "h w"]) -> Float[Array, "w h"]:
    return speckle.smooth(x, 2.0)
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "speckle.py").write_text(LIBRARY)
    (tmp_path / "speckle_shapes").mkdir()
    (tmp_path / "speckle_shapes/speckle.pyi").write_text(RULES)
    (tmp_path / "program.py").write_text(PROGRAM)
    return tmp_path


def mypy(folder: Path, settings: str) -> tuple[int, str]:
    """mypy's exit status and what it says; the cache stays, so that a second run is a warm one."""
    head = "[mypy]\nplugins = typednn.mypy_plugin\nallow_redefinition = true\nignore_missing_imports = true\n"
    (folder / "mypy.ini").write_text(head + settings)
    command = [sys.executable, "-m", "mypy", "--no-error-summary", "program.py"]
    done = subprocess.run(
        command, cwd=folder, env={"PYTHONPATH": str(ROOT)}, capture_output=True, text=True, check=False
    )
    return done.returncode, done.stdout + done.stderr


RULED = "[typednn]\nshape_stubs = speckle_shapes\n"


def lines(said: str) -> list[int]:
    return [int(line.split(":")[1]) for line in said.splitlines() if "[tensor-shape]" in line]


def test_the_rules_of_the_user_are_used(project: Path) -> None:
    status, said = mypy(project, RULED)
    assert lines(said) == [11, 14], said
    assert status == 1


def test_the_rules_are_used_for_a_library_that_mypy_cannot_find(project: Path) -> None:
    (project / "speckle.py").unlink()
    assert lines(mypy(project, RULED)[1]) == [11, 14]


def test_the_cache_knows_which_rules_were_used(project: Path) -> None:
    assert lines(mypy(project, "")[1]) == []
    assert lines(mypy(project, RULED)[1]) == [11, 14]
    rules = project / "speckle_shapes/speckle.pyi"
    rules.write_text(RULES.replace('"m d"', '"m _"'))
    assert lines(mypy(project, RULED)[1]) == [14]


def test_a_mistake_in_the_settings_is_one_line_and_status_2(project: Path) -> None:
    status, said = mypy(project, "[typednn]\nshape_stub = speckle_shapes\n")
    assert status == 2
    assert "there is no setting 'shape_stub' (did you mean 'shape_stubs'?)" in said
    assert "Traceback" not in said


def test_mypy_can_run_twice_in_one_process(project: Path) -> None:
    mypy(project, RULED)
    twice = "import mypy.api\nfor _ in range(2): print(mypy.api.run(['program.py', '--cache-dir=/dev/null'])[2])"
    done = subprocess.run(
        [sys.executable, "-c", twice],
        cwd=project,
        env={"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
    )
    assert (done.stdout, done.stderr) == ("1\n1\n", "")
