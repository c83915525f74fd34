"""Every shape function against NumPy; see `laws`."""

from __future__ import annotations

import warnings
from collections import Counter

import pytest

from tests.shapes.laws import Row, run
from tests.shapes.table import ROWS

CASES = {"concrete": 2_000, "symbolic": 500, "variadic": 500, "blurred": 500}
PAIRS = [pytest.param(row, law, id=f"{row.name}-{law}") for row in ROWS for law in row.laws]


@pytest.fixture(autouse=True)
def quiet_numpy():  # type: ignore[no-untyped-def]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # NumPy's warnings about empty means and the like are not the matter here
        yield


def checked(row: Row, law: str, cases: int) -> Counter[str]:
    outcome = run(row, cases, law)
    # A drawer whose calls nearly all fail, or of whose results nothing is known, would test nothing.
    assert outcome["same"] >= row.succeeds * cases, outcome
    assert law != "symbolic" or outcome["missed"] <= row.misses * cases, outcome
    return outcome


@pytest.mark.parametrize(("row", "law"), PAIRS)
def test_law(row: Row, law: str) -> None:
    checked(row, law, CASES[law])


@pytest.mark.slow
@pytest.mark.parametrize(("row", "law"), PAIRS)
def test_law_long(row: Row, law: str) -> None:
    checked(row, law, 100_000 if law == "concrete" else 25_000)
