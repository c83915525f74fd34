"""The built wheel works by itself: installed alone, used from elsewhere, with its stubs and types."""

import os
import subprocess
import sys
import sysconfig
from pathlib import Path
from zipfile import ZipFile

import pytest

ROOT = Path(__file__).resolve().parent.parent
# Nothing of the checkout may help.
ENVIRONMENT = {name: value for name, value in os.environ.items() if name not in ("PYTHONPATH", "MYPYPATH")}

GOOD = """\
from pathlib import Path

import numpy as np

import typednn
from typednn import Array, Float, contract
from typednn.errors import ShapeError, TypednnError
from typednn.stub_path import stub_folder

version: str = typednn.__version__
error: TypednnError = ShapeError("32, not 64")
folder: Path = stub_folder()


@contract
def turned(x: Float[Array, "rows columns"]) -> Float[Array, "columns rows"]:
    return x.T


turned_once: Float[Array, "3 2"] = turned(np.ones((2, 3)))
try:
    turned(np.ones(3))
except ShapeError:
    print("refused", turned_once.shape)
"""
# A wrong type is seen only with py.typed, an unknown name only if __init__ does not answer for everything.
BAD = {
    "from typednn.errors import ShapeError\nerror: int = ShapeError()\n": "[assignment]",
    "import typednn\ntypednn.no_such_name\n": "[attr-defined]",
}


def run(*command: str | Path, folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command, cwd=folder, env=ENVIRONMENT, text=True, capture_output=True, stdin=subprocess.DEVNULL
    )


def succeed(*command: str | Path, folder: Path) -> str:
    done = run(*command, folder=folder)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def tree(top: Path) -> dict[str, bytes]:
    """Every file below `top` except what Python itself leaves there."""
    files = [file for file in top.rglob("*") if file.is_file() and "__pycache__" not in file.parts]
    return {file.relative_to(top).as_posix(): file.read_bytes() for file in files}


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Built as a release is: the source archive first, the wheel from that."""
    place = tmp_path_factory.mktemp("dist")
    succeed(sys.executable, "-m", "build", "--no-isolation", "--outdir", place, ROOT, folder=place)
    (built,) = place.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def python(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A clean environment with the wheel; the libraries it needs are borrowed from the running one."""
    place = tmp_path_factory.mktemp("clean")
    succeed(sys.executable, "-m", "venv", "--without-pip", place, folder=place)
    python = place / "bin" / "python"
    succeed(
        sys.executable,
        "-m",
        "pip",
        "--python",
        python,
        "install",
        "-q",
        "--no-deps",
        "--no-index",
        wheel,
        folder=place,
    )
    site = succeed(python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))", folder=place).strip()
    # A folder named in a .pth file comes after the environment's own, and .pth files inside it do not count:
    # so the checkout's editable installation stays out of sight.
    (Path(site) / "borrowed.pth").write_text(sysconfig.get_path("purelib") + "\n")
    return python


def installed(python: Path, folder: Path) -> Path:
    program = "import typednn; print(typednn.__path__[0])"
    return Path(succeed(python, "-c", program, folder=folder).strip())


def test_wheel_holds_every_file_of_the_package_and_the_stubs(wheel: Path) -> None:
    expected = {f"typednn/{name}": content for name, content in tree(ROOT / "typednn").items()}
    expected |= {f"typednn/_stubs/{name}": content for name, content in tree(ROOT / "stubs").items()}
    with ZipFile(wheel) as archive:
        names = [name for name in archive.namelist() if ".dist-info/" not in name]
        assert {name: archive.read(name) for name in names} == expected


def test_imports_come_from_the_wheel(python: Path, tmp_path: Path) -> None:
    place = installed(python, tmp_path)
    assert place.is_relative_to(python.parent.parent)
    assert tree(place / "_stubs") == tree(ROOT / "stubs")


def test_stubs_are_found(python: Path, tmp_path: Path) -> None:
    program = "from typednn.stub_path import stub_folder; print(stub_folder())"
    found = Path(succeed(python, "-c", program, folder=tmp_path).strip())
    assert found == installed(python, tmp_path) / "_stubs"


def test_the_command_is_installed(python: Path, tmp_path: Path) -> None:
    assert succeed(python.parent / "typednn", "--version", folder=tmp_path).startswith("typednn ")


def test_a_program_runs_and_is_type_checked_against_the_wheel(python: Path, tmp_path: Path) -> None:
    (tmp_path / "good.py").write_text(GOOD)
    assert succeed(python, "good.py", folder=tmp_path) == "refused (3, 2)\n"
    succeed(python, "-m", "mypy", "--strict", "good.py", folder=tmp_path)
    for number, (text, code) in enumerate(BAD.items()):
        (tmp_path / f"bad{number}.py").write_text(text)
        done = run(python, "-m", "mypy", "--strict", f"bad{number}.py", folder=tmp_path)
        assert done.returncode == 1
        assert code in done.stdout
