"""How optimizers are run, where only their steps count.

Theorems that are exact take rates and momenta that are powers of two, so that floats compute without rounding.
"""

from typednn import optim
from typednn.contracts import Array, Float, contract
from typednn.optim import Objective, optimizer_step
from typednn.theorems.objectives import with_gradient

BINARY = "as polynomials in parameters and gradients"


@contract
def after_steps(
    optimizer: optim.BaseOptimizer, start: Float[Array, " parameters"], gradients: list[Float[Array, " parameters"]]
) -> Float[Array, " parameters"]:
    """The parameters after a step with each of the gradients."""
    theta = start.copy()
    take_steps(optimizer, theta, [with_gradient(g) for g in gradients])
    return theta


@contract
def take_steps(optimizer: optim.BaseOptimizer, theta: Float[Array, " parameters"], objectives: list[Objective]) -> None:
    state = optimizer.init(theta)
    for objective in objectives:
        optimizer_step(optimizer, theta, state, objective)
