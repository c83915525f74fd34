"""A chain's contract is the composition of its layers' contracts; a misfit is said in one sentence."""

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.data.small import unseen
from tests.layers.chains import random_chain
from typednn import layers
from typednn.errors import ConfigError, ShapeError
from typednn.layers import (
    AnyLayer,
    AvgPool2d,
    BatchNorm,
    BatchNorm2d,
    Chain,
    Conv2d,
    Dropout,
    Elu,
    Embedding,
    Flatten,
    LayerNorm,
    LeakyRelu,
    Linear,
    MaxPool2d,
    MultiHeadAttention,
    Relu,
    Residual,
    TransformerBlock,
)

# As source, since mypy refuses these too.
REFUSED = {
    "Linear(784, 128) >> Linear(64, 10)": (
        "Linear(64, 10) takes fan_in = 64, but the layer before it gives fan_out = 128"
    ),
    "Linear(784, 128) >> Relu() >> Linear(64, 10)": (
        'Linear(64, 10) takes fan_in = 64, but the layer before it gives "*batch 128"'
    ),
    "Linear(64, 32) >> LayerNorm(64)": (
        "LayerNorm(64) takes features = 64, but the layer before it gives fan_out = 32"
    ),
    "Conv2d(1, 8, 3) >> Conv2d(16, 8, 3)": (
        "Conv2d(16, 8, 3) takes in_channels = 16, but the layer before it gives out_channels = 8"
    ),
    "Conv2d(1, 8, 3, padding=1) >> MaxPool2d(2) >> BatchNorm2d(16)": (
        'BatchNorm2d(16) takes channels = 16, but the layer before it gives "batch 8 height//2 width//2"'
    ),
    "Flatten() >> Linear(784, 128) >> Conv2d(1, 8, 3)": (
        'Conv2d(1, 8, 3) takes "batch 1 height width", but the layer before it gives "batch 128"'
    ),
    "Embedding(50, 16) >> MultiHeadAttention(32, 4)": (
        "MultiHeadAttention(32, 4) takes width = 32, but the layer before it gives features = 16"
    ),
    "Linear(10, 20) >> Embedding(20, 30)": "Embedding(20, 30) takes Integer, but the layer before it gives Float",
    "Residual(Linear(64, 32))": (
        'Residual adds what a layer gives to what it takes, but Linear(64, 32) takes "*batch 64" and gives "*batch 32"'
    ),
    "Residual(Conv2d(8, 8, 3))": (
        "Residual adds what a layer gives to what it takes, but Conv2d(8, 8, 3) takes"
        ' "batch 8 height width" and gives "batch 8 height-2 width-2"'
    ),
    "Linear(10, 20) >> Residual(Linear(64, 64) >> Relu())": (
        "Linear(64, 64) takes fan_in = 64, but the layer before it gives fan_out = 20"
    ),
    "MultiHeadAttention(10, 3)": "3 heads do not divide the width 10: width % heads must be 0",
    "TransformerBlock(6, 4)": "4 heads do not divide the width 6: width % heads must be 0",
    "lenet(1360).check('batch 1 28 28')": (
        'Linear(1360, 10) takes fan_in = 1360, but the layer before it gives "batch 1352"'
    ),
    "lenet(1352).check('batch 1 32 32')": (
        'Linear(1352, 10) takes fan_in = 1352, but the layer before it gives "batch 1800"'
    ),
    "lenet(1352).check('batch 3 28 28')": ('Conv2d(1, 8, 3) takes in_channels = 1, but it is given "batch 3 28 28"'),
    "lenet(1352).check('batch 28 28')": ('Conv2d(1, 8, 3) takes "batch 1 height width", but it is given "batch 28 28"'),
    "lenet(1352).check('batch 1 2 28')": (
        'Conv2d(1, 8, 3): "batch 1 2 28" is too small for it: "batch 8 0 26" would come out'
    ),
    "Linear(784, 10).check('batch 100')": 'Linear(784, 10) takes fan_in = 784, but it is given "batch 100"',
    "Linear(784, 10).check('batch n')": 'Linear(784, 10) takes fan_in = 784, but it is given "batch n"',
}


def lenet(features: int) -> Chain:
    return Conv2d(1, 8, 3) >> Relu() >> MaxPool2d(2) >> Flatten() >> Linear(features, 10)


@pytest.mark.parametrize(("source", "sentence"), REFUSED.items(), ids=REFUSED)
def test_what_does_not_fit_is_refused_where_it_is_made(source: str, sentence: str) -> None:
    with pytest.raises(ShapeError) as caught:
        eval(source, vars(layers) | {"lenet": lenet})
    assert str(caught.value) == sentence


CHECKED = [
    (lambda: Linear(784, 128) >> Relu() >> Linear(128, 10), "b 784", "b 10"),
    (lambda: Linear(784, 128) >> Relu() >> Linear(128, 10), "*many 784", "*many 10"),
    (lambda: Linear(784, 128) >> Relu() >> Linear(128, 10), "784", "10"),
    (lambda: lenet(1352), "batch 1 28 28", "batch 10"),
    (lambda: lenet(1352), "32 1 29 29", "32 10"),
    (lambda: Conv2d(3, 8, 5, stride=2, padding=2) >> Dropout(0.1), "b 3 h w", "b 8 (h+1)//2 (w+1)//2"),
    (lambda: Conv2d(3, 8, 3, padding=1) >> AvgPool2d(2), "b 3 h 2*k", "b 8 h//2 k"),
    (lambda: Embedding(50, 16) >> TransformerBlock(16, 4) >> Linear(16, 50), "b t", "b t 50"),
    (lambda: Residual(LayerNorm(8) >> Linear(8, 8)) >> Relu(), "*b 8", "*b 8"),
]


@pytest.mark.parametrize(("make", "given_shape", "expected"), CHECKED)
def test_check_gives_the_shape_that_comes_out(make: Callable[[], AnyLayer], given_shape: str, expected: str) -> None:
    assert make().check(given_shape) == expected


@given(st.integers(0, 2**32 - 1))
def test_check_foretells_the_shape_of_every_network(seed: int) -> None:
    net, x = random_chain(np.random.default_rng(seed))
    assert net.check(" ".join(map(str, x.shape))) == " ".join(map(str, net(x).shape))


@given(st.integers(0, 2**32 - 1))
def test_composition_is_associative(seed: int) -> None:
    net, x = random_chain(np.random.default_rng(seed))
    cut = len(net.layers) // 2
    if cut:
        again = Chain(*net.layers[:cut]) >> Chain(*net.layers[cut:])
        assert [*again.layers] == [*net.layers]
        np.testing.assert_array_equal(again(x), net(x))
        assert again.input_shape() == net.input_shape()


@pytest.mark.parametrize("shape", [(5, 1, 32, 32)])
def test_a_wrong_array_is_refused_by_the_layer_that_gets_it(shape: tuple[int, ...]) -> None:
    text = r'Linear\(1352, 10\) takes fan_in = 1352, but the layer before it gives "5 1800"'
    with pytest.raises(ShapeError, match=text):
        lenet(1352)(np.zeros(shape, np.float32))
    with pytest.raises(ShapeError, match="expected Float"):
        (Relu() >> Relu())(np.zeros(shape, np.int64))


def test_a_layer_stands_in_a_chain_once() -> None:
    relu, linear = Relu(), Linear(3, 3)
    with pytest.raises(ConfigError, match=r"Linear\(3, 3\) stands twice in the chain: .*use \.copy\(\)"):
        _ = linear >> relu >> linear
    with pytest.raises(ConfigError, match="stands twice"):
        _ = Residual(linear >> relu) >> linear
    assert (linear >> relu >> linear.copy()).check("b 3") == "b 3"


def test_what_is_no_layer_cannot_be_composed() -> None:
    with pytest.raises(TypeError, match="unsupported operand"):
        _ = Relu() >> 3  # type: ignore[operator]  # it is the point that mypy sees it as well
    with pytest.raises(ConfigError, match="a chain of no layers"):
        Chain()
    with pytest.raises(ConfigError, match=r"Relu is a class, not a layer: make one, as in Relu\(…\)"):
        _ = Relu() >> unseen(Relu)
    for wrong, text in ((3, "3"), (Relu, "the class Relu"), ([Relu()], r"\[Relu\(\)\]")):
        with pytest.raises(ConfigError, match=f"^{text} is given where a layer is expected, as in Chain"):
            Chain(Relu(), unseen(wrong))
        with pytest.raises(ConfigError, match=f"^{text} is given where a layer is expected, as in Residual"):
            Residual(unseen(wrong))


@pytest.mark.parametrize(
    ("make", "text"),
    [
        (lambda: Linear(0, 3), "fan_in is 0: it must be at least 1"),
        (lambda: Conv2d(1, 1, 3, padding=3), "padding is 3: it must be at least 0 and below the kernel, 3"),
        (lambda: Conv2d(1, 1, 3, stride=0), "stride is 0: it must be at least 1"),
        (lambda: MaxPool2d(0), "size is 0: it must be at least 1"),
        (lambda: MaxPool2d(unseen(2.5)), "size is 2.5: it must be a whole number"),
        (lambda: AvgPool2d(2, unseen("2")), "stride is '2': it must be a whole number"),
        (lambda: Linear(True, 3), "fan_in is True: it must be a whole number"),
        (lambda: MultiHeadAttention(8, unseen(2.0)), "heads is 2.0: it must be a whole number"),
        (lambda: BatchNorm2d(0), "channels is 0: it must be at least 1"),
        (lambda: Dropout(1.0), "the dropout rate is 1.0, expected at least 0 and below 1"),
        (lambda: Dropout(unseen("0.5")), "the dropout rate is '0.5', expected at least 0 and below 1"),
        (lambda: LeakyRelu(float("nan")), "slope is nan: it must be a finite number"),
        (lambda: Elu(unseen("a")), "alpha is 'a': it must be a finite number"),
        (lambda: LayerNorm(3, epsilon=0.0), "epsilon is 0.0: it must be greater than 0, such as 1e-5"),
        (lambda: BatchNorm(3, epsilon=-1.0), "epsilon is -1.0: it must be greater than 0"),
        (lambda: BatchNorm2d(3, epsilon=float("inf")), "epsilon is inf: it must be a finite number"),
        (lambda: Linear(3, 4, rng=-1), "rng is -1; expected a seed of at least 0, a np.random.Generator, or None"),
        (lambda: Conv2d(1, 1, 3, rng=-1), "rng is -1; expected a seed of at least 0, a np.random.Generator, or None"),
        (lambda: Embedding(3, 2, rng=-1), "rng is -1; expected a seed"),
        (lambda: TransformerBlock(8, 2, rng=-7), "rng is -7; expected a seed"),
        (lambda: Linear(3, 2, dtype="float33"), "'float33' is no dtype: use np.float32 or np.float64"),
        (lambda: Linear(3, 2, dtype="int64"), "parameters are floating-point numbers, not int64"),
    ],
)
def test_a_layer_with_impossible_settings_is_refused(make: Callable[[], AnyLayer], text: str) -> None:
    with pytest.raises(ConfigError, match=f"^{text}"):
        make()


@pytest.mark.parametrize(
    ("layer", "text"),
    [
        (Linear(784, 10), "Linear(784, 10)"),
        (Conv2d(1, 8, 3, padding=1), "Conv2d(1, 8, 3, padding=1)"),
        (Residual(Linear(3, 3) >> Relu()), "Residual(Linear(3, 3) >> Relu())"),
        (TransformerBlock(8, 2, causal=True), "TransformerBlock(8, 2, causal=True)"),
        (Dropout(0.1), "Dropout(0.1)"),
    ],
)
def test_a_layer_is_written_as_it_is_made(layer: AnyLayer, text: str) -> None:
    assert repr(layer) == text


def test_a_chain_is_a_sequence_of_its_layers() -> None:
    net = Linear(8, 4) >> Relu() >> Linear(4, 2)
    assert len(net) == 3
    assert list(net) == list(net.layers)
    assert net[1] is net.layers[1] and net[-1] is net.layers[2]
