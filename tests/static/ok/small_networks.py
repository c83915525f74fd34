"""Layers that fit: the twins of the cases in bad/networks.py."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial, reduce
from itertools import pairwise
from typing import Generic, TypeVar

import numpy as np
from jaxtyping import Float, Int
from numpy import ndarray as Array
from numpy.random import Generator

from typednn.contracts import contract
from typednn.layers import (
    FRESH,
    AnyLayer,
    Chain,
    Conv2d,
    Embedding,
    Flatten,
    Gelu,
    Layer,
    LayerNorm,
    Linear,
    MaxPool2d,
    MultiHeadAttention,
    Relu,
    Residual,
    Tanh,
    TransformerBlock,
    Workspace,
    gradient_like,
)

N = TypeVar("N", bound=int)


@contract
class Scale(Layer[Array], Generic[N]):
    """A layer of one's own, known by its contract alone: y = x ⊙ weight."""

    weight: Float[Array, "N"]

    def __init__(self, size: N) -> None:
        self.size = size
        self.weight = np.ones(size)

    def __call__(self, x: Float[Array, "*batch N"]) -> Float[Array, "*batch N"]:
        return x * self.weight

    def forward(
        self, x: Float[Array, "*batch N"], *, rng: Generator | None = None, space: Workspace = FRESH
    ) -> tuple[Float[Array, "*batch N"], Float[Array, "*batch N"]]:
        return x * self.weight, x

    def backward(
        self,
        dy: Float[Array, "*batch N"],
        cache: Float[Array, "*batch N"],
        gradient: "Scale[N]",
        *,
        space: Workspace = FRESH,
    ) -> Float[Array, "*batch N"]:
        return dy * self.weight


@contract
class Patches(Layer[Array]):
    """Parts of a signal side by side: sizes are worked out from the ints that the constructor is given."""

    def __init__(self, length: int, *, step: int = 2) -> None:
        if length % step != 0:
            raise ValueError(f"{length} is no multiple of {step}")
        self.length, self.step = length, step

    def __call__(
        self, x: Float[Array, "batch {self.length}"]
    ) -> Float[Array, "batch {self.length}//{self.step} {self.step}"]:
        return x.reshape(len(x), -1, self.step)

    def forward(
        self, x: Float[Array, "batch {self.length}"], *, rng: Generator | None = None, space: Workspace = FRESH
    ) -> tuple[Float[Array, "batch {self.length}//{self.step} {self.step}"], Float[Array, "batch {self.length}"]]:
        return x.reshape(len(x), -1, self.step), x

    def backward(
        self,
        dy: Float[Array, "batch {self.length}//{self.step} {self.step}"],
        cache: Float[Array, "batch {self.length}"],
        gradient: "Patches",
        *,
        space: Workspace = FRESH,
    ) -> Float[Array, "batch {self.length}"]:
        return dy.reshape(cache.shape)


class Mlp(Chain):
    """A chain with a constructor of its own."""

    def __init__(self, fan_in: int, hidden: int, fan_out: int) -> None:
        super().__init__(Linear(fan_in, hidden), Relu(), Linear(hidden, fan_out))


class Model:
    """A class without annotations of its attributes, made of layers."""

    def __init__(self, hidden: int) -> None:
        self.net = Linear(20, hidden) >> Relu() >> Linear(hidden, 3)

    def scores(self, x: Float[Array, "b 20"]) -> Float[Array, "b 3"]:
        return self.net(x)


M = TypeVar("M", bound=int)


@dataclass(frozen=True)
class Config:
    fan_in: int = 7
    hidden: int = 12
    heads: int = 4


def ok_sizes_of_arrays(x: Float[Array, "n d"]) -> Float[Array, "n 3"]:
    hidden = x.shape[0] + 1
    net = Linear(x.shape[1], hidden) >> Relu() >> Linear(hidden, 3)
    return net(x)


def ok_int_parameters(n: int, h: int) -> None:
    net = Linear(n, h) >> Relu() >> Linear(h, 2)
    net(np.ones((5, n)))


def ok_widths() -> None:
    widths = [4, 8, 3]
    net: AnyLayer = Linear(widths[0], widths[1])
    for a, b in zip(widths[1:], widths[2:], strict=False):  # noqa: RUF007  # both ways are used
        net = net >> Relu() >> Linear(a, b)
    assert net.check("b 4") == "b 3"


def ok_loop(x: Float[Array, "b d"]) -> Float[Array, "b 10"]:
    d = x.shape[1]
    net = Linear(d, d) >> Relu()
    for _ in range(3):
        net = net >> Linear(d, d) >> Relu()
    return (net >> Linear(d, 10))(x)


def stacked(sizes: Sequence[int]) -> Chain:
    layers: list[AnyLayer] = []
    for a, b in pairwise(sizes):
        layers.append(Linear(a, b))
        layers.append(Relu())
    return Chain(*layers)


def ok_stacked(x: Float[Array, "b 3"]) -> Float[Array, "b 2"]:
    return stacked([3, 5, 2])(x)


def ok_reduced(x: Float[Array, "b 4"]) -> Float[Array, "b 3"]:
    layers: list[AnyLayer] = [Linear(4, 8), Linear(8, 3)]
    return reduce(lambda a, b: a >> b, layers)(x)


def ok_one_of_two(x: Float[Array, "b 10"], wide: bool) -> Float[Array, "b 2"]:
    hidden = 64 if wide else 32
    first = Linear(10, 64) if wide else Linear(10, 32)
    last = Linear(64, 2) if wide else Linear(32, 2)
    (Linear(10, hidden) >> Relu() >> Linear(hidden, 2))(x)
    return (first >> last)(x)


def ok_by_name(x: Float[Array, "b 10"]) -> Float[Array, "b 2"]:
    activation = {"relu": Relu, "tanh": Tanh}["tanh"]
    return (Linear(10, 5) >> activation() >> Linear(5, 2))(x)


def ok_config(x: Float[Array, "b 7"]) -> Float[Array, "b 12"]:
    config = Config()
    MultiHeadAttention(config.hidden, config.heads)
    return (Linear(config.fan_in, config.hidden) >> Relu() >> Linear(config.hidden, 12))(x)


def ok_own_layers(x: Float[Array, "b 3"]) -> Float[Array, "b 6 2"]:
    net = Linear(3, 4) >> Scale(4) >> Residual(Scale(4) >> Linear(4, 4)) >> Linear(4, 12) >> Patches(12)
    return net(x)


def ok_own_chain(x: Float[Array, "b 7"]) -> Float[Array, "b 2"]:
    return (Mlp(7, 5, 3) >> Linear(3, 2))(x)


def ok_attribute(x: Float[Array, "b 20"]) -> Float[Array, "b 3"]:
    return Model(16).net(x)


def ok_tokens(tokens: Int[Array, "b t"]) -> Float[Array, "b t 8"]:
    net = Embedding(50, 8) >> TransformerBlock(8, 2) >> LayerNorm(8)
    return net(tokens)


def ok_image_of_any_size(x: Float[Array, "b 3 h w"]) -> Float[Array, "b 4 h w"]:
    inner = Conv2d(4, 4, 3, padding=1) >> Relu() >> Conv2d(4, 4, 1)
    net = Conv2d(3, 4, 3, padding=1) >> Relu() >> Residual(inner)
    return net(x)


def head(side: int) -> Chain:
    return Conv2d(1, 8, 3) >> Relu() >> MaxPool2d(2) >> Flatten() >> Linear(8 * ((side - 2) // 2) ** 2, 10)


def ok_flattened(x: Float[Array, "b 1 28 28"]) -> Float[Array, "b 10"]:
    return head(28)(x)


def ok_residual(x: Float[Array, "b n"]) -> Float[Array, "b n"]:
    n = x.shape[1]
    return Residual(LayerNorm(n) >> Linear(n, 4 * n) >> Gelu() >> Linear(4 * n, n))(x)


def applied(layer: Linear[N, M], x: Float[Array, "b N"]) -> Float[Array, "b M"]:
    return (layer >> Relu())(x)


def ok_generic(x: Float[Array, "b 7"]) -> Float[Array, "b 2"]:
    return applied(Linear(7, 2), x)


def joined(first: AnyLayer, second: AnyLayer) -> Chain:
    return first >> second


def ok_joined(x: Float[Array, "b 7"]) -> Float[Array, "b 2"]:
    return joined(Linear(7, 3), Linear(3, 2))(x)


def made(make: Callable[[int, int], AnyLayer]) -> Chain:
    return make(3, 4) >> make(4, 5)


def ok_made(x: Float[Array, "b 3"]) -> Float[Array, "b 5"]:
    make = partial(Linear, rng=0)
    (make(3, 4) >> make(4, 5))(x)
    return made(Linear)(x)


def ok_changed(x: Float[Array, "b 4"], deep: bool) -> Float[Array, "b 2"]:
    net = Linear(4, 3) >> Relu()
    y = net(x)
    if deep:
        net = net >> Linear(3, 3)
    net = net >> Linear(y.shape[1], 2)
    return net(x)


def ok_copies(x: Float[Array, "b d"]) -> Float[Array, "b d"]:
    layer = Linear(x.shape[1], x.shape[1])
    return (layer >> layer.copy() >> layer.astype(np.float64))(x)


def ok_trained(x: Float[Array, "b 4"]) -> Float[Array, "b 4"]:
    net = Linear(4, 4).astype("float64") >> LayerNorm(4).astype("float64")
    y, cache = net.forward(x)
    return net.backward(np.ones_like(y), cache, gradient_like(net))


def ok_heads(x: Float[Array, "b t 12"]) -> Float[Array, "b t 12"]:
    heads = [MultiHeadAttention(12, heads) for heads in (1, 2, 3)]
    return (heads[0] >> heads[1] >> heads[2])(x)
