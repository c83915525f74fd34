"""`typednn refute`: the museum of counterexamples."""

import json
from math import e, log

import pytest
from typer.testing import CliRunner, Result

from tests.theorems.chapter_of_tests import CHAPTER
from typednn import cli, ops
from typednn.errors import ConfigError
from typednn.theorems import ledger
from typednn.theorems.ledger import theorems
from typednn.theorems.theorem import Mode

RUNNER = CliRunner()


def refute(*arguments: str) -> Result:
    return RUNNER.invoke(cli.app, ["refute", *arguments])


def test_every_false_claim_is_shown_with_what_is_true_instead() -> None:
    done = refute()
    claims = [theorem for theorem in theorems() if theorem.mode is Mode.COUNTEREXAMPLE]
    assert done.exit_code == 0, done.stdout
    assert done.stdout.count("  claim:        ") == done.stdout.count("  true instead: ") == len(claims)
    assert done.stdout.count("  shown here:   ") == len(claims)
    assert f"{len(claims)} of {len(claims)} claims refuted" in done.stdout


def test_the_double_softmax_has_its_floor_and_is_an_error_of_mypy() -> None:
    done = refute("V53")
    assert done.exit_code == 0
    assert f"log(e + 9) − 1 = {log(e + 9) - 1:.12f}" in done.stdout
    assert 'mypy: Argument 1 to "cross_entropy" has incompatible type "Probs' in done.stdout
    assert "[arg-type]" in done.stdout and "run:  ShapeError" in done.stdout


def test_json() -> None:
    document = json.loads(refute("V6.5", "--json").stdout)
    (claim,) = document["refuted"]
    assert claim["verdict"] == "refuted" and claim["claim"] == "(x + y) + z = x + (y + z) for floats."
    assert claim["lines"][0] == "(0.1 + 0.2) + 0.3 = 0.6000000000000001, but 0.1 + (0.2 + 0.3) = 0.6"
    assert claim["instead"] and claim["hits"] == 3


def test_what_is_true_instead_is_checked_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ops, "logsumexp", lambda z: z.max() - 1.0)
    done = refute("V29.3")
    assert done.exit_code == 1
    assert "V29.3 any shift makes logsumexp safe: FAILED" in done.stdout and "0 of 1 claims refuted" in done.stdout


def test_other_theorems_are_no_false_claims() -> None:
    done = refute("V11.1")
    assert isinstance(done.exception, ConfigError) and "no false claim goes by V11.1" in str(done.exception)


def test_claims_are_found_in_all_chapters(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ledger, "theorems", lambda: CHAPTER.theorems)
    done = refute()
    assert done.exit_code == 0 and "T6  all numbers are even" in done.stdout
