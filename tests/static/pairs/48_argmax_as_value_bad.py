"""Predicted classes are indices, not values."""

import numpy as np
from jaxtyping import Float, Int
from numpy import ndarray as Array


def predict(logits: Float[Array, "batch classes"]) -> Int[Array, " batch"]:
    return np.max(logits, axis=1)  # E: tensor-dtype


def error_rate(logits: Float[Array, "batch classes"], labels: Int[Array, " batch"]) -> float:
    return float(np.mean(predict(logits) != labels))


def main() -> None:
    rng = np.random.default_rng(38)
    print(error_rate(rng.normal(size=(6, 4)), rng.integers(0, 4, size=6)))


if __name__ == "__main__":
    main()
