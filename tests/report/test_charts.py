"""Charts: round ticks that hold all numbers, points where they belong."""

import itertools
import math
import re

from hypothesis import given
from hypothesis import strategies as st

from typednn.report.charts import BOTTOM, HEIGHT, LEFT, RIGHT, TOP, WIDTH, line_chart, ticks

numbers = st.floats(-1e6, 1e6, allow_nan=False)


def test_ticks_are_round() -> None:
    assert ticks(0.12, 2.31) == [0, 0.5, 1.0, 1.5, 2.0, 2.5]
    assert ticks(0, 100) == [0, 20, 40, 60, 80, 100]
    assert ticks(0.9, 0.9)[0] <= 0.9 <= ticks(0.9, 0.9)[-1]
    assert ticks(0, 0)[0] <= 0 <= ticks(0, 0)[-1]


@given(numbers, numbers)
def test_ticks_hold_the_numbers_and_are_few(one: float, other: float) -> None:
    low, high = sorted((one, other))
    found = ticks(low, high)
    slack = 1e-6 * (found[-1] - found[0])
    assert found[0] <= low + slack and high - slack <= found[-1]
    assert 2 <= len(found) <= 8
    assert all(a < b for a, b in itertools.pairwise(found))


def test_points_stand_where_the_numbers_are() -> None:
    chart = line_chart("Loss", {"train": [(1, 0.0), (2, 2.0), (3, 1.0)], "validation": []})
    (points,) = re.findall(r'<polyline points="([^"]*)"', chart)
    places = [tuple(map(float, point.split(","))) for point in points.split()]
    across = [LEFT, (LEFT + WIDTH - RIGHT) / 2, WIDTH - RIGHT]
    up = [HEIGHT - BOTTOM, TOP, (HEIGHT - BOTTOM + TOP) / 2]
    assert all(math.dist(place, at) < 0.1 for place, at in zip(places, zip(across, up, strict=True), strict=True))
    assert "validation" not in chart


def test_a_chart_of_nothing_is_nothing() -> None:
    assert line_chart("Loss", {"train": []}) == ""


def test_one_epoch_and_shares() -> None:
    chart = line_chart("Accuracy", {"train": [(1, 0.5)]}, percent=True)
    assert "epoch 1: 50%" in chart


def test_many_epochs_are_not_all_named() -> None:
    chart = line_chart("Loss", {"train": [(epoch, 1 / epoch) for epoch in range(1, 101)]})
    assert len(re.findall(r'text-anchor="middle"', chart)) <= 12
