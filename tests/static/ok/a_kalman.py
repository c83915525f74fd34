"""Linear-Gaussian state space models: Kalman filter, RTS smoother, EM for the noise."""
# mypy: disable-error-code="no-any-return"

import random
from dataclasses import dataclass, field
from typing import Iterable, Iterator, List, Optional, Tuple

import numpy as np
from jaxtyping import Bool, Float
from numpy import ndarray
from numpy.linalg import LinAlgError, cholesky, inv, slogdet, solve


@dataclass
class Gaussian:
    mean: Float[ndarray, " n"]
    cov: Float[ndarray, "n n"]

    @property
    def n(self) -> int:
        return self.mean.size

    def marginal(self, keep: List[int]) -> "Gaussian":
        return Gaussian(self.mean[keep], self.cov[np.ix_(keep, keep)])

    def mahalanobis(self, x: Float[ndarray, "{self.n}"]) -> float:
        d = x - self.mean
        return float(np.sqrt(d @ solve(self.cov, d)))

    def log_density(self, x: Float[ndarray, "{self.n}"]) -> float:
        sign, logdet = slogdet(self.cov)
        assert sign > 0
        return float(-0.5 * (self.mahalanobis(x) ** 2 + logdet + self.n * np.log(2 * np.pi)))

    def draw(self, rng: np.random.Generator) -> Float[ndarray, "{self.n}"]:
        try:
            root = cholesky(self.cov)
        except LinAlgError:
            values, vectors = np.linalg.eigh(self.cov)
            root = vectors * np.sqrt(np.clip(values, 0, None))
        return self.mean + root @ rng.standard_normal(self.n)


@dataclass
class StateSpace:
    """x' = F x + B u + q,   z = H x + r,   q ~ N(0, Q), r ~ N(0, R)."""

    F: Float[ndarray, "n n"]
    H: Float[ndarray, "m n"]
    Q: Float[ndarray, "n n"]
    R: Float[ndarray, "m m"]
    B: Optional[Float[ndarray, "n k"]] = None
    log: List[float] = field(default_factory=list, repr=False)

    @property
    def n(self) -> int:
        return self.F.shape[0]

    @property
    def m(self) -> int:
        return self.H.shape[0]

    def predict(self, b: Gaussian, u: Optional[Float[ndarray, " k"]] = None) -> Gaussian:
        mean = self.F @ b.mean
        if u is not None and self.B is not None:
            mean = mean + self.B @ u
        return Gaussian(mean, self.F @ b.cov @ self.F.T + self.Q)

    def gain(self, prior: Gaussian) -> Tuple[Float[ndarray, "n m"], Float[ndarray, "m m"]]:
        S = self.H @ prior.cov @ self.H.T + self.R
        K = solve(S, self.H @ prior.cov).T
        return K, S

    def update(self, prior: Gaussian, z: Float[ndarray, " m"]) -> Gaussian:
        K, S = self.gain(prior)
        innovation = z - self.H @ prior.mean
        self.log.append(Gaussian(np.zeros(self.m), S).log_density(innovation))
        # Joseph form: stays symmetric whatever the rounding
        I_KH = np.eye(self.n) - K @ self.H
        cov = I_KH @ prior.cov @ I_KH.T + K @ self.R @ K.T
        return Gaussian(prior.mean + K @ innovation, cov)

    def filter(
        self,
        start: Gaussian,
        zs: Iterable[Optional[Float[ndarray, " m"]]],
        us: Optional[Float[ndarray, "t k"]] = None,
    ) -> Iterator[Tuple[Gaussian, Gaussian]]:
        """(prior, posterior) at each step; a measurement that is None was lost."""
        belief = start
        for i, z in enumerate(zs):
            prior = self.predict(belief, us[i] if us is not None else None)
            belief = prior if z is None else self.update(prior, z)
            yield prior, belief

    def smooth(self, pairs: List[Tuple[Gaussian, Gaussian]]) -> List[Gaussian]:
        smoothed = [pairs[-1][1]]
        for (_, now), (prior, _) in zip(pairs[-2::-1], pairs[:0:-1]):
            after = smoothed[-1]
            C = now.cov @ self.F.T @ inv(prior.cov)
            mean = now.mean + C @ (after.mean - prior.mean)
            cov = now.cov + C @ (after.cov - prior.cov) @ C.T
            smoothed.append(Gaussian(mean, cov))
        return smoothed[::-1]

    def simulate(
        self, start: Gaussian, t: int, rng: np.random.Generator
    ) -> Tuple[Float[ndarray, "{t} n"], Float[ndarray, "{t} m"]]:
        xs = np.zeros((t, self.n))
        x = start.draw(rng)
        for i in range(t):
            x = self.F @ x + rng.multivariate_normal(np.zeros(self.n), self.Q)
            xs[i] = x
        noise = rng.normal(size=(t, self.m)) @ cholesky(self.R).T
        return xs, xs @ self.H.T + noise

    def observability(self) -> Float[ndarray, "{self.n}*{self.m} {self.n}"]:
        blocks = [self.H]
        while len(blocks) < self.n:
            blocks.append(blocks[-1] @ self.F)
        return np.vstack(blocks)

    @classmethod
    def constant_velocity(cls, axes: int, dt: float, q: float, r: float) -> "StateSpace":
        eye = np.eye(axes)
        zero = np.zeros((axes, axes))
        F = np.block([[eye, dt * eye], [zero, eye]])
        H = np.concatenate([eye, zero], axis=1)
        G = np.vstack([0.5 * dt**2 * eye, dt * eye])
        return cls(F, H, q * G @ G.T + 1e-9 * np.eye(2 * axes), r * eye, B=G)


def means(beliefs: Iterable[Gaussian]) -> Float[ndarray, "t n"]:
    return np.array([b.mean for b in beliefs])


def reestimate_R(
    model: StateSpace, beliefs: List[Gaussian], zs: Float[ndarray, "t m"]
) -> Float[ndarray, "m m"]:
    R = np.zeros_like(model.R)
    for belief, z in zip(beliefs, zs):
        e = z - model.H @ belief.mean
        R += np.outer(e, e) + model.H @ belief.cov @ model.H.T
    return R / len(zs)


def gate(model: StateSpace, prior: Gaussian, zs: Float[ndarray, "c m"], limit: float) -> Bool[ndarray, " c"]:
    _, S = model.gain(prior)
    e = zs - model.H @ prior.mean
    return np.einsum("ci,ij,cj->c", e, inv(S), e) < limit


def main(seed: int) -> None:
    axes, t = random.Random(seed).sample(range(2, 6), 2)
    t += 10
    rng = np.random.default_rng(seed)
    model = StateSpace.constant_velocity(axes, dt=0.1, q=1.0, r=0.05)
    start = Gaussian(np.zeros(model.n), np.eye(model.n))
    xs, zs = model.simulate(start, t, rng)
    lost = [z if rng.random() < 0.8 else None for z in zs]
    pairs = list(model.filter(start, lost, us=np.zeros((t, axes))))
    smoothed = model.smooth(pairs)
    filtered = [posterior for _, posterior in pairs]
    assert means(smoothed).shape == means(filtered).shape == xs.shape
    assert len(model.log) == sum(z is not None for z in lost)
    spread = [np.trace(b.cov) for b in smoothed]
    assert all(a <= np.trace(b.cov) + 1e-6 for a, b in zip(spread, filtered))
    R = reestimate_R(model, smoothed, zs)
    assert np.allclose(R, R.T)
    model.R = R
    assert np.linalg.matrix_rank(model.observability()) == model.n
    assert gate(model, pairs[0][0], zs, 9.0).dtype == np.bool_
    position = filtered[-1].marginal(list(range(axes)))
    assert position.mahalanobis(position.draw(rng)) >= 0.0
    flat = Gaussian(np.zeros(axes), np.zeros((axes, axes)))
    assert np.allclose(flat.draw(rng), 0.0)


if __name__ == "__main__":
    main(0)
