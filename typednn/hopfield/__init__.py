"""Hopfield networks: classical, stochastic and modern; memory, dynamics, analysis.

    memory = Hopfield.store(patterns)
    found = memory.recall(noisy)

Spins are int8 arrays of ±1. What a neuron does at a field of zero is a `Tie`, the constant part of its field a
`Threshold` or a `Bias`. Energies are exact integers where the weights are.
"""

from typednn.hopfield.asymmetric import AsymmetricNet as AsymmetricNet
from typednn.hopfield.asymmetric import decompose as decompose
from typednn.hopfield.dynamics.schedules import Cyclic as Cyclic
from typednn.hopfield.dynamics.schedules import Greedy as Greedy
from typednn.hopfield.dynamics.schedules import RandomScan as RandomScan
from typednn.hopfield.dynamics.schedules import Shuffled as Shuffled
from typednn.hopfield.dynamics.settling import Outcome as Outcome
from typednn.hopfield.dynamics.settling import settle as settle
from typednn.hopfield.dynamics.settling import stabilize as stabilize
from typednn.hopfield.hebbian_net import HebbianNet as HebbianNet
from typednn.hopfield.learning.hebbian import hebbian as hebbian
from typednn.hopfield.memory import Hopfield as Hopfield
from typednn.hopfield.memory import Recall as Recall
from typednn.hopfield.modern.continuous import retrieve as retrieve
from typednn.hopfield.modern.dense import DenseMemory as DenseMemory
from typednn.hopfield.modern.layer import HopfieldLayer as HopfieldLayer
from typednn.hopfield.outer import Bias as Bias
from typednn.hopfield.outer import Threshold as Threshold
from typednn.hopfield.sampling.boltzmann import BoltzmannMachine as BoltzmannMachine
from typednn.hopfield.spins import as_spins as as_spins
from typednn.hopfield.spins import random_patterns as random_patterns
from typednn.hopfield.symmetric import HopfieldNet as HopfieldNet
from typednn.hopfield.tie import Tie as Tie
from typednn.hopfield.zero_one import ZeroOneNet as ZeroOneNet
