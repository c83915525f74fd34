"""Laws on a finite set: relative entropy, the Gibbs measure, and the inequality in which it is the equality.

E_P f ≤ log E_Q e^f + KL(P‖Q), with equality exactly for P = e^f Q / E_Q e^f   (Donsker, Varadhan 1975)
"""

import math

import numpy as np

from typednn.contracts import Array, Float, Float64, contract
from typednn.errors import ConfigError


@contract
def relative_entropy(p: Float[Array, " k"], q: Float[Array, " k"]) -> float:
    """KL(P‖Q) = Σ p log(p/q), with 0 log 0 = 0; infinite where P has mass and Q has none."""
    _require_law(p)
    _require_law(q)
    seen = p > 0
    if np.any(q[seen] == 0):
        return math.inf
    return max(0.0, float(np.sum(p[seen] * np.log(p[seen] / q[seen]))))


@contract
def gibbs(f: Float[Array, " k"], q: Float[Array, " k"]) -> Float64[Array, " k"]:
    """e^f Q / E_Q e^f."""
    _require_law(q)
    _require_finite(f)
    weights = q * np.exp(f - f[q > 0].max(), where=q > 0, out=np.zeros(f.shape))
    return np.asarray(weights / weights.sum(), np.float64)


@contract
def donsker_varadhan_gap(p: Float[Array, " k"], q: Float[Array, " k"], f: Float[Array, " k"]) -> float:
    """log E_Q e^f + KL(P‖Q) − E_P f: never negative, 0 for the Gibbs measure."""
    _require_law(q)
    _require_finite(f)
    peak = float(f[q > 0].max())
    mean = float(np.sum(q[q > 0] * np.exp(f[q > 0] - peak)))
    return peak + math.log(mean) + relative_entropy(p, q) - float(p @ f)


def _require_law(p: Array) -> None:
    if not p.size or not (np.all(p >= 0) and abs(float(p.sum()) - 1.0) <= 1e-9):
        raise ConfigError(
            f"no law: {p.size} entries that sum to {float(p.sum())}; expected probabilities that sum to 1"
        )


def _require_finite(f: Array) -> None:
    if not np.isfinite(f).all():
        raise ConfigError(f"a function with the value {f[~np.isfinite(f)][0]}; expected finite values")
