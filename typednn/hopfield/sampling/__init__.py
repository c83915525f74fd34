"""Chance: Gibbs and Metropolis chains, annealing, Boltzmann machines."""

from typednn.hopfield.sampling.annealing import Annealed as Annealed
from typednn.hopfield.sampling.annealing import anneal as anneal
from typednn.hopfield.sampling.boltzmann import BoltzmannGradient as BoltzmannGradient
from typednn.hopfield.sampling.boltzmann import BoltzmannMachine as BoltzmannMachine
from typednn.hopfield.sampling.chains import Chain as Chain
from typednn.hopfield.sampling.chains import gibbs_probability as gibbs_probability
from typednn.hopfield.sampling.chains import metropolis_probability as metropolis_probability
from typednn.hopfield.sampling.chains import sample as sample
from typednn.hopfield.sampling.rbm import RBM as RBM
from typednn.hopfield.sampling.rbm import random_rbm as random_rbm
from typednn.hopfield.sampling.temperature import Cooling as Cooling
from typednn.hopfield.sampling.temperature import Exponential as Exponential
from typednn.hopfield.sampling.temperature import Linear as Linear
from typednn.hopfield.sampling.temperature import Logarithmic as Logarithmic
