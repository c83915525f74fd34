"""An optimizer for any function: SGD, and SAM above it, on f(a, b) = ½ (ab − 1)².

    python examples/05_sharpness.py

Every point with ab = 1 is a minimum, and a² + b² is how sharp it is: the largest eigenvalue of the Hessian there.
SGD stops at the first minimum that it meets; SAM goes on along the valley, towards where it is flattest: a = b = 1.
An optimizer gets the gradient function, not a gradient, since sharpness-aware ones ask for it twice.
"""

import numpy as np

from typednn import Array, Float, contract
from typednn.optim import SAM, SGD, Optimizer, SharpnessAware, optimizer_step


@contract
def valley(theta: Float[Array, "2"]) -> tuple[float, Float[Array, "2"]]:
    """f and its gradient, (ab − 1) (b, a)."""
    residual = theta.prod() - 1.0
    return 0.5 * float(residual) ** 2, residual * theta[::-1]


def descend(optimizer: Optimizer, steps: int = 20_000) -> Float[Array, "2"]:
    """Where the optimizer ends from (4, 0.3)."""
    theta = np.array([4.0, 0.3])
    state = optimizer.init(theta)
    for _ in range(steps):
        optimizer_step(optimizer, theta, state, valley)
    return theta


def main() -> None:
    optimizers: dict[str, Optimizer] = {"SGD": SGD(0.01), "SAM": SharpnessAware(SGD(0.01), SAM(radius=0.1))}
    for name, optimizer in optimizers.items():
        a, b = descend(optimizer).tolist()
        print(f"{name}: a = {a:.2f}, b = {b:.2f}, sharpness {a * a + b * b:.2f}")


if __name__ == "__main__":
    main()
