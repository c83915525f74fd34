"""Every rule of the table against NumPy itself: the calls in calls/, with random arrays and sizes."""

from collections import defaultdict

import pytest

from tests.stubs.judge import calls, judge, table
from tests.stubs.values import falsehoods

SEEDS = range(24)
CALLS = calls()


def test_every_call_means_what_numpy_does() -> None:
    problems: dict[str, list[str]] = defaultdict(list)
    for place, text in CALLS:
        succeeded = 0
        for seed in SEEDS:
            judged = judge(text, seed)
            if judged.error is not None:
                continue
            succeeded += 1
            if judged.mismatch is not None:
                problems[f"{place}: {text}"].append(f"seed {seed}: refused: {judged.mismatch}")
            elif judged.known is not None:
                problems[f"{place}: {text}"] += [
                    f"seed {seed}: {each}" for each in falsehoods(judged.known, judged.result)
                ]
        if not succeeded:
            problems[f"{place}: {text}"].append("NumPy never computed it")
    report = [f"{call}\n    " + "\n    ".join(found[:3]) for call, found in problems.items() if found]
    if report:
        pytest.fail("\n".join(report))
    assert table()
