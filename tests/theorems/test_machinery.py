"""The ledger's machinery: verdicts, hits, tolerances, repeated cases, exact words."""

import math
from itertools import product
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.theorems.chapter_of_tests import CHAPTER, by_id
from typednn.errors import ConfigError
from typednn.theorems.counting import as_json, summary
from typednn.theorems.evidence import Budget, Evidence, Verdict
from typednn.theorems.page import page
from typednn.theorems.running import check
from typednn.theorems.table import how, outcome, row, statement, table
from typednn.theorems.theorem import Chapter, Mode, Standing, Theorem
from typednn.theorems.trial import Refuted, Trial


def run(id: str, **options: Any) -> Evidence:
    return check(by_id(id), **options)


def theorem(**changes: Any) -> Theorem:
    facts: dict[str, Any] = {
        "id": "T99",
        "name": "a name",
        "original": "",
        "statement": "it holds",
        "mode": Mode.PROPERTY,
        "domain": "here",
        "standing": Standing.AS_STATED,
        "check": lambda trial: None,
        "tolerance": "a test",
    }
    return Theorem(**{**facts, **changes})


def trial(**changes: Any) -> Trial:
    return Trial(theorem(**changes))


@pytest.mark.parametrize(
    ("id", "verdict", "words"),
    [
        ("T1", Verdict.PROVED, "proved (exhaustive, 7 cases)"),
        ("T2", Verdict.FAILED, "FAILED"),
        ("T3", Verdict.VACUOUS, "VACUOUS: the hypotheses held in none of 10 cases"),
        ("T4", Verdict.BROKEN, "BROKEN"),
        ("T5", Verdict.NOT_CHECKED, "not checked"),
        ("T6", Verdict.REFUTED, "refuted by 1 case"),
        ("T7", Verdict.CHECKED, "checked on 10,000 cases, confidence 1 - 1e-06"),
    ],
)
def test_each_verdict_in_words(id: str, verdict: Verdict, words: str) -> None:
    found = run(id)
    assert (found.verdict, found.words) == (verdict, words)
    assert verdict.good == (verdict in (Verdict.PROVED, Verdict.CHECKED, Verdict.REFUTED))


def _equal_ones(trial: Trial) -> None:
    trial.say("three cases")
    for case in trial.cases(3, 3):
        case.equal(1, 1)


def test_proved_is_said_for_five_modes_only() -> None:
    proving = {mode for mode in Mode if mode.proves}
    assert proving == {Mode.STATIC, Mode.EXHAUSTIVE, Mode.EXACT, Mode.SYMBOLIC, Mode.INTERVAL}
    for mode in Mode:
        found = check(theorem(mode=mode, check=_equal_ones))
        assert ("proved" in found.words) == mode.proves
        assert mode.meaning


def test_a_failure_is_printed_so_that_it_can_be_repeated() -> None:
    found = run("T2", seed=4)
    assert found.failure is not None and found.failure.case is not None
    head, claim, given, repeat = found.report()
    assert head == f"T2 numbers are small: FAILED in case {found.failure.case}"
    assert "off by" in claim and "tolerance 0.5" in claim and given.startswith("  x = 0.")
    assert repeat == f"  repeat: typednn verify --id T2 --budget quick --seed 4 --case {found.failure.case}"
    again = run("T2", seed=4, only=found.failure.case)
    assert (again.cases, again.failure) == (1, found.failure)
    other = run("T2", seed=4, only=(found.failure.case + 1) % 50)
    assert other.failure != found.failure


def test_a_missing_library_is_named_with_the_remedy() -> None:
    assert run("T5").report()[1] == "  sympy is not installed; pip install 'typednn[theorems]'"


def test_a_module_that_is_missing_by_mistake_is_no_excuse() -> None:
    def broken(trial: Trial) -> None:
        raise ModuleNotFoundError("No module named 'numpi'", name="numpi")

    assert check(theorem(check=broken)).verdict is Verdict.BROKEN


def test_the_same_seed_draws_the_same_cases_and_another_seed_others() -> None:
    draws = [[case.rng.random() for case in Trial(by_id("T2"), seed=seed).cases(5, 5)] for seed in (0, 0, 1)]
    assert draws[0] == draws[1] != draws[2]
    assert len(set(draws[0])) == 5
    assert [case.rng.random() for case in Trial(by_id("T3")).cases(1, 1)] != draws[0][:1]


def test_the_budget_is_the_number_of_cases() -> None:
    assert run("T7").hits == 10_000
    assert run("T7", budget=Budget.FULL).hits == 100_000


def test_hits_are_cases_in_which_the_hypotheses_held() -> None:
    def half(trial: Trial) -> None:
        for case, n in trial.each(range(10)):
            if case.assume(n % 2):
                case.require(True, "odd")

    found = check(theorem(check=half))
    assert (found.cases, found.hits) == (10, 5)


def test_a_counterexample_that_shows_nothing_is_vacuous() -> None:
    def silent(trial: Trial) -> None:
        for case in trial.cases(1, 1):
            case.require(True, "something else")

    found = check(theorem(mode=Mode.COUNTEREXAMPLE, check=silent, instead="the truth"))
    assert found.verdict is Verdict.VACUOUS and found.words == "VACUOUS: no counterexample is shown"


def test_a_case_may_stand_for_many() -> None:
    def many(trial: Trial) -> None:
        for case in trial.cases(2, 2):
            case.stands_for(50)

    found = check(theorem(check=many))
    assert (found.cases, found.hits) == (100, 100)


def test_nothing_is_concluded_where_the_hypotheses_fail() -> None:
    def wrong(trial: Trial) -> None:
        for case in trial.cases(1, 1):
            case.assume(False)
            case.equal(1, 1)

    found = check(theorem(check=wrong))
    assert found.verdict is Verdict.BROKEN and "hypotheses do not hold" in str(found.failure)


def test_a_tolerance_must_say_where_it_comes_from() -> None:
    def near(trial: Trial) -> None:
        for case in trial.cases(1, 1):
            case.near(1.0, 1.0, 0.1)

    found = check(theorem(check=near, tolerance=""))
    assert found.verdict is Verdict.BROKEN and "does not say where it comes from" in str(found.failure)


def test_near_keeps_what_came_closest_to_failing() -> None:
    subject = trial()
    for case in subject.cases(1, 1):
        case.near(np.array([1.0, 2.0, 3.0]), np.array([1.1, 2.0, 3.5]), np.array([1.0, 0.1, 0.6]))
        case.near(1.0, 1.0, 0.0)
        case.near(1.0, 1.01, 1.0)
    assert (subject.error, subject.tolerance) == (0.5, 0.6)


@pytest.mark.parametrize(
    ("found", "expected", "tolerance"),
    [(1.0, 1.2, 0.1), (math.nan, 0.0, 1.0), (0.0, math.nan, 1.0), (math.inf, 0.0, 1e300), (1.0, 1.0 + 1e-16 * 4, 0.0)],
)
def test_near_refuses(found: float, expected: float, tolerance: float) -> None:
    for case in trial().cases(1, 1):
        with pytest.raises(Refuted):
            case.near(found, expected, tolerance)
        with pytest.raises(Refuted):
            case.near(np.array([0.0, found]), np.array([0.0, expected]), tolerance)


def test_near_refuses_another_shape() -> None:
    for case in trial().cases(1, 1):
        with pytest.raises(Refuted, match=r"found shape \(2,\), expected \(1, 2\)"):
            case.near(np.zeros(2), np.zeros((1, 2)), 1.0)


def test_at_most_refuses_and_keeps_the_least_slack() -> None:
    subject = trial()
    for case in subject.cases(1, 1):
        case.at_most(1.0, 3.0)
        case.at_most(np.array([1.0, 2.0]), 2.5)
        case.at_most(1.0, 1.0 - 1e-9, 1e-8)
        assert subject.slack == pytest.approx(-1e-9)
        for value in (2.0, math.nan):
            with pytest.raises(Refuted):
                case.at_most(value, 1.5)


def test_equal_is_exact_in_value_and_shape() -> None:
    for case in trial().cases(1, 1):
        case.equal(np.zeros(2), [0.0, 0.0])
        case.equal((1, (2, 3)), (1, (2, 3)))
        for found, expected in ((1.0, 1.0 + 1e-15), (np.zeros(2), np.zeros((2, 1))), ("a", "b"), ([1], [2])):
            with pytest.raises(Refuted):
                case.equal(found, expected)


@given(st.integers(0, 4), st.integers(0, 3), st.integers(0, 2**32 - 1))
def test_the_lattice_decides_polynomials(variables: int, degree: int, seed: int) -> None:
    """Its points are as many as there are monomials, and the matrix of their values is regular."""
    monomials = [powers for powers in product(range(degree + 1), repeat=variables) if sum(powers) <= degree]
    points = [point for _, point in trial().lattice(variables, degree)]
    assert len(points) == len(monomials) == math.comb(variables + degree, degree)
    values = np.array([[np.prod(point ** np.array(powers)) for powers in monomials] for point in points])
    assert np.linalg.matrix_rank(values) == len(monomials)


@pytest.mark.parametrize(
    ("id", "message"),
    [("X1", "is not of the form"), ("T1", "is taken"), ("T1.1", "is taken"), ("T1.2.3", "is not of the form")],
)
def test_wrong_ids_are_refused(id: str, message: str) -> None:
    chapter = Chapter("T", "tests", "ids")
    enter = chapter.theorem("T1", Mode.EXACT, domain="here")
    enter(lambda_with_statement)
    with pytest.raises(ConfigError, match=message):
        chapter.theorem(id, Mode.EXACT, domain="here")(lambda_with_statement)


def lambda_with_statement(trial: Trial) -> None:
    """It holds."""


def test_a_theorem_without_a_statement_is_refused() -> None:
    def silent(trial: Trial) -> None: ...

    with pytest.raises(ConfigError, match="has no statement"):
        Chapter("T", "tests", "words").theorem("T1", Mode.EXACT, domain="here")(silent)


@pytest.mark.parametrize(("mode", "confidence"), [(Mode.MONTE_CARLO, None), (Mode.PROPERTY, 0.99)])
def test_confidence_belongs_to_monte_carlo(mode: Mode, confidence: float | None) -> None:
    chapter = Chapter("T", "tests", "confidence")
    with pytest.raises(ConfigError, match="has a confidence level"):
        chapter.theorem("T1", mode, domain="here", confidence=confidence)(lambda_with_statement)


def test_programs_must_be_marked() -> None:
    chapter = Chapter("T", "tests", "programs")
    with pytest.raises(ConfigError, match="has no mark"):
        chapter.static("T1", "a name", "it holds", accepts="x = 1", rejects=("x = 2",))


def test_the_table_names_everything() -> None:
    found = [run(theorem.id) for theorem in CHAPTER.theorems]
    text = table(found)
    assert summary(found).startswith(
        "7 theorems: 1 proved, 1 checked, 1 refuted, 1 failed, 1 VACUOUS, 1 BROKEN, 1 not checked; "
    )
    for evidence in found:
        assert row(evidence) in text
    assert "repeat: typednn verify --id T2" in text
    counts = as_json(found)
    assert (counts["theorems"], counts["good"]) == (7, 3)


def test_a_theorem_is_explained() -> None:
    found = run("T7")
    text = "\n".join((*statement(found.theorem), *how(found.theorem), *outcome(found)))
    for part in (
        "statement: Heads and tails",
        "monte-carlo: a random experiment",
        "def coins_are_fair",
        "10,000 of 10,000",
    ):
        assert part in text
    claim = "\n".join(statement(by_id("T6")))
    assert "claim: n is even." in claim and "true instead: Only the even ones are." in claim


def test_the_page_is_whole_and_escaped() -> None:
    def quotes(trial: Trial) -> None:
        for case in trial.cases(1, 1):
            case.require(False, "<b> & more")

    found = [run("T1"), check(theorem(id="T8", statement="a < b & c", check=quotes))]
    text = page([CHAPTER], found)
    assert text.startswith("<!doctype html>") and text.rstrip().endswith("</html>")
    assert "a &lt; b &amp; c" in text and "&lt;b&gt; &amp; more" in text and "<b> &" not in text
    assert text.count("<tr") == 1 + len(found)
