"""Thermodynamics of a small network: Z, U, F, S and the heat capacity, from all its energies.

Z = Σ e^{−E/T},   U = Σ p E,   S = −Σ p log p,   F = −T log Z = U − T S,   C = dU/dT = Var(E) / T²
"""

from dataclasses import dataclass

import numpy as np

from typednn.contracts import Array, Float64, contract
from typednn.hopfield.analysis.landscape import all_energies
from typednn.hopfield.sampling.boltzmann import boltzmann_law, log_partition
from typednn.hopfield.scalar import Scalar
from typednn.hopfield.symmetric import HopfieldNet


@dataclass(frozen=True)
class Thermodynamics:
    """log Z, energy U, free energy F, entropy S and heat capacity C at a temperature."""

    temperature: float
    log_partition: float
    energy: float
    free_energy: float
    entropy: float
    heat_capacity: float


@contract
def thermodynamics(net: HopfieldNet, temperature: Scalar) -> Thermodynamics:
    """At one temperature, all states summed over."""
    return thermodynamics_of(all_energies(net).astype(np.float64), temperature)


@contract
def thermodynamics_of(energies: Float64[Array, " states"], temperature: Scalar) -> Thermodynamics:
    """The same from the energies."""
    law = boltzmann_law(energies, temperature)
    log_z = log_partition(energies, temperature)
    mean = float(law @ energies)
    spread = float(law @ (energies - mean) ** 2)
    return Thermodynamics(temperature, log_z, mean, -temperature * log_z, entropy(law), spread / temperature**2)


@contract
def entropy(law: Float64[Array, " states"]) -> float:
    """−Σ p log p, with 0 log 0 = 0."""
    positive = law[law > 0]
    return float(-(positive * np.log(positive)).sum())
