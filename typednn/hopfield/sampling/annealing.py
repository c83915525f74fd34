"""Simulated annealing: a chain at a temperature that falls, and the best state that it saw."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np
from numpy.random import Generator

from typednn.contracts import Array, Float64, Int8, contract
from typednn.errors import ConfigError
from typednn.hopfield.sampling.chains import Chain
from typednn.hopfield.sampling.temperature import Cooling
from typednn.hopfield.symmetric import HopfieldNet

Kernel: TypeAlias = Literal["gibbs", "metropolis"]


@contract
@dataclass(frozen=True, eq=False)
class Annealed:
    """The last state and the best one, with energy and temperature after each sweep."""

    state: Int8[Array, " neurons"]
    best: Int8[Array, " neurons"]
    best_energy: float
    energies: Float64[Array, " sweeps"]
    temperatures: Float64[Array, " sweeps"]


@contract
def anneal(
    net: HopfieldNet,
    state: Int8[Array, " neurons"],
    cooling: Cooling,
    rng: Generator,
    *,
    sweeps: int,
    kernel: Kernel = "metropolis",
    listener: Callable[[int], None] | None = None,
) -> Annealed:
    """So many sweeps, the temperature of each given by `cooling`; `listener` hears of each."""
    if sweeps < 1:
        raise ConfigError(f"annealing in {sweeps} sweeps: it takes at least 1")
    chain = Chain(net, state, rng)
    turn = chain.gibbs if kernel == "gibbs" else chain.metropolis
    best, best_energy = chain.state.copy(), chain.energy()
    energies, temperatures = np.empty(sweeps), np.array([cooling(t) for t in range(sweeps)])
    for t in range(sweeps):
        turn(float(temperatures[t]))
        energies[t] = chain.energy()
        if energies[t] < best_energy:
            best, best_energy = chain.state.copy(), float(energies[t])
        if listener is not None:
            listener(t)
    return Annealed(chain.state, best, best_energy, energies, temperatures)
