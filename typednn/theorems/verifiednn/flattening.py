"""V48–V50: all parameters as one vector. In the original the two inverses are four sorries and two axioms."""

from collections.abc import Iterator
from itertools import islice, product

import numpy as np

from typednn import layers
from typednn.errors import ShapeError
from typednn.layers.examples import EXAMPLES
from typednn.layers.examples import draw as draw_example
from typednn.theorems.theorem import Mode, Standing
from typednn.theorems.trial import Trial
from typednn.theorems.verifiednn import CHAPTER

_SIZE = 101_770
_OFFSETS = {
    "0.weight": (0, (784, 128)),
    "0.bias": (100_352, (128,)),
    "2.weight": (100_480, (128, 10)),
    "2.bias": (101_760, (10,)),
}


def _perceptron() -> layers.Chain:
    return layers.Linear(784, 128, rng=0) >> layers.Relu() >> layers.Linear(128, 10, rng=1)


@CHAPTER.theorem("V48.1", Mode.EXACT, original="nParams", domain="784 → 128 → 10")
def the_perceptron_has_101770_parameters(trial: Trial) -> None:
    """784·128 + 128 + 128·10 + 10 = 101,770, at the offsets 0, 100,352, 100,480 and 101,760."""
    for case, net in trial.each([_perceptron()]):
        case.equal(784 * 128 + 128 + 128 * 10 + 10, _SIZE)
        case.equal(layers.number_of_parameters(net), _SIZE)
        position = 0
        found = {}
        for path, shape in layers.layout(net).items():
            found[path] = (position, shape)
            position += int(np.prod(shape))
        case.equal(found, _OFFSETS)


@CHAPTER.theorem("V48.2", Mode.EXHAUSTIVE, original="nParams", domain="all perceptrons with three sizes from 1 to 8")
def the_number_of_parameters_is_the_formula(trial: Trial) -> None:
    """a → b → c has a b + b + b c + c parameters."""
    for case, (a, b, c) in trial.each(product(range(1, 9), repeat=3)):
        case.given(a=a, b=b, c=c)
        net = layers.Linear(a, b, rng=0) >> layers.Relu() >> layers.Linear(b, c, rng=0)
        case.equal(layers.number_of_parameters(net), a * b + b + b * c + c)
        case.equal(layers.parameter_vector(net).shape, (a * b + b + b * c + c,))


@CHAPTER.theorem(
    "V49",
    Mode.PROPERTY,
    original="flattenParams, unflattenParams, flattenGradients",
    domain="every layer of the library with random sizes; random vectors, NaN and infinities among them",
)
def flatten_and_unflatten_are_a_bijection(trial: Trial) -> None:
    """unflatten(flatten(net)) has the parameters of net, and flatten(unflatten(v)) is v, bit for bit; gradients too."""
    for case, name in trial.each(islice(_names(), trial.size(44, 2200))):
        net = draw_example(name, case.rng).layer
        vector = layers.flatten_parameters(net)
        bits = case.rng.integers(0, 2**63, vector.size)
        case.given(net=net)
        for path, array in layers.parameters(layers.unflatten_parameters(net, vector)).items():
            case.equal(array.view(np.int64), layers.parameters(net)[path].view(np.int64))
        there = layers.unflatten_parameters(net, bits.view(np.float64))
        case.equal(layers.flatten_parameters(there).view(np.int64), bits)
        gradient = layers.gradient_like(net)
        case.equal(layers.layout(gradient), layers.layout(net))
        case.require(type(gradient) is type(net), "the gradient has the type of what it is the gradient of")


@CHAPTER.theorem(
    "V50.1",
    Mode.EXHAUSTIVE,
    original="flatten_unflatten_left_inverse (four sorries)",
    standing=Standing.GAP_CLOSED,
    domain="all 101,770 indices of 784 → 128 → 10",
)
def every_index_is_one_entry(trial: Trial) -> None:
    """i ↔ (array, row, column), row by row: entry i of the vector is that entry of that array, and it alone."""
    net = _perceptron()
    layers.parameter_vector(net)[:] = np.arange(_SIZE, dtype=np.float32)  # exact in float32
    arrays = layers.parameters(net)
    seen = np.zeros(_SIZE, dtype=np.int64)
    for case, (path, (offset, shape)) in trial.each(_OFFSETS.items()):
        array = arrays[path]
        case.given(array=path)
        case.equal(array.shape, shape)
        for index in np.ndindex(shape):
            row_major = index[0] * shape[1] + index[1] if len(shape) == 2 else index[0]
            if array[index] != offset + row_major:
                case.equal(float(array[index]), offset + row_major, f"{path}{list(index)}")
            seen[int(array[index])] += 1
        case.stands_for(array.size)
    if trial.only is None:
        for case, counts in trial.each([seen]):
            case.require(np.all(counts == 1), "each index is met exactly once")


@CHAPTER.theorem(
    "V50.2",
    Mode.EXHAUSTIVE,
    original="unflatten_flatten_right_inverse (an axiom)",
    standing=Standing.GAP_CLOSED,
    domain="all 101,770 unit vectors of 784 → 128 → 10, one entry of the vector set at a time",
)
def both_inverses_on_every_index(trial: Trial) -> None:
    """flatten(unflatten(e_i)) = e_i: setting entry i of the vector sets one parameter, and reading it gives it back."""
    net = _perceptron()
    for case, start in trial.each([np.arange(_SIZE, dtype=np.float32)]):
        other = layers.unflatten_parameters(net, start)
        case.equal(layers.flatten_parameters(other), start)
        vector = layers.parameter_vector(other)
        vector[:] = 0
        arrays = list(layers.parameters(other).values())
        for i in range(_SIZE):
            vector[i] = 1
            at = next(k for k, (offset, _) in enumerate(reversed(_OFFSETS.values())) if offset <= i)
            array, offset = arrays[-1 - at], list(_OFFSETS.values())[-1 - at][0]
            if array.flat[i - offset] != 1:
                case.require(False, f"index {i} is entry {i - offset} of array {3 - at}")
            vector[i] = 0
        case.stands_for(_SIZE)


@CHAPTER.theorem(
    "V50.3", Mode.EXHAUSTIVE, standing=Standing.BEYOND, domain="a network of 7 parameters, vectors of 0 to 20 entries"
)
def a_vector_of_another_length_is_refused(trial: Trial) -> None:
    """unflatten takes a vector of as many entries as the network has parameters, and refuses every other one."""
    net = layers.Linear(2, 1, rng=0) >> layers.Linear(1, 2, rng=1)
    for case, size in trial.each(range(21)):
        try:
            layers.unflatten_parameters(net, np.zeros(size))
        except ShapeError:
            case.require(size != 7, f"{size} entries are refused")
        else:
            case.equal(size, 7, "entries taken")


def _names() -> Iterator[str]:
    """All layers that have parameters, again and again."""
    while True:
        yield from EXAMPLES
