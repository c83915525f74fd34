"""Gibbs sampling and Metropolis–Hastings: chains of states whose law tends to e^{−E/T}/Z.

    Gibbs        P(sᵤ = +1 | the rest) = 1 / (1 + e^{−2hᵤ/T})
    Metropolis   flip with probability min(1, e^{−2sᵤhᵤ/T})

Random scan (a random neuron each time) is reversible; a systematic sweep keeps the law and is not.
"""

import numpy as np
from numpy.random import Generator

from typednn.contracts import Array, Float64, Int8, Int64, Real, contract
from typednn.errors import ConfigError
from typednn.hopfield.dynamics.visiting import Decision, visit
from typednn.hopfield.sampling.temperature import require_temperature
from typednn.hopfield.scalar import Scalar
from typednn.hopfield.spins import require_spins
from typednn.hopfield.symmetric import HopfieldNet


@contract
class Chain:
    """A chain at work: `state` and `fields` change with every sweep; `energy` is kept up to date on demand."""

    weights: Real[Array, "neurons neurons"]
    fields: Real[Array, " neurons"]
    state: Int8[Array, " neurons"]

    def __init__(self, net: HopfieldNet, state: Int8[Array, "{net.neurons}"], rng: Generator) -> None:
        require_spins(state)
        self.net, self.rng = net, rng
        self.weights, self.state, self.fields = net.weights, state.copy(), net.field(state)
        self.flips = 0

    def gibbs(self, temperature: Scalar, *, systematic: bool = False) -> None:
        """N turns of Gibbs sampling, of random neurons or, if `systematic`, of 0, 1, 2, …"""
        require_temperature(temperature)
        u = self.rng.random(len(self.state))
        with np.errstate(divide="ignore"):  # u = 0: the neuron is up at any field, as it should be
            cutoffs = (0.5 * temperature) * np.log(u / (1.0 - u))
        self._turns(cutoffs, Decision.UP_ABOVE, systematic)

    def metropolis(self, temperature: Scalar, *, systematic: bool = False) -> None:
        """N turns of Metropolis, of random neurons or, if `systematic`, of 0, 1, 2, …"""
        require_temperature(temperature)
        cutoffs = (0.5 * temperature) * self.rng.standard_exponential(len(self.state))
        self._turns(cutoffs, Decision.FLIP_BELOW, systematic)

    def energy(self) -> float:
        """The energy of the state."""
        return float(self.net.energy(self.state))

    def _turns(self, cutoffs: Float64[Array, " neurons"], decision: Decision, systematic: bool) -> None:
        neurons = len(self.state)
        order = np.arange(neurons) if systematic else self.rng.integers(0, neurons, neurons)
        self._visit(order.astype(np.int64, copy=False), cutoffs, decision)

    def _visit(self, order: Int64[Array, " neurons"], cutoffs: Float64[Array, " neurons"], decision: Decision) -> None:
        flips, _ = visit(self.weights, self.fields, self.state, order, cutoffs, decision)
        self.flips += flips


@contract
def gibbs_probability(
    net: HopfieldNet, state: Int8[Array, "*batch {net.neurons}"], temperature: Scalar
) -> Float64[Array, "*batch {net.neurons}"]:
    """P(sᵤ = +1 | the rest) for each neuron."""
    require_temperature(temperature)
    return logistic(2.0 / temperature * net.field(state).astype(np.float64))


@contract
def metropolis_probability(
    net: HopfieldNet, state: Int8[Array, "*batch {net.neurons}"], temperature: Scalar
) -> Float64[Array, "*batch {net.neurons}"]:
    """min(1, e^{−ΔE/T}) for flipping each neuron."""
    require_temperature(temperature)
    cost = net.flip_costs(state).astype(np.float64) / temperature
    return np.exp(-np.maximum(cost, 0.0))


@contract
def logistic(x: Float64[Array, "*batch"]) -> Float64[Array, "*batch"]:
    """1 / (1 + e^{−x}), without overflow."""
    tail = np.exp(-np.abs(x))
    return np.asarray(np.where(x >= 0, 1.0, tail) / (1.0 + tail))


@contract
def sample(
    net: HopfieldNet,
    temperature: Scalar,
    rng: Generator,
    *,
    samples: int,
    burn_in: int = 100,
    apart: int = 1,
    start: Int8[Array, "{net.neurons}"] | None = None,
) -> Int8[Array, "{samples} {net.neurons}"]:
    """States of a Gibbs chain, `apart` sweeps from one to the next, after `burn_in` sweeps."""
    if samples < 1 or burn_in < 0 or apart < 1:
        raise ConfigError(f"{samples} samples after {burn_in} sweeps, {apart} apart: give at least 1, 0 and 1")
    first = np.ones(net.neurons, np.int8) if start is None else start
    chain = Chain(net, first, rng)
    for _ in range(burn_in):
        chain.gibbs(temperature)
    states = np.empty((samples, net.neurons), np.int8)
    for k in range(samples):
        for _ in range(apart):
            chain.gibbs(temperature)
        states[k] = chain.state
    return states
