"""The sharpness of a network on a batch: three numbers that say how quickly the loss rises around its weights."""

from dataclasses import dataclass

from numpy.random import Generator

from typednn.contracts import Array, Float, Shaped, contract
from typednn.layers import AnyLayer
from typednn.layers.gradients import Loss
from typednn.sharpness.hessian import Hessian, network_objective, worst_loss
from typednn.sharpness.lanczos import Eigenvalue, largest_eigenvalue
from typednn.sharpness.trace import Trace, trace


@dataclass(frozen=True, eq=False)
class Sharpness:
    """Loss; largest Hessian eigenvalue with its residual; trace with its error; worst loss found in the ball."""

    loss: float
    eigenvalue: Eigenvalue
    trace: Trace
    worst: float
    radius: float

    @property
    def rise(self) -> float:
        """How much the worst loss that was found in the ball is above the loss."""
        return self.worst - self.loss


@contract
def measure(
    net: AnyLayer,
    x: Float[Array, "batch *shape"],
    labels: Shaped[Array, " batch"],
    *,
    rng: Generator,
    radius: float = 0.05,
    steps: int = 20,
    samples: int = 10,
    loss: Loss | None = None,
) -> Sharpness:
    """By `steps` of Lanczos, `samples` of Hutchinson, and projected ascent in the ball; in float64, on a copy."""
    objective, parameters = network_objective(net, x, labels, loss)
    product = Hessian(objective, parameters)
    top = largest_eigenvalue(product, parameters.size, rng=rng, steps=steps, tolerance=1e-3)
    total = trace(product, parameters.size, rng=rng, samples=samples)
    worst = worst_loss(objective, parameters, radius, rng=rng)
    return Sharpness(float(objective(parameters)[0]), top, total, worst, radius)
