"""A small network whose Hessian is known exactly: linear, tanh, linear, cross-entropy.

Pearlmutter's rules: R{y} is the derivative of y along v, and goes through the gradient's formulas as they stand.

Pearlmutter: Fast exact multiplication by the Hessian. 1994.
"""

from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.random import Generator

from typednn import layers, ops
from typednn.contracts import Array, Float, Int, contract


@contract
@dataclass(frozen=True, eq=False)
class SmallNetwork:
    """The network, and a batch for it."""

    net: layers.Chain
    x: Float[Array, "batch features"]
    labels: Int[Array, " batch"]

    @classmethod
    def draw(cls, rng: Generator) -> Self:
        """Of random widths, with random weights."""
        a, b, c = (int(size) for size in rng.integers(2, 6, 3))
        batch = int(rng.integers(2, 7))
        first, last = (layers.Linear(m, n, rng=rng, dtype=np.float64) for m, n in ((a, b), (b, c)))
        first.bias[:], last.bias[:] = rng.normal(size=b), rng.normal(size=c)
        net = first >> layers.Tanh() >> last
        return cls(net, rng.normal(size=(batch, a)), rng.integers(0, c, batch))

    def hessian_product(self, v: Float[Array, " parameters"]) -> Float[Array, " parameters"]:
        """The derivative along v of the gradient, in the order of the flat vector."""
        first, last = self.net[0], self.net[2]
        along = layers.unflatten_parameters(self.net, v)
        one, two = along[0], along[2]
        assert isinstance(first, layers.Linear) and isinstance(last, layers.Linear)
        assert isinstance(one, layers.Linear) and isinstance(two, layers.Linear)
        hidden = np.tanh(self.x @ first.weight + first.bias)
        slope = 1 - hidden**2
        chances = np.asarray(ops.softmax(hidden @ last.weight + last.bias))
        error = (chances - np.eye(chances.shape[1])[self.labels]) / len(self.x)
        inner = self.x @ one.weight + one.bias  # R{z₁}
        r_hidden = slope * inner
        r_logits = r_hidden @ last.weight + hidden @ two.weight + two.bias
        mean = (chances * r_logits).sum(axis=1, keepdims=True)
        r_error = chances * (r_logits - mean) / len(self.x)
        back = error @ last.weight.T
        r_back = r_error @ last.weight.T + error @ two.weight.T
        r_inner = slope * r_back - 2 * hidden * slope * inner * back
        parts = (self.x.T @ r_inner, r_inner.sum(axis=0), r_hidden.T @ error + hidden.T @ r_error, r_error.sum(axis=0))
        return np.concatenate([part.ravel() for part in parts])
