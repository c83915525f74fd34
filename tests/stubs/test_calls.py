"""Every rule of the table against NumPy itself: the calls in calls/, with random arrays and sizes."""

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from random import Random

import pytest

from tests.stubs.blur import blur
from tests.stubs.judge import CALLS, Judged, calls, is_here, judge, table
from tests.stubs.values import falsehoods, has_dtype, is_precise

FILES = sorted(path.name for path in CALLS.glob("*.txt"))
SEEDS = range(6)
# Rules whose result depends on more than shapes and dtypes, each with what is not known of it.
IMPRECISE = Path(__file__).parent / "imprecise.txt"
LEAST_SHARE_REFUSED = 0.88


def runs(file: str, seeds: range) -> Iterator[tuple[str, Judged]]:
    for place, text in calls():
        if place.startswith(file):
            for seed in seeds:
                yield f"{place}: {text} (seed {seed})", judge(text, seed)


def lies(judged: Judged) -> Iterator[str]:
    """What the table says of a call that NumPy computed, and that is not so."""
    if judged.mismatch is not None:
        yield f"refused: {judged.mismatch}"
    elif judged.known is not None:
        yield from falsehoods(judged.known, judged.result)


@pytest.mark.parametrize("file", FILES)
def test_what_the_table_says_of_a_call_is_true(file: str) -> None:
    found = [f"{call}: {lie}" for call, run in runs(file, SEEDS) if run.error is None for lie in lies(run)]
    assert not found, "\n".join(found[:20])


@pytest.mark.parametrize("file", FILES)
def test_what_is_said_of_arguments_known_in_part_is_true(file: str) -> None:
    assert not list(lies_about_blurred_arguments(file, range(3)))


@pytest.mark.slow
@pytest.mark.parametrize("file", FILES)
def test_the_same_with_many_seeds(file: str) -> None:
    seeds = range(1000, 1150)
    found = [f"{call}: {lie}" for call, run in runs(file, seeds) if run.error is None for lie in lies(run)]
    assert not found, "\n".join(found[:20])
    assert not list(lies_about_blurred_arguments(file, seeds))


def lies_about_blurred_arguments(file: str, seeds: range) -> Iterator[str]:
    for place, text in calls():
        if not place.startswith(file):
            continue
        for seed in seeds:
            judged = judge(text, seed, partial(blur, random=Random(f"{seed} {text}")))
            if judged.error is None:
                yield from (f"{place}: {text} (seed {seed}): {lie}" for lie in lies(judged))


def test_every_rule_is_tried_by_a_call_that_numpy_computes() -> None:
    tried = set()
    for _, text in calls():
        done = (judge(text, seed) for seed in range(40))
        tried |= {next((each.rule for each in done if each.error is None), f"none by {text}")}
    tried |= {f"numpy.ufunc.{name.rpartition('.')[2]}" for name in tried if name.startswith("numpy.add.")}
    rules = {name for name in table().names() if is_here(name)}
    assert {name for name in tried if name.startswith("none by")} == set()
    assert rules - tried == set()


def test_what_is_not_known_exactly_of_exact_arguments() -> None:
    vague = set()
    for _, text in calls():
        for seed in range(8):
            run = judge(text, seed)
            if run.error is None and (run.known is None or not is_precise(run.known) or not has_dtype(run.known)):
                vague.add(run.rule)
    known = {line.split()[0] for line in IMPRECISE.read_text().splitlines() if line and line[0] != "#"}
    assert vague == known


def test_most_calls_that_numpy_refuses_are_refused() -> None:
    failed, refused = 0, 0
    for _, text in calls():
        for seed in SEEDS:
            run = judge(text, seed)
            if isinstance(run.error, ValueError | IndexError | TypeError):
                failed += 1
                refused += run.mismatch is not None
    print(f"{refused} of {failed} calls that fail are refused ({refused / failed:.1%})")
    assert refused / failed >= LEAST_SHARE_REFUSED
