"""Visits of neurons one after the other, with the local fields kept up to date: the core of all dynamics.

A visit looks at one field, O(1); only a flip touches the others, h ← h + 2 sᵤ W[:, u], O(N). Chance enters as
a cutoff drawn in advance: with u uniform, p = 1/(1 + e^{−2h/T}) > u is h > ½ T log(u / (1 − u)).
In NumPy, all visits of a piece of the order are decided at once, and those are kept that the flips before them leave
as they are; with numba installed (`pip install typednn[fast]`) the loop itself is compiled, for larger networks.
Both do the same, bit for bit.
"""

from collections.abc import Callable
from enum import IntEnum
from functools import cache
from importlib import import_module
from importlib.util import find_spec

import numpy as np

from typednn.contracts import Array, Bool, Int8, Int64, Real, contract

_PIECE = 256
_WORTH_COMPILING = 256  # neurons; below, numba's start costs more than it saves


class Decision(IntEnum):
    """When a neuron is up: h ≥ cutoff, or h > cutoff. Or when it flips: s h < cutoff."""

    UP_FROM = 0
    UP_ABOVE = 1
    FLIP_BELOW = 2


@contract
def visit(
    influence: Real[Array, "neurons neurons"],
    fields: Real[Array, " neurons"],
    spins: Int8[Array, " neurons"],
    order: Int64[Array, " visits"],
    cutoffs: Real[Array, " visits"],
    decision: Decision,
) -> tuple[int, int]:
    """Visit the neurons in order; `spins` and `fields` are changed in place. Row u of `influence` is W[:, u].

    Returns how many flipped, and how many visits it took until the last of them.
    """
    # What a flip to −1 or to +1 adds to the fields, in their own dtype.
    factors = np.array([-2, 2], fields.dtype)
    loop = compiled_loop() if len(spins) >= _WORTH_COMPILING else None
    chosen = _in_pieces if loop is None else loop
    flips, last = chosen(influence, fields, spins, order, cutoffs, int(decision), factors)
    return int(flips), int(last)


@contract
def wrong(
    fields: Real[Array, " visits"], spins: Int8[Array, " visits"], cutoffs: Real[Array, "#visits"], decision: Decision
) -> Bool[Array, " visits"]:
    """Who would flip."""
    return _wrong(fields, spins, cutoffs, decision)


def _wrong(fields: Array, spins: Array, cutoffs: Array, decision: int) -> Array:
    """The same, for the loop."""
    if decision == Decision.FLIP_BELOW:
        return np.asarray(spins * fields < cutoffs)
    up = fields >= cutoffs if decision == Decision.UP_FROM else fields > cutoffs
    return np.asarray(up != (spins > 0))


Loop = Callable[[Array, Array, Array, Array, Array, int, Array], tuple[int, int]]


def _in_pieces(
    influence: Array, fields: Array, spins: Array, order: Array, cutoffs: Array, decision: int, factors: Array
) -> tuple[int, int]:
    """Look at a whole piece of the order at once: who would flip, and how far that is still so as the others do."""
    changes = np.empty((_PIECE, len(fields)), fields.dtype)
    previous: Array | None = None  # only where somebody flips
    flips = last = place = 0
    while place < len(order):
        piece, cutoff = order[place : place + _PIECE], cutoffs[place : place + _PIECE]
        flipping = _wrong(fields[piece], spins[piece], cutoff, decision)
        picks = np.flatnonzero(flipping)
        if not len(picks):
            place += len(piece)
            continue
        previous = _previous(order) if previous is None else previous
        end = _first_return(previous[place : place + _PIECE] - place, flipping)
        piece, cutoff, flipping, picks = piece[:end], cutoff[:end], flipping[:end], picks[picks < end]
        for change, neuron in zip(changes, piece[picks], strict=False):
            np.multiply(influence[neuron], factors[int(spins[neuron] < 0)], out=change, dtype=change.dtype)
        stop = _agreed(fields, spins, piece, cutoff, decision, flipping, changes[: len(picks)])
        picks = picks[picks < stop]
        spins[piece[picks]] *= -1
        for change in changes[: len(picks)]:
            fields += change
        flips, last, place = flips + len(picks), place + int(picks[-1]) + 1, place + stop
    return flips, last


def _previous(order: Array) -> Array:
    """For each visit the last one before it of the same neuron; −1 where there is none."""
    previous = np.full(len(order), -1)
    if np.bincount(order).max() == 1:
        return previous
    by_neuron = np.argsort(order, kind="stable")
    again = np.flatnonzero(order[by_neuron[1:]] == order[by_neuron[:-1]])
    previous[by_neuron[again + 1]] = by_neuron[again]
    return previous


def _first_return(previous: Array, flipping: Array) -> int:
    """The first visit of a neuron that has flipped in the same piece; the piece ends before it."""
    returns = (previous >= 0) & flipping[np.maximum(previous, 0)]
    first = int(returns.argmax())
    return first if returns[first] else len(flipping)


def _agreed(
    fields: Array, spins: Array, piece: Array, cutoff: Array, decision: int, flipping: Array, changes: Array
) -> int:
    """Up to which visit of a piece all decide as they would at its start; nobody comes back who has flipped.

    The fields at each visit are those of the start and, added one after the other, the changes by flips before it.
    """
    paths = np.add.accumulate(np.concatenate([fields[None, piece], changes[:, piece]]), axis=0)
    before = np.cumsum(flipping) - flipping
    differs = _wrong(paths[before, np.arange(len(piece))], spins[piece], cutoff, decision) != flipping
    first = int(differs.argmax())
    return first if differs[first] else len(piece)


def plain_loop(
    influence: Array, fields: Array, spins: Array, order: Array, cutoffs: Array, decision: int, factors: Array
) -> tuple[int, int]:
    """The same, visit by visit: what numba compiles."""
    flips = last = 0
    for k in range(order.size):
        i = order[k]
        if decision == 0:
            flip = (fields[i] >= cutoffs[k]) != (spins[i] > 0)
        elif decision == 1:
            flip = (fields[i] > cutoffs[k]) != (spins[i] > 0)
        else:
            flip = spins[i] * fields[i] < cutoffs[k]
        if flip:
            spins[i] = -spins[i]
            factor = factors[1] if spins[i] > 0 else factors[0]
            for j in range(fields.size):
                fields[j] += factor * influence[i, j]
            flips, last = flips + 1, k + 1
    return flips, last


@cache
def compiled_loop() -> Loop | None:
    """`plain_loop`, compiled once and kept on disk; nothing without numba."""
    if find_spec("numba") is None:
        return None
    compiled: Loop = import_module("numba").njit(cache=True)(plain_loop)
    return compiled
