"""The arrays of a step: under contract for whoever asks, without it in a pass that was judged before."""

import numpy as np
import pytest

from typednn.errors import ShapeError
from typednn.layers import Backpropagation, Linear
from typednn.layers.workspace import FRESH, ReusedWorkspace, UnjudgedWorkspace, Workspace
from typednn.losses import mse

X = np.zeros((2, 3), np.float32)
COUNTS = np.zeros((2, 3), np.int64)


@pytest.mark.parametrize("space", [FRESH, ReusedWorkspace()], ids=["fresh", "reused"])
def test_a_workspace_keeps_its_contract(space: Workspace) -> None:
    assert space.like("y", X).shape == X.shape
    with pytest.raises(ShapeError, match="like"):
        space.like("y", COUNTS)
    with pytest.raises(ShapeError, match="zeros"):
        space.zeros(COUNTS)


def test_unjudged_memory_is_the_same_memory() -> None:
    judged = ReusedWorkspace()
    unjudged = UnjudgedWorkspace(judged)
    assert unjudged.like("y", X) is judged.like("y", X)
    assert unjudged.zeros(X) is judged.zeros(X)
    assert unjudged.room("inner") is judged.room("inner")
    assert unjudged.like("n", COUNTS).dtype == COUNTS.dtype


def test_the_parts_of_a_step_keep_their_contracts() -> None:
    backpropagation = Backpropagation(Linear(3, 2, rng=0), mse)
    targets = np.zeros((2, 2), np.float32)
    with pytest.raises(ShapeError, match="_forward_and_back"):
        backpropagation._forward_and_back(X, np.zeros((5, 2), np.float32), None)
    with pytest.raises(ShapeError, match="_at"):
        backpropagation._at(X, targets, None, backpropagation.parameters.reshape(2, -1))
