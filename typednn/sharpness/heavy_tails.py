"""An experiment: descent under α-stable noise, with the mean of each batch taken in different ways.

½‖w‖² from a start, the gradient of each step estimated from a batch of w + noise. With α < 2 the variance is
infinite; the mean of a batch is then as wild as a single sample's, and the others are not.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.random import Generator

from typednn.contracts import Array, Float, contract
from typednn.noise import alpha_stable, clipped_mean, geometric_median, median_of_means, z_filtered_mean

ESTIMATORS: dict[str, Callable[[Float[Array, "n d"]], Float[Array, " d"]]] = {
    "mean": lambda batch: np.asarray(batch.mean(axis=0)),
    "clipped": lambda batch: clipped_mean(batch, 3.0),
    "z-filtered": lambda batch: z_filtered_mean(batch, 1.0),
    "median of means": lambda batch: median_of_means(batch, 5),
    "geometric median": lambda batch: geometric_median(batch, tolerance=1e-4).point,
}
"""How the gradients of a batch become one."""


@dataclass(frozen=True)
class TailRun:
    """‖w‖ at the end of each run: its median and its 90th percentile."""

    estimator: str
    median: float
    high: float


@contract
def heavy_tail_experiment(
    alpha: float, start: Float[Array, " d"], *, rng: Generator, steps: int = 60, batch: int = 15, runs: int = 20
) -> list[TailRun]:
    """Each estimator on the same noise."""
    ends: dict[str, list[float]] = {name: [] for name in ESTIMATORS}
    for _ in range(runs):
        noise = alpha_stable(alpha, (steps, batch, start.size), rng=rng, scale=0.5)
        for name, estimator in ESTIMATORS.items():
            w = np.asarray(start, np.float64)
            for each in noise:
                w = w - 0.1 * estimator(w + each)
            ends[name].append(float(np.linalg.norm(w)))
    return [TailRun(name, float(np.median(end)), float(np.quantile(end, 0.9))) for name, end in ends.items()]
