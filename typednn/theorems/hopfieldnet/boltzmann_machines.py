"""H51, H52: Boltzmann machines and RBMs: biases, and the gradient of the likelihood."""

from itertools import combinations, product

import numpy as np

from typednn.hopfield.outer import Bias
from typednn.hopfield.sampling import boltzmann, rbm
from typednn.hopfield.spins import random_patterns
from typednn.theorems.hopfieldnet import CHAPTER
from typednn.theorems.hopfieldnet.laws import LAW, TIGHT
from typednn.theorems.hopfieldnet.subjects import SOME_NETS, STATES, some_nets
from typednn.theorems.theorem import Mode, Standing
from typednn.theorems.trial import Trial

_SLOPE = "h² · max|f'''|/6 + 4 u |f| / h with h = 1e-5"


@CHAPTER.theorem("H51", Mode.EXHAUSTIVE, domain=SOME_NETS, original="BoltzmannMachine", tolerance=LAW)
def a_bias_is_a_threshold_with_the_other_sign(trial: Trial) -> None:
    """With E = −½sᵀWs − bᵀs, fields are Ws + b, and the law is that of the network with θ = −b."""
    for case, net in trial.each(some_nets()):
        machine = boltzmann.BoltzmannMachine(net.weights, Bias(-net.threshold.values))
        case.equal(machine.net.field(STATES), STATES @ net.weights + (-net.threshold.values))
        by_hand = -np.einsum("ki,ij,kj->k", STATES, net.weights, STATES.astype(np.int64)) / 2 + (
            STATES @ net.threshold.values
        )
        law = np.exp(-by_hand) / np.exp(-by_hand).sum()
        case.near(machine.law(), law, TIGHT)


@CHAPTER.theorem(
    "H52.1",
    Mode.DIFFERENCES,
    domain="machines of 4 neurons, 5 samples, normal weights",
    standing=Standing.BEYOND,
    tolerance=_SLOPE,
)
def the_boltzmann_gradient_is_exact(trial: Trial) -> None:
    """∂⟨log P⟩/∂w_ij = (⟨s_i s_j⟩_data − ⟨s_i s_j⟩_model)/T, and the same for biases."""
    for case in trial.cases(quick=6, full=100):
        upper = np.triu(case.rng.normal(size=(4, 4)), 1)
        weights, bias, t = upper + upper.T, case.rng.normal(size=4), float(case.rng.uniform(0.7, 2))
        data, h = random_patterns(5, 4, case.rng), 1e-5
        gradient = boltzmann.BoltzmannMachine(weights, Bias(bias), temperature=t).gradient(data)
        for i, j in combinations(range(4), 2):
            step = np.zeros((4, 4))
            step[i, j] = step[j, i] = h
            up, down = (
                boltzmann.BoltzmannMachine(weights + x * step, Bias(bias), temperature=t).log_likelihood(data)
                for x in (1, -1)
            )
            case.near((up - down) / (2 * h), float(gradient.weights[i, j]), 1e-8)


@CHAPTER.theorem(
    "H52.2",
    Mode.DIFFERENCES,
    domain="RBMs of 3 visible and 2 hidden neurons, 4 samples",
    standing=Standing.BEYOND,
    tolerance=_SLOPE,
)
def the_gradient_of_an_rbm_is_exact(trial: Trial) -> None:
    """∂⟨log P⟩/∂w_ij = ⟨v_i ⟨h_j|v⟩⟩_data − ⟨v_i ⟨h_j|v⟩⟩_model; CD-k estimates it."""
    for case in trial.cases(quick=6, full=100):
        rng, h = case.rng, 1e-5
        machine = rbm.RBM(rng.normal(size=(3, 2)), rng.normal(size=3), rng.normal(size=2))
        data = random_patterns(4, 3, rng)
        gradient = machine.gradient(data)
        for i, j in product(range(3), range(2)):
            step = np.zeros((3, 2))
            step[i, j] = h
            up, down = (
                rbm.RBM(machine.weights + x * step, machine.visible_bias, machine.hidden_bias).log_likelihood(data)
                for x in (1, -1)
            )
            case.near((up - down) / (2 * h), float(gradient.weights[i, j]), 1e-8)
