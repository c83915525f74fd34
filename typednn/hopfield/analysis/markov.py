"""Markov chains on finitely many states: kernels, stationary laws, distances, contraction, mixing.

    TV(p, q) = ½ Σ |p − q|,   δ(P) = max_ij TV(P_i, P_j),   TV(pP, qP) ≤ δ(P) TV(p, q)

Exact where the numbers are: sums and products of small dyadic rationals are, in float64.
"""

import numpy as np

from typednn.contracts import Array, Bool, Float64, Int8, contract
from typednn.errors import ConfigError, DataError
from typednn.hopfield.sampling.chains import gibbs_probability, metropolis_probability
from typednn.hopfield.scalar import Scalar
from typednn.hopfield.spins import all_states, require_enumerable
from typednn.hopfield.symmetric import HopfieldNet

_MOST = 12
_ROUNDING = 1e-9


@contract
class Kernel:
    """A square matrix whose rows are probabilities: row i is where the chain goes from state i."""

    matrix: Float64[Array, "states states"]

    def __init__(self, matrix: Float64[Array, "states states"]) -> None:
        for row in matrix:
            require_law(row)
        self.matrix = matrix

    def __matmul__(self, other: "Kernel") -> "Kernel":
        """First this one, then the other."""
        return Kernel(self.matrix @ other.matrix)

    def power(self, steps: int) -> "Kernel":
        """So many steps."""
        if steps < 0:
            raise ConfigError(f"{steps} steps: a chain does not run backwards, give at least 0")
        return Kernel(np.linalg.matrix_power(self.matrix, steps))

    def reaches(self) -> Bool[Array, "states states"]:
        """Which state can be reached from which, in any number of steps."""
        reached = (self.matrix > 0) | np.eye(len(self.matrix), dtype=np.bool_)
        while True:
            further = (reached.astype(np.float64) @ reached.astype(np.float64)) > 0
            if np.array_equal(further, reached):
                return reached
            reached = further

    @property
    def irreducible(self) -> bool:
        """Whether every state reaches every other."""
        return bool(self.reaches().all())


@contract
def require_law(law: Float64[Array, " states"]) -> None:
    """Refuse what is no probability vector."""
    total, least = float(law.sum()), float(law.min())
    if not (least >= 0.0 and abs(total - 1.0) <= _ROUNDING):
        raise DataError(
            f"no probabilities: the least is {least} and they sum to {total}; they are at least 0 and sum to 1"
        )


@contract
def gibbs_kernel(net: HopfieldNet, temperature: Scalar, *, systematic: bool = False) -> Kernel:
    """A random neuron's Gibbs turn; or, if `systematic`, a whole sweep 0, 1, 2, …"""
    up = gibbs_probability(net, _states(net), temperature)
    turns = [_turn(neuron, up[:, neuron], 1.0 - up[:, neuron]) for neuron in range(net.neurons)]
    if not systematic:
        return Kernel(np.asarray(sum(turns)) / net.neurons)
    sweep = np.eye(len(up))
    for turn in turns:
        sweep = sweep @ turn
    return Kernel(sweep)


@contract
def metropolis_kernel(net: HopfieldNet, temperature: Scalar) -> Kernel:
    """A random neuron's Metropolis turn."""
    states = _states(net)
    flip = metropolis_probability(net, states, temperature)
    up = np.where(states > 0, 1.0 - flip, flip)
    turns = [_turn(neuron, up[:, neuron], 1.0 - up[:, neuron]) for neuron in range(net.neurons)]
    return Kernel(np.asarray(sum(turns)) / net.neurons)


@contract
def metropolis_hastings(law: Float64[Array, " states"], proposal: Kernel) -> Kernel:
    """P_xy = Q_xy min(1, π_y Q_yx / (π_x Q_xy)) for x ≠ y; what is refused stays. The law is positive."""
    require_law(law)
    if not (law > 0).all() or len(law) != len(proposal.matrix):
        raise DataError(
            f"the law has {len(law)} states, the least of probability {law.min()}, and the proposal"
            f" {len(proposal.matrix)}: give a positive law on the same states"
        )
    q = proposal.matrix
    back = law * q.T / law[:, None]  # π_y Q_yx / π_x
    matrix = np.minimum(q, back)
    np.fill_diagonal(matrix, 0.0)
    np.fill_diagonal(matrix, 1.0 - matrix.sum(axis=1))
    return Kernel(matrix)


@contract
def _states(net: HopfieldNet) -> Int8[Array, "2**{net.neurons} {net.neurons}"]:
    require_enumerable(net.neurons, _MOST)
    return all_states(net.neurons)


@contract
def _turn(
    neuron: int, up: Float64[Array, " states"], down: Float64[Array, " states"]
) -> Float64[Array, "states states"]:
    """One neuron's turn as a matrix."""
    matrix, places, bit = np.zeros((len(up), len(up))), np.arange(len(up)), 1 << neuron
    matrix[places, places | bit] = up
    matrix[places, places & ~bit] = down
    return matrix


@contract
def stationary(kernel: Kernel) -> Float64[Array, " states"]:
    """The law with πP = π; there is exactly one if the chain is irreducible, and otherwise an error."""
    if not kernel.irreducible:
        raise DataError("the chain is not irreducible: some state does not reach another, and laws that stay are many")
    size = len(kernel.matrix)
    system = np.vstack([kernel.matrix.T - np.eye(size), np.ones((1, size))])
    law = np.linalg.lstsq(system, np.append(np.zeros(size), 1.0), rcond=None)[0]
    law = np.maximum(law, 0.0)
    return law / law.sum()


@contract
def detailed_balance_gap(kernel: Kernel, law: Float64[Array, " states"]) -> float:
    """max |π_i P_ij − π_j P_ji|: 0 where the chain is reversible."""
    flow = law[:, None] * kernel.matrix
    return float(np.abs(flow - flow.T).max())


@contract
def total_variation(p: Float64[Array, " states"], q: Float64[Array, " states"]) -> float:
    """½ Σ |p − q|, the largest difference in probability of any set."""
    return float(0.5 * np.abs(p - q).sum())


@contract
def dobrushin(kernel: Kernel) -> float:
    """δ(P) = max TV of two rows: what is left of a distance between laws after a step, at most."""
    return max(float(0.5 * np.abs(kernel.matrix - row).sum(axis=1).max()) for row in kernel.matrix)


@contract
def mixing_time(kernel: Kernel, epsilon: Scalar = 0.25, *, most_steps: int = 1_000_000) -> int:
    """The least k with TV(P^k from any state, π) ≤ ε."""
    if not 0.0 < epsilon < 1.0:
        raise ConfigError(f"epsilon is {epsilon}: it must lie between 0 and 1")
    law = stationary(kernel)
    doublings = [kernel.matrix]
    while _distance(doublings[-1], law) > epsilon:
        if 2 ** len(doublings) > most_steps:
            raise ConfigError(f"the chain does not mix in {most_steps} steps: raise the temperature or most_steps")
        doublings.append(doublings[-1] @ doublings[-1])
    if len(doublings) == 1:
        return 1
    steps, reached = 2 ** (len(doublings) - 2), doublings[-2]  # not yet mixed; the distance never grows
    for exponent in range(len(doublings) - 3, -1, -1):
        further = reached @ doublings[exponent]
        if _distance(further, law) > epsilon:
            steps, reached = steps + 2**exponent, further
    return steps + 1


@contract
def _distance(matrix: Float64[Array, "states states"], law: Float64[Array, " states"]) -> float:
    return float(0.5 * np.abs(matrix - law).sum(axis=1).max())
