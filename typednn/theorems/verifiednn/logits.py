"""What cross-entropy is checked on: random logits with their targets, and its value and gradient for one sample."""

from collections.abc import Iterator

import numpy as np
from numpy.random import Generator

from typednn import losses
from typednn.contracts import Array, Float, Integer, contract
from typednn.losses import Logits
from typednn.theorems.rounding import UNIT
from typednn.theorems.trial import Case, Trial

CLASSES = range(2, 21)
WIDE = 2000  # how far apart logits may be in the boxes; e^-2000 is no float, but it is an interval
SHIFTS = "u (|max z| + |z_t| + n + 8): the differences to the maximum, a sum of n, a logarithm and the last subtraction"


@contract
def draw_logits(
    trial: Trial, quick: int, full: int, *, most: int = 20, scale: float = 1000
) -> Iterator[tuple[Case, Float[Array, " classes"], int]]:
    """Logits and a target, which is the largest logit in every second case."""
    for case in trial.cases(quick, full):
        n = int(case.rng.integers(2, most + 1))
        z = case.rng.uniform(-1, 1, size=n) * scale * 10.0 ** case.rng.integers(-3, 1)
        t = int(np.argmax(z)) if case.rng.random() < 0.5 else int(case.rng.integers(n))
        case.given(z=z, t=t)
        yield case, z, t


@contract
def draw_batch(rng: Generator) -> tuple[Float[Array, "batch classes"], Integer[Array, " batch"]]:
    batch, classes = int(rng.integers(1, 21)), int(rng.integers(2, 11))
    return 3 * rng.normal(size=(batch, classes)), rng.integers(0, classes, batch)


@contract
def rounding_of_loss(z: Float[Array, " classes"], t: int) -> float:
    return UNIT * (2 * float(z.max() - z[t]) + 3 * len(z) + 8)


@contract
def loss_of(z: Float[Array, " classes"], t: int) -> float:
    return losses.cross_entropy(Logits(z[None]), np.array([t]))[0]


@contract
def gradient_of(z: Float[Array, " classes"], t: int) -> Float[Array, " classes"]:
    return losses.cross_entropy(Logits(z[None]), np.array([t]))[1][0]


@contract
def lead(z: Float[Array, " classes"], t: int) -> float:
    """How far the target is ahead of the best of the others."""
    return float(z[t] - np.delete(z, t).max())
