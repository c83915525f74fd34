"""Softmax and its logarithm over the last axis, shifted by the maximum: finite for every finite input."""

import numpy as np

from typednn.contracts import Array, Float, contract
from typednn.errors import ContractError
from typednn.ops.entries import require_entries
from typednn.ops.meaning import Probs


@contract
def logsumexp(x: Float[Array, "*batch classes"]) -> Float[Array, "*batch"]:
    """log Σⱼ exp(xⱼ) = m + log Σⱼ exp(xⱼ − m) with m = max x."""
    require_entries(x.shape[-1], "logsumexp", "the last axis")
    peak = x.max(axis=-1)
    with np.errstate(over="ignore"):  # −1e308 − 1e308 is −inf, and its exponential 0, as it should be
        return np.asarray(peak + np.log(np.exp(x - peak[..., None]).sum(axis=-1)))


@contract
def logsumexp_vjp(dy: Float[Array, "*batch"], x: Float[Array, "*batch classes"]) -> Float[Array, "*batch classes"]:
    """dx = dy · softmax(x)."""
    return dy[..., None] * softmax(x)


@contract
def softmax(x: Float[Array, "*batch classes"]) -> Float[Probs, "*batch classes"]:
    """exp(xᵢ − m) / Σⱼ exp(xⱼ − m) with m = max x."""
    if isinstance(x, Probs):
        raise ContractError("softmax() was given Probs: its result cannot be given to it again")
    require_entries(x.shape[-1], "softmax", "the last axis")
    with np.errstate(over="ignore"):
        e = np.exp(x - x.max(axis=-1, keepdims=True))
    e /= e.sum(axis=-1, keepdims=True)
    probs: Float[Probs, "*batch classes"] = e.view(Probs)
    return probs


@contract
def softmax_vjp(
    dy: Float[Array, "*batch classes"], x: Float[Array, "*batch classes"]
) -> Float[Array, "*batch classes"]:
    """dx = s ⊙ (dy − ⟨s, dy⟩) with s = softmax(x)."""
    s = softmax(x)
    return s * (dy - (s * dy).sum(axis=-1, keepdims=True))


@contract
def log_softmax(x: Float[Array, "*batch classes"]) -> Float[Array, "*batch classes"]:
    """(xᵢ − m) − log Σⱼ exp(xⱼ − m) with m = max x; no finite input falls below the least finite number."""
    require_entries(x.shape[-1], "log_softmax", "the last axis")
    with np.errstate(over="ignore"):
        shifted = x - x.max(axis=-1, keepdims=True)
    result = shifted - np.log(np.exp(shifted).sum(axis=-1, keepdims=True))
    np.copyto(result, np.finfo(x.dtype).min, where=np.isneginf(result) & np.isfinite(x))
    return result


@contract
def log_softmax_vjp(
    dy: Float[Array, "*batch classes"], x: Float[Array, "*batch classes"]
) -> Float[Array, "*batch classes"]:
    """dx = dy − softmax(x) · Σⱼ dyⱼ."""
    return dy - softmax(x) * dy.sum(axis=-1, keepdims=True)
