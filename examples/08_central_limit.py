"""How normal is the z-score of a mean? The theorem of Berry and Esseen beside what is measured.

    python examples/08_central_limit.py [--plot FILE]

    Z = √n (x̄ − μ)/σ,   sup |P(Z ≤ t) − Φ(t)| ≤ 0.4748 E|x − μ|³ / (σ³ √n)

The distance is sampled: 50,000 means, so that it is within the band of Dvoretzky, Kiefer and Wolfowitz of the true one
with probability 1 − 10⁻⁶. For coins the bound is nearly attained.
"""

from argparse import ArgumentParser
from collections.abc import Callable, Mapping
from math import exp, log, sqrt
from statistics import NormalDist

import numpy as np
from numpy.random import Generator, default_rng

from typednn import Array, Float, contract

RUNS, SIZES = 50_000, (1, 4, 16, 64)
BAND = sqrt(log(2 / 1e-6) / (2 * RUNS))

Draw = Callable[[Generator, tuple[int, int]], Float[Array, "runs n"]]
POPULATIONS: Mapping[str, tuple[Draw, float]] = {  # of mean 0 and variance 1, with E|x|³
    "coin": (lambda rng, shape: 2.0 * rng.integers(0, 2, shape) - 1.0, 1.0),
    "uniform": (lambda rng, shape: rng.uniform(-sqrt(3), sqrt(3), shape), sqrt(27) / 4),
    "exponential": (lambda rng, shape: rng.exponential(1.0, shape) - 1.0, 12 / exp(1) - 2),
}


@contract
def z_scores(samples: Float[Array, "runs n"]) -> Float[Array, " runs"]:
    """√n times the mean of each row, for numbers of mean 0 and variance 1."""
    return samples.mean(axis=1) * sqrt(samples.shape[1])


@contract
def distance_from_normal(z: Float[Array, " runs"]) -> float:
    """sup over t of |share of z ≤ t − Φ(t)|: it is attained at, or just before, one of the z."""
    rank = np.arange(len(z)) / len(z)
    normal = np.array([NormalDist().cdf(t) for t in np.sort(z).tolist()])
    return float(np.maximum(rank + 1 / len(z) - normal, normal - rank).max())


def plot(path: str, distances: Mapping[str, list[float]]) -> None:
    from matplotlib.figure import Figure

    figure = Figure(figsize=(7, 6), layout="constrained")
    axes = figure.subplots()
    for name, measured in distances.items():
        (line,) = axes.loglog(SIZES, measured, "o-", label=f"{name}, sampled")
        bounds = [0.4748 * POPULATIONS[name][1] / sqrt(n) for n in SIZES]
        axes.loglog(SIZES, bounds, "--", color=line.get_color(), label=f"{name}, bound")
    axes.axhspan(axes.get_ylim()[0], BAND, alpha=0.1, label="lost in the band of the sample")
    axes.set(xlabel="n", ylabel="distance from normal")
    figure.legend(loc="outside upper center", ncols=2)
    figure.savefig(path)


def main() -> None:
    parser = ArgumentParser(description="Sampled distances of standardised means from the normal law.")
    parser.add_argument("--plot", metavar="FILE", help="draw them too; needs matplotlib")
    path: str | None = parser.parse_args().plot
    rng, distances = default_rng(0), {name: list[float]() for name in POPULATIONS}
    print(f"{RUNS:,} sampled means for each line, ± {BAND:.4f}\npopulation    n  distance  bound")
    for name, (draw, third) in POPULATIONS.items():
        for n in SIZES:
            distances[name].append(distance_from_normal(z_scores(draw(rng, (RUNS, n)))))
            print(f"{name:<11}{n:>4}    {distances[name][-1]:.4f}  {0.4748 * third / sqrt(n):.4f}")
    if path is not None:
        plot(path, distances)


if __name__ == "__main__":
    main()
