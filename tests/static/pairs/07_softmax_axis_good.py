"""Softmax over classes, written out."""

import numpy as np
from jaxtyping import Float
from numpy import ndarray as Array


def softmax(logits: Float[Array, "batch classes"]) -> Float[Array, "batch classes"]:
    shifted = logits - logits.max(axis=1, keepdims=True)
    e = np.exp(shifted)
    total = e.sum(axis=1)
    return e / total[:, None]


def main() -> None:
    rng = np.random.default_rng(6)
    p = softmax(rng.normal(size=(5, 3)))
    print(p.sum(axis=1))


if __name__ == "__main__":
    main()
