"""Labels: the class of each example, a whole number from 0 on."""

import numpy as np

from typednn.contracts import Array, Float32, Int64, Integer, contract
from typednn.errors import ConfigError, DataError


@contract
def one_hot(labels: Integer[Array, "*examples"], classes: int) -> Float32[Array, "*examples {classes}"]:
    """``y[..., k] = 1 if k == label else 0``."""
    require_labels(labels, classes)
    rows: Float32[Array, "*examples {classes}"] = np.eye(classes, dtype=np.float32)[labels]
    return rows


@contract
def count_classes(labels: Integer[Array, "*examples"], classes: int) -> Int64[Array, "{classes}"]:
    """How many examples each class has."""
    require_labels(labels, classes)
    return np.bincount(labels.ravel(), minlength=classes).astype(np.int64)


@contract
def require_labels(labels: Integer[Array, "*examples"], classes: int, what: str = "example") -> None:
    """Refuse a label outside 0..classes-1, and say where it is."""
    if classes < 1:
        raise ConfigError(f"{classes} classes: there must be at least one")
    wrong = np.flatnonzero((labels < 0) | (labels >= classes))
    if wrong.size:
        position = int(wrong[0])
        raise DataError(
            f"label {labels.flat[position]} of {what} {position} is outside 0..{classes - 1} "
            f"({wrong.size} such labels): raise the number of classes, or mend the labels"
        )
