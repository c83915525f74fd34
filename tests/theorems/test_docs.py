"""docs/verify.md: its program runs, its mistake is found, its commands and columns are there."""

import re
from pathlib import Path

import pytest

from typednn.theorems.table import HEADER

PAGE = (Path(__file__).resolve().parents[2] / "docs/verify.md").read_text(encoding="utf-8")
(PROGRAM,) = re.findall(r"^```python\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)


def test_the_program_of_the_page_runs(capsys: pytest.CaptureFixture[str]) -> None:
    exec(PROGRAM, {"__name__": "page"})
    assert "9 theorems: 9 checked, 0 failed" in capsys.readouterr().out


def test_the_mistake_of_the_page_is_found() -> None:
    right, wrong = re.findall(r"`(np\.sum\(.*?, axis=0\))`", PAGE)[::-1]
    assert right in PROGRAM and wrong not in PROGRAM
    names: dict[str, object] = {"__name__": "page"}
    with pytest.raises(AssertionError):
        exec(PROGRAM.replace(right, wrong), names)
    report = names["report"]
    assert getattr(report, "failures", ()) == ("backward is the adjoint of the derivative",)
    assert "direction = float64" in str(report)


def test_the_columns_of_the_page_are_those_of_the_table() -> None:
    explained = re.findall(r"^\| (mode|verdict|hits|worst) \|", PAGE, re.MULTILINE)
    assert set(explained) <= set(HEADER) and len(explained) == 4
