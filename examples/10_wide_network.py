"""The kernel of a wide network: the wider, the less chance is in it.

    python examples/10_wide_network.py

The tangent kernel of a network is K(x, y) = ⟨∂f(x), ∂f(y)⟩, its gradients with respect to all parameters. For
f = Linear(d, m) >> Relu() >> Linear(m, 1) with normal weights, and θ the angle between x and y, as m → ∞

    K(x, y)/m → (⟨x, y⟩ + 1) κ₀(θ) + ‖x‖‖y‖ κ₁(θ),   κ₀ = (π − θ)/2π,   κ₁ = (sin θ + (π − θ) cos θ)/2π

(Cho and Saul 2009; Jacot, Gabriel, Hongler 2018). The networks are sampled; the error falls like 1/√m.
"""

from math import pi, sqrt

import numpy as np
from numpy.random import Generator, default_rng

from typednn import Array, Backpropagation, Float, Linear, Relu, contract

NETWORKS = 20


@contract
def arc_cosine_kernel(x: Float[Array, "n d"]) -> Float[Array, "n n"]:
    """The limit, between all pairs of inputs."""
    inner = x @ x.T
    lengths = np.sqrt(np.diag(inner))
    sizes = np.outer(lengths, lengths)
    angle = np.arccos(np.clip(inner / sizes, -1.0, 1.0))
    first = (np.sin(angle) + (pi - angle) * np.cos(angle)) / (2 * pi)
    return (inner + 1.0) * (pi - angle) / (2 * pi) + sizes * first


def standard_normal(weight: Float[Array, "*shape"], fan_in: int, fan_out: int, rng: Generator) -> None:
    """N(0, 1) whatever the width: the division by m comes after."""
    weight[...] = rng.normal(size=weight.shape)


@contract
def output_itself(y: Float[Array, "1 1"], targets: Float[Array, "1"]) -> tuple[float, Float[Array, "1 1"]]:
    """A loss of which the gradient is that of the output."""
    return y.item(), np.ones_like(y)


@contract
def tangent_kernel(x: Float[Array, "n d"], width: int, rng: Generator) -> Float[Array, "n n"]:
    """K(x, y)/m of one random network; the gradients are those that train it."""
    first = Linear(x.shape[1], width, rng=rng, initialiser=standard_normal, dtype=np.float64)
    last = Linear(width, 1, rng=rng, initialiser=standard_normal, dtype=np.float64)
    gradient_at = Backpropagation(first >> Relu() >> last, output_itself)
    jacobian = np.stack([gradient_at(row[None], np.zeros(1)).gradient.copy() for row in x])
    return jacobian @ jacobian.T / width


def main() -> None:
    rng = default_rng(0)
    x = rng.normal(size=(6, 5))
    exact = arc_cosine_kernel(x)
    print(f"{NETWORKS} sampled networks for each width\nwidth  error, % of the kernel's norm  error · √width")
    for width in (16, 64, 256, 1024, 4096, 16384):
        errors = [np.linalg.norm(tangent_kernel(x, width, rng) - exact) for _ in range(NETWORKS)]
        error = float(np.sqrt(np.mean(np.square(errors))) / np.linalg.norm(exact))
        print(f"{width:5d}  {100 * error:30.2f}  {error * sqrt(width):14.2f}")


if __name__ == "__main__":
    main()
