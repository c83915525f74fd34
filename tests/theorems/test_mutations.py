"""No theorem holds whatever the code does: broken code and broken statements are noticed."""

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from tests.theorems.mutations import MUTATIONS, Mutation, broken_primitives, forget_what_was_computed
from typednn.ops.registry import PRIMITIVES
from typednn.theorems.evidence import Verdict
from typednn.theorems.gate import Gate
from typednn.theorems.ledger import select, theorems
from typednn.theorems.programs import Program
from typednn.theorems.running import check
from typednn.theorems.theorem import Mode, Theorem

CASES = [(mutation, id) for mutation in MUTATIONS for id in mutation.theorems]
PRIMITIVE_CASES = list(broken_primitives())
MARK = re.compile(r"  # E: .*$", re.MULTILINE)
STATIC = [theorem for theorem in theorems() if theorem.mode is Mode.STATIC]


@pytest.fixture(autouse=True)
def nothing_stays() -> Iterator[None]:
    yield
    forget_what_was_computed()


@pytest.mark.parametrize(("mutation", "id"), CASES, ids=[f"{id} {mutation.what}" for mutation, id in CASES])
def test_broken_code_is_noticed(mutation: Mutation, id: str, monkeypatch: pytest.MonkeyPatch) -> None:
    (theorem,) = select([id])
    forget_what_was_computed()
    mutation.apply(monkeypatch)
    assert check(theorem).verdict in (Verdict.FAILED, Verdict.BROKEN), f"{mutation.what}, and {id} did not notice"


@pytest.mark.parametrize(
    ("id", "name", "broken"), PRIMITIVE_CASES, ids=[f"{id} {name}" for id, name, _ in PRIMITIVE_CASES]
)
def test_a_wrong_derivative_of_any_operation_is_noticed(
    id: str, name: str, broken: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    (theorem,) = select([id])
    monkeypatch.setitem(PRIMITIVES, name, broken)
    found = check(theorem)
    assert found.verdict is Verdict.FAILED
    assert found.failure is not None and f"operation = {name}" in found.failure.given


def mutants(theorem: Theorem) -> list[Theorem]:
    """The accepted program marked as wrong, and each wrong one without its mark."""
    accepted, *rejected = theorem.programs
    lines = accepted.text.rstrip("\n").split("\n")
    marked = Program(f"{theorem.id} marked", "\n".join([*lines[:-1], lines[-1] + "  # E: tensor-shape"]))
    bare = [Program(f"{each.name} bare", MARK.sub("", each.text)) for each in rejected]
    return [replace(theorem, programs=(program,)) for program in (marked, *bare)]


@pytest.fixture(scope="module")
def gate() -> Gate:
    return Gate(program for theorem in STATIC for mutant in mutants(theorem) for program in mutant.programs)


@pytest.mark.parametrize("theorem", STATIC, ids=lambda theorem: theorem.id)
def test_broken_statements_about_programs_are_noticed(theorem: Theorem, gate: Gate) -> None:
    for mutant in mutants(theorem):
        assert check(mutant, gate=gate).verdict is Verdict.FAILED, mutant.programs[0]


def test_a_good_part_of_the_theorems_is_tried() -> None:
    """Those that are formulas alone, by algebra or intervals, rest on no code of ours."""
    tried = {id for _, id in CASES} | {id for id, _, _ in PRIMITIVE_CASES} | {theorem.id for theorem in STATIC}
    formulas = {theorem.id for theorem in theorems() if theorem.mode in (Mode.SYMBOLIC, Mode.INTERVAL)}
    rest = {theorem.id for theorem in theorems() if theorem.id.startswith("V")} - formulas - tried
    assert len(rest) <= 20, sorted(rest)
