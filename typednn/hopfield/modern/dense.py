"""Dense associative memory: energies that fall steeply at each pattern, and so hold many more of them.

    E(σ) = −Σ_μ F(⟨ξ_μ, σ⟩),   F(x) = xⁿ or eˣ
    σᵢ ← sign Σ_μ [F(ξᵢ + r) − F(−ξᵢ + r)],   r = Σ_{j≠i} ξⱼσⱼ;   a tie as `tie` says

n = 2 is the classical network. About N^{n−1} patterns for xⁿ, 2^{N/2} for eˣ.
Krotov, Hopfield: Dense associative memory for pattern recognition. 2016. Demircigil et al. 2017.
"""

import math

import numpy as np

from typednn.contracts import Array, Int8, contract
from typednn.errors import ConfigError
from typednn.hopfield.net import decided
from typednn.hopfield.spins import require_patterns, require_spins
from typednn.hopfield.tie import Tie


@contract
class DenseMemory:
    """Patterns and the degree n of F; without a degree F is the exponential. Polynomial energies are exact."""

    patterns: Int8[Array, "patterns neurons"]

    def __init__(
        self, patterns: Int8[Array, "patterns neurons"], degree: int | None = None, *, tie: Tie = Tie.PLUS
    ) -> None:
        require_patterns(patterns)
        if degree is not None and degree < 2:
            raise ConfigError(f"the degree is {degree}: it is 2 (the classical network) or more, or None for exp")
        self.patterns, self.degree, self.tie = patterns, degree, tie

    def energy(self, state: Int8[Array, " neurons"]) -> int | float:
        """E(σ), an exact integer for a polynomial."""
        match = self._match(state)
        if self.degree is None:
            return -math.fsum(math.exp(x) for x in match)
        return -sum(x**self.degree for x in match)

    def update(self, state: Int8[Array, " neurons"], neuron: int) -> Int8[Array, " neurons"]:
        """The state after one neuron's turn."""
        if not 0 <= neuron < len(state):
            raise ConfigError(f"there is no neuron {neuron}: there are 0 to {len(state) - 1}")
        after = state.copy()
        self._turn(after, np.array(self._match(state), object), neuron)
        return after

    def settle(self, state: Int8[Array, " neurons"], *, most_sweeps: int = 1000) -> Int8[Array, " neurons"]:
        """Sweep in the order 0, 1, 2, … until nothing changes."""
        after, match = state.copy(), np.array(self._match(state), object)
        for _ in range(most_sweeps):
            if not sum(self._turn(after, match, neuron) for neuron in range(len(after))):
                return after
        raise ConfigError(f"not stable after {most_sweeps} sweeps: allow more with most_sweeps")

    def _match(self, state: Int8[Array, " neurons"]) -> list[int]:
        """⟨ξ_μ, σ⟩ for each pattern, as Python's unbounded integers."""
        require_spins(state)
        return [int(x) for x in self.patterns.astype(np.int64) @ state.astype(np.int64)]

    def _turn(self, state: Int8[Array, " neurons"], match: Array, neuron: int) -> bool:
        """One neuron's turn in place; the matches follow. Says whether it flipped."""
        own = self.patterns[:, neuron].astype(object)
        rest = match - own * int(state[neuron])
        before = state[neuron : neuron + 1].copy()
        state[neuron] = decided(np.array([self._pull(rest, own)]), before, self.tie)[0]
        match += own * (int(state[neuron]) - int(before[0]))
        return bool(state[neuron] != before[0])

    def _pull(self, rest: Array, own: Array) -> int:
        """The sign of Σ F(ξᵢ + r) − F(−ξᵢ + r)."""
        if self.degree is not None:
            total = sum((own + rest) ** self.degree - (rest - own) ** self.degree)
        else:  # e^{r+ξ} − e^{r−ξ} = 2 ξ sinh(1) eʳ, in units of the largest
            shifted = np.exp((rest - max(rest)).astype(np.float64))
            total = math.fsum(own.astype(np.float64) * shifted)
        return (total > 0) - (total < 0)
