"""The Boltzmann machine: the law P(s) = e^{−E(s)/T}/Z with biases, and its exact gradient.

    E(s) = −½ sᵀWs − bᵀs,   P(sᵤ = +1 | the rest) = 1 / (1 + e^{−2(Σᵥ wᵤᵥ sᵥ + bᵤ)/T})
    ∂⟨log P⟩/∂wᵤᵥ = (⟨sᵤsᵥ⟩_data − ⟨sᵤsᵥ⟩_model) / T,   ∂⟨log P⟩/∂bᵤ = (⟨sᵤ⟩_data − ⟨sᵤ⟩_model) / T

where w_uv and w_vu are one parameter. Ackley, Hinton, Sejnowski: A learning algorithm for Boltzmann machines. 1985.
"""

from dataclasses import dataclass

import numpy as np

from typednn.contracts import Array, Float64, Int8, Real, contract
from typednn.hopfield.outer import Bias
from typednn.hopfield.sampling.temperature import require_temperature
from typednn.hopfield.scalar import Scalar
from typednn.hopfield.spins import all_states, require_enumerable, require_patterns
from typednn.hopfield.symmetric import HopfieldNet


@contract
@dataclass(frozen=True, eq=False)
class BoltzmannGradient:
    """The gradient of the mean log-likelihood, the diagonal of the weights' part being 0."""

    weights: Float64[Array, "neurons neurons"]
    bias: Float64[Array, " neurons"]


@contract
class BoltzmannMachine:
    """Symmetric weights with a zero diagonal, a `Bias` and a temperature above 0."""

    weights: Real[Array, "neurons neurons"]

    def __init__(
        self, weights: Real[Array, "neurons neurons"], bias: Bias | None = None, *, temperature: Scalar = 1.0
    ) -> None:
        require_temperature(temperature)
        self.bias = Bias(np.zeros(len(weights), weights.dtype)) if bias is None else bias
        self.net = HopfieldNet(weights, self.bias.as_threshold())
        self.weights, self.temperature = weights, temperature

    def law(self) -> Float64[Array, " states"]:
        """P(s) of all 2ⁿ states, in the order of `all_states`."""
        require_enumerable(self.net.neurons)
        return boltzmann_law(self.net.energy(all_states(self.net.neurons)).astype(np.float64), self.temperature)

    def log_likelihood(self, data: Int8[Array, "samples neurons"]) -> float:
        """The mean of log P over the samples, exactly (all states are summed over)."""
        require_patterns(data)
        energies = self.net.energy(all_states(self.net.neurons)).astype(np.float64)
        log_z = log_partition(energies, self.temperature)
        return float(-self.net.energy(data).mean() / self.temperature - log_z)

    def gradient(self, data: Int8[Array, "samples neurons"]) -> BoltzmannGradient:
        """The exact gradient of `log_likelihood`."""
        require_patterns(data)
        states = all_states(self.net.neurons).astype(np.float64)
        law, samples = self.law(), data.astype(np.float64)
        pairs = samples.T @ samples / len(samples) - (states * law[:, None]).T @ states
        np.fill_diagonal(pairs, 0.0)
        return BoltzmannGradient(pairs / self.temperature, (samples.mean(axis=0) - law @ states) / self.temperature)

    def step(self, data: Int8[Array, "samples neurons"], rate: Scalar) -> "BoltzmannMachine":
        """The machine after one step up the gradient."""
        gradient = self.gradient(data)
        weights = self.weights + rate * gradient.weights
        bias = Bias(self.bias.values + rate * gradient.bias)
        return BoltzmannMachine((weights + weights.T) / 2, bias, temperature=self.temperature)


@contract
def log_partition(energies: Float64[Array, " states"], temperature: Scalar) -> float:
    """log Z = log Σ e^{−E/T}, shifted by the lowest energy."""
    require_temperature(temperature)
    lowest = energies.min()
    return float(np.log(np.exp(-(energies - lowest) / temperature).sum()) - lowest / temperature)


@contract
def boltzmann_law(energies: Float64[Array, " states"], temperature: Scalar) -> Float64[Array, " states"]:
    """e^{−E/T} / Z."""
    require_temperature(temperature)
    weights = np.exp(-(energies - energies.min()) / temperature)
    return weights / weights.sum()
