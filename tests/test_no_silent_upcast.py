"""float32 stays float32: not only in results, but in every array that NumPy makes on the way to them."""

import sys
from collections.abc import Callable

import numpy as np
import pytest

from tests.optim.every import LAYOUT, SIZE, every_optimizer
from tests.watching_dtypes import watch, watching
from typednn import losses
from typednn.contracts import Array
from typednn.layers import gradient_like, parameters
from typednn.layers.examples import EXAMPLES, draw
from typednn.layers.tree import with_arrays
from typednn.losses import Logits
from typednn.ops import gelu
from typednn.ops.registry import PRIMITIVES
from typednn.optim import Optimizer, optimizer_step

DRAWS = 5
Loss = Callable[[Array], tuple[float, Array]]


@pytest.mark.parametrize("name", PRIMITIVES)
def test_of_a_primitive(name: str) -> None:
    primitive = PRIMITIVES[name]
    for seed in range(DRAWS):
        rng = np.random.default_rng(seed)
        drawn = primitive.draw(rng, np.float32)
        example = drawn.at(tuple(map(watch, drawn.primals)))
        with watching() as wider:
            value = primitive.value(example)
            dy = watch(np.asarray(rng.normal(size=value.shape), np.float32))
            found = [value, *primitive.pull_back(dy, example)]
            tangent = primitive.push_forward(example.primals, example)
        assert wider == []
        assert {each.dtype for each in [*found, *([] if tangent is None else [tangent])]} == {np.dtype(np.float32)}


@pytest.mark.parametrize("name", EXAMPLES)
def test_of_a_layer(name: str) -> None:
    for seed in range(DRAWS):
        rng = np.random.default_rng(seed)
        example = draw(name, rng, np.float32)
        layer, gradient, x = with_arrays(example.layer, watch), gradient_like(example.layer), watch(example.x)
        with watching() as wider:
            y, cache = layer.forward(x, rng=np.random.default_rng(1))
            dx = layer.backward(watch(rng.normal(size=y.shape).astype(np.float32)), cache, gradient)
            used = layer(x)
        assert wider == []
        assert {each.dtype for each in (y, dx, used, *parameters(gradient).values())} == {np.dtype(np.float32)}


LOGITS, TARGETS = np.random.default_rng(0).normal(size=(6, 4)).astype(np.float32), np.arange(6) % 4


@pytest.mark.parametrize(
    "loss",
    [
        lambda z: losses.cross_entropy(z.view(Logits), TARGETS),
        lambda z: losses.cross_entropy(z.view(Logits), TARGETS, label_smoothing=0.1),
        lambda z: losses.regularised_cross_entropy(z.view(Logits), TARGETS, penalty=0.1),
        lambda z: losses.mse(z, watch(LOGITS[::-1])),
    ],
    ids=["cross-entropy", "smoothed", "regularised", "mse"],
)
def test_of_a_loss(loss: Loss) -> None:
    with watching() as wider:
        value, gradient = loss(watch(LOGITS))
    assert wider == []
    assert type(value) is float
    assert gradient.dtype == np.float32


@every_optimizer
def test_of_an_optimizer(optimizer: Optimizer) -> None:
    parameters = watch(np.random.default_rng(0).normal(size=SIZE).astype(np.float32))

    def objective(at: Array) -> tuple[float, Array]:
        return float(at @ at) / 2, at * np.float32(1.5)

    with watching() as wider:
        state = optimizer.init(parameters, LAYOUT)
        for _ in range(3):
            optimizer_step(optimizer, parameters, state, objective)
    assert wider == []
    assert parameters.dtype == np.float32


def test_what_is_made_wider_inside_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    """The test can fail: gelu's constant in double precision is what a slip would look like."""
    monkeypatch.setattr(sys.modules["typednn.ops.gelu"], "_SCALE", np.float64(1.6))
    with watching() as wider:
        gelu(watch(np.ones(3, np.float32)))
    assert wider[0].startswith("multiply gave float64 in ") and "gelu.py" in wider[0]


def test_what_is_made_wider_is_seen() -> None:
    """In an operation of its own, behind `asarray`, in a reduction, and in a product."""
    x = watch(np.ones((2, 3), np.float32))
    with watching() as wider:
        np.asarray(np.tanh(gelu(x)) * np.float64(2.0))
        assert len(wider) == 1 and wider[0].startswith("multiply gave float64")
        np.concatenate([x, np.ones((1, 3))])
        np.mean(np.concatenate([x, x]), axis=0, dtype=np.float64)
        _ = x @ np.ones((3, 2))
        assert {"concatenate", "mean", "matmul"} <= {text.split()[0] for text in wider[1:]}
        seen = len(wider)
        x.astype(np.float64)  # what is asked for by name is no accident
        assert len(wider) == seen
