"""docs/error-codes.md and docs/gate.md: mypy says of each example what the page says."""

import configparser
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from mypy.errorcodes import error_codes

ROOT = Path(__file__).resolve().parent.parent
CODES = (ROOT / "docs/error-codes.md").read_text()
GATE = (ROOT / "docs/gate.md").read_text()
BAD = re.findall(r"^<!-- bad -->\n```python\n(.*?)```\n\n```\n(.*?)```$", CODES, re.MULTILINE | re.DOTALL)
GOOD = re.findall(r"^<!-- good -->\n```python\n(.*?)```$", CODES, re.MULTILINE | re.DOTALL)
INI = re.search(r"^```ini\n(.*?)```$", GATE, re.MULTILINE | re.DOTALL)


def mypy(program: str, folder: Path) -> str:
    """What mypy says with the two lines of docs/gate.md."""
    assert INI
    (folder / "mypy.ini").write_text(INI[1])
    (folder / "example.py").write_text(program)
    command = [sys.executable, "-m", "mypy", "--no-error-summary", "--cache-dir=/dev/null", "example.py"]
    done = subprocess.run(
        command, cwd=folder, env={"PYTHONPATH": str(ROOT)}, capture_output=True, text=True, check=False
    )
    return done.stdout + done.stderr


@pytest.mark.parametrize(("program", "said"), BAD)
def test_the_bad_example_gets_this_message(program: str, said: str, tmp_path: Path) -> None:
    assert mypy(program, tmp_path) == said


@pytest.mark.parametrize("program", GOOD)
def test_the_good_example_gets_none(program: str, tmp_path: Path) -> None:
    assert mypy(program, tmp_path) == ""


def test_every_code_has_its_examples() -> None:
    from typednn.mypy_plugin import codes

    ours = {code for code, found in error_codes.items() if found in vars(codes).values()}
    assert set(re.findall(r"^## `(.*)`$", CODES, re.MULTILINE)) == ours
    assert len(BAD) == len(GOOD) == len(ours)


def test_both_forms_of_the_settings_say_the_same() -> None:
    assert INI
    ini = configparser.ConfigParser()
    ini.read_string(INI[1])
    toml = re.search(r"^```toml\n(.*?)```$", GATE, re.MULTILINE | re.DOTALL)
    assert toml
    table = tomllib.loads(toml[1])["tool"]["mypy"]
    assert table["plugins"] == [ini["mypy"]["plugins"]]
    assert table["allow_redefinition"] is ini["mypy"].getboolean("allow_redefinition")
