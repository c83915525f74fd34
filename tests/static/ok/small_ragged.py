"""A name that stands only for sizes of a container's items may be another size for each item."""

from dataclasses import dataclass

import numpy as np
from jaxtyping import Float
from numpy import ndarray as Array

Layer = tuple[Float[Array, "fan_in fan_out"], Float[Array, "fan_out"]]


def forward(params: list[Layer], x: Float[Array, "batch features"]) -> Float[Array, "batch classes"]:
    *hidden, (w, b) = params
    for weight, bias in hidden:
        x = np.maximum(x @ weight + bias, 0.0)
    return x @ w + b


def total(blocks: dict[str, Float[Array, "n k"]]) -> float:
    return float(sum(block.sum() for block in blocks.values()))


def first_product(ws: list[Float[Array, "a b"]]) -> Float[Array, "c d"]:
    return ws[0] @ ws[1]


@dataclass
class Stack:
    weights: list[Float[Array, "fan_in fan_out"]]

    def __call__(self, x: Float[Array, "batch features"]) -> Float[Array, "batch classes"]:
        for w in self.weights:
            x = np.tanh(x @ w)
        return x


def each_item_has_its_own() -> None:
    """Not run: beartype looks at one item of a list, another one each time, and jaxtyping then compares the two."""
    weights = [np.ones((3, 4)), np.ones((4, 5))]
    forward([(w, np.ones(w.shape[1])) for w in weights], np.ones((2, 3)))
    forward([(np.ones((3, 4)), np.ones(4)), (np.ones((4, 5)), np.ones(5))], np.ones((2, 3)))
    total({"a": weights[0], "b": weights[1]})
    first_product(weights)
    Stack(weights)(np.ones((2, 3)))


def ok_all_items_are_alike() -> None:
    weights = [np.ones((3, 3)), np.ones((3, 3))]
    forward([(w, np.ones(w.shape[1])) for w in weights], np.ones((2, 3)))
    total({"a": weights[0], "b": weights[1]})
    first_product(weights)
    Stack(weights)(np.ones((2, 3)))
