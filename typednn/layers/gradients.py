"""The loss of a network on a batch and its gradient, in one call.

    backpropagation = Backpropagation(net, loss)
    step = backpropagation(x, targets)          # step.loss, step.output, step.gradient
    backpropagation.parameters -= 0.1 * step.gradient

`loss(output, targets)` gives a value and its gradient with respect to the output. The gradient of the
parameters is one flat vector, and so are the parameters. From the second batch of a size on the layers of a
perceptron allocate nothing: what a call returned is written over by the next one; and nothing inside is judged that
the types, dtypes and shapes of the batch decide (`typednn.layers.known_pass`).
"""

from collections.abc import Callable
from functools import partial
from typing import Generic, NamedTuple, TypeAlias, TypeVar

import numpy as np
from numpy.random import Generator

from typednn.contracts import Array, Float, Shaped, contract, without_contract
from typednn.errors import ConfigError
from typednn.layers.chain import Chain
from typednn.layers.flat import gradient_like, parameter_vector
from typednn.layers.known_pass import KnownPass
from typednn.layers.layer import AnyLayer
from typednn.layers.recorded_once import Objective, RecordedOnce
from typednn.layers.tree import every_layer, state
from typednn.layers.workspace import ReusedWorkspace

Net = TypeVar("Net", bound=AnyLayer)
Targets: TypeAlias = Shaped[Array, "batch *target"]
Output: TypeAlias = Float[Array, "batch *output"]
Loss: TypeAlias = Callable[[Output, Targets], tuple[float, Output]]
"""The value of a loss at an output, and its gradient there."""


class LossAndGradient(NamedTuple):
    """What one pass forward and back has found."""

    loss: float
    output: Output
    gradient: Float[Array, " parameters"]


class Backpropagation(Generic[Net]):
    """A network with its loss, its parameters as one vector, and memory for everything a step needs."""

    def __init__(self, net: Net, loss: Loss) -> None:
        self.net, self.loss = net, loss
        self.parameters = parameter_vector(net)
        self.gradient: Net = gradient_like(net)
        self._gradient = parameter_vector(self.gradient)
        self._space = ReusedWorkspace()
        self._layers = net.layers if isinstance(net, Chain) else ()
        self._judged: set[tuple[object, ...]] = set()
        self._known_pass = KnownPass(net, self.gradient, self._space)
        self._has_state = bool(state(net))
        self._views = [
            (layer, name, getattr(layer, name)) for _, layer in every_layer(net) for name in layer.PARAMETERS
        ]

    @contract
    def __call__(
        self, x: Shaped[Array, "batch *shape"], targets: Targets, *, rng: Generator | None = None
    ) -> LossAndGradient:
        """Loss, output and gradient on a batch; `rng` is for layers that draw at random."""
        return _forward_and_back(self, x, targets, rng)

    @contract
    def objective(
        self, x: Shaped[Array, "batch *shape"], targets: Targets, *, rng: Generator | None = None
    ) -> Objective:
        """Loss and gradient on a batch as a function of the parameters, which optimizers ask for."""
        objective = partial(_at, self, x, targets, rng)
        return RecordedOnce(objective, tuple(state(self.net).values())) if self._has_state else objective

    @contract
    def _at(
        self,
        x: Shaped[Array, "batch *shape"],
        targets: Targets,
        rng: Generator | None,
        parameters: Float[Array, " parameters"],
    ) -> tuple[float, Float[Array, " parameters"]]:
        if parameters is not self.parameters and not np.shares_memory(parameters, self.parameters):
            raise ConfigError("the objective of a network is a function of its own parameters: change these in place")
        loss, _, gradient = _forward_and_back(self, x, targets, rng)
        return loss, gradient

    @contract
    def _forward_and_back(
        self, x: Shaped[Array, "batch *shape"], targets: Targets, rng: Generator | None
    ) -> LossAndGradient:
        self._require_own_parameters()
        kind = (type(x), x.dtype.type, x.shape, type(targets), targets.dtype.type, targets.shape)
        if kind in self._judged:
            found, caches = self._known_pass.forward(x, rng)
            output: Output = found
            loss, doutput = self.loss(output, targets)
            self._known_pass.backward(output, doutput, caches)
            return LossAndGradient(loss, output, self._gradient)
        found, cache = self.net.forward(x, rng=rng, space=self._space)
        scores: Output = found
        loss, doutput = self.loss(scores, targets)
        self.net.backward_parameters(doutput, cache, self.gradient, space=self._space)
        self._judged.add(kind)
        return LossAndGradient(loss, scores, self._gradient)

    @property
    def memory(self) -> int:
        """The bytes that are kept from step to step, parameters and gradient not counted."""
        return self._space.nbytes

    def _require_own_parameters(self) -> None:
        """The layers must still look into `parameters`, or an optimizer would change what nobody reads."""
        if isinstance(self.net, Chain) and self.net.layers is not self._layers:
            raise ConfigError(f"a layer of {self.net!r} was replaced after Backpropagation was made: make it anew")
        for layer, name, view in self._views:
            if getattr(layer, name) is not view:
                raise ConfigError(
                    f"{name} of {layer!r} was replaced after Backpropagation was made: write into the array, "
                    f"layer.{name}[...] = values, or make the Backpropagation anew"
                )


# Where a contract of `Backpropagation` has judged the same arrays.
_at = without_contract(Backpropagation._at)
_forward_and_back = without_contract(Backpropagation._forward_and_back)


@contract
def loss_and_gradient(
    net: AnyLayer,
    x: Shaped[Array, "batch *shape"],
    targets: Targets,
    loss: Loss,
    *,
    rng: Generator | None = None,
) -> LossAndGradient:
    """The same for a single batch, in memory of its own."""
    return Backpropagation(net, loss)(x, targets, rng=rng)
