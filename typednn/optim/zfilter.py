"""The gradient filter of ZSharp: entries of which the z-score does not pass a threshold become 0.

The threshold is a percentile of |z|, or a number of standard deviations. It belongs to each tensor by itself
("tensor"), to all tensors together, with z-scores tensor by tensor ("global"), or to the flat vector taken as
one tensor ("vector").
"""

from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np

from typednn.contracts import Array, Bool, Float, contract
from typednn.errors import ConfigError
from typednn.optim.ascent import AscentMemory
from typednn.optim.checking import NONNEGATIVE, PERCENT, settle, settle_choice, settle_count
from typednn.optim.layout import Layout, Part, require_layout
from typednn.optim.percentiles import cut_at, write_passing
from typednn.optim.zscores import Keep, spread, write_distances, write_mask

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
        settle_count(self, "ddof", least=0)
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
    seen = [part.place for part in memory.parts if part.ndim >= settings.min_ndim]
    for part in memory.parts:
        if part.ndim < settings.min_ndim:
            out[part.place] = gradient[part.place]
    for place in seen:
        write_distances(gradient[place], out[place])
    if settings.scope == "global":
        _keep_across(out, seen, settings, memory)
    else:
        for place in seen:
            _keep_within(out[place], memory.scratch[place], memory.kept[place], settings)
    for place in seen:
        if settings.fallback == "top_fifth" and not memory.kept[place].any():
            _keep_top_fifth(out[place], memory.kept[place])
        np.multiply(gradient[place], memory.kept[place], out=out[place])


@contract
def _keep_within(
    distances: Float[Array, " n"],
    scratch: Float[Array, " n"],
    kept: Bool[Array, " n"],
    settings: ZFilter,
) -> None:
    """One tensor by itself. For a percentile |g − μ| does for |z|: σ + guard is the same for all entries."""
    match settings.threshold:
        case Percentile(percent=percent, strict=strict):
            np.copyto(scratch, distances)
            write_passing(distances, cut_at(scratch, percent, strict=strict), kept)
        case Deviations(deviations=deviations, keep=keep):
            sigma = spread(distances, ddof=settings.ddof) + settings.guard
            write_mask(distances, deviations, sigma, kept, keep=keep)


@contract
def _keep_across(
    distances: Float[Array, " parameters"], seen: list[slice], settings: ZFilter, memory: AscentMemory
) -> None:
    """One percentile for the |z| of all tensors; distances become |z|."""
    if not isinstance(settings.threshold, Percentile) or not seen:
        return
    end = 0
    for place in seen:
        _divide(distances[place], settings)
        start, end = end, end + place.stop - place.start
        memory.scratch[start:end] = distances[place]
    cut = cut_at(memory.scratch[:end], settings.threshold.percent, strict=settings.threshold.strict)
    for place in seen:
        write_passing(distances[place], cut, memory.kept[place])


@contract
def _divide(distances: Float[Array, " n"], settings: ZFilter) -> None:
    """|z| = |g − μ| / (σ + guard), 0 without a σ."""
    sigma = spread(distances, ddof=settings.ddof) + settings.guard
    if distances.size <= settings.ddof or sigma == 0.0:
        distances.fill(0.0)
    else:
        np.divide(distances, sigma, out=distances)


@contract
def _keep_top_fifth(scores: Float[Array, " n"], kept: Bool[Array, " n"]) -> None:
    """The max(1, ⌊n/5⌋) largest."""
    kept[np.argsort(-scores, kind="stable")[: max(1, scores.size // 5)]] = True
