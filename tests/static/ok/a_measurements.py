"""Reduction of detector runs: calibrate, align, average, compare with a reference.

A run is four channels by time; a scan is many runs of one length.
"""
# mypy: no-warn-return-any

import random
from collections import OrderedDict
from typing import TypedDict, TypeVar

import numpy as np
from jaxtyping import Bool, Float, Int, Num, Shaped, UInt16
from numpy import ndarray as nd

Run = Float[nd, "channels=4 time"]
Raw = UInt16[nd, "channels=4 time"]
Scalar = Float[nd, ""]
Trace = Float[nd, " time"]
T = TypeVar("T", bound=nd)


class Calibration(TypedDict):
    offset: Float[nd, "4"]
    gain: Float[nd, "4"]


class Summary(TypedDict, total=False):
    mean: Float[nd, "4"]
    peak: Int[nd, "4"]
    reference: float


def frozen(x: T) -> T:
    x.flags.writeable = False
    return x


def calibrate(raw: Raw, offset: Float[nd, "4"], gain: Float[nd, "4"]) -> Run:
    return gain[:, None] * (raw - offset[:, None])


def dark(*runs: UInt16[nd, "4 _"]) -> Float[nd, "4"]:
    """Mean level per channel over any number of dark runs of any lengths."""
    return np.concatenate(runs, axis=1).mean(axis=1)


def named_mean(**traces: Float[nd, " time"]) -> tuple[list[str], Float[nd, " time"]]:
    names = sorted(traces)
    return names, np.mean([traces[n] for n in names], axis=0)


def rms(x: Float[nd, "..."]) -> Scalar:
    return np.array(np.sqrt(np.mean(np.square(x))))


def weighted(x: Float[nd, "*s"], scale: Scalar) -> Float[nd, "*s"]:
    return x * scale if scale > 0 else x.copy()


def detrend(x: Run, degree: int = 1) -> Run:
    t = np.linspace(-1, 1, x.shape[1])
    basis = np.polynomial.legendre.legvander(t, degree)
    coefficients, _, _, _ = np.linalg.lstsq(basis, x.T, rcond=None)
    return x - (basis @ coefficients).T


def as_runs(x: Trace | Run | Float[nd, "runs 4 time"]) -> Float[nd, "runs 4 time"]:
    """One trace is taken for every channel; one run is a scan of one."""
    match x.ndim:
        case 1:
            return np.broadcast_to(x, (1, 4, len(x)))
        case 2:
            return x[np.newaxis]
        case _:
            return x


def overlap(a: Float[nd, "4 ta"], b: Float[nd, "4 tb"]) -> Float[nd, "4 _"]:
    """Mean of two runs; the longer one is cut."""
    ta, tb = a.shape[1], b.shape[1]
    if ta == tb:
        return (a + b) / 2
    t = min(ta, tb)
    return (a[:, :t] + b[:, :t]) / 2


def difference(a: Float[nd, " n"], b: Float[nd, " m"]) -> Float[nd, " n"]:
    if a.shape != b.shape:
        b = np.interp(np.linspace(0, 1, len(a)), np.linspace(0, 1, len(b)), b)
    return a - b


def correlate(a: Float[nd, " n"], b: Float[nd, " m"]) -> float | None:
    if a.size == b.size:
        return float((a - a.mean()) @ (b - b.mean()))
    return None


def delay(a: Trace, b: Trace) -> int:
    full = np.correlate(a - a.mean(), b - b.mean(), mode="full")
    return int(full.argmax()) - (len(a) - 1)


def shift(x: Run, steps: int) -> Run:
    y = np.zeros_like(x)
    if steps > 0:
        y[:, steps:] = x[:, :-steps]
    elif steps < 0:
        y[:, :steps] = x[:, -steps:]
    else:
        y[:] = x
    return y


def downsample(x: Run, k: int) -> Float[nd, "4 time//{k}"]:
    usable = x.shape[1] // k * k
    return x[:, :usable].reshape(4, -1, k).mean(axis=2)


def events(x: Trace, level: float) -> list[Float[nd, " _"]]:
    above = np.r_[False, x > level, False]
    edges = np.flatnonzero(np.diff(above.astype(int)))
    return [x[start:stop] for start, stop in zip(edges[::2], edges[1::2])]


def longest(pieces: list[Float[nd, " _"]]) -> Float[nd, " _"]:
    return max(pieces, key=len, default=np.zeros(0))


def despike(x: Run, z: float = 3.0) -> tuple[Run, Bool[nd, "4 time"]]:
    middle = np.median(x, axis=1, keepdims=True)
    spread = np.percentile(np.abs(x - middle), 68, axis=1, keepdims=True)
    bad = np.abs(x - middle) > z * spread
    return np.where(bad, middle, x), bad


def top_samples(x: Num[nd, "*lead time"], k: int) -> Num[nd, "*lead {k}"]:
    order = np.argsort(x, axis=-1)[..., -k:]
    return np.take_along_axis(x, order, axis=-1)


def grade(x: Trace, cuts: Float[nd, "cuts"]) -> Shaped[nd, " time"]:
    names = np.array(["low", "middle", "high"])
    return names[np.minimum(np.digitize(x, cuts), len(names) - 1)]


def summarise(x: Run, reference: Float[nd, "#4 #time"] | None = None) -> Summary:
    summary: Summary = {"mean": x.mean(axis=1), "peak": x.argmax(axis=1)}
    if reference is not None:
        summary["reference"] = float(rms(x - reference))
    return summary


class Scan:
    runs: "OrderedDict[str, Run]"

    def __init__(self, **calibration: Float[nd, "4"]) -> None:
        self.calibration = calibration
        self.runs = OrderedDict()

    def add(self, name: str, raw: Raw) -> "Scan":
        run = calibrate(raw, **self.calibration)
        if self.runs:
            first = next(iter(self.runs.values()))
            run = shift(run, delay(first[0], run[0]))
        self.runs[name] = frozen(run)
        return self

    def stack(self) -> Float[nd, "runs 4 time"]:
        return np.array(list(self.runs.values()))

    def mean(self) -> tuple[Run, Run]:
        scan = self.stack()
        error = scan.std(axis=0) / np.sqrt(len(scan))
        return scan.mean(axis=0), error


def main(seed: int) -> None:
    n, m, k, runs = random.Random(seed).sample([s for s in range(2, 12) if s != 4], 4)
    t, short = 20 + n, 20 - m
    rng = np.random.default_rng(seed)
    raws = [rng.integers(100, 200, size=(4, t), dtype=np.uint16) for _ in range(runs)]
    calibration: Calibration = {"offset": dark(raws[0], raws[1][:, :m]), "gain": np.ones(4)}
    scan = Scan(**calibration)
    for i, raw in enumerate(raws):
        scan.add(f"run{i}", raw)
    mean, error = scan.mean()
    assert scan.stack().shape == (runs, 4, t) and (error >= 0).all()
    assert as_runs(mean[0]).shape == as_runs(mean).shape == (1, 4, t)
    assert as_runs(scan.stack()).shape[0] == runs and np.abs(detrend(mean).sum(axis=1)).max() < 1e-6
    assert overlap(mean, mean[:, :short]).shape == (4, short) and np.allclose(overlap(mean, mean), mean)
    a, b = mean[0], mean[1, :short]
    assert difference(a, b).shape == difference(a, mean[1]).shape == (t,)
    assert correlate(a, b) is None and (correlate(a, a) or 0.0) >= 0
    moved = shift(mean, k)
    assert np.allclose(shift(moved, -k)[:, :-k], mean[:, :-k]) and np.allclose(shift(mean, 0), mean)
    assert downsample(mean, k).shape == (4, t // k)
    pieces = events(a, float(np.median(a)))
    assert len(longest(pieces)) >= 1 and longest([]).size == 0
    clean, bad = despike(mean)
    assert np.allclose(clean[~bad], mean[~bad]) and top_samples(mean, k).shape == (4, k)
    assert set(grade(a, np.quantile(a, [0.3, 0.6]))) <= {"low", "middle", "high"}
    names, average = named_mean(red=mean[0], blue=mean[1], green=mean[2, ::-1])
    assert names[0] == "blue" and average.shape == (t,)
    assert "reference" not in summarise(mean)
    for reference in (mean, mean[:, :1], mean[:1], np.zeros((1, 1))):
        assert summarise(mean, reference)["reference"] >= 0
    assert np.allclose(weighted(a, rms(a)) / rms(a), a) and np.allclose(weighted(a, np.array(0.0)), a)


if __name__ == "__main__":
    main(0)
