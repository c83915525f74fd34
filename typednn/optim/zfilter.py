"""The gradient filter of ZSharp: entries of which the z-score does not pass a threshold become 0.

The threshold is a percentile of |z|, or a number of standard deviations. It belongs to each tensor by itself
("tensor"), to all tensors together, with z-scores tensor by tensor ("global"), or to the flat vector taken as
one tensor ("vector").
"""

from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np

from typednn.contracts import Array, Bool, Float, contract, without_contract
from typednn.errors import ConfigError
from typednn.optim import percentiles, zscores
from typednn.optim.checking import NONNEGATIVE, PERCENT, settle, settle_choice, settle_count
from typednn.optim.layout import Layout, Part, require_layout
from typednn.optim.rule import AscentMemory
from typednn.optim.zscores import Keep

# `filter_gradient` has judged the vectors of which these, and those at the end of the file, are given the parts.
cut_at, spread = without_contract(percentiles.cut_at), without_contract(zscores.spread)
write_distances, write_ranks = without_contract(zscores.write_distances), without_contract(zscores.write_ranks)
write_mask = without_contract(zscores.write_mask)

Scope: TypeAlias = Literal["tensor", "global", "vector"]
Fallback: TypeAlias = Literal["nothing", "top_fifth"]


@dataclass(frozen=True)
class Percentile:
    """|z| above the percentile (strict), or not below it; linear between neighbours."""

    percent: float = 95.0
    strict: bool = True

    def __post_init__(self) -> None:
        settle(self, "percent", PERCENT)


@dataclass(frozen=True)
class Deviations:
    """|g − μ| ≥ zσ keeps the outliers, |g − μ| ≤ zσ the inliers."""

    deviations: float = 1.0
    keep: Keep = "outliers"

    def __post_init__(self) -> None:
        settle(self, "deviations", NONNEGATIVE)
        settle_choice(self, "keep", ("outliers", "inliers"))


@dataclass(frozen=True)
class ZFilter:
    """z = (g − μ) / (σ + guard) of tensors with at least `min_ndim` axes; the others are not filtered.

    Where a tensor has too few entries for σ, or σ + guard is 0, all z are 0. A tensor of which nothing passes
    keeps nothing, or the fifth of its entries with the largest |z| (at least one; of equals the first).
    """

    threshold: Percentile | Deviations = Percentile()
    scope: Scope = "tensor"
    ddof: int = 1
    guard: float = 1e-12
    min_ndim: int = 2
    fallback: Fallback = "nothing"

    def __post_init__(self) -> None:
        settle_choice(self, "scope", ("tensor", "global", "vector"))
        settle_choice(self, "fallback", ("nothing", "top_fifth"))
        settle(self, "guard", NONNEGATIVE)
        settle_choice(self, "ddof", (0, 1))
        settle_count(self, "min_ndim", least=0)
        if self.scope == "global" and isinstance(self.threshold, Deviations):
            raise ConfigError(
                'ZFilter: scope is "global" and the threshold is in standard deviations, the same for each '
                'tensor anyway; expected "tensor", or "vector" for the deviations of the whole vector'
            )

    def parts(self, layout: Layout | None, size: int) -> tuple[Part, ...]:
        """The tensors that the filter sees."""
        if self.scope == "vector":
            return (Part("all parameters", slice(0, size), self.min_ndim),) if size else ()
        return require_layout(layout, size, owner="ZSharp", why="filters tensor by tensor")


@contract
def filter_gradient(
    gradient: Float[Array, " parameters"],
    settings: ZFilter,
    memory: AscentMemory,
    out: Float[Array, " parameters"],
) -> None:
    """out ← g ⊙ mask; the memory has the parts that `settings.parts` gave."""
    for part in memory.parts:
        place = part.place
        if part.ndim < settings.min_ndim:
            out[place] = gradient[place]
        elif settings.scope != "global":
            _alone(gradient[place], out[place], memory.scratch[place], memory.kept[place], settings)
    if settings.scope == "global" and isinstance(settings.threshold, Percentile):
        _together(gradient, out, settings, settings.threshold, memory)


@contract
def _filter_alone(
    gradient: Float[Array, " n"],
    out: Float[Array, " n"],
    scratch: Float[Array, " n"],
    kept: Bool[Array, " n"],
    settings: ZFilter,
) -> None:
    """One tensor by itself. For a percentile |g − μ| does for |z|: σ + guard is the same for all entries."""
    match settings.threshold:
        case Percentile(percent=percent, strict=strict):
            write_ranks(gradient, out)
            _keep(gradient, out, kept, cut_at(out, percent, scratch, strict=strict), settings)
        case Deviations(deviations=deviations, keep=keep):
            write_distances(gradient, out)
            sigma = spread(out, ddof=settings.ddof) + settings.guard
            write_mask(out, deviations, sigma, kept, keep=keep)
            np.copyto(out, kept)
            np.multiply(out, gradient, out=out)


@contract
def _filter_together(
    gradient: Float[Array, " parameters"],
    out: Float[Array, " parameters"],
    settings: ZFilter,
    threshold: Percentile,
    memory: AscentMemory,
) -> None:
    """One percentile for the |z| of all tensors."""
    filtered = [part.place for part in memory.parts if part.ndim >= settings.min_ndim]
    end = 0
    for place in filtered:
        _score(gradient[place], out[place], settings)
        start, end = end, end + place.stop - place.start
        memory.filtered[start:end] = out[place]
    if not end:
        return
    cut = cut_at(
        memory.filtered[:end],
        threshold.percent,
        memory.scratch[:end],
        strict=threshold.strict,
    )
    for place in filtered:
        _keep(gradient[place], out[place], memory.kept[place], cut, settings)


@contract
def _write_scores(gradient: Float[Array, " n"], out: Float[Array, " n"], settings: ZFilter) -> None:
    """out ← |z| = |g − μ| / (σ + guard), 0 without a σ."""
    write_distances(gradient, out)
    sigma = spread(out, ddof=settings.ddof) + settings.guard
    if sigma != 0.0:  # otherwise every distance is 0
        np.divide(out, sigma, out=out)


@contract
def _apply(
    gradient: Float[Array, " n"],
    scores: Float[Array, " n"],
    kept: Bool[Array, " n"],
    cut: tuple[float, bool],
    settings: ZFilter,
) -> None:
    """scores ← g ⊙ (scores that pass the cut), or of an empty tensor the max(1, ⌊n/5⌋) largest, if wanted."""
    value, strict = cut
    compare = np.greater if strict else np.greater_equal
    compare(scores, value, out=kept)
    if settings.fallback == "top_fifth" and not kept.any():
        kept[np.argsort(-scores, kind="stable")[: max(1, scores.size // 5)]] = True
    np.copyto(scores, kept)  # 1.0 and 0.0, which multiply faster than True and False
    np.multiply(scores, gradient, out=scores)


_alone, _together = without_contract(_filter_alone), without_contract(_filter_together)
_score, _keep = without_contract(_write_scores), without_contract(_apply)
