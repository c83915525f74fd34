"""What every layer is: a differentiable map whose `__call__` carries its contract.

    y = f(θ, x)        layer(x), or `forward`, which also gives what `backward` will need
    dx = (∂y/∂x)ᵀ dy   `backward`, which writes dθ = (∂y/∂θ)ᵀ dy into a gradient: a layer of the same type

The gradient of a `Linear[784, 128]` is a `Linear[784, 128]`: `gradient.weight` is where the gradient of
`weight` goes. It is written, not added to.

A layer of your own derives from `Layer[Cache]`, with the type of what `forward` hands to `backward`;
annotates `__call__`, and names its arrays in `PARAMETERS`. Composition, parameters, copies, summaries follow.
"""

import inspect
from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, Any, ClassVar, Generic, Self, TypeAlias, TypeVar

import numpy as np
from numpy.random import Generator

from typednn.contracts import Array, Float, Shaped, contract
from typednn.errors import ConfigError, ShapeError
from typednn.layers.settings import Precision as Precision
from typednn.layers.settings import Seed as Seed
from typednn.layers.settings import floating as floating
from typednn.layers.settings import require_positive as require_positive
from typednn.layers.shape_map import promise
from typednn.layers.workspace import FRESH, Workspace
from typednn.shapes.parser import parse
from typednn.shapes.promises import Misfit, misfit_sentence
from typednn.shapes.render import render
from typednn.shapes.shape import Shape

if TYPE_CHECKING:
    from typednn.layers.chain import Chain

Cache = TypeVar("Cache")
Other = TypeVar("Other")


class Layer(ABC, Generic[Cache]):
    """A differentiable map; see the module."""

    PARAMETERS: ClassVar[tuple[str, ...]] = ()
    """The arrays that are learned."""
    STATE: ClassVar[tuple[str, ...]] = ()
    """The arrays that are kept beside them, as running means are; they have no gradient."""

    @abstractmethod
    def __call__(self, x: Shaped[Array, "..."]) -> Float[Array, "..."]:
        """y = f(θ, x), as at the time of use: nothing is dropped, nothing is recorded."""

    @abstractmethod
    def forward(
        self, x: Shaped[Array, "..."], *, rng: Generator | None = None, space: Workspace = FRESH
    ) -> tuple[Float[Array, "..."], Cache]:
        """y, and what `backward` needs. `rng` is for layers that draw at random: without it they do not."""

    @abstractmethod
    def backward(
        self, dy: Float[Array, "..."], cache: Cache, gradient: Self, *, space: Workspace = FRESH
    ) -> Float[Array, "..."]:
        """dx; the parameters' part is written into `gradient`."""

    @contract
    def backward_parameters(
        self, dy: Float[Array, "..."], cache: Cache, gradient: Self, *, space: Workspace = FRESH
    ) -> None:
        """The parameters' part alone: what the first layer of a network needs."""
        self.backward(dy, cache, gradient, space=space)

    def initialise(self, rng: Generator) -> None:
        """Draw all parameters anew, in place."""
        for part in self.parts().values():
            part.initialise(rng)

    # What a layer is made of

    def parts(self) -> "dict[str, AnyLayer]":
        """The layers inside this one, by name."""
        return {name: value for name, value in vars(self).items() if isinstance(value, Layer)}

    def put_part(self, name: str, part: "AnyLayer") -> None:
        """Replace a layer inside this one."""
        setattr(self, name, part)

    # Shapes

    def input_shape(self) -> Shape:
        """What it takes: ``*batch 784``."""
        return promise(self).input()

    def output_shape(self, shape: Shape) -> Shape:
        """What comes out where `shape` goes in. Raises `Misfit`, which composition puts into words."""
        return promise(self).output(shape)

    def check(self, shape: str) -> str:
        """The shape that comes out: ``net.check("batch 1 28 28")`` is ``"batch 10"``, or a `ShapeError`."""
        given = parse(shape)
        try:
            return render(self.output_shape(given))
        except Misfit as misfit:
            raise ShapeError(misfit_sentence(misfit, given, None)) from None

    def __rshift__(self, other: "Layer[Other]") -> "Chain":
        """``self >> other``: first this layer, then the other."""
        from typednn.layers.chain import Chain  # a chain is a layer

        if isinstance(other, type) and issubclass(other, Layer):  # who does not ask mypy may give anything
            raise ConfigError(f"{other.__name__} is a class, not a layer: make one, as in {other.__name__}(…)")
        known = isinstance(other, Layer)
        return Chain(self, other) if known else NotImplemented

    def summary(self, shape: str | None = None) -> str:
        """A table: each layer, its shapes, its number of parameters; ``net.summary("batch 1 28 28")`` in numbers."""
        from typednn.layers.summary import summary  # it needs this module

        if shape is not None:
            self.check(shape)  # says in words what does not fit
        return summary(self, None if shape is None else parse(shape))

    def copy(self) -> Self:
        """The same layer with arrays of its own."""
        from typednn.layers.tree import with_arrays  # it needs this module

        return with_arrays(self, lambda array: array.copy())

    def astype(self, dtype: Precision) -> Self:
        """The same layer in another precision."""
        from typednn.layers.tree import with_arrays  # it needs this module

        return with_arrays(self, lambda array: array.astype(floating(dtype)))

    def __repr__(self) -> str:
        """``Linear(784, 128)``: the constructor's arguments, those by keyword where not the default."""
        given = []
        for each in inspect.signature(type(self)).parameters.values():
            value = getattr(self, each.name, each.default)
            if each.kind is not each.KEYWORD_ONLY:
                given.append("…" if value is each.empty else repr(value))  # not every argument is kept
            elif value is not each.default and value != each.default:
                given.append(f"{each.name}={getattr(value, '__name__', repr(value))}")
        return f"{type(self).__name__}({', '.join(given)})"


AnyLayer: TypeAlias = Layer[Any]  # a network holds layers whose caches are of all kinds
"""Any layer."""


def require_layer(given: object, example: str) -> None:
    """What stands inside another layer is a layer itself."""
    if not isinstance(given, Layer):
        what = f"the class {given.__name__}" if isinstance(given, type) else repr(given)
        raise ConfigError(f"{what} is given where a layer is expected, as in {example}")


def promoted(x: Array, weight: Array) -> np.dtype[np.floating]:
    """The dtype of a product: float32 stays float32, and only a float64 on one side makes it float64."""
    return x.dtype if x.dtype == weight.dtype else np.promote_types(x.dtype, weight.dtype)
