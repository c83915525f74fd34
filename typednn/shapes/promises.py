"""What a layer promises of shapes, and the composition of promises: one sentence for mypy and for run time.

`Linear(784, 128)` promises ``"*batch In" -> "*batch Out"`` with In = 784 and Out = 128, so it maps ``"b 784"``
to ``"b 128"``, and refuses ``"b 64"``. Of layers one behind the other each must take what the one before it gives.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol, TypeVar

from typednn.errors import ShapeError
from typednn.shapes.dtypes import accepts, word_dtype
from typednn.shapes.render import quoted, render_axis
from typednn.shapes.shape import (
    Axis,
    Many,
    Shape,
    compare_axes,
    compare_shapes,
    shape_names,
    substitute_shape,
    variadic_at,
)
from typednn.shapes.size import Name, Size, Verdict
from typednn.shapes.unify import Mismatch, Unifier

# The names of a layer's contract belong to it; those of the shape that it is given are the caller's.
OWN = "layer"
# What a chain takes is not given yet: its names may turn out to be any size, and differ from none.
OPEN = "?"


@dataclass(frozen=True)
class Promise:
    """The shapes of the argument and the result of one layer's call, with what is known of its own names.

    `layer` prints itself as ``Linear(784, 128)``; `labels` are what people call the sizes of its class.
    """

    layer: object
    takes: Shape
    gives: Shape
    word_taken: str = "Shaped"
    word_given: str = "Shaped"
    known: Unifier = field(default_factory=lambda: Unifier((OWN,)))
    labels: Mapping[str, str] = field(default_factory=dict)

    def input(self) -> Shape:
        """What it takes, with the sizes that are its own: ``"*batch 784"``."""
        known = self.known
        sizes = {name: bound.value for name, bound in known.sizes.items() if isinstance(bound.value, Size)}
        shapes = {name: bound.value for name, bound in known.variadics.items()}
        return _opened(substitute_shape(self.takes, sizes, shapes))

    def output(self, shape: Shape) -> Shape:
        """The shape that comes out where `shape` goes in. Raises `Misfit`."""
        unifier = Unifier((OWN,), sizes=dict(self.known.sizes), variadics=dict(self.known.variadics))
        try:
            unifier.unify(self.takes, shape, "x")
            unifier.finish()
        except Mismatch as mismatch:
            raise Misfit(self, mismatch.sentence) from None
        result = unifier.apply(self.gives)
        if any(_is_nothing(axis) and axis not in shape for axis in result):
            raise TooSmall(self, f"{quoted(shape)} is too small for it: {quoted(result)} would come out")
        return result


def _opened(shape: Shape) -> Shape:
    """The layer's names that have no value become those of whatever it will be given."""
    own = [name for name in shape_names(shape) if name.scope == OWN]
    sizes = {name: _open(name) for name in own}
    shapes: dict[Name, Shape] = {
        axis.formal: (Many(axis.name, OPEN, axis.broadcasts),)
        for axis in shape
        if isinstance(axis, Many) and axis.scope == OWN and axis.name
    }
    return substitute_shape(shape, sizes, shapes)


def _open(name: Name) -> Size:
    return Size((((((Name(name.name, OPEN), 1),), 1)),))


class Misfit(Mismatch):
    """A shape that a layer cannot take."""

    def __init__(self, promise: Promise, sentence: str) -> None:
        super().__init__(sentence)
        self.promise = promise


class TooSmall(Misfit):
    """An image that is smaller than the kernel."""


def _is_nothing(axis: Axis) -> bool:
    return isinstance(axis, Size) and axis.constant is not None and axis.constant <= 0


# Composition


class Mapped(Protocol):
    """A map of shapes: a layer, or what is known of one."""

    def input_shape(self) -> Shape: ...

    def output_shape(self, shape: Shape) -> Shape: ...


Layer = TypeVar("Layer", bound=Mapped)


def sequence_input(layers: Sequence[Mapped]) -> Shape:
    """What the first layer takes, as particular as the others need it: ``"*batch 9"`` for `Relu() >> Linear(9, 4)`."""
    first = shape = layers[0].input_shape()
    for layer in layers:
        meaning = variadic_meaning(shape, layer.input_shape(), taken=first)
        first, shape = substitute_shape(first, {}, meaning), substitute_shape(shape, {}, meaning)
        try:
            shape = layer.output_shape(shape)
        except Misfit:
            break  # `sequence_output` finds it too, and has the sentence
    return first


def sequence_output(layers: Sequence[Layer], shape: Shape, promised: Callable[[Layer], Promise]) -> Shape:
    """What comes out of layers one behind the other. Raises `ShapeError`, or `Misfit` if it is the first's."""
    before: Layer | None = None
    for layer in layers:
        try:
            shape = layer.output_shape(shape)
        except Misfit as misfit:
            if before is None:
                raise  # whoever gave the shape says what it was
            raise ShapeError(misfit_sentence(misfit, shape, promised(before))) from None
        before = layer
    return shape


def residual_output(inner: Mapped, shape: Shape) -> Shape:
    """``x + f(x)``, where f must give the shape that it takes."""
    given = inner.output_shape(shape)
    if compare_shapes(shape, given) is Verdict.DIFFERENT:
        raise ShapeError(
            f"Residual adds what a layer gives to what it takes, but {inner!r} takes {quoted(shape)}"
            f" and gives {quoted(given)}"
        )
    return given


def variadic_meaning(shape: Shape, declared: Shape, *, taken: Shape) -> dict[Name, Shape]:
    """What ``*shape`` in ``"*shape 16"`` stands for where ``"batch time 16"`` is declared: ``"batch time"``.

    Nothing where the declared shape asks for no more, or its names are those of other axes in `taken`.
    """
    at, many = variadic_at(shape), variadic_at(declared)
    fixed = len(declared) - (many is not None)
    if at is None or fixed < len(shape) - 1 or len(declared) < len(shape) or declared == shape:
        return {}
    variadic = shape[at]
    meaning = declared[at : len(declared) - (len(shape) - at - 1)]
    if not isinstance(variadic, Many) or not variadic.name:
        return {}
    if set(shape_names(meaning)) & set(shape_names(taken)):
        return {}
    return {variadic.formal: meaning}


# Sentences


def misfit_sentence(misfit: Misfit, shape: Shape, before: Promise | None) -> str:
    """``Linear(64, 10) takes fan_in = 64, but the layer before it gives fan_out = 128``."""
    promise = misfit.promise
    if isinstance(misfit, TooSmall):
        return f"{promise.layer!r}: {misfit.sentence}"
    declared = promise.input()
    at = _clash(declared, shape)
    wanted = quoted(declared) if at is None else _wanted(promise, at, declared[at])
    if before is None:
        return f"{promise.layer!r} takes {wanted}, but it is given {quoted(shape)}"
    given = quoted(shape) if at is None else _given(before, at, shape)
    return f"{promise.layer!r} takes {wanted}, but the layer before it gives {given}"


def dtype_sentence(promise: Promise, before: Promise) -> str | None:
    """The sentence if what comes out of one layer can never be of the kind that the next one takes."""
    if accepts(promise.word_taken, word_dtype(before.word_given)) is not Verdict.DIFFERENT:
        return None
    return f"{promise.layer!r} takes {promise.word_taken}, but the layer before it gives {before.word_given}"


def _clash(declared: Shape, shape: Shape) -> int | None:
    """The axis whose size is the layer's own and another in `shape`, counted from where both are fixed.

    None if it is something else: the rank, or a name that stands for two sizes.
    """
    many = variadic_at(declared), variadic_at(shape)
    if many == (None, None) and len(declared) != len(shape):
        return None
    shorter = min(len(declared), len(shape))
    for indices in (range(-1, -1 - shorter, -1), range(shorter)):
        for at in indices:
            if isinstance(declared[at], Many) or isinstance(shape[at], Many):
                break
            if _is_own(declared[at]) and compare_axes(declared[at], shape[at]) is Verdict.DIFFERENT:
                return at
    return None


def _is_own(axis: Axis) -> bool:
    """Whether a size has a value, a number or a name outside the layer."""
    return isinstance(axis, Size) and all(name.scope != OPEN for name in shape_names((axis,)))


def _wanted(promise: Promise, at: int, value: Axis) -> str:
    """``fan_in = 784``, or the size alone where it has no name."""
    label = _label(promise, promise.takes, at)
    return f"{label} = {render_axis(value)}" if label else f"the size {render_axis(value)}"


def _given(before: Promise, at: int, shape: Shape) -> str:
    """``fan_out = 128`` if the layer has a name for this size, else the whole shape."""
    label = _label(before, before.gives, at)
    return f"{label} = {render_axis(shape[at])}" if label else quoted(shape)


def _label(promise: Promise, declared: Shape, at: int) -> str:
    """What people call an axis that is one of the layer's own sizes."""
    axis = declared[at] if -len(declared) <= at < len(declared) else None
    atom = axis.atom if isinstance(axis, Size) else None
    if not isinstance(atom, Name) or atom not in promise.known.sizes:
        return ""
    return promise.labels.get(atom.name, atom.name.strip("{}").removeprefix("self."))
