"""stub_folder finds the shape rules in a checkout and in a wheel, and says so when they are gone."""

from pathlib import Path

import pytest

from typednn.errors import ConfigError
from typednn.stub_path import stub_folder

ROOT = Path(__file__).resolve().parent.parent


def test_in_this_checkout() -> None:
    assert stub_folder() == ROOT / "stubs"


def test_beside_the_package(tmp_path: Path) -> None:
    (tmp_path / "stubs").mkdir()
    assert stub_folder(tmp_path / "typednn") == tmp_path / "stubs"


def test_inside_the_package_comes_first(tmp_path: Path) -> None:
    (tmp_path / "stubs").mkdir()
    (tmp_path / "typednn" / "_stubs").mkdir(parents=True)
    assert stub_folder(tmp_path / "typednn") == tmp_path / "typednn" / "_stubs"


def test_missing(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"shape rules are missing: neither .*_stubs nor .*stubs is a folder"):
        stub_folder(tmp_path / "typednn")
