"""Run theorems: a trial for each, and its evidence."""

import traceback
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from time import perf_counter

from typednn.theorems.evidence import Budget, Evidence, Failure, Verdict
from typednn.theorems.gate import Gate
from typednn.theorems.theorem import Mode, Theorem
from typednn.theorems.trial import Refuted, Trial

# What is not needed to use the package, only to check some of its theorems.
EXTRA = "pip install 'typednn[theorems]'"
WORTH_A_PROCESS = 10  # theorems; it takes a second to start
_OPTIONAL = ("sympy", "mpmath", "mypy")


def verify(
    theorems: Iterable[Theorem],
    *,
    seed: int = 0,
    budget: Budget = Budget.QUICK,
    only: int | None = None,
    jobs: int = 1,
) -> Iterator[Evidence]:
    """The evidence for each, in their order. mypy is asked once for all programs.

    With more than one job theorems are checked in processes of their own; the evidence is the same.
    """
    chosen = tuple(theorems)
    gate = Gate(program for theorem in chosen for program in theorem.programs)
    alone = [theorem for theorem in chosen if not theorem.programs]
    if jobs < 2 or len(alone) < WORTH_A_PROCESS * jobs:
        for theorem in chosen:
            yield check(theorem, seed=seed, budget=budget, only=only, gate=gate)
        return
    with ProcessPoolExecutor(jobs, mp_context=get_context("spawn")) as pool:
        found = {theorem.id: pool.submit(_check_by_id, theorem.id, seed, budget, only) for theorem in alone}
        try:
            for theorem in chosen:
                here = check(theorem, seed=seed, budget=budget, only=only, gate=gate) if theorem.programs else None
                yield here or found[theorem.id].result()
        finally:
            pool.shutdown(cancel_futures=True)


def _check_by_id(id: str, seed: int, budget: Budget, only: int | None) -> Evidence:
    """In another process, which has a ledger of its own."""
    from typednn.theorems.ledger import select  # it needs the chapters, which need this module's neighbours

    (theorem,) = select([id])
    return check(theorem, seed=seed, budget=budget, only=only)


def check(
    theorem: Theorem,
    *,
    seed: int = 0,
    budget: Budget = Budget.QUICK,
    only: int | None = None,
    gate: Gate | None = None,
) -> Evidence:
    """The evidence for one; `only` is the number of the one case to look at."""
    trial = Trial(theorem, seed=seed, budget=budget, only=only, gate=gate)
    start = perf_counter()
    verdict, failure = _judge(theorem, trial)
    seconds = perf_counter() - start
    numbers = trial.counted, trial.hits, seconds, seed, budget, trial.error, trial.tolerance, trial.slack
    return Evidence(theorem, verdict, *numbers, failure, tuple(trial.lines))


def _judge(theorem: Theorem, trial: Trial) -> tuple[Verdict, Failure | None]:
    try:
        theorem.check(trial)
    except Refuted as refuted:
        return Verdict.FAILED, refuted.failure
    except ModuleNotFoundError as missing:
        if missing.name is None or missing.name.partition(".")[0] not in _OPTIONAL:
            return Verdict.BROKEN, Failure(traceback.format_exc(), trial.at)
        return Verdict.NOT_CHECKED, Failure(f"{missing.name} is not installed; {EXTRA}")
    except Exception:
        return Verdict.BROKEN, Failure(traceback.format_exc(limit=-4).rstrip(), trial.at)
    if not trial.hits:
        return Verdict.VACUOUS, Failure("a statement about nothing: no case satisfied the hypotheses")
    if theorem.mode is Mode.COUNTEREXAMPLE and not trial.lines and trial.only is None:
        return Verdict.VACUOUS, Failure("it shows no counterexample: tell it by trial.say")
    if theorem.mode is Mode.COUNTEREXAMPLE:
        return Verdict.REFUTED, None
    return (Verdict.PROVED if theorem.mode.proves else Verdict.CHECKED), None
