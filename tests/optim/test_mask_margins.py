"""Margins of masks by hand, and empty and constant gradients."""

import math

import numpy as np
import pytest

from typednn.optim import mask_margin, preservation_margin, preserved_noise


def test_margins_by_hand() -> None:
    """Mean 2, deviation 2, z = 1: the distances 2, 2, 2, 2 less 2 are 0."""
    g = np.array([0.0, 4.0, 0.0, 4.0])
    assert preservation_margin(g, 1.0).tolist() == [0.0] * 4 and mask_margin(g, 1.0) == 0.0
    assert preservation_margin(g, 0.5).tolist() == [1.0] * 4
    assert preserved_noise(g, 0.5) == pytest.approx([1 / 1.75] * 4)


def test_nothing_can_change_the_mask_of_nothing() -> None:
    assert mask_margin(np.zeros(0), 1.0) == math.inf


def test_a_constant_gradient_has_no_margin() -> None:
    assert mask_margin(np.full(5, 0.1), 1.0) == 0.0
