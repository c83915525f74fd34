"""V48: where the tensors lie in the flat vector."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from typednn.errors import ConfigError
from typednn.optim.layout import parts_of

shapes = st.lists(st.lists(st.integers(0, 4), max_size=3).map(tuple), max_size=6)


def test_offsets_of_784_128_10() -> None:
    layout = {"0.weight": (784, 128), "0.bias": (128,), "2.weight": (128, 10), "2.bias": (10,)}
    parts = parts_of(layout, 101_770)
    assert [part.place.start for part in parts] == [0, 100_352, 100_480, 101_760]
    assert [part.name for part in parts] == list(layout)
    assert [part.ndim for part in parts] == [2, 1, 2, 1]


@given(shapes)
def test_parts_are_consecutive_nonempty_and_fill_the_vector(sizes: list[tuple[int, ...]]) -> None:
    layout = {str(i): shape for i, shape in enumerate(sizes)}
    total = 0
    for shape in sizes:
        count = 1
        for size in shape:
            count *= size
        total += count
    parts = parts_of(layout, total)
    assert [i for part in parts for i in range(part.place.start, part.place.stop)] == list(range(total))
    assert all(part.place.stop > part.place.start for part in parts)
    for wrong in (total + 1, total - 1):
        with pytest.raises(ConfigError, match=f"the layout describes {total} parameters and the vector has {wrong}"):
            parts_of(layout, wrong)
