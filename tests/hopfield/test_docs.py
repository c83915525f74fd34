"""docs/hopfield.md: its program runs, and its commands and names are there."""

import re
from pathlib import Path

from typer.testing import CliRunner

import typednn
from typednn import cli, hopfield
from typednn.hopfield import analysis, digraph, dynamics, sampling, zero_one
from typednn.hopfield.analysis import enclosures

PAGE = (Path(__file__).resolve().parents[2] / "docs/hopfield.md").read_text(encoding="utf-8")


def test_the_program_of_the_page_runs() -> None:
    (program,) = re.findall(r"^```python\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)
    exec(program, {"__name__": "page"})


def test_the_commands_of_the_page_are_there() -> None:
    named = set(re.findall(r"`typednn hopfield (\w+)", PAGE))
    assert named == {"recall", "capacity", "anneal", "landscape", "faults"}
    for name in named:
        assert CliRunner().invoke(cli.app, ["hopfield", name, "--help"]).exit_code == 0


def test_the_names_of_the_page_are_there() -> None:
    homes = (typednn, hopfield, analysis, digraph, dynamics, zero_one, sampling, enclosures)
    for name in re.findall(r"`(?:analysis\.|dynamics\.|digraph\.)?([A-Z]\w+|[a-z]+_[a-z_]+)(?:\(|`)", PAGE):
        assert any(hasattr(home, name) for home in (*homes, hopfield.Tie, hopfield.Recall, hopfield.Hopfield)), name
