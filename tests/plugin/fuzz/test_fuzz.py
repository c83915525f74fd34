"""The differential fuzz: mypy and the run judge the same random programs, and must not contradict each other.

A failure names the seed: ``python -m tests.plugin.fuzz.compare SEED 1`` repeats it.
"""

from pathlib import Path

import pytest

from tests.plugin.fuzz.compare import Comparison, compare

BATCH = 500


def check(found: Comparison) -> None:
    print(dict(found.counts), f"rejected of those that always fail: {found.rate:.3f}")
    assert not found.unsound, "proved, and yet a contract fails:\n\n" + "\n\n".join(found.unsound)
    assert not found.slipped, "proved, and yet an operation fails:\n\n" + "\n\n".join(found.slipped)
    assert not found.alarms, "never fails, and yet rejected:\n\n" + "\n\n".join(found.alarms)


def test_300_programs(tmp_path: Path) -> None:
    found = compare(0, 300, tmp_path)
    check(found)
    assert found.rate > 0.9
    # The comparison is worth something only if the programs are of every kind.
    assert found.counts["never fails, proved"] > 120
    assert found.counts["always fails"] > 30


@pytest.mark.slow
@pytest.mark.parametrize("first", range(1000, 11000, BATCH))
def test_many_programs(first: int, tmp_path: Path) -> None:
    check(compare(first, BATCH, tmp_path))
