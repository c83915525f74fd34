"""The gate's settings: where the user's shape rules are, and what is said of a mistake in the settings."""

from pathlib import Path

import pytest
from mypy.errors import CompileError

from typednn.mypy_plugin.options import fingerprint, shape_stubs


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "shapes").mkdir()
    (tmp_path / "shapes/mylib.pyi").write_text("def f(x): ...\n")
    (tmp_path / "other.pyi").write_text("def g(x): ...\n")
    (tmp_path / "notes").mkdir()
    (tmp_path / "notes.txt").touch()
    return tmp_path


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("mypy.ini", "[mypy]\nstrict = true\n[typednn]\nshape_stubs = shapes/mylib.pyi, other.pyi\n"),
        ("mypy.ini", "[typednn]\nshape_stubs =\n    shapes/mylib.pyi\n    other.pyi\n"),
        ("setup.cfg", "[metadata]\nname = 50%\n[typednn]\nshape_stubs = shapes/mylib.pyi,other.pyi,\n"),
        ("pyproject.toml", '[tool.typednn]\nshape_stubs = "shapes/mylib.pyi, other.pyi"\n'),
        ("pyproject.toml", '[tool.typednn]\nshape_stubs = ["shapes/mylib.pyi", "other.pyi"]\n'),
    ],
)
def test_paths_are_relative_to_the_settings(folder: Path, name: str, text: str) -> None:
    (folder / name).write_text(text)
    assert shape_stubs(str(folder / name)) == [
        (folder / "shapes/mylib.pyi").resolve(),
        (folder / "other.pyi").resolve(),
    ]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("mypy.ini", "[mypy]\n"),
        ("mypy.ini", "[typednn]\n"),
        ("pyproject.toml", "[tool.mypy]\nstrict = true\n"),
    ],
)
def test_there_may_be_none(folder: Path, name: str, text: str) -> None:
    (folder / name).write_text(text)
    assert shape_stubs(str(folder / name)) == []
    assert shape_stubs(None) == []


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        (
            "mypy.ini",
            "[typednn]\nshape_stub = shapes\n",
            "section [typednn]: there is no setting 'shape_stub' (did you mean 'shape_stubs'?); there is: shape_stubs",
        ),
        (
            "pyproject.toml",
            "[tool.typednn]\nloud = true\n",
            "section [tool.typednn]: there is no setting 'loud';",
        ),
        ("mypy.ini", "[typednn]\nshape_stubs = nowhere.pyi\n", "names 'nowhere.pyi', but there is no "),
        (
            "mypy.ini",
            "[typednn]\nshape_stubs = notes.txt\n",
            "names 'notes.txt'; shape rules stand in .pyi files",
        ),
        (
            "mypy.ini",
            "[typednn]\nshape_stubs = notes\n",
            "names the folder 'notes', in which there is no .pyi file",
        ),
        (
            "pyproject.toml",
            "[tool.typednn]\nshape_stubs = 3\n",
            "shape_stubs is 3; write one path, or several",
        ),
        ("pyproject.toml", "[tool]\ntypednn = 3\n", "is no table; write [tool.typednn]"),
        ("pyproject.toml", "[tool.typednn\n", "it cannot be read: "),
        ("mypy.ini", "shape_stubs = x\n", "it cannot be read: "),
    ],
)
def test_a_mistake_is_one_clear_line(folder: Path, name: str, text: str, said: str) -> None:
    (folder / name).write_text(text)
    with pytest.raises(CompileError) as error:
        shape_stubs(str(folder / name))
    (line,) = error.value.messages
    assert line.startswith(f"{folder / name}: error: section [")
    assert said in line


def test_other_rules_have_another_fingerprint(folder: Path) -> None:
    before = fingerprint([folder / "shapes"])
    assert (
        before == fingerprint([folder / "shapes"]) != fingerprint([folder / "shapes/mylib.pyi", folder / "other.pyi"])
    )
    (folder / "shapes/mylib.pyi").write_text("def f(x, y): ...\n")
    assert before != fingerprint([folder / "shapes"])
