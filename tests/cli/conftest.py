"""A trained run, and the program's door."""

import json
import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeAlias

import pytest

from tests.trained_run import digits as digits
from tests.trained_run import lenet_run as lenet_run
from tests.trained_run import mlp_run as mlp_run
from typednn import cli


@dataclass(frozen=True)
class Done:
    code: object
    out: str
    err: str

    @property
    def json(self) -> Any:
        """Everything on stdout is one JSON document."""
        return json.loads(self.out)


Run: TypeAlias = Callable[..., Done]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run `typednn ...` through the program's door, as a person does."""
    monkeypatch.setenv("COLUMNS", "100")

    def call(*arguments: object) -> Done:
        monkeypatch.setattr(sys, "argv", ["typednn", *map(str, arguments)])
        capsys.readouterr()
        with pytest.raises(SystemExit) as stop:
            cli.main()
        captured = capsys.readouterr()
        return Done(stop.value.code, captured.out, captured.err)

    return call
