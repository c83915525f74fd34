"""Hidden Markov models: forward-backward, Viterbi, Baum-Welch, all in log space."""

import random
from typing import NamedTuple

import numpy as np
from jaxtyping import Float, Int, Integer
from numpy import ndarray as Array


class HMM(NamedTuple):
    """Log-probabilities of the start, of each transition (from, to), of each symbol in each state."""

    start: Float[Array, " states"]
    transition: Float[Array, "states states"]
    emission: Float[Array, "states symbols"]


class Posterior(NamedTuple):
    gamma: Float[Array, "time states"]
    xi: Float[Array, "time-1 states states"]
    log_likelihood: float


def logsumexp(x: Float[Array, "*rest n"]) -> Float[Array, "*rest"]:
    top = x.max(axis=-1, keepdims=True)
    return np.log(np.exp(x - top).sum(axis=-1)) + top[..., 0]


def log_normalise(x: Float[Array, "*rest n"]) -> Float[Array, "*rest n"]:
    return x - logsumexp(x)[..., None]


def random_hmm(states: int, symbols: int, rng: np.random.Generator) -> HMM:
    return HMM(
        start=np.log(rng.dirichlet(np.ones(states))),
        transition=np.log(rng.dirichlet(np.ones(states), size=states)),
        emission=np.log(rng.dirichlet(np.ones(symbols), size=states)),
    )


def forward(hmm: HMM, observed: Int[Array, " time"]) -> Float[Array, "time states"]:
    time, states = len(observed), len(hmm.start)
    alpha = np.empty((time, states))
    alpha[0] = hmm.start + hmm.emission[:, observed[0]]
    for t in range(1, time):
        arrive = alpha[t - 1][:, None] + hmm.transition
        alpha[t] = logsumexp(arrive.T) + hmm.emission[:, observed[t]]
    return alpha


def backward(hmm: HMM, observed: Int[Array, " time"]) -> Float[Array, "time states"]:
    time, states = len(observed), len(hmm.start)
    beta = np.zeros((time, states))
    for t in reversed(range(time - 1)):
        leave = hmm.emission[:, observed[t + 1]] + beta[t + 1]
        beta[t] = logsumexp(hmm.transition + leave)
    return beta


def posterior(hmm: HMM, observed: Int[Array, " time"]) -> Posterior:
    alpha, beta = forward(hmm, observed), backward(hmm, observed)
    total = float(logsumexp(alpha[-1:])[0])
    gamma = np.exp(alpha + beta - total)
    seen = hmm.emission[:, observed[1:]].T
    xi = alpha[:-1, :, None] + hmm.transition[None] + (seen + beta[1:])[:, None, :]
    return Posterior(gamma=gamma, xi=np.exp(xi - total), log_likelihood=total)


def viterbi(hmm: HMM, observed: Int[Array, " time"]) -> Integer[Array, " time"]:
    time, states = len(observed), len(hmm.start)
    score = hmm.start + hmm.emission[:, observed[0]]
    back = np.zeros((time, states), dtype=np.int64)
    for t in range(1, time):
        candidates = score[:, None] + hmm.transition
        back[t] = candidates.argmax(axis=0)
        score = candidates.max(axis=0) + hmm.emission[:, observed[t]]
    path = np.zeros(time, dtype=np.int64)
    path[-1] = score.argmax()
    for t in range(time - 2, -1, -1):
        path[t] = back[t + 1, path[t + 1]]
    return path


def count_symbols(
    gamma: Float[Array, "time states"], observed: Int[Array, " time"], symbols: int
) -> Float[Array, "states {symbols}"]:
    one_hot = np.eye(symbols)[observed]
    return gamma.T @ one_hot


def baum_welch(hmm: HMM, observed: Int[Array, " time"], rounds: int) -> tuple[HMM, list[float]]:
    history = []
    symbols = hmm.emission.shape[1]
    for _ in range(rounds):
        gamma, xi, log_likelihood = posterior(hmm, observed)
        history.append(log_likelihood)
        hmm = hmm._replace(
            start=np.log(gamma[0] + 1e-12),
            transition=log_normalise(np.log(xi.sum(axis=0) + 1e-12)),
            emission=log_normalise(np.log(count_symbols(gamma, observed, symbols) + 1e-12)),
        )
    return hmm, history


def sample(
    hmm: HMM, time: int, rng: np.random.Generator
) -> tuple[Int[Array, " {time}"], Int[Array, " {time}"]]:
    states, symbols = hmm.emission.shape
    hidden = np.zeros(time, dtype=int)
    shown = np.zeros(time, dtype=int)
    weights = np.exp(hmm.start)
    for t in range(time):
        hidden[t] = rng.choice(states, p=weights / weights.sum())
        shown[t] = rng.choice(symbols, p=np.exp(hmm.emission[hidden[t]]))
        weights = np.exp(hmm.transition[hidden[t]])
    return hidden, shown


def stationary(transition: Float[Array, "states states"]) -> Float[Array, " states"]:
    """The left eigenvector of the transition matrix with eigenvalue 1, by least squares."""
    states = transition.shape[0]
    system = np.vstack([transition.T - np.eye(states), np.ones((1, states))])
    target = np.concatenate([np.zeros(states), np.ones(1)])
    solution, _, _, _ = np.linalg.lstsq(system, target, rcond=None)
    return solution


def main(seed: int) -> None:
    states, symbols, time = random.Random(seed).sample(range(3, 30, 3), 3)
    rng = np.random.default_rng(seed)
    hmm = random_hmm(states, symbols, rng)
    hidden, shown = sample(hmm, time, rng)
    assert hidden.shape == viterbi(hmm, shown).shape == (time,)
    result = posterior(hmm, shown)
    assert result.gamma.shape == (time, states)
    assert np.allclose(result.gamma.sum(axis=1), 1.0)
    assert np.allclose(result.xi.sum(axis=2), result.gamma[:-1])
    fitted, history = baum_welch(hmm, shown, rounds=3)
    assert history[-1] >= history[0] - 1e-6
    assert fitted.emission.shape == (states, symbols) and fitted.transition.shape == (states, states)
    assert np.allclose(np.exp(fitted.emission).sum(axis=1), 1.0)
    weights = stationary(np.exp(hmm.transition))
    assert np.allclose(weights @ np.exp(hmm.transition), weights)


if __name__ == "__main__":
    main(0)
