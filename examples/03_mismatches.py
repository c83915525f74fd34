"""Every kind of mismatch, rejected. mypy names each of these lines; the comments switch it off, so that we see it run.

    python examples/03_mismatches.py

With `warn_unused_ignores` (part of `--strict`) mypy would say so if one of these comments were not needed.
"""

from collections.abc import Callable

import numpy as np

from typednn import Array, Float, Int, TypednnError, contract
from typednn.layers import Linear
from typednn.losses import Probs, cross_entropy

Weights = Float[Array, "784 10"]


@contract
def scores(x: Float[Array, "batch 784"], w: Weights) -> Float[Array, "batch 10"]:
    return x @ w


@contract
def transposed_gradient(x: Float[Array, "batch n"], dy: Float[Array, "batch m"]) -> Float[Array, "n m"]:
    return dy.T @ x  # type: ignore[tensor-shape]  # "m n"


@contract
def pick(table: Float[Array, "rows d"], index: Int[Array, " k"]) -> Float[Array, "k d"]:
    return table[index]


def wrong_axis(x: Float[Array, "batch classes"]) -> Float[Array, "batch classes"]:
    return x / x.sum(axis=1)  # type: ignore[tensor-shape]  # keepdims is missing


x, w, labels = np.ones((2, 784)), np.ones((784, 10)), np.array([1, 2])
probabilities = np.full((2, 10), 0.1).view(Probs)

MISTAKES: dict[str, Callable[[], object]] = {
    "an operand is transposed": lambda: x @ w.T,  # type: ignore[tensor-shape]
    "an argument is transposed": lambda: scores(x, w.T),  # type: ignore[tensor-shape]
    "a result is transposed": lambda: transposed_gradient(x, np.ones((2, 10))),
    "a sum without keepdims": lambda: wrong_axis(x[:, :10]),
    "shapes that do not broadcast": lambda: x + np.ones(10),  # type: ignore[tensor-shape]
    "a reshape of another size": lambda: x.reshape(2, 783),  # type: ignore[tensor-shape]
    "an axis that is not there": lambda: x.sum(axis=2),  # type: ignore[tensor-shape]
    "too many indices": lambda: w[0, 0, 0],  # type: ignore[tensor-shape]
    "an equation of other rank": lambda: np.einsum("ijk->ij", x),  # type: ignore[tensor-shape]
    "parts that do not join": lambda: np.concatenate([x, w], axis=0),  # type: ignore[tensor-shape]
    "probabilities taken for logits": lambda: cross_entropy(probabilities, labels),  # type: ignore[arg-type]
    "layers that do not fit": lambda: Linear(784, 128) >> Linear(64, 10),  # type: ignore[tensor-shape]
    "a batch for another network": lambda: Linear(64, 10)(x),  # type: ignore[tensor-shape]
    "floats where indices belong": lambda: pick(w, np.ones(3)),  # type: ignore[tensor-dtype]
}


def main() -> None:
    for name, mistake in MISTAKES.items():
        try:
            mistake()
        except (TypednnError, ValueError, IndexError) as error:
            print(f"{name}: {str(error).splitlines()[0]}")
        else:
            raise SystemExit(f"{name}: was accepted")


if __name__ == "__main__":
    main()
