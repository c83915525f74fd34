"""Layers that do not fit are said by mypy, on the line where they are put together, as they are said at run time."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.static import cases

FOLDER = Path(cases.__file__).parent
BAD = sorted((FOLDER / "bad").glob("layers_*.py"))
GOOD = sorted((FOLDER / "ok").glob("layers_*.py"))
NETWORKS = FOLDER / "bad" / "networks.py"
Heard = dict[Path, list[cases.Message]]


@pytest.fixture(scope="module")
def heard() -> Heard:
    return cases.check([*BAD, *GOOD, NETWORKS], cases.config())


@pytest.mark.parametrize("path", BAD, ids=lambda path: path.stem)
def test_mypy_says_it_on_the_line(heard: Heard, path: Path) -> None:
    assert cases.marks(path)
    assert cases.disagreements(path, heard[path], within=0) == []


@pytest.mark.parametrize("path", BAD, ids=lambda path: path.stem)
def test_the_same_program_fails_at_run_time(path: Path) -> None:
    failure = cases.run(path)[0]
    assert failure is not None
    for mark in cases.marks(path):
        assert mark.text in failure.text


@pytest.mark.parametrize("path", GOOD, ids=lambda path: path.stem)
def test_networks_that_fit_pass_both(heard: Heard, path: Path) -> None:
    assert heard[path] == []
    assert cases.run(path) == [None]


def test_mypy_and_run_time_say_one_sentence(heard: Heard) -> None:
    text = NETWORKS.read_text().splitlines()
    starts = {at: match[1] for at, line in enumerate(text, 1) if (match := re.match(r"def (bad_\w+)\(\)", line))}
    assert len(starts) >= 12
    with cases.imported(NETWORKS) as module:
        for at, name in starts.items():
            last = next(number for number in range(at + 1, len(text) + 2) if not "".join(text[number - 1 : number]))
            (said,) = [message.text for message in heard[NETWORKS] if at < message.line < last]
            assert sentence(getattr(module, name)) == said


def sentence(function: Callable[[], object]) -> str:
    """What a function raises."""
    with pytest.raises((TypeError, ValueError)) as caught:
        function()
    return str(caught.value)
