"""The continuous modern Hopfield network: one update is softmax attention to the stored patterns.

    ξ ← Xᵀ softmax(β X ξ),   E(ξ) = −lse(β, Xξ) + ½ ⟨ξ, ξ⟩ + log(M)/β + ½ max‖x‖²,   lse(β, z) = log(Σ e^{βz})/β

The rows of X are M patterns of real numbers. The energy never rises; on the hull of the patterns 0 ≤ E ≤ 2 max‖x‖².
Ramsauer et al.: Hopfield networks is all you need. ICLR 2021.
"""

import math
from dataclasses import dataclass

import numpy as np

from typednn.contracts import Array, Float, Float64, contract
from typednn.errors import ConfigError
from typednn.hopfield.scalar import Scalar
from typednn.ops.attention import attention
from typednn.ops.softmax import logsumexp


def require_beta(beta: Scalar) -> None:
    """β > 0, finite."""
    if not 0.0 < beta < math.inf:
        raise ConfigError(f"beta is {beta}: it must be a finite number above 0; beta = 1/√features is attention's")


@contract
def retrieve(
    patterns: Float[Array, "patterns features"],
    query: Float[Array, "queries features"],
    beta: Scalar,
    *,
    steps: int = 1,
) -> Float[Array, "queries features"]:
    """So many updates of each query: attention of the layers, with the patterns as keys and values.

    attention(q, k, v) divides by √features, so that the query is scaled by β √features, unless that is 1.
    """
    require_beta(beta)
    if steps < 1:
        raise ConfigError(f"{steps} updates: make at least 1")
    scale = beta * math.sqrt(query.shape[-1])
    for _ in range(steps):
        query = attention(query if scale == 1.0 else query * scale, patterns, patterns)
    return query


@contract
def energy(
    patterns: Float[Array, "patterns features"], state: Float[Array, "states features"], beta: Scalar
) -> Float[Array, " states"]:
    """E(ξ) of each state."""
    require_beta(beta)
    lse = logsumexp(beta * (state @ patterns.T)) / beta
    largest = (patterns * patterns).sum(axis=1).max()
    return -lse + 0.5 * (state * state).sum(axis=1) + math.log(len(patterns)) / beta + 0.5 * largest


@contract
def separations(patterns: Float[Array, "patterns features"]) -> Float64[Array, " patterns"]:
    """Δᵢ = ⟨xᵢ, xᵢ⟩ − max_{j≠i} ⟨xᵢ, xⱼ⟩."""
    products = patterns.astype(np.float64) @ patterns.T.astype(np.float64)
    own = np.diagonal(products).copy()
    np.fill_diagonal(products, -np.inf)
    return own - products.max(axis=1)


@dataclass(frozen=True)
class OneStep:
    """How far one update may end from the pattern at most, and how far it does."""

    bound: float
    error: float


@contract
def one_step_error(
    patterns: Float64[Array, "patterns features"], state: Float64[Array, " features"], which: int, beta: Scalar
) -> OneStep:
    """‖f(ξ) − xᵢ‖ ≤ 2(M − 1) e^{−β(Δᵢ − 2 ‖ξ − xᵢ‖ max‖x‖)} max‖x‖."""
    require_beta(beta)
    if not 0 <= which < len(patterns) or len(patterns) < 2:
        raise ConfigError(f"there is no pattern {which} among others: there are 0 to {len(patterns) - 1}")
    longest = float(np.linalg.norm(patterns, axis=1).max())
    away = float(np.linalg.norm(state - patterns[which]))
    exponent = -beta * (float(separations(patterns)[which]) - 2.0 * away * longest)
    after = retrieve(patterns, state[None], beta)[0]
    bound = 2.0 * (len(patterns) - 1) * math.exp(min(exponent, 700.0)) * longest
    return OneStep(bound, float(np.linalg.norm(after - patterns[which])))
