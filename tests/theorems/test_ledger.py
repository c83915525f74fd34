"""What holds for every theorem of the ledger, and that all of them hold."""

import inspect
import re
import subprocess
import sys
from pathlib import Path

import pytest

from typednn.errors import ConfigError
from typednn.theorems.document import document
from typednn.theorems.evidence import Budget
from typednn.theorems.gate import Gate
from typednn.theorems.ledger import chapters, select, theorems
from typednn.theorems.programs import Program
from typednn.theorems.running import check, verify
from typednn.theorems.theorem import Mode, Standing, Theorem

ROOT = Path(__file__).resolve().parents[2]
ALONE = [theorem for theorem in theorems() if not theorem.programs]
WITH_PROGRAMS = [theorem for theorem in theorems() if theorem.programs]
# Rows of the inventory that state nothing which could be checked by itself.
NOT_STATEMENTS = {"V78": "executables", "V79": "executables"}


@pytest.fixture(scope="module")
def gate() -> Gate:
    """mypy, asked once."""
    return Gate(program for theorem in WITH_PROGRAMS for program in theorem.programs)


@pytest.mark.parametrize("theorem", ALONE, ids=lambda theorem: theorem.id)
def test_theorem_holds(theorem: Theorem) -> None:
    found = check(theorem)
    assert found.verdict.good, "\n".join(found.report())


@pytest.mark.parametrize("theorem", WITH_PROGRAMS, ids=lambda theorem: theorem.id)
def test_theorem_about_programs_holds(theorem: Theorem, gate: Gate) -> None:
    found = check(theorem, gate=gate)
    assert found.verdict.good, "\n".join(found.report())


def test_every_row_of_chapter_v_is_there() -> None:
    rows = {theorem.row for theorem in theorems() if theorem.id.startswith("V")}
    assert rows == {f"V{number}" for number in range(1, 92)} - set(NOT_STATEMENTS)


def test_the_eleven_gradient_theorems_and_the_sixteen_of_types_are_there() -> None:
    ids = {theorem.id for theorem in theorems()}
    assert {f"V82.{part}" for part in range(1, 12)} <= ids
    assert {f"V83.{part}" for part in range(1, 17)} <= ids


@pytest.mark.parametrize("theorem", theorems(), ids=lambda theorem: theorem.id)
def test_theorem_is_well_stated(theorem: Theorem) -> None:
    assert theorem.statement.endswith((".", "…", ")")) and len(theorem.statement) > 8
    assert theorem.name == theorem.name.strip() and theorem.domain
    assert (theorem.mode is Mode.COUNTEREXAMPLE) == bool(theorem.instead)
    assert (theorem.mode is Mode.STATIC) == (bool(theorem.programs) and not theorem.instead)
    if theorem.mode is Mode.COUNTEREXAMPLE:
        assert theorem.standing is Standing.FALSE


@pytest.mark.parametrize("theorem", theorems(), ids=lambda theorem: theorem.id)
def test_an_original_is_named_or_the_theorem_is_ours(theorem: Theorem) -> None:
    assert theorem.original or theorem.standing in (Standing.BEYOND, Standing.GAP_CLOSED, Standing.AS_STATED)


def test_names_and_statements_are_not_used_twice() -> None:
    for chapter in chapters():
        words = [(theorem.name, theorem.statement) for theorem in chapter.theorems]
        assert len(words) == len(set(words))


def test_what_a_text_refers_to_is_there() -> None:
    known = {name for theorem in theorems() for name in (theorem.id, theorem.row)}
    for theorem in theorems():
        text = f"{theorem.statement} {theorem.instead} {theorem.domain} {theorem.tolerance}"
        assert set(re.findall(r"\b[VSH]\d+(?:\.\d+)?\b", text)) <= known, theorem.id


def test_exact_theorems_do_not_draw_random_numbers() -> None:
    """What is proved is proved of its whole domain, and so does not depend on the seed."""
    for theorem in theorems():
        if theorem.mode.proves and not theorem.programs:
            source = inspect.getsource(theorem.check)
            assert not re.search(r"case\.rng|trial\.(cases|size)\(", source), theorem.id


def test_the_document_is_current() -> None:
    assert (ROOT / "docs/theorems.md").read_text(encoding="utf-8") == document(), (
        "made by `typednn verify --document > docs/theorems.md`"
    )


def test_selection() -> None:
    assert {theorem.id for theorem in select(["v82"])} == {t.id for t in theorems() if t.row == "V82"}
    assert [theorem.id for theorem in select(["V82.9"])] == ["V82.9"]
    assert {theorem.mode for theorem in select((), ("VerifiedNN",), (Mode.INTERVAL,))} == {Mode.INTERVAL}
    assert {theorem.id[0] for theorem in select((), ("v",))} == {"V"}
    with pytest.raises(ConfigError, match=r"no theorem V34.9; do you mean .*V34\.\d.*\? `typednn verify --list`"):
        select(["V34.9"])
    with pytest.raises(ConfigError, match="there is no chapter 'Q'; the chapters are V \\(VerifiedNN\\)"):
        select((), ("Q",))


def test_processes_give_the_same_evidence() -> None:
    chosen = select(["V3", "V4.1", "V4.2", "V6", "V7", "V11", "V12", "V14", "V17", "V22", "V23", "V25", "V36", "V56"])
    chosen = tuple(theorem for theorem in chosen if not theorem.programs)
    here, there = (list(verify(chosen, seed=3, jobs=jobs)) for jobs in (1, 2))
    assert len(chosen) >= 20
    for one, other in zip(here, there, strict=True):
        assert (one.verdict, one.cases, one.hits, one.error) == (other.verdict, other.cases, other.hits, other.error)
        assert one.theorem.id == other.theorem.id


@pytest.mark.slow
@pytest.mark.parametrize("theorem", ALONE, ids=lambda theorem: theorem.id)
@pytest.mark.parametrize("seed", [0, 1])
def test_theorem_holds_on_the_full_budget(theorem: Theorem, seed: int) -> None:
    found = check(theorem, seed=seed, budget=Budget.FULL)
    assert found.verdict.good, "\n".join(found.report())


def test_mypy_s_complaints_about_other_things_are_not_swallowed() -> None:
    gate = Gate([Program("of a wrong syntax", "def f(:")])
    with pytest.raises(ConfigError, match="mypy"):
        gate.messages(gate._programs[0])


def test_the_prelude_is_clean() -> None:
    program = Program("nothing", "")
    assert Gate([program]).messages(program) == ()


def test_a_library_of_the_extra_that_is_missing_is_said() -> None:
    """Without sympy its theorems are "not checked", and the exit code is 1."""
    program = (
        "import sys; sys.modules['sympy'] = None; sys.argv = ['typednn', 'verify', '--id', 'V13.1', '--id', 'V11.1'];"
        "from typednn.cli import main; main()"
    )
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, text=True, capture_output=True, check=False)
    assert done.returncode == 1
    assert "2 theorems: 1 proved, 0 failed, 1 not checked" in done.stdout
    assert "sympy is not installed; pip install 'typednn[theorems]'" in done.stdout
