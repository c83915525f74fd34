"""Chapter S: which rows are there, and broken code is noticed by the theorems that rest on it."""

import sys
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pytest

from typednn import certificates, generalization, noise, optim, sharpness
from typednn.certificates import certifying
from typednn.optim import sam, zfilter, zscores
from typednn.sharpness import trust_region
from typednn.theorems.evidence import Verdict
from typednn.theorems.ledger import select, theorems
from typednn.theorems.running import check

Function = Callable[..., Any]  # whatever the code's function takes and gives


def changed(change: Callable[[Any], Any]) -> Callable[[Function], Function]:
    return lambda function: lambda *args, **options: change(function(*args, **options))


@dataclass(frozen=True)
class Mutation:
    owner: Any
    name: str
    broken: Callable[[Function], Function]
    theorems: str


def strict(function: Function) -> Function:
    """Entries at the threshold are lost."""

    def broken(gradient: Any, deviations: float, **options: Any) -> Any:
        return function(gradient, deviations * (1 + 1e-9) + 1e-9, **options)

    return broken


def unbiased(function: Function) -> Function:
    return lambda distances, ddof=0: function(distances, ddof=min(1, distances.size - 1))


MUTATIONS = [
    Mutation(optim, "zscore_mask", strict, "S14 S15"),
    Mutation(optim, "zscore_mask", changed(np.logical_not), "S14 S18.1 S24.1"),
    Mutation(optim, "filtered_gradient", changed(lambda g: 2 * g), "S16 S17 S19 S20.1 S21"),
    Mutation(zscores, "spread", unbiased, "S10.1 S12 S14 S24.2"),
    Mutation(sam, "stretch", changed(lambda scale: scale * 1.001), "S6 S7 S8 S101.1 S111"),
    Mutation(zfilter, "cut_at", changed(lambda cut: (cut[0], not cut[1])), "S103 S106"),
    Mutation(optim, "ascent", changed(lambda step: -step), "S6 S8 S111"),
    Mutation(trust_region, "worst_perturbation", changed(lambda step: -step), "S4.1"),
    Mutation(certificates, "spectral_norm_bound", changed(lambda bound: bound * 0.99), "S58"),
    Mutation(certifying, "spectral_norm_bound", changed(lambda bound: bound * 0.9), "S54"),
    Mutation(certifying, "convolution_bound", changed(lambda bound: bound * 0.99), "S56.3"),
    Mutation(certifying, "mean_bound", changed(lambda bound: bound * 0.99), "S56.3"),
    Mutation(certifying, "maximum_bound", changed(lambda bound: bound * 0.99), "S56.3"),
    Mutation(
        sys.modules["typednn.noise.geometric_median"],
        "_forces",
        changed(lambda found: (found[0], 2 * found[1], *found[2:])),
        "S87",
    ),
    Mutation(noise, "alpha_stable", changed(lambda sample: 1.1 * sample), "S80.1 S80.3"),
    Mutation(noise, "tail_index", changed(lambda found: replace(found, value=1.1 * found.value)), "S80.3"),
    Mutation(generalization, "gibbs", changed(lambda law: law[::-1].copy()), "S97.1"),
    Mutation(generalization, "ridge_stability", changed(lambda beta: beta / 1e4), "S100"),
    Mutation(generalization, "pac_bayes_bound", changed(lambda bound: bound / 4), "S98"),
    Mutation(sharpness, "trace", changed(lambda found: replace(found, value=found.value + 100)), "S109.1"),
    Mutation(sharpness, "worst_loss", changed(lambda worst: worst * 1.5 + 1), "S26 S109.2"),
    Mutation(sharpness, "largest_eigenvalue", changed(lambda top: replace(top, value=top.value + 0.1)), "S34.1"),
    Mutation(sharpness, "sam_objective_of_quadratic", changed(lambda value: value - 0.01), "S4.2 S5"),
]
CASES = [(mutation, id) for mutation in MUTATIONS for id in mutation.theorems.split()]


@pytest.mark.parametrize(("mutation", "id"), CASES, ids=[f"{id} {mutation.name}" for mutation, id in CASES])
def test_broken_code_is_noticed(mutation: Mutation, id: str, monkeypatch: pytest.MonkeyPatch) -> None:
    (theorem,) = select([id])
    monkeypatch.setattr(mutation.owner, mutation.name, mutation.broken(getattr(mutation.owner, mutation.name)))
    assert check(theorem).verdict in (Verdict.FAILED, Verdict.BROKEN)


def test_the_rows_that_are_not_there_are_known() -> None:
    """Every row of the inventory is in the ledger, or is named here."""
    rows = {int(theorem.row[1:]) for theorem in theorems() if theorem.id.startswith("S")}
    assert set(range(1, 113)) - rows == MISSING


MISSING: set[int] = set()
