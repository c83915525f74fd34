"""z-scores of a gradient's entries: how far each one is from the mean, in standard deviations.

μ = (1/n) Σ gᵢ,   σ² = Σ (gᵢ − μ)² / (n − ddof),   zᵢ = (gᵢ − μ) / σ
"""

import math
from typing import Literal, TypeAlias

import numpy as np

from typednn.contracts import Array, Bool, Float, contract
from typednn.optim.norms import norm
from typednn.optim.objective import finite_norm

Keep: TypeAlias = Literal["outliers", "inliers"]


@contract
def write_distances(vector: Float[Array, " n"], out: Float[Array, " n"]) -> None:
    """out ← |g − μ|; the mean is taken of g − g₀, so that all distances in a constant vector are exactly 0."""
    np.subtract(vector, vector[0], out=out)
    np.subtract(out, float(np.einsum("i->", out)) / out.size, out=out)  # a third of the time of np.mean
    np.abs(out, out=out)


@contract
def write_ranks(vector: Float[Array, " n"], out: Float[Array, " n"]) -> None:
    """out ← |g − μ|, a pass cheaper, for comparing them with each other: in a constant vector all are equal."""
    np.subtract(vector, float(np.einsum("i->", vector)) / vector.size, out=out)
    np.abs(out, out=out)


@contract
def spread(distances: Float[Array, " n"], *, ddof: int = 0) -> float:
    """σ from the distances |g − μ|; 0 where there are too few entries for one."""
    if distances.size <= ddof:
        return 0.0
    return norm(distances) / math.sqrt(distances.size - ddof)


@contract
def write_mask(
    distances: Float[Array, " n"], deviations: float, sigma: float, kept: Bool[Array, " n"], *, keep: Keep
) -> None:
    """kept ← |g − μ| ≥ zσ for outliers, |g − μ| ≤ zσ for inliers; an entry at the bound is both.

    "At" is meant up to the rounding of σ. Some entry is an outlier for z ≤ 1, and an inlier for z ≥ 1.
    """
    rounding = 16.0 * float(np.finfo(distances.dtype).eps)
    if keep == "outliers":
        bound = deviations * sigma * (1.0 - rounding)
        bound = min(bound, float(distances.max())) if deviations <= 1.0 else bound
        np.greater_equal(distances, bound, out=kept)
    else:
        bound = deviations * sigma * (1.0 + rounding)
        bound = max(bound, float(distances.min())) if deviations >= 1.0 else bound
        np.less_equal(distances, bound, out=kept)


@contract
def zscore_mask(
    gradient: Float[Array, " n"], deviations: float, *, keep: Keep = "outliers", ddof: int = 0
) -> Bool[Array, " n"]:
    """|gᵢ − μ| ≥ zσ for outliers, |gᵢ − μ| ≤ zσ for inliers. With σ = 0 every entry is kept, for z ≥ 0."""
    finite_norm(gradient)  # a filter would make NaN and infinity disappear
    distances = np.empty_like(gradient)
    kept = np.empty(gradient.shape, np.bool_)
    if gradient.size:
        write_distances(gradient, distances)
        write_mask(distances, deviations, spread(distances, ddof=ddof), kept, keep=keep)
    return kept


@contract
def filtered_gradient(
    gradient: Float[Array, " n"], deviations: float, *, keep: Keep = "outliers", ddof: int = 0
) -> Float[Array, " n"]:
    """g ⊙ mask"""
    kept = zscore_mask(gradient, deviations, keep=keep, ddof=ddof)
    filtered: Float[Array, " n"] = gradient * kept
    return filtered
