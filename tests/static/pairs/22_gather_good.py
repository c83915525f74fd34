"""Pick the logit of the true class of each sample."""

import numpy as np
from jaxtyping import Float, Int
from numpy import ndarray as Array


def true_logits(
    logits: Float[Array, "batch classes"], labels: Int[Array, " batch"]
) -> Float[Array, " batch"]:
    rows = np.arange(logits.shape[0])
    return logits[rows, labels]


def margin(logits: Float[Array, "batch classes"], labels: Int[Array, " batch"]) -> float:
    return float(np.mean(true_logits(logits, labels) - logits.mean(axis=1)))


def main() -> None:
    rng = np.random.default_rng(17)
    print(margin(rng.normal(size=(5, 3)), rng.integers(0, 3, size=5)))


if __name__ == "__main__":
    main()
