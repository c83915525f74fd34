"""What convergence is checked on: random quadratics, and descent on ½ a θ²."""

import numpy as np
from numpy.random import Generator

from typednn import optim
from typednn.theorems.objectives import with_gradient
from typednn.theorems.predicates import Quadratic


def descend(rate: float, curvature: float, noise: tuple[float, ...]) -> float:
    """Where the code's SGD on ½ a θ² with this noise in its gradients comes to, from 1."""
    theta = np.ones(1)
    optimizer = optim.SGD(rate)
    state = optimizer.init(theta)
    for error in noise:
        optimizer.step(theta, state, with_gradient(curvature * theta + error))
    return float(theta[0])


def random_quadratic(rng: Generator, n: int, least: float = 0.5) -> Quadratic:
    """A random one, with eigenvalues from `least` up to 3."""
    turn = np.linalg.qr(rng.normal(size=(n, n)))[0]
    eigenvalues = rng.uniform(least, 3.0, size=n)
    matrix = (turn * eigenvalues) @ turn.T
    return Quadratic((matrix + matrix.T) / 2, rng.normal(size=n))
