"""Hessian-vector products of a network's loss: a directional difference of its hand-written gradient.

    H v ≈ ‖v‖ (∇L(w + h u) − ∇L(w − h u)) / 2h,   u = v / ‖v‖

h = 2·10⁻⁸ (1 + ‖w‖_∞) in float64. The third derivative does not matter then, and rounding costs some 10⁻⁷ of the
gradient. A longer step would be more exact for a smooth network; but where a rectifier's kink lies within h, the
difference has the jump of the gradient divided by h in it, and the number of kinks within h is what a short step
keeps near 0. The products are linear and symmetric up to these errors, and Lanczos's residual shows them.
"""

import math

import numpy as np
from numpy.random import Generator

from typednn.contracts import Array, Float, Shaped, contract
from typednn.errors import ConfigError, DataError
from typednn.layers import AnyLayer, Backpropagation
from typednn.layers.gradients import Loss
from typednn.losses import Logits, cross_entropy
from typednn.optim import Objective

_STEP = 2e-8


@contract
class Hessian:
    """v ↦ ∇²L(w) v for an objective, at fixed w; counts the gradients that it took."""

    parameters: Float[Array, " parameters"]

    def __init__(self, objective: Objective, parameters: Float[Array, " parameters"]) -> None:
        self.objective, self.parameters, self.gradients = objective, parameters, 0

    def __call__(self, v: Float[Array, " parameters"]) -> Float[Array, " parameters"]:
        """The product, for any length of v; w is as before, bit for bit."""
        length = float(np.linalg.norm(v))
        if length == 0.0:
            return np.zeros_like(v)
        if not math.isfinite(length):
            raise DataError(f"a Hessian-vector product with a vector of length {length}; expected finite entries")
        weights = self.parameters.copy()
        h = _STEP * (1.0 + float(np.abs(weights).max(initial=0.0)))
        try:
            ahead = self._gradient(weights, v, h / length)
            behind = self._gradient(weights, v, -h / length)
        finally:
            np.copyto(self.parameters, weights)
        return (ahead - behind) * (length / (2.0 * h))

    def _gradient(
        self, weights: Float[Array, " parameters"], v: Float[Array, " parameters"], share: float
    ) -> Float[Array, " parameters"]:
        np.copyto(self.parameters, weights + share * v)
        self.gradients += 1
        return self.objective(self.parameters)[1].copy()


@contract
def of_logits(
    output: Float[Array, "batch classes"], labels: Shaped[Array, " batch"]
) -> tuple[float, Float[Array, "batch classes"]]:
    """Cross-entropy of what a classifier gives."""
    return cross_entropy(output.view(Logits), labels)


@contract
def network_objective(
    net: AnyLayer, x: Float[Array, "batch *shape"], labels: Shaped[Array, " batch"], loss: Loss | None = None
) -> tuple[Objective, Float[Array, " parameters"]]:
    """Loss and gradient of a copy of the network in float64, and the copy's live parameters."""
    passes = Backpropagation(net.astype(np.float64), loss or of_logits)
    return passes.objective(x.astype(np.float64), labels), passes.parameters


@contract
def hessian_of_network(
    net: AnyLayer, x: Float[Array, "batch *shape"], labels: Shaped[Array, " batch"], loss: Loss | None = None
) -> Hessian:
    """The Hessian of a network's mean loss on a batch; the network itself is not touched."""
    objective, parameters = network_objective(net, x, labels, loss)
    return Hessian(objective, parameters)


@contract
def worst_loss(
    objective: Objective,
    parameters: Float[Array, " parameters"],
    radius: float,
    *,
    rng: Generator,
    starts: int = 3,
    steps: int = 10,
) -> float:
    """A lower bound of max L(w + ε) over ‖ε‖ ≤ ρ: the largest loss that projected ascent finds, w itself included.

    The first start is SAM's own ε; the others are random points of the sphere. Each step goes ρ/2 along the
    gradient, and back to the ball.
    """
    if not 0.0 <= radius < math.inf or starts < 1 or steps < 0:
        raise ConfigError(
            f"the worst loss in a ball of radius {radius} from {starts} starts of {steps} steps: give a finite radius "
            "of at least 0, and at least 1 start"
        )
    weights = parameters.copy()
    best, gradient = objective(parameters)
    best, first = float(best), gradient.copy()
    try:
        for start in range(starts):
            direction = first if start == 0 else rng.normal(size=weights.size)
            step = _into_ball(direction, radius, stretch=True)
            for _ in range(steps):
                np.copyto(parameters, weights + step)
                loss, gradient = objective(parameters)
                best = max(best, float(loss))
                step = _into_ball(step + _into_ball(gradient.copy(), radius / 2.0, stretch=True), radius)
    finally:
        np.copyto(parameters, weights)
    return best


@contract
def _into_ball(step: Float[Array, " n"], radius: float, *, stretch: bool = False) -> Float[Array, " n"]:
    """The nearest point of the ball, or with `stretch` the point of the sphere in this direction; 0 stays 0."""
    length = float(np.linalg.norm(step))
    if length == 0.0 or (length <= radius and not stretch):
        return step
    return step * (radius / length)
