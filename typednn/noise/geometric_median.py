"""The geometric median: the point with the least sum of distances to a sample.

Weiszfeld's step is the mean with weights 1/‖x_i − m‖. At a point of the sample that weight is infinite, and the step of
Vardi and Zhang goes on where Weiszfeld's would stop for ever. The certificate is a lower bound of the least sum by
convexity: with g a subgradient at m, and the median within R of m, Σ‖x_i − y‖ ≥ Σ‖x_i − m‖ − ‖g‖R for all such y.
Rounding of the coordinates, some n u max|x|, is not part of it.

Vardi, Zhang: The multivariate L1-median and associated data depth. 2000.
"""

import math
from dataclasses import dataclass

import numpy as np

from typednn.contracts import Array, Float, Float64, contract
from typednn.errors import ConfigError


@contract
@dataclass(frozen=True, eq=False)
class Median:
    """A point, its sum of distances, and by how much at most that is above the least one."""

    point: Float64[Array, " d"]
    total: float
    gap: float
    steps: int


@contract
def geometric_median(sample: Float[Array, "n d"], *, tolerance: float = 1e-9, steps: int = 10_000) -> Median:
    """To a gap below tolerance · total, or after so many steps: the gap says how good it is."""
    points = np.asarray(sample, np.float64)
    if not len(points) or not np.isfinite(points).all():
        raise ConfigError(f"the geometric median of {len(points)} point(s), all finite: {np.isfinite(points).all()}")
    unit = math.ldexp(0.5, math.frexp(float(np.abs(points).max(initial=0.0)))[1])  # a power of 2: no rounding
    found = _of_moderate_size(points / unit, tolerance, max(1, steps))
    return Median(found.point * unit, found.total * unit, found.gap * unit, found.steps)


@contract
def _of_moderate_size(points: Float64[Array, "n d"], tolerance: float, steps: int) -> Median:
    """The same for points of which the squares neither overflow nor vanish."""
    centre = np.median(points, axis=0)
    taken = 0
    while taken < steps:
        taken += 1
        if taken & (taken - 1) == 0:  # 1, 2, 4, 8, …
            centre = _settled(points, centre)
        total, force, at_centre, weights = _forces(points, centre)
        reach = 2.0 * total / len(points)  # no median is further: 2/n Σ‖x_i − m‖ bounds ‖median − m‖
        rest = max(0.0, float(np.linalg.norm(force)) - at_centre)
        if rest * reach <= tolerance * total or rest == 0.0:
            break
        centre = centre + force / weights * (rest / float(np.linalg.norm(force)))
    return Median(centre, total, rest * reach, taken)


@contract
def _settled(points: Float64[Array, "n d"], centre: Float64[Array, " d"]) -> Float64[Array, " d"]:
    """The nearest point of the sample if it is a median, else the centre.

    Steps towards such a point become ever smaller, and in the end smaller than rounding, before they arrive.
    """
    nearest = points[int(np.argmin(np.linalg.norm(points - centre, axis=1)))]
    _, force, multiplicity, _ = _forces(points, nearest)
    return nearest if float(np.linalg.norm(force)) <= multiplicity else centre


@contract
def _forces(
    points: Float64[Array, "n d"], centre: Float64[Array, " d"]
) -> tuple[float, Float64[Array, " d"], int, float]:
    """Σ distances, Σ unit vectors towards the other points, how many lie at the centre, Σ 1/distance."""
    apart = points - centre
    distances = np.linalg.norm(apart, axis=1)
    far = distances > 1e-15 * (1.0 + float(np.abs(points).max()))
    inverse = np.where(far, 1.0 / np.where(far, distances, 1.0), 0.0)
    return float(distances.sum()), inverse @ apart, int(np.sum(~far)), float(inverse.sum())
