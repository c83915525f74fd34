"""Signals and time series: filters, spectrograms, AR models, changepoints, Hawkes, HMM forecasting."""

import random
from abc import ABC, abstractmethod
from collections import deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import Enum
from functools import cache
from typing import ClassVar, Protocol, TypedDict, runtime_checkable

import numpy as np
from jaxtyping import Complex, Float, Int
from numpy import ndarray as Array


class Window(Enum):
    HANN = "hann"
    HAMMING = "hamming"
    BOX = "box"

    def taps(self, n: int) -> Float[Array, "{n}"]:
        match self:
            case Window.HANN:
                return np.hanning(n)
            case Window.HAMMING:
                return np.hamming(n)
            case _:
                return np.ones(n)


@runtime_checkable
class Filter(Protocol):
    def __call__(self, x: Float[Array, "... t"]) -> Float[Array, "... t"]: ...


@dataclass(frozen=True)
class MovingAverage:
    width: int

    def __call__(self, x: Float[Array, "... t"]) -> Float[Array, "... t"]:
        padded = np.pad(x, [(0, 0)] * (x.ndim - 1) + [(self.width - 1, 0)], mode="edge")
        windows = np.lib.stride_tricks.sliding_window_view(padded, self.width, axis=-1)
        return windows.mean(axis=-1)


@dataclass(frozen=True)
class Exponential:
    alpha: float = 0.3

    def __call__(self, x: Float[Array, "... t"]) -> Float[Array, "... t"]:
        out = np.empty_like(x)
        out[..., 0] = x[..., 0]
        for t in range(1, x.shape[-1]):
            out[..., t] = self.alpha * x[..., t] + (1 - self.alpha) * out[..., t - 1]
        return out


class Pipeline:
    def __init__(self, *filters: Filter) -> None:
        self.filters = list(filters)

    def __call__(self, x: Float[Array, "... t"]) -> Float[Array, "... t"]:
        for f in self.filters:
            x = f(x)
        return x

    def __or__(self, other: Filter) -> "Pipeline":
        return Pipeline(*self.filters, other)


def stft(
    x: Float[Array, " t"], size: int, hop: int, window: Window = Window.HANN
) -> Complex[Array, "frames {size}//2+1"]:
    frames = np.lib.stride_tricks.sliding_window_view(x, size)[::hop]
    return np.fft.rfft(frames * window.taps(size), axis=-1)


def power_db(spec: Complex[Array, "f k"], floor: float = -80.0) -> Float[Array, "f k"]:
    power = np.abs(spec) ** 2
    db = 10 * np.log10(np.maximum(power, 1e-12))
    return np.maximum(db - db.max(), floor)


@cache
def mel_matrix(bins: int, mels: int, rate: int) -> Float[Array, "{mels} {bins}"]:
    def to_mel(hz: float) -> float:
        return 2595.0 * float(np.log10(1.0 + hz / 700.0))

    edges = 700.0 * (10.0 ** (np.linspace(0.0, to_mel(rate / 2), mels + 2) / 2595.0) - 1.0)
    freqs = np.linspace(0, rate / 2, bins)
    lower, centre, upper = edges[:-2], edges[1:-1], edges[2:]
    rising = (freqs[None, :] - lower[:, None]) / (centre - lower)[:, None]
    falling = (upper[:, None] - freqs[None, :]) / (upper - centre)[:, None]
    return np.maximum(0.0, np.minimum(rising, falling))


def autocorrelation(x: Float[Array, " t"], lags: int) -> Float[Array, "{lags}+1"]:
    x = x - x.mean()
    full = np.correlate(x, x, mode="full")[len(x) - 1 :]
    return full[: lags + 1] / full[0]


def yule_walker(x: Float[Array, " t"], order: int) -> tuple[Float[Array, "{order}"], float]:
    r = autocorrelation(x, order)
    index = np.abs(np.subtract.outer(np.arange(order), np.arange(order)))
    coefficients = np.linalg.solve(r[index], r[1:])
    return coefficients, float(x.var() * (1 - coefficients @ r[1:]))


@dataclass
class AR:
    coefficients: Float[Array, " p"]
    sigma: float

    @classmethod
    def fit(cls, x: Float[Array, " t"], order: int) -> "AR":
        lagged = np.stack([x[order - k - 1 : len(x) - k - 1] for k in range(order)], axis=1)
        target = x[order:]
        beta, *_ = np.linalg.lstsq(lagged, target, rcond=None)
        return cls(beta, float((target - lagged @ beta).std()))

    @property
    def order(self) -> int:
        return len(self.coefficients)

    def forecast(self, history: Float[Array, " t"], steps: int) -> Float[Array, "{steps}"]:
        buffer = deque(history[-self.order :][::-1], maxlen=self.order)
        out = np.empty(steps)
        for i in range(steps):
            out[i] = self.coefficients @ np.array(buffer)
            buffer.appendleft(out[i])
        return out

    def simulate(self, rng: np.random.Generator, paths: int, steps: int) -> Float[Array, "{paths} {steps}"]:
        noise = self.sigma * rng.standard_normal((paths, steps + self.order))
        out = np.zeros((paths, steps + self.order))
        for t in range(self.order, steps + self.order):
            past = out[:, t - self.order : t][:, ::-1]
            out[:, t] = past @ self.coefficients + noise[:, t]
        return out[:, self.order :]


def changepoints(x: Float[Array, " t"], penalty: float) -> list[int]:
    n = len(x)
    s1, s2 = np.concatenate([[0.0], x.cumsum()]), np.concatenate([[0.0], (x**2).cumsum()])

    def cost(a: int, b: int) -> float:
        return float(s2[b] - s2[a] - (s1[b] - s1[a]) ** 2 / (b - a))

    best = np.full(n + 1, np.inf)
    best[0] = -penalty
    last = np.zeros(n + 1, dtype=int)
    for b in range(1, n + 1):
        costs = np.array([best[a] + cost(a, b) + penalty for a in range(b)])
        last[b] = costs.argmin()
        best[b] = costs.min()
    points, at = [], n
    while at > 0:
        at = int(last[at])
        if at:
            points.append(at)
    return points[::-1]


class Stats(TypedDict):
    mean: Float[Array, " c"]
    covariance: Float[Array, "c c"]
    count: int


def summarise(series: Float[Array, "t c"]) -> Stats:
    centred = series - series.mean(axis=0)
    return {"mean": series.mean(axis=0), "covariance": centred.T @ centred / len(series), "count": len(series)}


def pooled(stats: Iterable[Stats]) -> Float[Array, "c c"]:
    total, weight = None, 0
    for each in stats:
        part = each["count"] * each["covariance"]
        total = part if total is None else total + part
        weight += each["count"]
    if total is None:
        raise ValueError("nothing")
    return total / weight


class Model(ABC):
    name: ClassVar[str]

    @abstractmethod
    def predict(self, x: Float[Array, "n d"]) -> Float[Array, " n"]: ...

    def score(self, x: Float[Array, "n d"], y: Float[Array, " n"]) -> float:
        residual = y - self.predict(x)
        return 1.0 - float(residual @ residual) / float(((y - y.mean()) ** 2).sum())


class Ridge(Model):
    name = "ridge"

    def __init__(self, strength: float = 1.0) -> None:
        self.strength = strength
        self.weights: Float[Array, " d"] | None = None

    def fit(self, x: Float[Array, "n d"], y: Float[Array, " n"]) -> "Ridge":
        gram = x.T @ x + self.strength * np.eye(x.shape[1])
        self.weights = np.linalg.solve(gram, x.T @ y)
        return self

    def predict(self, x: Float[Array, "n d"]) -> Float[Array, " n"]:
        if self.weights is None:
            raise RuntimeError("fit first")
        return x @ self.weights


class Nearest(Model):
    name = "nearest"

    def __init__(self, x: Float[Array, "m d"], y: Float[Array, " m"], k: int = 3) -> None:
        self._x, self._y, self.k = x, y, k

    def predict(self, x: Float[Array, "n d"]) -> Float[Array, " n"]:
        distance = np.linalg.norm(x[:, None] - self._x, axis=2)
        order = np.argsort(distance, axis=1)[:, : self.k]
        return self._y[order].mean(axis=1)


def cross_validate(
    models: Mapping[str, type[Ridge]], x: Float[Array, "n d"], y: Float[Array, " n"], folds: int
) -> dict[str, Float[Array, "{folds}"]]:
    parts = np.array_split(np.arange(len(x)), folds)
    out: dict[str, Float[Array, {folds}]] = {}
    for name, make in models.items():
        scores = np.zeros(folds)
        for i, held in enumerate(parts):
            mask = np.ones(len(x), dtype=bool)
            mask[held] = False
            scores[i] = make().fit(x[mask], y[mask]).score(x[~mask], y[~mask])
        out[name] = scores
    return out


def lag_features(x: Float[Array, "t c"], lags: list[int]) -> Float[Array, "s f"]:
    longest = max(lags)
    columns = [x[longest - lag : len(x) - lag] for lag in lags]
    return np.hstack(columns)


def events(x: Float[Array, " t"], threshold: float) -> Int[Array, " k"]:
    above = x > threshold
    return np.flatnonzero(above[1:] & ~above[:-1]) + 1


def interpolate_gaps(x: Float[Array, " t"]) -> Float[Array, " t"]:
    bad = np.isnan(x)
    if not bad.any():
        return x
    out = x.copy()
    out[bad] = np.interp(np.flatnonzero(bad), np.flatnonzero(~bad), x[~bad])
    return out


def seasonal(x: Float[Array, " t"], period: int) -> tuple[Float[Array, "{period}"], Float[Array, " t"]]:
    phase = np.arange(len(x)) % period
    means = np.array([x[phase == p].mean() for p in range(period)])
    return means, x - means[phase]


def main(seed: int) -> None:
    t, n, c, d = random.Random(seed).sample(range(40, 60), 4)
    rng = np.random.default_rng(seed)
    x = rng.normal(size=t).cumsum()
    series = rng.normal(size=(t, 5))
    pipe = Pipeline(MovingAverage(3)) | Exponential()
    assert pipe(series.T).shape == (5, t) and pipe(x).shape == (t,)
    spec = stft(x, 16, 4)
    assert power_db(spec).shape == spec.shape
    assert (power_db(spec) @ mel_matrix(9, 6, 8000).T).shape[1] == 6
    assert autocorrelation(x, 4).shape == (5,)
    assert yule_walker(x, 3)[0].shape == (3,)
    model = AR.fit(x, 4)
    assert model.forecast(x, 7).shape == (7,)
    assert model.simulate(rng, 3, 9).shape == (3, 9)
    assert isinstance(changepoints(x, 5.0), list)
    assert pooled([summarise(series), summarise(series[3:])]).shape == (5, 5)
    y = series @ np.ones(5)
    assert Ridge().fit(series, y).score(series, y) > 0.9
    assert Nearest(series, y).predict(series[:n]).shape[0] == min(n, t)
    assert cross_validate({"a": Ridge}, series, y, 4)["a"].shape == (4,)
    assert lag_features(series, [0, 1, 3]).shape == (t - 3, 15)
    assert events(x, float(x.mean())).ndim == 1
    gaps = x.copy()
    gaps[3:5] = np.nan
    assert interpolate_gaps(gaps).shape == (t,)
    assert seasonal(x, 7)[1].shape == (t,)


if __name__ == "__main__":
    main(0)
