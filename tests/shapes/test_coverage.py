"""No shape function is left out of the table."""

from __future__ import annotations

from tests.shapes.table import ROWS
from typednn.shapes.table.functions import shape_functions

# What the shape functions are made of; it is held to the laws through them.
PARTS = {
    *(
        "meet",
        "meet_sizes",
        "meet_shapes",
        "meet_broadcast",
        "is_general",
        "broadcast_axis",
        "differing",
        "plus",
        "times",
        "shorter",
    ),
    *("position", "positions", "gap", "last", "with_rank", "least_rank", "known_size", "blurred", "may_be_one"),
    *("asked_shape", "count_axes", "out_of_range", "as_axis", "refuse_negative", "with_rank_of"),
    *("counts_differ", "never_divides", "matrices", "square", "diagonal_length", "tri_indices"),
    *("atleast_1d_of", "atleast_2d_of", "atleast_3d_of"),
}
# What is held to NumPy under another name, or in a form that the table can call.
ELSEWHERE = {
    *("cut", "meshgrid", "block", "counted", "size_of", "ndim_of", "length_of"),
    *("mgrid", "ogrid", "rows_of", "columns_of"),
    "same",  # is its argument
    *("assign", "at", "fill_diagonal"),  # give nothing back: tests/stubs
    "viewed",  # depends on dtypes, of which the table knows nothing: tests/stubs
    "lexsort_many",  # by lexsort
}


def test_every_shape_function_has_a_row() -> None:
    tested = {row.rule.__name__ for row in ROWS}
    missing = set(shape_functions()) - tested - PARTS - ELSEWHERE
    assert not missing, f"no row in tests/shapes/chapters for {sorted(missing)}"


def test_no_exception_is_out_of_date() -> None:
    assert set(shape_functions()) >= (PARTS | ELSEWHERE)


def test_names_of_rows_are_different() -> None:
    names = [row.name for row in ROWS]
    assert len(set(names)) == len(names)
