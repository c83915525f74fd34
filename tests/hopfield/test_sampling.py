"""Chance: chains against their exact kernels, gradients against differences, temperatures."""

import math

import numpy as np
import pytest

from tests.hopfield.test_networks import random_net
from typednn.errors import ConfigError
from typednn.hopfield import Bias, BoltzmannMachine, HopfieldNet, random_patterns
from typednn.hopfield.analysis import all_energies, detailed_balance_gap, gibbs_kernel, metropolis_kernel
from typednn.hopfield.sampling import RBM, Chain, Exponential, Linear, Logarithmic, anneal, random_rbm, sample
from typednn.hopfield.sampling.boltzmann import boltzmann_law
from typednn.hopfield.spins import all_states, edwards_anderson, index_of


@pytest.mark.parametrize("kernel", ["gibbs", "metropolis"])
def test_a_sweep_of_the_chain_has_the_law_of_the_kernel(kernel: str) -> None:
    """From one state, n turns of random neurons: the counts against Pⁿ, by a χ² with a bound far in its tail."""
    net, temperature, runs = random_net(1, 3), 5.0, 2000
    matrix = (gibbs_kernel if kernel == "gibbs" else metropolis_kernel)(net, temperature).power(3).matrix
    rng, counts = np.random.default_rng(0), np.zeros(8)
    start = all_states(3)[5]
    for _ in range(runs):
        chain = Chain(net, start, rng)
        (chain.gibbs if kernel == "gibbs" else chain.metropolis)(temperature)
        counts[int(index_of(chain.state))] += 1
    expected = runs * matrix[5]
    assert expected.min() > 5
    chi_squared = ((counts - expected) ** 2 / expected).sum()
    assert chi_squared < 35  # 7 degrees of freedom: P(χ² > 35) < 2e-5


def test_fields_of_a_chain_stay_true() -> None:
    net = random_net(2, 12)
    chain = Chain(net, np.ones(12, np.int8), np.random.default_rng(0))
    for _ in range(20):
        chain.gibbs(3.0)
        chain.metropolis(3.0, systematic=True)
    assert chain.flips > 20
    assert np.array_equal(chain.fields, net.field(chain.state))


def test_samples_have_the_means_of_the_law() -> None:
    net = random_net(3, 4)
    states = sample(net, 4.0, np.random.default_rng(1), samples=4000, apart=2)
    law = boltzmann_law(all_energies(net).astype(float), 4.0)
    counts = np.bincount(index_of(states), minlength=16) / 4000
    assert np.abs(counts - law).max() < 0.05
    assert 0.0 <= edwards_anderson(states) <= 1.0


@pytest.mark.parametrize("cooling", [Exponential(10.0, 0.02), Linear(10.0, 200), Logarithmic(10.0)])
def test_annealing_finds_the_ground_state_of_a_small_network(cooling: object) -> None:
    net = random_net(7, 10)
    assert isinstance(cooling, Exponential | Linear | Logarithmic)
    found = anneal(net, np.ones(10, np.int8), cooling, np.random.default_rng(0), sweeps=200)
    assert found.best_energy == all_energies(net).min() == net.energy(found.best)
    assert np.array_equal(found.temperatures, [cooling(t) for t in range(200)])
    assert found.energies[-1] == net.energy(found.state)


def test_boltzmann_gradient_is_the_derivative() -> None:
    rng = np.random.default_rng(0)
    upper = np.triu(rng.normal(size=(5, 5)), 1)
    machine = BoltzmannMachine(upper + upper.T, Bias(rng.normal(size=5)), temperature=1.7)
    data = random_patterns(6, 5, rng)
    gradient, h = machine.gradient(data), 1e-5
    for i in range(5):
        for j in range(i):
            step = np.zeros((5, 5))
            step[i, j] = step[j, i] = h
            up, down = (
                BoltzmannMachine(machine.weights + sign * step, machine.bias, temperature=1.7).log_likelihood(data)
                for sign in (1, -1)
            )
            assert (up - down) / (2 * h) == pytest.approx(gradient.weights[i, j], abs=1e-8)
        up, down = (
            BoltzmannMachine(
                machine.weights, Bias(machine.bias.values + sign * h * np.eye(5)[i]), temperature=1.7
            ).log_likelihood(data)
            for sign in (1, -1)
        )
        assert (up - down) / (2 * h) == pytest.approx(gradient.bias[i], abs=1e-8)
    assert machine.step(data, 0.05).log_likelihood(data) > machine.log_likelihood(data)
    assert machine.law().sum() == pytest.approx(1.0)


def test_rbm_gradient_and_contrastive_divergence() -> None:
    rng = np.random.default_rng(0)
    machine = RBM(rng.normal(size=(4, 3)), rng.normal(size=4), rng.normal(size=3))
    data = random_patterns(5, 4, rng)
    gradient, h = machine.gradient(data), 1e-5
    for i in range(4):
        for j in range(3):
            step = np.zeros((4, 3))
            step[i, j] = h
            up, down = (
                RBM(machine.weights + sign * step, machine.visible_bias, machine.hidden_bias).log_likelihood(data)
                for sign in (1, -1)
            )
            assert (up - down) / (2 * h) == pytest.approx(gradient.weights[i, j], abs=1e-8)
    joint = [  # the free energy sums the hidden states out
        -math.log(
            sum(math.exp(v @ machine.weights @ k + machine.visible_bias @ v + machine.hidden_bias @ k) for k in K)
        )
        for K in [all_states(3).astype(float)]
        for v in data.astype(float)
    ]
    assert np.allclose(machine.free_energy(data), joint)
    learner, two = random_rbm(6, 4, rng), random_patterns(2, 6, rng)
    before = learner.log_likelihood(two)
    for _ in range(300):
        learner = learner.step(learner.contrastive_divergence(two, rng, steps=2), 0.1)
    assert learner.log_likelihood(two) > before + 2.0
    assert learner.log_likelihood(two) > -1.5  # two patterns: at most −log 2


def test_gibbs_is_reversible_at_random_and_only_invariant_in_order() -> None:
    net, law = random_net(5, 3), boltzmann_law(all_energies(random_net(5, 3)).astype(float), 2.0)
    assert detailed_balance_gap(gibbs_kernel(net, 2.0), law) < 1e-15
    systematic = gibbs_kernel(net, 2.0, systematic=True)
    assert np.allclose(law @ systematic.matrix, law, atol=1e-15)
    assert detailed_balance_gap(systematic, law) > 1e-3


@pytest.mark.parametrize("temperature", [0.0, -1.0, math.inf, math.nan])
def test_temperatures_are_above_zero(temperature: float) -> None:
    net = HopfieldNet(np.array([[0, 1], [1, 0]]))
    chain = Chain(net, np.ones(2, np.int8), np.random.default_rng(0))
    for act in (
        lambda: chain.gibbs(temperature),
        lambda: chain.metropolis(temperature),
        lambda: Linear(temperature, 3),
        lambda: Exponential(temperature, 0.1),
        lambda: Logarithmic(temperature),
        lambda: BoltzmannMachine(net.weights, temperature=temperature),
        lambda: gibbs_kernel(net, temperature),
    ):
        with pytest.raises(ConfigError, match=f"the temperature is {temperature}"):
            act()


def test_refused() -> None:
    net, rng = random_net(0, 3), np.random.default_rng(0)
    with pytest.raises(ConfigError, match="CD-0"):
        random_rbm(2, 2, rng).contrastive_divergence(random_patterns(2, 2, rng), rng, steps=0)
    with pytest.raises(ConfigError, match="annealing in 0 sweeps"):
        anneal(net, np.ones(3, np.int8), Linear(1.0, 1), rng, sweeps=0)
    with pytest.raises(ConfigError, match="cooling in 0 steps"):
        Linear(1.0, 0)
    with pytest.raises(ConfigError, match="rate is -1"):
        Exponential(1.0, -1.0)
    with pytest.raises(ConfigError, match="0 samples"):
        sample(net, 1.0, rng, samples=0)


def test_whole_numbers_are_numbers() -> None:
    """What mypy takes for a float the run takes too."""
    net = random_net(0, 3)
    chain = Chain(net, np.ones(3, np.int8), np.random.default_rng(0))
    chain.gibbs(2)
    chain.metropolis(2)
    assert np.array_equal(gibbs_kernel(net, 2).matrix, gibbs_kernel(net, 2.0).matrix)
    assert BoltzmannMachine(net.weights, temperature=1).law().sum() == pytest.approx(1)
