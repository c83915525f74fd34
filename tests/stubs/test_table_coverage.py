"""docs/numpy-coverage.md is current, and the table covers what it must."""

import re
from pathlib import Path

from tests.stubs.coverage import (
    DTYPE_TEXTS,
    GUIDE,
    LIST,
    REPORT,
    format_guide,
    functions,
    of_installed_numpy,
    report,
    share,
)
from typednn.shapes.stubs import read
from typednn.shapes.table.dtype_rules import RULES

LEAST_SHARE = 0.95


def test_the_table_covers_numpy() -> None:
    covered, count = share(functions())
    assert covered / count >= LEAST_SHARE


def test_the_document_is_current() -> None:
    assert REPORT.read_text() == report(), "run: python -m tests.stubs.coverage --write"


def test_the_list_has_every_function_of_the_installed_numpy() -> None:
    missing = set(of_installed_numpy()) - {each.name for each in functions()}
    assert not missing, f"write them into {LIST.name}: {sorted(missing)}"


def test_little_is_left_out() -> None:
    """What is not about arrays is a small part, and has no rule that says more of it."""
    excluded = [each for each in functions() if each.excluded]
    assert len(excluded) < 70
    assert len(functions()) > 600


def test_the_guide_is_current() -> None:
    assert GUIDE.read_text() == format_guide(), "run: python -m tests.stubs.coverage --write"


def test_the_dtype_rules_in_the_guide_exist() -> None:
    assert set(DTYPE_TEXTS) <= set(RULES)


def test_the_examples_of_the_guide_can_be_read(tmp_path: Path) -> None:
    examples = re.findall(r"```python\n(.*?)```", GUIDE.read_text(), re.DOTALL)
    assert len(examples) >= 3
    for number, example in enumerate(examples):
        path = tmp_path / f"example{number}.pyi"
        path.write_text(example)
        written = re.findall(r"^ *def (\w+)", example, re.MULTILINE)
        assert {name.rpartition(".")[2] for name in read(path)} >= {*written}
