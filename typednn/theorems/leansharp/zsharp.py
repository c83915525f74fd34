"""S69, S103, S104, S106: the ZSharps, by the formulas of their sources."""

from dataclasses import replace
from itertools import product

import numpy as np

from typednn import optim
from typednn.theorems.leansharp import CHAPTER
from typednn.theorems.leansharp.tensors import LAYOUT, PARTS, SIZE, stepped
from typednn.theorems.rounding import UNIT
from typednn.theorems.theorem import Mode, Standing
from typednn.theorems.trial import Trial

_ROUNDED = "2^12 u of the terms: a few thousand rounded operations"
_ALLOWED = 2.0**12 * UNIT


@CHAPTER.theorem(
    "S69.1",
    Mode.PROPERTY,
    original="zsharpStep, samZSharpUpdate",
    standing=Standing.GAP_CLOSED,
    domain="random quadratics of 25 parameters, z from 1/2 to 2, both placements",
    tolerance=_ROUNDED,
)
def the_two_placements_are_two_algorithms(trial: Trial) -> None:
    """Descent: w − η filter(∇L(w + ε)), ε = ρg/‖g‖. Ascent, which is ZSharp: w − η∇L(w + ρg̃/‖g̃‖)."""
    for case in trial.cases(60, 3000):
        root, w = case.rng.normal(size=(SIZE, SIZE)), case.rng.normal(size=SIZE)
        matrix, z = root @ root.T / SIZE, float(case.rng.uniform(0.5, 1.9))
        seed = replace(optim.zsharp_preset("leansharp_seed"), radius=0.3)
        descent = replace(seed, filter=replace(seed.filter, threshold=optim.Deviations(z)))
        case.given(z=z, w=w)
        g = matrix @ w
        kept = optim.filtered_gradient(g, z)
        sam = matrix @ (w + 0.3 * g / np.linalg.norm(g))
        one = w - 0.125 * optim.filtered_gradient(sam, z)
        if case.assume(kept.any()):
            other = w - 0.125 * matrix @ (w + 0.3 * kept / np.linalg.norm(kept))
            scale = _ALLOWED * (1 + float(np.abs(g).max()))
            case.near(stepped(descent, w, matrix), one, scale, "descent")
            case.near(stepped(replace(descent, placement="ascent"), w, matrix), other, scale, "ascent")


@CHAPTER.theorem(
    "S103",
    Mode.PROPERTY,
    original="ZSharp (paper and official code)",
    domain="two matrices and two biases, random gradients, percentiles 50, 80, 95; the formulas of C.3, written out",
    tolerance=_ROUNDED,
)
def the_paper_s_zsharp_is_its_formulas(trial: Trial) -> None:
    """Each matrix: z with n − 1, |z| strictly above its own percentile, norm ρ; the rest as in SAM."""
    for case in trial.cases(100, 5000):
        g, percent = case.rng.normal(size=SIZE), (50.0, 80.0, 95.0)[case.number % 3]
        rule = replace(optim.ZSharp(0.3), filter=optim.ZFilter(optim.Percentile(percent)))
        expected = 0.3 * g / (np.linalg.norm(g) + 1e-12)
        for place, ndim in PARTS:
            if ndim > 1:
                z = np.abs((g[place] - g[place].mean()) / g[place].std(ddof=1))
                kept = g[place] * (z > np.quantile(z, percent / 100))
                expected[place] = 0.3 * kept / (np.linalg.norm(kept) + 1e-12)
        case.given(g=g, percent=percent)
        case.near(optim.ascent(g, g, rule, LAYOUT), expected, _ALLOWED)


@CHAPTER.theorem(
    "S104",
    Mode.PROPERTY,
    original="ZSharp (bangyen)",
    domain="two matrices and two biases, random gradients; the formulas of C.3, written out",
    tolerance=_ROUNDED,
)
def the_sister_project_s_zsharp_is_its_formulas(trial: Trial) -> None:
    """z tensor by tensor with σ + 1e-8, one percentile (70) for all, |z| ≥ t, an empty tensor keeps its top fifth."""
    for case in trial.cases(100, 5000):
        g = case.rng.normal(size=SIZE)
        z = np.concatenate([np.abs(g[p] - g[p].mean()) / (g[p].std(ddof=1) + 1e-8) for p, _ in PARTS])
        mask = z >= np.quantile(z, 0.7)
        for place, _ in PARTS:
            if not mask[place].any():
                top = np.argsort(-z[place], kind="stable")[: max(1, (place.stop - place.start) // 5)]
                mask[place.start + top] = True
        kept = g * mask
        case.given(g=g)
        found = optim.ascent(g, g, replace(optim.zsharp_preset("bangyen"), radius=0.3), LAYOUT)
        case.near(found, 0.3 * kept / (np.linalg.norm(kept) + 1e-12), _ALLOWED)


@CHAPTER.theorem(
    "S106",
    Mode.EXHAUSTIVE,
    original="hyper-parameter study: percentiles 50 to 90",
    domain="percentiles 50, 55, …, 95 on matrices of 20, 100 and 1000 distinct entries",
)
def a_percentile_keeps_its_share(trial: Trial) -> None:
    """Of n entries with distinct |z|, those strictly above the p-th percentile are ⌈(n − 1)(1 − p/100)⌉."""
    for case, (percent, n) in trial.each(product(range(50, 100, 5), (20, 100, 1000))):
        g = np.arange(n, dtype=np.float64) ** 2 + 1.0
        rule = optim.ZSharp(1.0, filter=optim.ZFilter(optim.Percentile(float(percent))))
        case.given(percent=percent, n=n)
        if case.assume(len(set(np.abs(n * g - g.sum()).tolist())) == n):
            kept = int(np.count_nonzero(optim.ascent(g, g, rule, {"weight": (n, 1)})))
            case.equal(kept, -(-(n - 1) * (100 - percent) // 100))
