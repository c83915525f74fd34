"""What holds for every test: one BLAS thread a worker, contracts on, and which cases hypothesis draws."""

import os
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import settings

# Two workers share the cores; set before anything imports numpy.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

if os.environ.get("JAXTYPING_DISABLE", "0").lower() not in ("", "0", "false"):
    raise pytest.UsageError("JAXTYPING_DISABLE is set: the tests need the contracts on; unset it.")

# The normal run draws the same cases each time, so that it fails for a change and never by chance.
settings.register_profile("same", deadline=None, derandomize=True, database=None)
settings.register_profile("other", deadline=None, print_blob=True)


def pytest_configure(config: pytest.Config) -> None:
    """The long runs draw other cases each time, and print what repeats a failure."""
    settings.load_profile("other" if config.option.markexpr == "slow" else "same")


FIGURES: list[str] = []


@pytest.fixture
def tell(pytestconfig: pytest.Config) -> Callable[[str], None]:
    """Say a figure at the end of the run, whichever worker has measured it."""
    said: list[str] = getattr(pytestconfig, "workeroutput", {}).setdefault("figures", FIGURES)
    return said.append


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    FIGURES.extend(getattr(node, "workeroutput", {}).get("figures", ()))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    for figure in FIGURES:
        terminalreporter.write_line(figure)
