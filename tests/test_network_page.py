"""docs/networks.md is current and complete, and its program runs."""

import inspect
import re
from typing import get_args

import pytest

from tests import network_page
from typednn import losses, optim
from typednn.layers import Initialiser, initialisers
from typednn.layers.examples import EXAMPLES
from typednn.ops.registry import PRIMITIVES
from typednn.optim import Optimizer, Rule


def test_the_page_is_current() -> None:
    assert network_page.PAGE.read_text(encoding="utf-8") == network_page.page(), (
        "made by `python -m tests.network_page --write`"
    )


def test_each_layer_and_each_primitive_has_a_row() -> None:
    rows = re.findall(r"^\| `(\w+)", network_page.page(), re.MULTILINE)
    assert rows.count("Linear") == 1
    assert {*EXAMPLES, *PRIMITIVES} <= set(rows)


def test_nothing_else_is_left_out() -> None:
    functions = {name for name, value in vars(losses).items() if inspect.isfunction(value) and name[0] != "_"}
    assert set(network_page.LOSSES) == functions - {"contract", "one_hot"}
    assert set(network_page.OPTIMIZERS) == {kind.__name__ for kind in get_args(Optimizer)}
    kinds = {name: kind for name, kind in vars(optim).items() if isinstance(kind, type)}
    rules = {name for name, kind in kinds.items() if kind is not Rule and {"perturb", "descent"} <= vars(kind).keys()}
    assert set(network_page.RULES) == rules
    rates = {name for name, kind in kinds.items() if next(iter(parameters(vars(kind).get("__call__"))), "") == "step"}
    assert set(network_page.SCHEDULES) == rates
    assert set(network_page.INITIALISERS) == {
        name
        for name, value in vars(initialisers).items()
        if inspect.isfunction(value) and parameters(value) == parameters(vars(Initialiser)["__call__"])
    }


def parameters(function: object) -> list[str]:
    """Their names, without `self`."""
    return [name for name in inspect.signature(function).parameters if name != "self"] if callable(function) else []


def test_the_program_runs(capsys: pytest.CaptureFixture[str]) -> None:
    found = re.search(r"```python\n(.*?)```", network_page.PAGE.read_text(encoding="utf-8"), re.DOTALL)
    assert found
    names: dict[str, object] = {}
    exec(found[1], names)
    assert "13,530" in capsys.readouterr().out
    assert eval('net.check("batch 1 28 28")', names) == "batch 10"
