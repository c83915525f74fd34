"""Layers one behind the other: ``net = Linear(784, 128) >> Relu() >> Linear(128, 10)``.

A chain's contract is the composition of its layers' contracts. It is composed when the chain is made: a layer
that cannot take what the one before it gives is refused there, with a sentence that names both sizes.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from numpy.random import Generator

from typednn.contracts import Array, Float, Shaped, contract
from typednn.errors import ConfigError, ShapeError
from typednn.layers.layer import AnyLayer, Layer, require_layer
from typednn.layers.shape_map import promise
from typednn.layers.tree import every_layer, parameters
from typednn.layers.workspace import FRESH, Workspace
from typednn.shapes.promises import Misfit, dtype_sentence, misfit_sentence, sequence_input, sequence_output
from typednn.shapes.shape import Shape, of


@dataclass(frozen=True, slots=True)
class Caches:
    """What each layer's `forward` has given for its `backward`."""

    of_layers: tuple[object, ...]


@contract
class Chain(Layer[Caches]):
    """f = fₙ ∘ … ∘ f₁. Chains in a chain are laid out flat, so ``>>`` is associative."""

    def __init__(self, *layers: AnyLayer) -> None:
        for layer in layers:
            require_layer(layer, "Chain(Linear(784, 128), Relu())")
        flat = [part for layer in layers for part in (layer.layers if isinstance(layer, Chain) else (layer,))]
        _refuse(flat)
        self.layers: tuple[AnyLayer, ...] = tuple(flat)
        self._names = tuple(map(str, range(len(flat))))
        self._first_learned = next((at for at, layer in enumerate(flat) if parameters(layer)), len(flat))
        self.output_shape(self.input_shape())

    def __call__(self, x: Shaped[Array, "..."]) -> Float[Array, "..."]:
        try:
            y = self.layers[0](x)
            for layer in self.layers[1:]:
                y = layer(y)
        except ShapeError:
            self._explain(of(*x.shape))
            raise
        return y

    def forward(
        self, x: Shaped[Array, "..."], *, rng: Generator | None = None, space: Workspace = FRESH
    ) -> tuple[Float[Array, "..."], Caches]:
        try:
            y, cache = self.layers[0].forward(x, rng=rng, space=space.room(self._names[0]))
            caches = [cache]
            for name, layer in zip(self._names[1:], self.layers[1:], strict=True):
                y, cache = layer.forward(y, rng=rng, space=space.room(name))
                caches.append(cache)
        except ShapeError:
            self._explain(of(*x.shape))
            raise
        return y, Caches(tuple(caches))

    def _explain(self, shape: Shape) -> None:
        """Raise the error that names the layer which does not fit; mypy says the same sentence."""
        try:
            self.output_shape(shape)
        except Misfit as misfit:
            raise ShapeError(misfit_sentence(misfit, shape, None)) from None

    def backward(
        self,
        dy: Float[Array, "..."],
        cache: Caches,
        gradient: "Chain",
        *,
        space: Workspace = FRESH,
    ) -> Float[Array, "..."]:
        for at in range(len(self.layers) - 1, -1, -1):
            room = space.room(self._names[at])
            dy = self.layers[at].backward(dy, cache.of_layers[at], gradient.layers[at], space=room)
        return dy

    def backward_parameters(
        self,
        dy: Float[Array, "..."],
        cache: Caches,
        gradient: "Chain",
        *,
        space: Workspace = FRESH,
    ) -> None:
        for at in range(len(self.layers) - 1, self._first_learned - 1, -1):
            layer, room = self.layers[at], space.room(self._names[at])
            if at > self._first_learned:
                dy = layer.backward(dy, cache.of_layers[at], gradient.layers[at], space=room)
            else:  # nothing before it learns: nobody asks for its dx
                layer.backward_parameters(dy, cache.of_layers[at], gradient.layers[at], space=room)

    def parts(self) -> dict[str, AnyLayer]:
        return dict(zip(self._names, self.layers, strict=True))

    def __len__(self) -> int:
        return len(self.layers)

    def __iter__(self) -> Iterator[AnyLayer]:
        return iter(self.layers)

    def __getitem__(self, at: int) -> AnyLayer:
        return self.layers[at]

    def put_part(self, name: str, part: AnyLayer) -> None:
        at = int(name)
        self.layers = (*self.layers[:at], part, *self.layers[at + 1 :])

    def input_shape(self) -> Shape:
        """What the first layer takes, as particular as the others need it."""
        return sequence_input(self.layers)

    def output_shape(self, shape: Shape) -> Shape:
        return sequence_output(self.layers, shape, promise)

    def __repr__(self) -> str:
        return " >> ".join(map(repr, self.layers))


def _refuse(layers: Sequence[AnyLayer]) -> None:
    """Mistakes that the shapes do not show."""
    if not layers:
        raise ConfigError("a chain of no layers: give it at least one, as in Chain(Linear(784, 10))")
    parts = [part for layer in layers for _, part in every_layer(layer)]
    for at, part in enumerate(parts):
        if any(part is other for other in parts[:at]):
            raise ConfigError(f"{part!r} stands twice in the chain: its gradient has one place; use .copy()")
    for before, layer in pairwise(layers):
        sentence = dtype_sentence(promise(layer), promise(before))
        if sentence is not None:
            raise ShapeError(sentence)
