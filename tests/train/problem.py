"""A small problem that can be learned: three heaps of points in four dimensions, and a network for it."""

import numpy as np

from typednn.contracts import Array, Float32, Int64
from typednn.layers import Chain, Dropout, Linear, Relu


def points(count: int, seed: int = 0) -> tuple[Float32[Array, "n 4"], Int64[Array, " n"]]:
    """Inputs and labels."""
    rng = np.random.default_rng(seed)
    labels = rng.integers(0, 3, count)
    centres = np.array([[2, 0, 0, 1], [0, 2, 0, -1], [0, 0, 2, 0]], np.float32)
    return (centres[labels] + rng.normal(size=(count, 4)) * 0.6).astype(np.float32), labels


def network(seed: int = 0, *, dropout: bool = False) -> Chain:
    """4-8-3."""
    rng = np.random.default_rng(seed)
    first, last = Linear(4, 8, rng=rng), Linear(8, 3, rng=rng)
    return Chain(first, Relu(), Dropout(0.2), last) if dropout else Chain(first, Relu(), last)
