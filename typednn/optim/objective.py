"""What an optimizer is given: a function from parameters to the loss and its gradient there.

The gradient may lie in memory that the next call overwrites, as a network's gradient buffer does; an
optimizer only reads it. A network whose layers look into the parameters themselves may ignore the argument:
it is always the vector that was given to `step`, changed in place.
"""

import math
from collections.abc import Callable
from typing import NamedTuple, TypeAlias

import numpy as np

from typednn.contracts import Array, Float, contract
from typednn.errors import ConfigError, ShapeError
from typednn.optim.norms import length, norm

Objective: TypeAlias = Callable[[Float[Array, " parameters"]], tuple[float, Float[Array, " parameters"]]]

Number: TypeAlias = float | int | np.integer | np.floating | Float[Array, ""]
"""What a loss may be at run time. Not `SupportsFloat`: whether something keeps a protocol is judged at each call."""


class Step(NamedTuple):
    """What a step saw: the loss at the parameters before it, and the norm of the gradient that it used."""

    loss: float
    gradient_norm: float


@contract
def usable_norm(loss: Number, gradient: Float[Array, " parameters"], parameters: Float[Array, " parameters"]) -> float:
    """‖gradient‖₂, or an error unless loss and gradient can be used for a step from these parameters."""
    if not math.isfinite(loss):
        raise ConfigError(f"the loss is {loss}; no step was taken. {_HINT}")
    if gradient.dtype != parameters.dtype:
        raise ShapeError(
            f"the gradient is {gradient.dtype} and the parameters are {parameters.dtype}; "
            "expected the same dtype: let the objective compute in the dtype of its parameters"
        )
    if np.may_share_memory(gradient, parameters):
        raise ConfigError(
            "the gradient lies in the memory of the parameters, which change during the step; "
            "let the objective return an array of its own"
        )
    gradient_norm = length(gradient)
    if not math.isfinite(gradient_norm):
        _refuse(gradient)
    return gradient_norm


_HINT = "Look at the data for NaN and infinity, lower the learning rate, or clip the gradient (clip_norm)."


def misfit(kept: Array, parameters: Array, what: str = "state") -> ShapeError:
    """The error for a state, or something like it, that was made for other parameters."""
    return ShapeError(
        f"the {what} was made for {kept.size} parameters of {kept.dtype}, and these are {parameters.size} of "
        f"{parameters.dtype}; expected one that was made for these parameters"
    )


@contract
def finite_norm(gradient: Float[Array, " parameters"]) -> float:
    """‖g‖₂, or an error if an entry is NaN or infinite."""
    gradient_norm = norm(gradient)
    if not math.isfinite(gradient_norm):
        _refuse(gradient)
    return gradient_norm


@contract
def _refuse(gradient: Float[Array, " parameters"]) -> None:
    """Say what is wrong with a gradient of which the norm is not finite."""
    wrong = np.flatnonzero(~np.isfinite(gradient))
    if wrong.size == 0:
        raise ConfigError(f"the norm of the gradient is out of the range of float64; no step was taken. {_HINT}")
    raise ConfigError(
        f"{wrong.size} of {gradient.size} entries of the gradient are not finite, "
        f"the first is {gradient[wrong[0]]} at index {wrong[0]}; no step was taken. {_HINT}"
    )
