"""Examples set aside for validation: a model is chosen neither by what it learns from nor by the test."""

from typing import TypeVar

import numpy as np

from typednn.data.examples import Examples
from typednn.data.shuffling import Shuffler
from typednn.errors import ConfigError

Height = TypeVar("Height", bound=int)
Width = TypeVar("Width", bound=int)


def split(
    examples: Examples[Height, Width], validation: int, *, rng: Shuffler
) -> tuple[Examples[Height, Width], Examples[Height, Width]]:
    """``(train, validation)``: `rng` chooses `validation` of the examples; both parts keep their order."""
    if not 0 <= validation < len(examples):
        raise ConfigError(
            f"{validation} of {len(examples)} examples for validation: "
            "expected at least 0, and one must be left to train on"
        )
    order = rng.permutation(len(examples))
    return examples.select(np.sort(order[validation:])), examples.select(np.sort(order[:validation]))
