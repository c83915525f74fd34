"""Markov models of sequences: Viterbi, forward-backward, Baum-Welch; and MCMC samplers."""

import itertools
import math
import random
from collections.abc import Callable, Generator, Iterable, Iterator

import numpy as np
import numpy.random as npr
from jaxtyping import Float, Int, UInt

Probabilities = Float[np.ndarray, " s"]
Transitions = Float[np.ndarray, "s s"]
LogDensity = Callable[[Float[np.ndarray, " d"]], float]


def normalised(x: Float[np.ndarray, "... k"]) -> Float[np.ndarray, "... k"]:
    total = x.sum(axis=-1, keepdims=True)
    result: Float[np.ndarray, "... k"] = np.divide(x, total, out=np.zeros_like(x), where=total > 0)
    return result


def stationary(a: Transitions) -> Probabilities:
    values, vectors = np.linalg.eig(a.T)
    leading = vectors[:, np.abs(values - 1.0).argmin()].real
    return np.asarray(leading / leading.sum())


class HMM:
    """s hidden states, v symbols."""

    start: Float[np.ndarray, " s"]
    moves: Float[np.ndarray, "s s"]
    emits: Float[np.ndarray, "s v"]

    def __init__(
        self,
        start: Float[np.ndarray, " s"],
        moves: Float[np.ndarray, "s s"],
        emits: Float[np.ndarray, "s v"],
    ) -> None:
        self.start, self.moves, self.emits = start, moves, emits
        self.states, self.symbols = emits.shape

    @classmethod
    def random(cls, states: int, symbols: int, rng: npr.Generator) -> "HMM":
        draw = rng.dirichlet
        return cls(
            draw(np.ones(states)), draw(np.ones(states), size=states), draw(np.ones(symbols), size=states)
        )

    @property
    def parameters(self) -> tuple[Float[np.ndarray, " s"], Float[np.ndarray, "s s"], Float[np.ndarray, "s v"]]:
        return self.start, self.moves, self.emits

    def sample(self, t: int, rng: npr.Generator) -> tuple[Int[np.ndarray, "{t}"], UInt[np.ndarray, "{t}"]]:
        hidden = np.zeros(t, dtype=int)
        seen = np.zeros(t, dtype=np.uint8)
        p = self.start
        for i in range(t):
            hidden[i] = rng.choice(self.states, p=p)
            seen[i] = rng.choice(self.symbols, p=self.emits[hidden[i]])
            p = self.moves[hidden[i]]
        return hidden, seen

    def forward(self, seen: UInt[np.ndarray, " t"]) -> tuple[Float[np.ndarray, "t s"], float]:
        alpha = np.zeros((len(seen), self.states))
        log_likelihood = 0.0
        p = self.start
        for i, symbol in enumerate(seen):
            joint = p * self.emits[:, symbol]
            scale = joint.sum()
            log_likelihood += math.log(scale)
            alpha[i] = joint / scale
            p = alpha[i] @ self.moves
        return alpha, log_likelihood

    def backward(self, seen: UInt[np.ndarray, " t"]) -> Float[np.ndarray, "t s"]:
        beta = np.ones((seen.size, self.states))
        for i in reversed(range(seen.size - 1)):
            beta[i] = normalised(self.moves @ (self.emits[:, seen[i + 1]] * beta[i + 1]))
        return beta

    def posterior(self, seen: UInt[np.ndarray, " t"]) -> Float[np.ndarray, "t s"]:
        alpha, _ = self.forward(seen)
        beta = self.backward(seen)
        assert alpha.shape == beta.shape
        return normalised(alpha * beta)

    def transitions(self, seen: UInt[np.ndarray, " t"]) -> Float[np.ndarray, "t-1 s s"]:
        alpha, _ = self.forward(seen)
        weight = self.emits[:, seen[1:]].T * self.backward(seen)[1:]
        joint = alpha[:-1, :, None] * self.moves * weight[:, None, :]
        scaled: Float[np.ndarray, "t-1 s s"] = joint / joint.sum(axis=(1, 2), keepdims=True)
        return scaled

    def viterbi(self, seen: UInt[np.ndarray, " t"]) -> Int[np.ndarray, " t"]:
        with np.errstate(divide="ignore"):
            start, moves, emits = (np.log(p) for p in self.parameters)
        score = start + emits[:, seen[0]]
        back = np.zeros((len(seen), self.states), dtype=int)
        for i in range(1, len(seen)):
            options = score[:, None] + moves
            back[i] = options.argmax(axis=0)
            score = options.max(axis=0) + emits[:, seen[i]]
        path = [int(score.argmax())]
        for pointers in back[:0:-1]:
            path.append(int(pointers[path[-1]]))
        return np.array(path[::-1])

    def reestimated(self, sequences: Iterable[UInt[np.ndarray, " _"]]) -> "HMM":
        start = np.zeros_like(self.start)
        moves = np.zeros_like(self.moves)
        emits = np.zeros_like(self.emits)
        for seen in sequences:
            gamma = self.posterior(seen)
            start += gamma[0]
            moves += self.transitions(seen).sum(axis=0)
            np.add.at(emits.T, seen, gamma)
        return HMM(*map(normalised, (start, moves, emits)))


def edge_counts(words: list[str], alphabet: str) -> Float[np.ndarray, "k k"]:
    k = len(alphabet)
    counts = np.zeros((k, k))
    for word in words:
        for a, b in itertools.pairwise(word):
            counts[alphabet.index(a), alphabet.index(b)] += 1
    return counts


def metropolis(
    density: LogDensity, x: Float[np.ndarray, " d"], step: float, rng: npr.Generator
) -> Iterator[Float[np.ndarray, " d"]]:
    now = density(x)
    while True:
        proposal = x + step * rng.normal(size=x.shape)
        new = density(proposal)
        if math.log(rng.random()) < new - now:
            x, now = proposal, new
        yield x


def adaptive(
    density: LogDensity, x: Float[np.ndarray, " d"], rng: npr.Generator
) -> Generator[Float[np.ndarray, " d"], Float[np.ndarray, "d d"] | None, None]:
    """Like metropolis; ``send`` a covariance to change the proposal."""
    (d,) = x.shape
    root = np.eye(d)
    while True:
        proposal = x + root @ rng.standard_normal(d)
        if math.log(rng.random()) < density(proposal) - density(x):
            x = proposal
        update = yield x
        if update is not None:
            root = np.linalg.cholesky(update + 1e-6 * np.eye(d))


def collect(chain: Iterator[Float[np.ndarray, " d"]], count: int, burn: int = 0, thin: int = 1) -> Float[np.ndarray, "_ d"]:
    return np.stack(list(itertools.islice(chain, burn, burn + count * thin, thin)))


def gelman_rubin(chains: Float[np.ndarray, "chains draws d"]) -> Float[np.ndarray, " d"]:
    m, n, _ = chains.shape
    assert m > 1, "needs several chains"
    within = chains.var(axis=1, ddof=1).mean(axis=0)
    between = chains.mean(axis=1).var(axis=0, ddof=1)
    return np.asarray(np.sqrt((n - 1) / n + between / within))


def main(seed: int) -> None:
    s, v, d, chains = random.Random(seed).sample(range(2, 9), 4)
    t = random.Random(seed).randint(12, 20)
    rng = npr.default_rng(seed)
    model = HMM.random(s, v, rng)
    hidden, seen = model.sample(t, rng)
    assert hidden.max() < s and seen.max() < v
    assert np.allclose(model.posterior(seen).sum(axis=1), 1.0)
    assert np.allclose(model.transitions(seen).sum(axis=2), model.posterior(seen)[:-1])
    assert model.viterbi(seen).shape == (t,)
    better = model.reestimated([seen, seen[:5]])
    assert better.forward(seen)[1] + better.forward(seen[:5])[1] >= model.forward(seen)[1] + model.forward(seen[:5])[1] - 1e-6
    pi = stationary(model.moves)
    assert np.allclose(pi @ model.moves, pi)
    assert edge_counts(["abba", "ab"], "abc").sum() == 4
    target: LogDensity = lambda x: float(-0.5 * x @ x)  # noqa: E731
    runs = np.array([collect(metropolis(target, rng.normal(size=d), 0.9, rng), 10, burn=2, thin=2) for _ in range(chains)])
    assert runs.shape == (chains, 10, d) and np.isfinite(gelman_rubin(runs)).all()
    walker = adaptive(target, np.zeros(d), rng)
    next(walker)
    assert walker.send(np.cov(runs.reshape(-1, d).T)).shape == (d,)


if __name__ == "__main__":
    main(0)
