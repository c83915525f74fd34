"""The README's program does what the README says."""

import re
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from typednn import ShapeError

BLOCKS = re.findall(
    r"^```(\w*)\n(.*?)```$", (Path(__file__).parent.parent / "README.md").read_text(), re.M | re.S
)
PROGRAM = next(text for language, text in BLOCKS if language == "python")
SAID = next(text for _, text in BLOCKS if text.startswith("typednn.errors.ShapeError: "))


def function(name: str) -> Callable[..., object]:
    names: dict[str, Callable[..., object]] = {}
    exec(compile(PROGRAM, "README.md", "exec"), names)
    return names[name]


def test_right_shapes_are_multiplied() -> None:
    x, w = np.ones((2, 784)), np.ones((784, 10))
    assert np.array_equal(np.asarray(function("affine")(x, w)), x @ w)


def test_wrong_shapes_raise_the_message_of_the_readme() -> None:
    with pytest.raises(ShapeError) as error:
        function("predict")(np.ones((2, 784)), np.ones((10, 784)))
    assert f"typednn.errors.ShapeError: {error.value}".strip() == SAID.strip()
