"""Scaled dot-product attention: every query takes a mean of the values, weighted by how well the keys match.

Vaswani et al., "Attention is all you need", 2017.
"""

import math

import numpy as np

from typednn.contracts import Array, Bool, Float, contract
from typednn.ops.entries import require_entries


@contract
def attention(
    q: Float[Array, "*batch queries features"],
    k: Float[Array, "*batch keys features"],
    v: Float[Array, "*batch keys values"],
    *,
    mask: Bool[Array, "*#batch queries keys"] | None = None,
) -> Float[Array, "*batch queries values"]:
    """y = softmax(q kᵀ / √features) v over the keys where `mask` is true; 0 for a query that may see none."""
    return np.matmul(attention_weights(q, k, mask=mask), v)


@contract
def attention_weights(
    q: Float[Array, "*batch queries features"],
    k: Float[Array, "*batch keys features"],
    *,
    mask: Bool[Array, "*#batch queries keys"] | None = None,
) -> Float[Array, "*batch queries keys"]:
    """softmax(q kᵀ / √features) over the keys where `mask` is true; 0 for a query that may see none."""
    require_entries(q.shape[-1], "attention", "the axis of the features")
    require_entries(k.shape[-2], "attention", "the axis of the keys")
    scores = np.matmul(q, np.swapaxes(k, -1, -2)) * (1.0 / math.sqrt(q.shape[-1]))
    if mask is None:
        weights = np.exp(scores - scores.max(axis=-1, keepdims=True))
        return weights / weights.sum(axis=-1, keepdims=True)
    scores = np.where(mask, scores, -np.inf)
    peak = scores.max(axis=-1, keepdims=True)
    weights = np.exp(scores - np.where(np.isneginf(peak), 0.0, peak))
    total = weights.sum(axis=-1, keepdims=True)
    return weights / np.where(total > 0.0, total, 1.0)


@contract
def attention_vjp(
    dy: Float[Array, "*batch queries values"],
    q: Float[Array, "*batch queries features"],
    k: Float[Array, "*batch keys features"],
    v: Float[Array, "*batch keys values"],
    *,
    mask: Bool[Array, "*#batch queries keys"] | None = None,
) -> tuple[
    Float[Array, "*batch queries features"],
    Float[Array, "*batch keys features"],
    Float[Array, "*batch keys values"],
]:
    """With weights p, dp = dy vᵀ, ds = p ⊙ (dp − ⟨p, dp⟩) / √features: dq = ds k, dk = dsᵀ q, dv = pᵀ dy."""
    p = attention_weights(q, k, mask=mask)
    dp = np.matmul(dy, np.swapaxes(v, -1, -2))
    ds = p * (dp - (p * dp).sum(axis=-1, keepdims=True)) * (1.0 / math.sqrt(q.shape[-1]))
    dv = np.matmul(np.swapaxes(p, -1, -2), dy)
    return np.matmul(ds, k), np.matmul(np.swapaxes(ds, -1, -2), q), dv


@contract
def causal_mask(time: int) -> Bool[Array, "{time} {time}"]:
    """Which keys a query may see when it must not look ahead: those up to its own place."""
    return np.tri(time, dtype=np.bool_)
