"""Layers that do not fit: made by >>, by Chain, around a Residual, or given what they do not take."""

from typing import Generic, TypeVar

import numpy as np
from jaxtyping import Float, Int
from numpy import ndarray as Array
from numpy.random import Generator

from typednn.contracts import contract
from typednn.layers import (
    FRESH,
    Chain,
    Conv2d,
    Dropout,
    Embedding,
    Flatten,
    Layer,
    LayerNorm,
    Linear,
    MaxPool2d,
    MultiHeadAttention,
    Relu,
    Residual,
    TransformerBlock,
    Workspace,
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


def bad_chain() -> None:
    Chain(Linear(784, 128), Relu(), Linear(64, 10))  # E: tensor-shape "but the layer before it gives "*batch 128""


def bad_over_several_lines() -> None:
    (
        Linear(784, 128)
        >> Dropout(0.1)
        >> Linear(64, 10)  # E: tensor-shape "takes fan_in = 64, but the layer before it gives "*batch 128""
        >> Linear(10, 5)
    )


def bad_names(x: Float[Array, "n d"], y: Float[Array, "k"]) -> None:
    n, d = x.shape
    Linear(d, n) >> Linear(len(y), d)  # E: tensor-shape "takes fan_in = k, but the layer before it gives fan_out = n"


def bad_one_more(x: Float[Array, "n d"]) -> None:
    n, d = x.shape
    Linear(d, n) >> Relu() >> Linear(n + 1, d)  # E: tensor-shape "takes fan_in = n+1, but the layer before"


def bad_residual(x: Float[Array, "n d"]) -> None:
    Residual(Linear(x.shape[1], 2 * x.shape[1]))  # E: tensor-shape "takes "*batch d" and gives "*batch 2*d""


def bad_behind_residual() -> None:
    Residual(LayerNorm(8) >> Linear(8, 8)) >> Linear(9, 2)  # E: tensor-shape "but the layer before it gives "*batch 8""


def bad_to_residual(x: Float[Array, "b 9"]) -> Float[Array, "b 9"]:
    return Residual(Linear(8, 8))(x)  # E: tensor-shape "Linear(8, 8) takes fan_in = 8, but it is given "b 9""


def bad_heads_of_a_block() -> None:
    TransformerBlock(16, 3)  # E: tensor-shape "3 heads do not divide the width 16"


def bad_heads_by_name() -> None:
    MultiHeadAttention(heads=4, width=10)  # E: tensor-shape "4 heads do not divide the width 10"


def bad_padding() -> None:
    Conv2d(1, 2, 3, padding=4)  # E: tensor-shape "padding is 4"


def bad_kind() -> None:
    Linear(784, 16) >> Embedding(16, 4)  # E: tensor-shape "takes Integer, but the layer before it gives Float"


def bad_image(x: Float[Array, "b 1 27 27"]) -> Float[Array, "b 10"]:
    net = Conv2d(1, 8, 3) >> MaxPool2d(2) >> Flatten() >> Linear(1352, 10)
    return net(x)  # E: tensor-shape "Linear(1352, 10) takes fan_in = 1352, but"


def bad_stride(x: Float[Array, "b 1 28 28"]) -> Float[Array, "b 10"]:
    net = Conv2d(1, 8, 3, stride=2) >> Relu() >> Flatten() >> Linear(8 * 26 * 26, 10)
    return net(x)  # E: tensor-shape "takes fan_in = 5408, but the layer before it gives "b 1352""


def bad_small_image(x: Float[Array, "b 1 2 2"]) -> Float[Array, "b 1 _ _"]:
    return (Conv2d(1, 1, 3) >> Relu())(x)  # E: tensor-shape "is too small for it"


def bad_dtype(x: Int[Array, "b 784"]) -> Float[Array, "b 128"]:
    return (Linear(784, 128) >> Relu())(x)  # E: tensor-dtype "takes Float"


def bad_list() -> None:
    layers: list[Layer[Array]] = [Linear(4, 8), Relu(), Linear(9, 2)]
    Chain(*layers)  # E: tensor-shape "Linear(9, 2) takes fan_in = 9"


def bad_attribute(x: Float[Array, "b 21"]) -> Float[Array, "b 3"]:
    return Model(16).net(x)  # E: tensor-shape "it is given "b 21""


def bad_result(x: Float[Array, "b 784"]) -> Float[Array, "b 11"]:
    net = Linear(784, 128) >> Relu() >> Linear(128, 10)
    return net(x)  # E: tensor-shape "the result has shape "b 10", expected "b 11""


def bad_forward(x: Float[Array, "b 700"]) -> None:
    net = Linear(784, 128) >> Relu()
    net.forward(x)  # E: tensor-shape "Linear(784, 128) takes fan_in = 784, but it is given "b 700""


def bad_own_layer() -> None:
    Linear(3, 4) >> Scale(5)  # E: tensor-shape "Scale(5) takes size = 5, but the layer before it gives fan_out = 4"


def bad_behind_own_layer() -> None:
    Scale(5) >> Relu() >> Linear(4, 3)  # E: tensor-shape "takes fan_in = 4, but the layer before it gives "*batch 5""


def bad_own_sizes() -> None:
    Linear(3, 12) >> Patches(12) >> Linear(6, 3)  # E: tensor-shape "Linear(6, 3) takes fan_in = 6"


def bad_own_refusal() -> None:
    Patches(12, step=5)  # E: tensor-shape "12 is no multiple of 5"


def bad_own_refusal_by_default() -> None:
    Patches(13)  # E: tensor-shape "13 is no multiple of 2"


def bad_own_chain() -> None:
    Mlp(3, 4, 5) >> Linear(4, 2)  # E: tensor-shape "takes fan_in = 4, but the layer before it gives fan_out = 5"


def bad_own_chain_given(x: Float[Array, "b 4"]) -> Float[Array, "b 5"]:
    return Mlp(3, 4, 5)(x)  # E: tensor-shape "it is given "b 4""


def bad_by_steps() -> None:
    net = Linear(4, 3) >> Relu()
    for _ in range(2):
        net = net >> Linear(4, 3)  # E: tensor-shape "Linear(4, 3) takes fan_in = 4"
