"""Chapter S: which rows are there, and broken code is noticed by the theorems that rest on it."""

import sys
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pytest

from tests.theorems.mutations import added_mean, rate
from typednn import certificates, generalization, layers, noise, ops, optim, sharpness
from typednn.certificates import certificate, certifying
from typednn.optim import sam, sgd, zfilter, zscores
from typednn.sharpness import trust_region
from typednn.theorems import predicates
from typednn.theorems.evidence import Verdict
from typednn.theorems.leansharp import heavy_tails
from typednn.theorems.ledger import select, theorems
from typednn.theorems.running import check
from typednn.theorems.theorem import Mode

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


def moved_on(function: Function) -> Function:
    """After a step the weights are not quite where they should be."""

    def broken(self: Any, w: Any, *rest: Any) -> Any:
        found = function(self, w, *rest)
        w += 1e-9
        return found

    return broken


def unbiased(function: Function) -> Function:
    return lambda distances, ddof=0: function(distances, ddof=min(1, distances.size - 1))


MUTATIONS = [
    Mutation(optim, "zscore_mask", strict, "S14 S15"),
    Mutation(optim, "zscore_mask", changed(np.logical_not), "S14 S18.1 S24.1 S35.1"),
    Mutation(
        optim, "filtered_gradient", changed(lambda g: 2 * g), "S16 S17 S19 S20.1 S21 S39 S64.1 S64.2 S67 S75 S84 S96"
    ),
    Mutation(optim, "filtered_gradient", changed(lambda g: g * (g > 0)), "S85.2"),
    Mutation(optim, "filtered_gradient", changed(lambda g: g + 1), "S22.1 S23.1 S23.2 S85.1"),
    Mutation(optim, "mask_margin", changed(lambda margin: margin + 1), "S35.2 S94.1"),
    Mutation(optim, "preserved_noise", changed(lambda size: 10 * size), "S94.1 S94.2"),
    Mutation(zscores, "spread", unbiased, "S10.1 S12 S14 S24.2"),
    Mutation(zfilter, "filter_gradient", lambda f: lambda gradient, *rest: np.copyto(rest[-1], gradient), "S38.2"),
    Mutation(sam, "stretch", changed(lambda scale: scale * 1.001), "S6 S7 S8 S101.1 S111"),
    Mutation(zfilter, "cut_at", changed(lambda cut: (cut[0], not cut[1])), "S103 S106"),
    Mutation(optim, "ascent", changed(lambda step: -step), "S6 S8 S111 S77.2"),
    Mutation(optim, "ascent", changed(lambda step: 0 * step), "S7 S70.2"),
    Mutation(optim, "robbins_monro", changed(lambda found: replace(found, sum_diverges=True)), "S79.3"),
    Mutation(optim.Cosine, "__call__", changed(lambda rate: 1.01 * rate), "S82.1"),
    Mutation(sgd, "descend", rate(lambda r: 2 * r), "S72.3 S78.1 S78.2 S79.2 S109.3 S110"),
    Mutation(sgd, "descend", rate(lambda r: r**0.5), "S78.3"),
    Mutation(trust_region, "worst_perturbation", changed(lambda step: -step), "S4.1"),
    Mutation(ops, "quantize", changed(lambda w: w + 1), "S53.1 S53.2 S53.3"),
    Mutation(ops, "prune", changed(lambda w: w + 1), "S53.1 S53.2 S53.3"),
    Mutation(ops, "positional_encoding", changed(lambda encoding: 1.001 * encoding), "S49.2"),
    Mutation(ops, "dropout", changed(lambda y: 1.01 * y), "S43"),
    Mutation(ops, "conv2d", changed(lambda y: 1.01 * y), "S51.1 S52"),
    Mutation(ops, "layer_norm", changed(lambda y: 1.01 * y), "S13.1 S47.1"),
    Mutation(ops, "layer_norm_vjp", changed(lambda parts: (2 * parts[0], *parts[1:])), "S13.2 S48.1 S61"),
    Mutation(ops, "softmax_vjp", changed(lambda dx: 3 * dx), "S42 S59.1"),
    Mutation(ops, "attention", changed(lambda y: y + 1), "S45.1"),
    Mutation(ops, "attention_vjp", changed(lambda parts: tuple(10 * part for part in parts)), "S45.2 S60.1 S60.3"),
    Mutation(layers.Tanh, "backward", changed(lambda dx: 1.01 * dx), "S36 S38.1"),
    Mutation(layers.LayerNorm, "backward", changed(lambda dx: 1.01 * dx), "S47.2"),
    Mutation(layers.MaxPool2d, "backward", changed(lambda dx: 0 * dx), "S51.2"),
    Mutation(layers.Residual, "__call__", changed(lambda y: 1.01 * y), "S44.2"),
    Mutation(layers.Linear, "__call__", added_mean, "S40"),
    Mutation(layers.Linear, "backward", changed(lambda dx: 2 * dx), "S41"),
    Mutation(certificates, "spectral_norm_bound", changed(lambda bound: bound * 0.99), "S58.1 S58.2"),
    Mutation(certifying, "spectral_norm_bound", changed(lambda bound: bound * 0.9), "S54 S56.2"),
    Mutation(certifying, "spectral_norm_bound", changed(lambda bound: bound * 0.3), "S57"),
    Mutation(certificate, "fingerprint", lambda function: lambda layer: "", "S56.1"),
    Mutation(
        certificates,
        "certify",
        changed(lambda found: replace(found, constant=found.constant / 3, parts=found.parts[::-1])),
        "S62 S63.2",
    ),
    Mutation(
        sys.modules["typednn.noise.geometric_median"],
        "_forces",
        changed(lambda found: (found[0], 2 * found[1], *found[2:])),
        "S87",
    ),
    Mutation(noise, "alpha_stable", changed(lambda sample: 1.1 * sample), "S80.1 S80.3"),
    Mutation(noise, "tail_index", changed(lambda found: replace(found, value=1.1 * found.value)), "S80.3"),
    Mutation(noise.Cauchy, "sample", changed(lambda sample: 1.2 * sample), "S80.4"),
    Mutation(noise.SignalNoiseModel, "second_moment", changed(lambda square: 2 * square), "S93"),
    Mutation(noise.SignalNoiseModel, "preserved", changed(lambda chances: chances / 2), "S94.2"),
    Mutation(noise, "empirical_mean", changed(lambda mean: mean + 1), "S86"),
    Mutation(noise, "z_filtered_mean", changed(lambda mean: 10 * mean), "S92.1 S92.2"),
    Mutation(noise, "breakdown_point", changed(lambda share: share / 2), "S90.2"),
    Mutation(
        noise,
        "geometric_median",
        changed(lambda found: replace(found, point=found.point * 2 + 1e4)),
        "S88 S89 S90.1 S91",
    ),
    Mutation(generalization, "gibbs", changed(lambda law: law[::-1].copy()), "S97.1 S97.2"),
    Mutation(generalization, "donsker_varadhan_gap", changed(lambda gap: gap + 0.1), "S97.1 S97.2"),
    Mutation(generalization, "normal_relative_entropy", changed(lambda entropy: 1.01 * entropy), "S97.4"),
    Mutation(generalization, "rademacher", changed(lambda complexity: 2 * complexity), "S99.2"),
    Mutation(generalization, "rademacher", changed(lambda complexity: complexity + 1), "S99.1"),
    Mutation(generalization, "ridge", changed(lambda w: 1.01 * w), "S100.2"),
    Mutation(generalization, "ridge_stability", changed(lambda beta: beta / 1e4), "S100.1 S100.2"),
    Mutation(generalization, "pac_bayes_bound", changed(lambda bound: bound / 4), "S98.1 S98.2"),
    Mutation(sharpness, "trace", changed(lambda found: replace(found, value=found.value + 100)), "S109.1"),
    Mutation(sharpness, "worst_loss", changed(lambda worst: worst * 1.5 + 1), "S26 S95.2 S109.2"),
    Mutation(sharpness, "largest_eigenvalue", changed(lambda top: replace(top, value=top.value + 0.1)), "S34.1 S34.3"),
    Mutation(sharpness.Hessian, "__call__", changed(lambda image: 1.01 * image), "S34.2 S34.3"),
    Mutation(sharpness, "sam_objective_of_quadratic", changed(lambda value: value - 0.01), "S4.2 S5"),
    Mutation(sharpness, "descent_gap", changed(lambda gap: gap - 1), "S27.1 S27.2"),
    Mutation(sharpness, "taylor_remainder", changed(lambda rest: rest + 1), "S28.3"),
    Mutation(sharpness, "alignment", changed(lambda found: replace(found, towards=found.towards - 1)), "S65"),
    Mutation(sharpness, "ball_bound", changed(lambda bound: bound / 20), "S70.3 S70.4 S70.5"),
    Mutation(sharpness, "falling_rate", changed(lambda found: 1.01 * found), "S72.2 S72.3"),
    Mutation(sharpness, "falling_rate_bound", changed(lambda bound: 1.001 * bound), "S72.2"),
    Mutation(sharpness, "step_moments", changed(lambda found: replace(found, value=found.value + 1)), "S73"),
    Mutation(sharpness, "gradient_bound", changed(lambda bound: bound / 4), "S77.1"),
    Mutation(sharpness, "sharpened_gradient_bound", changed(lambda bound: bound / 10), "S77.2"),
    Mutation(ops, "smul", changed(lambda y: y + 1), "S1.2 S3"),
    Mutation(ops, "attention", changed(lambda y: 0 * y), "S60.2"),
    Mutation(zscores, "spread", changed(lambda sigma: sigma + 1), "S11"),
    Mutation(optim, "zscore_mask", changed(lambda mask: mask | True), "S18.2"),
    Mutation(optim, "zscore_mask", lambda f: lambda g, *rest, **options: f(g, *rest, **options) & (g > 1e-3), "S22.2"),
    Mutation(optim, "filtered_gradient", lambda f: lambda g, *rest, **options: g, "S20.2 S69.2 S76.2"),
    Mutation(optim, "filtered_gradient", changed(lambda g: 3 * g), "S31 S69.1 S76.1"),
    Mutation(optim, "filtered_gradient", changed(lambda g: 20 * g), "S76.3"),
    Mutation(optim, "ascent", changed(lambda step: 10 * step), "S29 S102.1"),
    Mutation(optim, "ascent", changed(lambda step: step + 1e-3), "S102.2 S104"),
    Mutation(optim, "optimizer_step", lambda f: lambda o, w, state, f_at: (f_at(w), f(o, w, state, f_at)), "S107"),
    Mutation(optim.FriendlySAM, "perturb", lambda f: lambda self, g, *a, **o: f(self, g + 1, *a, **o), "S105"),
    Mutation(optim.SharpnessAware, "step", moved_on, "S101.2"),
    Mutation(sgd, "descend", rate(lambda r: 0.0), "S83 S108"),
    Mutation(layers.Relu, "backward", changed(lambda dx: 2 * dx), "S112.3"),
    Mutation(layers.MultiHeadAttention, "backward", changed(lambda dx: 1.01 * dx), "S46 S50.2"),
    Mutation(layers.MultiHeadAttention, "__call__", changed(lambda y: y + np.arange(y.shape[1])[:, None]), "S112.1"),
    Mutation(layers.TransformerBlock, "__call__", changed(lambda y: 1.01 * y), "S50.1"),
    Mutation(certifying, "convolution_bound", changed(lambda bound: 0.9 * bound), "S56.3"),
    Mutation(
        heavy_tails, "heavy_tail_experiment", changed(lambda runs: [replace(r, high=1 / r.high) for r in runs]), "S81"
    ),
    Mutation(predicates.Quadratic, "gradient", changed(lambda g: 2 * g), "S9"),
    Mutation(sharpness, "largest_eigenvalue", changed(lambda top: replace(top, value=top.value - 100)), "S33.2"),
    Mutation(sharpness.Bowl, "gradient", changed(lambda g: 2 * g), "S30 S33.1"),
    Mutation(sharpness.Bowl, "hessian", changed(lambda h: h + np.array([[0, 1], [0, 0]])), "S2.2"),
    Mutation(ops, "prune", changed(lambda w: -w), "S25.1"),
    Mutation(sharpness.Waves, "gradient", changed(lambda g: 1.01 * g), "S55.4"),
    Mutation(sharpness.Bowl, "gradient", changed(lambda g: 1.01 * g), "S2.1 S55.2"),
]
CASES = [(mutation, id) for mutation in MUTATIONS for id in mutation.theorems.split()]


@pytest.mark.parametrize(("mutation", "id"), CASES, ids=[f"{id} {mutation.name}" for mutation, id in CASES])
def test_broken_code_is_noticed(mutation: Mutation, id: str, monkeypatch: pytest.MonkeyPatch) -> None:
    (theorem,) = select([id])
    monkeypatch.setattr(mutation.owner, mutation.name, mutation.broken(getattr(mutation.owner, mutation.name)))
    assert check(theorem).verdict in (Verdict.FAILED, Verdict.BROKEN)


def test_most_theorems_are_tried() -> None:
    """Those that are formulas alone, by algebra, intervals or fractions, rest on no code of ours."""
    tried = {id for _, id in CASES}
    alone = (Mode.SYMBOLIC, Mode.INTERVAL, Mode.STATIC)
    rest = {each.id for each in theorems() if each.id.startswith("S") and each.mode not in alone} - tried
    assert rest == FORMULAS


def test_the_rows_that_are_not_there_are_known() -> None:
    """Every row of the inventory is in the ledger, or is named here."""
    rows = {int(theorem.row[1:]) for theorem in theorems() if theorem.id.startswith("S")}
    assert set(range(1, 113)) - rows == MISSING


MISSING: set[int] = set()
FORMULAS = {
    *("S10.2", "S25.2", "S32.1", "S32.3", "S66", "S68.1", "S68.2", "S68.3", "S70.1", "S70.6", "S71", "S72.1", "S72.4"),
    *("S74", "S95.1", "S112.2"),
}
