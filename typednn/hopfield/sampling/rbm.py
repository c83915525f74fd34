"""The restricted Boltzmann machine: visible and hidden neurons, with weights only between them.

    E(v, h) = −vᵀWh − bᵀv − cᵀh,   P(hⱼ = +1 | v) = 1 / (1 + e^{−2(cⱼ + Σᵢ vᵢwᵢⱼ)})
    CD-k: ΔW ∝ ⟨v ⟨h|v⟩ᵀ⟩_data − ⟨v ⟨h|v⟩ᵀ⟩ after k steps of block Gibbs, started at the data

Hinton: Training products of experts by minimizing contrastive divergence. Neural Computation 14, 2002.
"""

from dataclasses import dataclass

import numpy as np
from numpy.random import Generator

from typednn.contracts import Array, Float64, Int8, contract
from typednn.errors import ConfigError
from typednn.hopfield.sampling.chains import logistic
from typednn.hopfield.scalar import Scalar
from typednn.hopfield.spins import all_states, require_patterns


@contract
@dataclass(frozen=True, eq=False)
class RBM:
    """Weights and biases; also what their gradient is."""

    weights: Float64[Array, "visible hidden"]
    visible_bias: Float64[Array, " visible"]
    hidden_bias: Float64[Array, " hidden"]

    def hidden_given(self, v: Int8[Array, "samples visible"]) -> Float64[Array, "samples hidden"]:
        """P(h = +1 | v)."""
        return logistic(2.0 * (v.astype(np.float64) @ self.weights + self.hidden_bias))

    def visible_given(self, h: Int8[Array, "samples hidden"]) -> Float64[Array, "samples visible"]:
        """P(v = +1 | h)."""
        return logistic(2.0 * (h.astype(np.float64) @ self.weights.T + self.visible_bias))

    def free_energy(self, v: Int8[Array, "samples visible"]) -> Float64[Array, " samples"]:
        """F(v) = −bᵀv − Σⱼ log 2cosh(cⱼ + Σᵢ vᵢwᵢⱼ), so that P(v) ∝ e^{−F(v)}."""
        x = np.abs(v.astype(np.float64) @ self.weights + self.hidden_bias)
        return -(v.astype(np.float64) @ self.visible_bias) - (x + np.log1p(np.exp(-2.0 * x))).sum(axis=1)

    def log_likelihood(self, v: Int8[Array, "samples visible"]) -> float:
        """The mean of log P(v), exactly: all visible states are summed over."""
        every = -self.free_energy(all_states(len(self.visible_bias)))
        log_z = every.max() + np.log(np.exp(every - every.max()).sum())
        return float(-self.free_energy(v).mean() - log_z)

    def gradient(self, v: Int8[Array, "samples visible"]) -> "RBM":
        """The exact gradient of `log_likelihood`."""
        require_patterns(v)
        every = all_states(len(self.visible_bias))
        logs = -self.free_energy(every)
        law = np.exp(logs - logs.max())
        return self._moments(v, np.full(len(v), 1.0 / len(v))).less(self._moments(every, law / law.sum()))

    def contrastive_divergence(self, v: Int8[Array, "samples visible"], rng: Generator, *, steps: int = 1) -> "RBM":
        """CD-k: the gradient with the model's side replaced by k steps of block Gibbs from the data."""
        require_patterns(v)
        if steps < 1:
            raise ConfigError(f"CD-{steps}: contrastive divergence makes at least 1 step")
        share, model = np.full(len(v), 1.0 / len(v)), v
        for _ in range(steps):
            hidden = drawn(self.hidden_given(model), rng)
            model = drawn(self.visible_given(hidden), rng)
        return self._moments(v, share).less(self._moments(model, share))

    def step(self, gradient: "RBM", rate: Scalar) -> "RBM":
        """The machine after a step along the gradient."""
        return RBM(
            self.weights + rate * gradient.weights,
            self.visible_bias + rate * gradient.visible_bias,
            self.hidden_bias + rate * gradient.hidden_bias,
        )

    def less(self, other: "RBM") -> "RBM":
        """The difference, part by part."""
        return self.step(other, -1.0)

    def _moments(self, v: Int8[Array, "samples visible"], share: Float64[Array, " samples"]) -> "RBM":
        """Σ share · (v ⟨h|v⟩ᵀ, v, ⟨h|v⟩)."""
        hidden = 2.0 * self.hidden_given(v) - 1.0
        weighted = v * share[:, None]
        return RBM(weighted.T @ hidden, weighted.sum(axis=0), share @ hidden)


@contract
def drawn(probability: Float64[Array, "*batch neurons"], rng: Generator) -> Int8[Array, "*batch neurons"]:
    """±1, each +1 with its probability."""
    return np.where(rng.random(probability.shape) < probability, np.int8(1), np.int8(-1))


@contract
def random_rbm(visible: int, hidden: int, rng: Generator) -> RBM:
    """Small normal weights, no biases."""
    if visible < 1 or hidden < 1:
        raise ConfigError(f"{visible} visible and {hidden} hidden neurons: give at least one of each")
    return RBM(0.01 * rng.standard_normal((visible, hidden)), np.zeros(visible), np.zeros(hidden))
