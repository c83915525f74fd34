"""Our own package is the first user of the gate: how much of it is proved, printed and held."""

from collections.abc import Callable
from pathlib import Path

import pytest

from typednn.proving import prove
from typednn.proving.coverage import Count, count

ROOT = Path(__file__).resolve().parents[2]
LEAST = 90
FLOORS = {"ops": 100, "losses.py": 100, "optim": 96, "layers": 96}


def test_our_own_contracts_are_proved(monkeypatch: pytest.MonkeyPatch, tell: Callable[[str], None]) -> None:
    monkeypatch.chdir(ROOT)
    coverage = prove([Path("typednn")])
    floors: dict[str, Count] = {}
    for floor in FLOORS:
        here = [file for file in coverage.files if file.path.split("/")[1] == floor]
        floors[floor] = count(contract for file in here for contract in file.contracts)
    listed = ", ".join(f"{floor} {number.percent} %" for floor, number in floors.items())
    tell(
        f"typednn prove typednn: {coverage.count.proved} of {coverage.count.total} contracts are proved,"
        f" {coverage.count.percent} %; {listed}"
    )
    assert coverage.errors == ()
    assert coverage.reaches(LEAST)
    for floor, least in FLOORS.items():
        reached = floors[floor].percent
        assert reached is not None and reached >= least, floor
