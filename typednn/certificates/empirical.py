"""A lower bound of a Lipschitz constant: a quotient that two inputs attain, found by climbing.

v ← Jᵀ(f(x + hv) − f(x))/h, normed: power iteration on JᵀJ at x. What is reported is a quotient of two values of f.
"""

import numpy as np
from numpy.random import Generator

from typednn.contracts import Array, Float, contract
from typednn.errors import ConfigError
from typednn.layers import AnyLayer
from typednn.layers.flat import gradient_like

_STEP = 1e-5


@contract
def empirical_constant(layer: AnyLayer, x: Float[Array, "batch *shape"], *, rng: Generator, steps: int = 20) -> float:
    """The largest ‖f(y) − f(z)‖/‖y − z‖ found between samples of the batch and near each of them, in float64.

    The samples must not see each other when the layer is used; BatchNorm's derivative in training is not taken.
    """
    if not len(x) or steps < 1:
        raise ConfigError(f"an empirical constant from {len(x)} samples in {steps} steps: give at least 1 of both")
    if not np.isfinite(x).all():
        raise ConfigError(f"an empirical constant near {x[~np.isfinite(x)][0]}: give finite samples")
    net = layer.astype(np.float64)
    guide = net.copy()  # a forward pass of BatchNorm changes its state
    points = np.asarray(x, np.float64)
    values = net(points)
    best = _between(points, values)
    v = _unit(rng.normal(size=points.shape))
    for _ in range(steps):
        change = net(points + _STEP * v) - values
        quotients = _lengths(change) / _STEP
        best = max(best, float(quotients.max()))
        _, cache = guide.forward(points)
        v = _unit(guide.backward(np.ascontiguousarray(change / _STEP), cache, gradient_like(guide)))
    return best


@contract
def _between(points: Float[Array, "batch *shape"], values: Float[Array, "batch *output"]) -> float:
    """Over pairs of neighbours in the batch."""
    if len(points) < 2:
        return 0.0
    apart = _lengths(points[1:] - points[:-1])
    moved = _lengths(values[1:] - values[:-1])
    return float(np.max(moved[apart > 0] / apart[apart > 0], initial=0.0))


@contract
def _lengths(x: Float[Array, "batch *shape"]) -> Float[Array, " batch"]:
    return np.sqrt(np.square(x).reshape(len(x), -1).sum(axis=1))


@contract
def _unit(x: Float[Array, "batch *shape"]) -> Float[Array, "batch *shape"]:
    """Each sample with norm 1."""
    lengths = np.maximum(_lengths(x), 1e-300)
    return x / lengths.reshape(len(x), *[1] * (x.ndim - 1))
