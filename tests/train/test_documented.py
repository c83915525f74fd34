"""docs/training.md: its program runs, its tables of JSON keys are the keys that are printed."""

import doctest
import re
from pathlib import Path

import pytest

from tests.cli.test_train import END, EPOCH
from typednn.train.history import History

ROOT = Path(__file__).resolve().parent.parent.parent
PAGE = (ROOT / "docs" / "training.md").read_text()


def keys(event: str) -> set[str]:
    table = PAGE.partition(f'`"event": "{event}"`')[2].partition("\n\n")[2].partition("\n\n")[0]
    return set(re.findall(r"^\| `(\w+)` \|", table, re.MULTILINE))


def test_json_keys_are_documented() -> None:
    assert keys("epoch") == EPOCH
    assert keys("end") == END


def test_the_program_runs_and_learns() -> None:
    found = re.search(r"```python\n(.*?)```", PAGE, re.DOTALL)
    assert found
    *program, score = found.group(1).strip().splitlines()
    names: dict[str, object] = {}
    exec("\n".join(program), names)
    assert eval(score, names) > 0.93
    history = getattr(names["classifier"], "history", None)
    assert isinstance(history, History)
    assert history[0].validation_accuracy is not None


@pytest.mark.slow
def test_the_readmes_session_is_what_happens() -> None:
    """A whole training on all of MNIST."""
    found = re.search(r"```pycon\n(.*?)```", (ROOT / "README.md").read_text(), re.DOTALL)
    assert found
    session = doctest.DocTestParser().get_doctest(found.group(1), {}, "README", None, None)
    assert len(session.examples) == 5
    assert doctest.DocTestRunner().run(session).failed == 0
