"""The laws that every layer keeps; `check_layer` asks a layer for each of them."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np

from typednn.contracts import Array
from typednn.errors import ShapeError
from typednn.layers.flat import flatten_parameters, gradient_like, parameter_vector, unflatten_parameters
from typednn.layers.layer import AnyLayer
from typednn.layers.tree import parameters
from typednn.shapes.shape import of
from typednn.theorems.differences import SOURCE, slope
from typednn.theorems.layer_subjects import Subject, forward, is_constant
from typednn.theorems.rounding import UNIT
from typednn.theorems.theorem import Mode
from typednn.theorems.trial import Case, Trial

_ACCUMULATED = 2.0**13
_BATCHES = "2^13 u of the largest entry: BLAS sums batches of other sizes in another order"
Question: TypeAlias = Callable[[Trial, Subject], None]


@dataclass(frozen=True)
class Law:
    """A law, with the function that asks a layer for it."""

    id: str
    mode: Mode
    domain: str
    ask: Question
    tolerance: str = ""


LAWS: list[Law] = []


def law(id: str, mode: Mode, *, domain: str, tolerance: str = "") -> Callable[[Question], Question]:
    """Enter a law."""

    def enter(ask: Question) -> Question:
        LAWS.append(Law(id, mode, domain, ask, tolerance))
        return ask

    return enter


def _examples(trial: Trial, subject: Subject, quick: int, full: int) -> Iterator[tuple[Case, AnyLayer, Array]]:
    for case in trial.cases(quick, full):
        layer, x = subject.draw(case.rng)
        case.given(layer=layer, x=x, **parameters(layer))
        yield case, layer, x


@law("L1", Mode.PROPERTY, domain="inputs that the contract allows")
def the_shape_is_the_promised_one(trial: Trial, subject: Subject) -> None:
    """What the layer gives has the shape that its contract promises."""
    for case, layer, x in _examples(trial, subject, 20, 500):
        case.equal(of(*layer(x).shape) == layer.output_shape(of(*x.shape)), True, "the promised shape")


@law("L2", Mode.PROPERTY, domain="inputs that the contract allows")
def the_same_input_gives_the_same_output(trial: Trial, subject: Subject) -> None:
    """Two calls give the same bits, and so do two forward passes with the same random numbers."""
    for case, layer, x in _examples(trial, subject, 20, 500):
        case.equal(layer(x), layer(x))
        case.equal(forward(layer, x)[0], forward(layer, x)[0])


@law(
    "L3",
    Mode.DIFFERENCES,
    domain="random directions in the input and all parameters at once; cases within 2^-10 of a kink are left out",
    tolerance=SOURCE,
)
def backward_is_the_adjoint_of_the_derivative(trial: Trial, subject: Subject) -> None:
    """⟨dy, D f(θ, x)[tθ, tx]⟩ = ⟨dθ, tθ⟩ + ⟨dx, tx⟩ for what backward gives."""
    for case, layer, x in _examples(trial, subject, 25, 2000):
        vector, gradient = parameter_vector(layer), gradient_like(layer)
        parameter_vector(gradient)[:] = np.nan  # every entry is to be written
        y, cache = forward(layer, x)
        dy, direction = case.rng.normal(size=y.shape), case.rng.uniform(-1.0, 1.0, vector.shape)
        dx = layer.backward(dy.copy(), cache, gradient)
        floats = x.dtype.kind == "f"
        tx = case.rng.uniform(-1.0, 1.0, x.shape) if floats else np.zeros(x.shape)
        case.given(dy=dy, tx=tx, direction=direction)
        found = slope(_Along(layer, x, tx, vector.copy(), direction), dy)
        if case.assume(found.sharp):
            backward = float(parameter_vector(gradient) @ direction)
            backward += float(np.sum(dx * tx)) if floats else 0.0
            case.near(backward, found.value, found.error)


class _Along:
    """The layer's value on a line through its parameters and its input."""

    def __init__(self, layer: AnyLayer, x: Array, tx: Array, start: Array, direction: Array) -> None:
        self.layer, self.x, self.tx, self.start, self.direction = layer, x, tx, start, direction

    def __call__(self, h: float) -> Array:
        parameter_vector(self.layer)[:] = self.start + h * self.direction
        moved = self.x + h * self.tx if self.x.dtype.kind == "f" else self.x
        value = forward(self.layer, moved)[0]
        parameter_vector(self.layer)[:] = self.start
        return value


@law("L4", Mode.PROPERTY, domain="inputs that the contract allows")
def gradients_are_written_not_added(trial: Trial, subject: Subject) -> None:
    """backward overwrites the gradient: what stood there before does not matter; dx has the shape of x."""
    for case, layer, x in _examples(trial, subject, 20, 500):
        y, cache = forward(layer, x)
        dy = case.rng.normal(size=y.shape)
        found = []
        for before in (0.0, 7.0):
            gradient = gradient_like(layer)
            parameter_vector(gradient)[:] = before
            dx = layer.backward(dy.copy(), cache, gradient)
            if x.dtype.kind == "f":
                case.equal(dx.shape, x.shape, "the shape of dx")
            found.append(flatten_parameters(gradient))
        case.equal(found[0], found[1])


@law("L5", Mode.PROPERTY, domain="inputs that the contract allows")
def nothing_is_written_over(trial: Trial, subject: Subject) -> None:
    """Neither a call nor a forward and backward pass changes the input, the cotangent or the parameters."""
    for case, layer, x in _examples(trial, subject, 20, 500):
        before, weights = x.copy(), flatten_parameters(layer)
        layer(x)
        y, cache = forward(layer, x)
        dy = case.rng.normal(size=y.shape)
        cotangent = dy.copy()
        layer.backward(dy, cache, gradient_like(layer))
        case.equal(x, before, "the input")
        case.equal(dy, cotangent, "the cotangent")
        case.equal(flatten_parameters(layer), weights, "the parameters")


@law("L6", Mode.PROPERTY, domain="batches along the first axis", tolerance=_BATCHES)
def a_batch_is_its_samples(trial: Trial, subject: Subject) -> None:
    """layer(x)[i] = layer(x[i:i+1])[0]: samples do not see each other when the layer is used."""
    for case, layer, x in _examples(trial, subject, 20, 500):
        if case.assume(len(x) > 0):
            together = layer(x)
            alone = np.concatenate([layer(x[at : at + 1]) for at in range(len(x))])
            case.near(together, alone, _ACCUMULATED * UNIT * (1.0 + float(np.abs(together).max(initial=0.0))))


@law("L7", Mode.PROPERTY, domain="float32 and float64")
def the_dtype_is_kept(trial: Trial, subject: Subject) -> None:
    """A layer in float32 gives float32 for float32, forward and backward, and so in float64."""
    for case, layer, x in _examples(trial, subject, 10, 200):
        for dtype in (np.dtype(np.float32), np.dtype(np.float64)):
            own, given = layer.astype(dtype), x.astype(dtype) if x.dtype.kind == "f" else x
            y, cache = forward(own, given)
            gradient = gradient_like(own)
            dx = own.backward(np.ones_like(y), cache, gradient)
            case.equal(own(given).dtype.name, dtype.name, "the dtype of a call")
            case.equal(y.dtype.name, dtype.name, "the dtype of the forward pass")
            case.equal(dx.dtype.name, dtype.name, "the dtype of dx")


@law("L8", Mode.RUN_TIME, domain="each axis with a size of its own, one entry too many or too few")
def a_wrong_size_is_refused(trial: Trial, subject: Subject) -> None:
    """An input of another size than the contract's is a ShapeError."""
    for case, layer, x in _examples(trial, subject, 10, 200):
        declared = layer.input_shape()
        for at in (at - len(declared) for at, axis in enumerate(declared) if is_constant(axis)):
            wrong = np.repeat(x, 2, axis=at)
            case.given(wrong=wrong.shape)
            case.require(_is_refused(layer, wrong), f"an input of shape {wrong.shape} is refused")


def _is_refused(layer: AnyLayer, x: Array) -> bool:
    try:
        layer(x)
    except ShapeError:
        return True
    return False


@law("L9", Mode.PROPERTY, domain="random parameters")
def parameters_are_a_vector(trial: Trial, subject: Subject) -> None:
    """unflatten(flatten(θ)) = θ and flatten(unflatten(v)) = v, bit for bit, and the layer computes the same."""
    for case, layer, x in _examples(trial, subject, 10, 200):
        vector = flatten_parameters(layer)
        case.equal(unflatten_parameters(layer, vector)(x), layer(x))
        other = case.rng.normal(size=vector.shape)
        case.equal(flatten_parameters(unflatten_parameters(layer, other)), other)
