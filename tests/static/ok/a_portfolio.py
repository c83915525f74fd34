"""Portfolio arithmetic: returns, risk, mean-variance weights, a small backtester, option pricing."""

import math
import random
from typing import Any, Callable, Dict, Iterator, NamedTuple, Tuple, TypedDict

import numpy as np
from jaxtyping import Float

Arr = np.ndarray
Prices = Float[Arr, "days assets"]
Returns = Float[Arr, "days-1 assets"]
Weights = Float[Arr, " assets"]

TRADING_DAYS = 252


class Risk(TypedDict):
    volatility: float
    drawdown: float
    var95: float
    contributions: Float[Arr, " assets"]


class Trade(NamedTuple):
    day: int
    shares: Float[Arr, " assets"]
    cost: float = 0.0


def simple_returns(prices: Prices) -> Returns:
    result: Returns = prices[1:] / prices[:-1] - 1.0
    return result


def log_returns(prices: Prices) -> Returns:
    return np.diff(np.log(prices), axis=0)


def rebuild(first: Float[Arr, " assets"], returns: Float[Arr, "t assets"]) -> Float[Arr, "t+1 assets"]:
    growth = np.cumprod(1.0 + returns, axis=0)
    return np.vstack([first, first * growth])


def moving_average(x: Float[Arr, "days assets"], k: int) -> Float[Arr, "days-{k}+1 assets"]:
    total = np.cumsum(x, axis=0)
    total[k:] = total[k:] - total[:-k]
    averages: Float[Arr, "days-{k}+1 assets"] = total[k - 1 :] / k
    return averages


def ewma_covariance(r: Float[Arr, "t assets"], decay: float = 0.94) -> Float[Arr, "assets assets"]:
    cov = np.zeros((r.shape[1], r.shape[1]))
    for row in r:
        cov *= decay
        cov += (1.0 - decay) * np.outer(row, row)
    return cov


def shrunk_covariance(r: Float[Arr, "t assets"], intensity: float) -> Float[Arr, "assets assets"]:
    sample = np.cov(r.T)
    target = np.diag(np.diag(sample))
    blended: Float[Arr, "assets assets"] = (1 - intensity) * sample + intensity * target
    return blended


def minimum_variance(cov: Float[Arr, "assets assets"]) -> Weights:
    raw = np.linalg.solve(cov, np.ones(len(cov)))
    return np.asarray(raw / raw.sum())


def target_return(mu: Weights, cov: Float[Arr, "assets assets"], goal: float) -> Weights:
    """Lagrange multipliers: the KKT system is (assets+2) square."""
    n = mu.shape[0]
    kkt = np.zeros((n + 2, n + 2))
    kkt[:n, :n] = cov
    kkt[:n, n] = kkt[n, :n] = mu
    kkt[:n, n + 1] = kkt[n + 1, :n] = 1.0
    rhs = np.r_[np.zeros(n), goal, 1.0]
    return np.linalg.solve(kkt, rhs)[:n]


def risk_parity(cov: Float[Arr, "assets assets"], **options: Any) -> Weights:
    steps: int = options.pop("steps", 200)
    start: Weights | None = options.pop("start", None)
    if options:
        raise TypeError(f"unknown options {sorted(options)}")
    w = np.full(len(cov), 1.0 / len(cov)) if start is None else start.copy()
    for _ in range(steps):
        marginal = cov @ w
        w = np.sqrt(w / np.maximum(marginal, 1e-12))
        w /= w.sum()
    return w


def frontier(mu: Weights, cov: Float[Arr, "assets assets"], points: int) -> Tuple[Float[Arr, "{points}"], Float[Arr, "{points}"]]:
    goals = np.linspace(mu.min(), mu.max(), points)
    w = np.array([target_return(mu, cov, g) for g in goals])
    risk = np.sqrt(np.einsum("pi,ij,pj->p", w, cov, w))
    return goals, risk


def report(w: Weights, r: Float[Arr, "t assets"]) -> Risk:
    cov = np.cov(r, rowvar=False)
    daily = r @ w
    wealth = np.cumprod(1 + daily)
    drawdown = 1 - wealth / np.maximum.accumulate(wealth)
    variance = w @ cov @ w
    return {
        "volatility": math.sqrt(TRADING_DAYS * variance),
        "drawdown": float(drawdown.max()),
        "var95": -float(np.percentile(daily, 5)),
        "contributions": w * (cov @ w) / variance,
    }


class Backtest:
    """Rebalances to ``strategy(window)`` every ``every`` days."""

    def __init__(self, prices: Prices, every: int, fee: float = 0.001) -> None:
        self.prices = prices
        self.every = every
        self.fee = fee
        self.trades: list[Trade] = []

    def __iter__(self) -> Iterator[Tuple[int, Float[Arr, "w assets"]]]:
        for day in range(self.every, len(self.prices), self.every):
            yield day, self.prices[day - self.every : day]

    def run(self, strategy: Callable[[Float[Arr, "w assets"]], Weights], cash: float = 1.0) -> Float[Arr, " days"]:
        days, assets = self.prices.shape
        wealth = np.full(days, cash)
        shares = np.zeros(assets)
        for day, seen in self:
            price = self.prices[day]
            value = shares @ price if self.trades else cash
            new = strategy(seen) * value / price
            turnover = float(np.abs(new - shares) @ price)
            self.trades.append(Trade(day, new, cost=self.fee * turnover))
            shares = new
            wealth[day:] = self.prices[day:] @ shares - self.trades[-1].cost
        return wealth


def inverse_volatility(window: Float[Arr, "w assets"]) -> Weights:
    inverse = 1.0 / log_returns(window).std(axis=0)
    return np.asarray(inverse / np.sum(inverse))


def payoff(paths: Float[Arr, "n t"], strike: float, kind: str) -> Float[Arr, " n"]:
    last, lowest = paths[:, -1], paths.min(axis=1)
    table: Dict[str, Callable[[], Float[Arr, " n"]]] = {
        "call": lambda: np.maximum(last - strike, 0.0),
        "asian": lambda: np.maximum(paths.mean(axis=1) - strike, 0.0),
        "barrier": lambda: np.where(lowest > 0.8 * strike, np.maximum(last - strike, 0), 0.0),
    }
    return table[kind]()


def monte_carlo(n: int, t: int, *, spot: float, vol: float, rng: np.random.Generator) -> Float[Arr, "2*{n} {t}+1"]:
    """Geometric Brownian paths with antithetic noise."""
    z = rng.standard_normal((n, t))
    z = np.concatenate([z, -z])
    dt = 1.0 / t
    steps = vol * math.sqrt(dt) * z - 0.5 * vol**2 * dt
    paths = np.hstack([np.zeros((2 * n, 1)), np.cumsum(steps, axis=1)])
    return np.asarray(spot * np.exp(paths))


def binomial_put(spot: float, strike: float, up: float, q: float, t: int) -> float:
    """American put on a recombining tree, backwards from t+1 leaves."""
    value = np.maximum(strike - spot * up ** np.arange(-t, t + 1, 2.0), 0)
    while t > 0:
        t -= 1
        held = q * value[1:] + (1 - q) * value[:-1]
        early = strike - spot * up ** np.arange(-t, t + 1, 2.0)
        value = np.maximum(held, early)
    return float(value[0])


def main(seed: int) -> None:
    assets, k, points, t = random.Random(seed).sample(range(4, 18, 2), 4)
    days = random.Random(seed).randint(40, 50)
    rng = np.random.default_rng(seed)
    daily = 0.01 * rng.normal(size=(days - 1, assets)) + 0.001
    prices = rebuild(np.full(assets, 100.0), daily)
    assert np.allclose(simple_returns(prices), daily)
    assert np.allclose(np.expm1(log_returns(prices)), daily)
    assert np.allclose(moving_average(prices, k)[0], prices[:k].mean(axis=0))
    mu, cov = daily.mean(axis=0), shrunk_covariance(daily, 0.2)
    inputs = (mu, cov, points)
    goals, risk = frontier(*inputs)
    assert np.all(risk**2 >= minimum_variance(cov) @ cov @ minimum_variance(cov) - 1e-12) and goals.size == points
    settings = {"steps": 500, "start": minimum_variance(np.diag(np.diag(cov)))}
    parity = risk_parity(ewma_covariance(daily) + 1e-6 * np.eye(assets), **settings)
    summary = report(parity, daily)
    assert np.isclose(summary["contributions"].sum(), 1.0) and 0 <= summary["drawdown"] < 1
    try:
        risk_parity(cov, step=3)
    except TypeError as error:
        assert "step" in str(error)
    test = Backtest(prices, every=k)
    assert test.run(inverse_volatility).shape == (days,) and len(test.trades) == (days - 1) // k
    paths = monte_carlo(points, t, spot=100.0, vol=0.2, rng=rng)
    assert all(payoff(paths, 90.0, kind).shape == (2 * points,) for kind in ("call", "asian", "barrier"))
    assert binomial_put(100.0, 110.0, 1.1, 0.5, t) >= 10.0


if __name__ == "__main__":
    main(0)
