"""Spins: states of ±1 as int8 arrays; their distances, their overlaps, and all 2ⁿ of them."""

import numpy as np

from typednn.contracts import Array, Bool, Float64, Int8, Int64, Real, contract
from typednn.errors import ConfigError, DataError

MOST_ENUMERATED = 20
"""Enumeration stops here: 2²⁰ states of 20 neurons are 20 MB."""


@contract
def as_spins(values: Real[Array, "*batch neurons"] | Bool[Array, "*batch neurons"]) -> Int8[Array, "*batch neurons"]:
    """Numbers that are all −1 or +1 as int8; a Boolean array with +1 where it is true."""
    if values.dtype == np.bool_:
        return np.where(values, np.int8(1), np.int8(-1))
    wrong = np.argwhere((values != 1) & (values != -1))
    if len(wrong):
        place = tuple(int(i) for i in wrong[0])
        hint = "2 * x - 1 makes spins of 0 and 1" if values[place] == 0 else "np.where(x > 0, 1, -1) makes spins"
        raise DataError(f"a state holds only -1 and 1, and here {values[place]} stands at {place}: {hint}")
    return values.astype(np.int8)


@contract
def require_spins(state: Int8[Array, "*batch neurons"]) -> None:
    """Refuse a state that is not all ±1."""
    if not np.all(np.abs(state) == 1):  # |−128| is −128 in int8, and no 1 either
        as_spins(state)


@contract
def require_patterns(patterns: Int8[Array, "patterns neurons"]) -> None:
    """Refuse patterns that are none, or not all ±1."""
    if 0 in patterns.shape:
        count, neurons = patterns.shape
        raise DataError(f"there are {count} patterns of {neurons} neurons: give at least one of each")
    require_spins(patterns)


@contract
def random_patterns(patterns: int, neurons: int, rng: np.random.Generator) -> Int8[Array, "{patterns} {neurons}"]:
    """Independent fair coins."""
    return (2 * rng.integers(0, 2, (patterns, neurons), dtype=np.int8) - 1).astype(np.int8)


@contract
def flip_random(state: Int8[Array, " neurons"], flips: int, rng: np.random.Generator) -> Int8[Array, " neurons"]:
    """A copy with exactly so many neurons flipped."""
    if not 0 <= flips <= len(state):
        raise ConfigError(f"cannot flip {flips} of {len(state)} neurons: give a number from 0 to {len(state)}")
    changed = state.copy()
    places = rng.choice(len(state), flips, replace=False)
    changed[places] = -changed[places]
    return changed


@contract
def hamming(first: Int8[Array, "*batch neurons"], second: Int8[Array, " neurons"]) -> Int64[Array, "*batch"]:
    """How many neurons differ, (N − ⟨s, s'⟩) / 2."""
    return np.asarray(np.count_nonzero(first != second, axis=-1), np.int64)


@contract
def products(patterns: Int8[Array, "patterns neurons"], state: Int8[Array, " neurons"]) -> Int64[Array, " patterns"]:
    """⟨p, s⟩ for each pattern, exactly."""
    return patterns.astype(np.int64) @ state.astype(np.int64)


@contract
def overlaps(patterns: Int8[Array, "patterns neurons"], state: Int8[Array, " neurons"]) -> Float64[Array, " patterns"]:
    """m = ⟨p, s⟩ / N for each pattern: 1 where the state is the pattern, −1 where it is its complement."""
    return products(patterns, state) / len(state)


@contract
def edwards_anderson(samples: Int8[Array, "samples neurons"]) -> float:
    """The order parameter q = (1/N) Σ ⟨sᵢ⟩² of samples: 1 for a frozen state, 0 for a free one."""
    require_patterns(samples)
    return float((samples.mean(axis=0, dtype=np.float64) ** 2).mean())


def require_enumerable(neurons: int, most: int = MOST_ENUMERATED) -> None:
    """Refuse to enumerate the states of too many neurons."""
    if not 1 <= neurons <= most:
        raise ConfigError(
            f"{neurons} neurons have 2^{neurons} states; enumeration is possible for 1 to {most}:"
            " take a smaller network, or sample"
        )


@contract
def all_states(neurons: int) -> Int8[Array, "2**{neurons} {neurons}"]:
    """All 2ⁿ states; neuron i of state k is +1 where bit i of k is set."""
    require_enumerable(neurons)
    bits = (np.arange(2**neurons)[:, None] >> np.arange(neurons)) & 1
    return (2 * bits - 1).astype(np.int8)


@contract
def index_of(states: Int8[Array, "*batch neurons"]) -> Int64[Array, "*batch"]:
    """The place of each state in `all_states`."""
    require_enumerable(states.shape[-1])
    return np.asarray((states > 0) @ (np.int64(1) << np.arange(states.shape[-1], dtype=np.int64)))
