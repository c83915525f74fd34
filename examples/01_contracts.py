"""One contract, two proofs: mypy reads it before the program runs, `@contract` enforces it while it runs.

python examples/01_contracts.py
mypy examples/01_contracts.py
"""

import numpy as np

from typednn import Array, Float, ShapeError, contract


@contract
def affine(
    x: Float[Array, "batch fan_in"], w: Float[Array, "fan_in fan_out"], bias: Float[Array, " fan_out"]
) -> Float[Array, "batch fan_out"]:
    """x w + bias"""
    return x @ w + bias


def softmax(z: Float[Array, "*batch classes"]) -> Float[Array, "*batch classes"]:
    """exp(z) / Σ exp(z), over the last axis. Without a decorator mypy proves it all the same."""
    powers = np.exp(z - z.max(axis=-1, keepdims=True))
    return powers / powers.sum(axis=-1, keepdims=True)


def predict(x: Float[Array, "batch 784"], w: Float[Array, "784 10"]) -> Float[Array, " batch"]:
    """The probability of the likeliest class."""
    return softmax(affine(x, w, np.zeros(10))).max(axis=-1)


def main() -> None:
    rng = np.random.default_rng(0)
    x, w = rng.normal(size=(3, 784)), rng.normal(size=(784, 10))
    print("likeliest:", predict(x, w).round(3))
    try:
        affine(x, w, np.zeros(784))  # type: ignore[tensor-shape]  # mypy sees it too; here we want to see it run
    except ShapeError as error:
        print(error)


if __name__ == "__main__":
    main()
