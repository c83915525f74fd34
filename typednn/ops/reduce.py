"""Reductions: sum, mean and maximum over the first or the last axis, which the contract shows."""

import numpy as np

from typednn.contracts import Array, Float, contract
from typednn.ops.entries import require_entries


@contract
def sum_first(x: Float[Array, "n *rest"]) -> Float[Array, "*rest"]:
    """y = Σᵢ x[i]."""
    return np.asarray(x.sum(axis=0))


@contract
def sum_first_vjp(dy: Float[Array, "*rest"], x: Float[Array, "n *rest"]) -> Float[Array, "n *rest"]:
    """dx[i] = dy."""
    return np.broadcast_to(dy, x.shape).copy()


@contract
def sum_last(x: Float[Array, "*rest n"]) -> Float[Array, "*rest"]:
    """y = Σᵢ x[…, i]."""
    return np.asarray(x.sum(axis=-1))


@contract
def sum_last_vjp(dy: Float[Array, "*rest"], x: Float[Array, "*rest n"]) -> Float[Array, "*rest n"]:
    """dx[…, i] = dy."""
    return np.broadcast_to(dy[..., None], x.shape).copy()


@contract
def mean_first(x: Float[Array, "n *rest"]) -> Float[Array, "*rest"]:
    """y = Σᵢ x[i] / n."""
    require_entries(x.shape[0], "mean_first", "the first axis")
    return np.asarray(x.mean(axis=0))


@contract
def mean_first_vjp(dy: Float[Array, "*rest"], x: Float[Array, "n *rest"]) -> Float[Array, "n *rest"]:
    """dx[i] = dy / n."""
    return sum_first_vjp(dy, x) / x.shape[0]


@contract
def mean_last(x: Float[Array, "*rest n"]) -> Float[Array, "*rest"]:
    """y = Σᵢ x[…, i] / n."""
    require_entries(x.shape[-1], "mean_last", "the last axis")
    return np.asarray(x.mean(axis=-1))


@contract
def mean_last_vjp(dy: Float[Array, "*rest"], x: Float[Array, "*rest n"]) -> Float[Array, "*rest n"]:
    """dx[…, i] = dy / n."""
    return sum_last_vjp(dy, x) / x.shape[-1]


@contract
def max_last(x: Float[Array, "*rest n"]) -> Float[Array, "*rest"]:
    """y = maxᵢ x[…, i]."""
    require_entries(x.shape[-1], "max_last", "the last axis")
    return np.asarray(x.max(axis=-1))


@contract
def max_last_vjp(dy: Float[Array, "*rest"], x: Float[Array, "*rest n"]) -> Float[Array, "*rest n"]:
    """dy goes to the first place that holds the maximum, 0 to the others."""
    require_entries(x.shape[-1], "max_last", "the last axis")
    first = x.argmax(axis=-1)[..., None] == np.arange(x.shape[-1])
    return np.asarray(dy[..., None] * first)
