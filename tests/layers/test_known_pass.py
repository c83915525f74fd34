"""What was judged for a kind of batch is not judged again; what shapes do not decide still is."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

import numpy as np
import pytest

from tests.layers.chains import random_chain
from typednn.contracts import Array, Float, contract
from typednn.errors import ConfigError, ShapeError
from typednn.layers import Backpropagation, Chain, Layer, Linear, Relu, Residual
from typednn.layers.workspace import FRESH, Workspace
from typednn.losses import mse


@contextmanager
def judged() -> Iterator[list[str]]:
    """The contracts that are entered."""
    names: list[str] = []

    def listen(frame: FrameType, event: str, argument: object) -> None:
        if event == "call" and frame.f_code.co_filename.startswith("<contract of "):
            names.append(frame.f_code.co_filename.removeprefix("<contract of ").removesuffix(">"))

    sys.setprofile(listen)
    try:
        yield names
    finally:
        sys.setprofile(None)


def batch(examples: int) -> tuple[Array, Array]:
    rng = np.random.default_rng(examples)
    return rng.normal(size=(examples, 4)).astype(np.float32), rng.normal(size=(examples, 2)).astype(np.float32)


def network() -> Chain:
    return Linear(4, 3, rng=0) >> Relu() >> Linear(3, 2, rng=1)


def test_each_kind_of_batch_is_judged_once() -> None:
    backpropagation = Backpropagation(network(), mse)
    with judged() as first:
        backpropagation(*batch(5))
    with judged() as second:
        backpropagation(*batch(5))
    with judged() as other:
        backpropagation(*batch(6))
    with judged() as known:
        backpropagation(*batch(6))
    layers = ["chain.Chain.forward", "linear.Linear.forward", "relu.Relu.forward", "linear.Linear.backward"]
    for names in (first, other):
        assert {f"typednn.layers.{layer}" for layer in layers} < set(names)
    outside = ["layers.gradients.Backpropagation.__call__", "losses.mse", "layers.known_pass.KnownPass.backward"]
    assert second == known == [f"typednn.{name}" for name in outside]


@pytest.mark.parametrize("seed", range(12))
def test_a_pass_that_is_not_judged_gives_the_same_bits(seed: int) -> None:
    net, x = random_chain(np.random.default_rng(seed), np.float32)
    targets = np.ones_like(net(x))
    fresh = Backpropagation(net.copy(), mse)
    known = Backpropagation(net.copy(), mse)
    known(x, targets, rng=np.random.default_rng(1))
    for layer, start in zip(known.net.layers, net.layers, strict=True):
        for name in layer.STATE:
            getattr(layer, name)[...] = getattr(start, name)
    expected = fresh(x, targets, rng=np.random.default_rng(2))
    found = known(x, targets, rng=np.random.default_rng(2))
    assert found.loss == expected.loss
    assert found.output.tobytes() == expected.output.tobytes()
    assert found.gradient.tobytes() == expected.gradient.tobytes()


@pytest.mark.parametrize("net", [Linear(4, 2, rng=0), Relu() >> Relu(), Linear(4, 2, rng=0) >> Residual(Linear(2, 2))])
def test_networks_of_other_forms_go_the_same_way(net: Layer[object]) -> None:
    x, _ = batch(5)
    backpropagation = Backpropagation(net, mse)
    first = backpropagation(x, np.zeros_like(net(x)))
    loss, gradient = first.loss, first.gradient.copy()
    again = backpropagation(x, np.zeros_like(net(x)))
    assert again.loss == loss and again.gradient.tobytes() == gradient.tobytes()


def test_a_wrong_batch_is_refused_after_a_right_one() -> None:
    backpropagation = Backpropagation(network(), mse)
    for _ in range(2):
        x, targets = batch(5)
        backpropagation(x, targets)
        with pytest.raises(ShapeError, match=r'"targets" is float32\[4, 2\], expected .* with batch = 5'):
            backpropagation(x, targets[:4])
        with pytest.raises(ShapeError, match=r'takes fan_in = 4, but it is given "5 3"'):
            backpropagation(x[:, 1:], targets)
        with pytest.raises(ShapeError, match="int64 is not a Float"):
            backpropagation(x.astype(np.int64), targets)


class Positive(Layer[Array]):
    """A layer of one's own whose shape depends on values, against its promise."""

    @contract
    def __call__(self, x: Float[Array, "batch n"]) -> Float[Array, "batch n"]:
        return x[(x > 0).all(axis=1)]

    @contract
    def forward(
        self, x: Float[Array, "batch n"], *, rng: np.random.Generator | None = None, space: Workspace = FRESH
    ) -> tuple[Float[Array, "batch n"], Float[Array, "batch n"]]:
        return self(x), x

    @contract
    def backward(
        self,
        dy: Float[Array, "batch n"],
        cache: Float[Array, "batch n"],
        gradient: "Positive",
        *,
        space: Workspace = FRESH,
    ) -> Float[Array, "batch n"]:
        return dy


def test_a_layer_of_ones_own_keeps_its_contract() -> None:
    backpropagation = Backpropagation(Positive() >> Linear(4, 2, rng=0), mse)
    x, targets = batch(5)
    for _ in range(3):
        backpropagation(np.abs(x), targets)
    with pytest.raises(ShapeError, match=r"Positive\.__call__\(\) returned float32\[\d, 4\]"):
        backpropagation(x, targets)


def test_what_a_loss_gives_is_judged_each_time() -> None:
    cut = [0, 0, 1]

    def loss(output: Array, targets: Array) -> tuple[float, Array]:
        return 1.0, output[cut.pop(0) :]

    backpropagation = Backpropagation(network(), loss)
    for _ in range(2):
        backpropagation(*batch(5))
    with pytest.raises(ShapeError, match=r'"doutput" is float32\[4, 2\], expected .* with batch = 5'):
        backpropagation(*batch(5))


def replace_an_array(net: Chain) -> None:
    first = net.layers[0]
    assert isinstance(first, Linear)
    first.weight = np.ones((4, 3), np.float32)


def replace_a_layer(net: Chain) -> None:
    net.put_part("1", Linear(3, 3, rng=2))


@pytest.mark.parametrize("replace", [replace_an_array, replace_a_layer])
def test_what_was_replaced_is_noticed_in_a_known_pass_too(replace: Callable[[Chain], None]) -> None:
    net = network()
    backpropagation = Backpropagation(net, mse)
    backpropagation(*batch(5))
    replace(net)
    with pytest.raises(ConfigError, match="was replaced after Backpropagation was made"):
        backpropagation(*batch(5))
