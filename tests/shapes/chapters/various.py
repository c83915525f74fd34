"""What arrays say of themselves, bits, blocks, keys, and the rest."""

from __future__ import annotations

from typing import Any

import numpy as np

from tests.shapes.chapters.indexing import a_slice, inner_slice
from tests.shapes.draw import Array, Draw, Sizes
from tests.shapes.laws import Call, Row
from typednn.shapes.rules import (
    attributes,
    bits,
    blocks,
    counting,
    creating,
    histograms,
    index_objects,
    numbers_in_a_row,
    reduce,
    sampling,
    selecting,
    slicing,
    sorting,
    ufunc_methods,
)
from typednn.shapes.rules.indexing import Cut
from typednn.shapes.shape import Unknown
from typednn.shapes.size import number

RNG = np.random.default_rng(0)


def one(draw: Draw) -> Call:
    return (draw.array(),)


def of_size(rule: Any) -> Any:
    """A rule that gives a size, as one that gives a vector of that many."""
    return lambda *arguments: (rule(*arguments),)


def count(function: Any) -> Any:
    return lambda *arguments: np.empty(function(*arguments))


def along(draw: Draw) -> Call:
    shape = draw.shape()
    return Array(shape), draw.axis(len(shape)) if shape and draw.chance(0.8) else None


def unpacked(draw: Draw) -> Call:
    more = draw.choice((None, None, number(3), number(-2), number(0)))
    shape = tuple(draw.positive() for _ in range(draw.integer(1, 3)))
    return Array(shape, "bytes"), draw.axis(len(shape)) if draw.chance(0.8) else None, more


def unpack(a: Any, axis: Any, more: Any) -> Any:
    return np.unpackbits(a, axis, count=more)


def packed(draw: Draw) -> Call:
    shape = draw.shape(1, 3)
    return Array(shape, "bools"), draw.axis(len(shape)) if draw.chance(0.8) else None


def at_least(draw: Draw) -> Call:
    return draw.array(), draw.integer(0, 5)


def grid_of_blocks(draw: Draw) -> Call:
    """Rows of blocks that fit, mostly: as many rows of sizes as of columns."""
    heights, widths = draw.shape(1, 2), draw.shape(1, 3)
    rows = [[Array((draw.mostly(height), draw.mostly(width))) for width in widths] for height in heights]
    return (tuple(map(tuple, rows)) if draw.chance(0.8) else tuple(rows[0]),)


def nested(blocks: Any) -> Any:
    """Lists for the tuples in which blocks are drawn."""
    shape = not isinstance(blocks, tuple) or not blocks or not isinstance(blocks[0], tuple | np.ndarray)
    return blocks if shape else list(map(nested, blocks))


def floats(draw: Draw) -> Call:
    numbers = [float(draw.integer(-6, 9)) / 2 for _ in range(draw.integer(1, 3))]
    if len(numbers) == 3 and numbers[2] == 0:
        numbers[2] = 0.5
    return tuple(numbers)


def keys(draw: Draw) -> Call:
    shape = draw.shape(1, 3)
    several = tuple(Array(tuple(map(draw.mostly, shape))) for _ in range(draw.integer(1, 3)))
    return several, draw.axis(len(shape))


def places_along(draw: Draw) -> Call:
    shape = tuple(draw.positive() for _ in range(draw.integer(1, 3)))
    return Array(shape), Array((draw.size(),), "places"), draw.axis(len(shape))


def two(draw: Draw) -> Call:
    return draw.array(0, 2), draw.array(0, 1)


def vector(draw: Draw) -> Call:
    return (draw.array(1, 1),)


def binned(draw: Draw) -> Call:
    return draw.array(0, 2), number(draw.integer(0 if draw.chance(0.05) else 1, 5))


def chances(draw: Draw) -> Call:
    stack, size = draw.shape(0, 2), None
    counts, outcomes = draw.variant(stack), (*draw.variant(stack), draw.positive())
    if draw.flag():
        size = stack
    return Array(counts, "places"), Array(outcomes, "chances"), size


def condition(draw: Draw) -> Call:
    shape = draw.shape(0, 2)
    return Array(shape, "bools"), Array(shape)


def applied(draw: Draw) -> Call:
    shape: Sizes = tuple(draw.positive() for _ in range(draw.integer(1, 3)))
    return draw.array(0, 2), draw.axis(len(shape)), Array(shape)


def cut(draw: Draw) -> Call:
    size = draw.size()
    return size, inner_slice(draw, size) if draw.symbolic else a_slice(draw, size)


def cut_rule(size: Any, piece: Any) -> Any:
    if not isinstance(piece, Cut):
        return (Unknown(),)
    return (slicing.cut(size, piece.start, piece.stop, piece.step),)


def ranges(draw: Draw) -> Call:
    """What stands in the brackets of an index object: slices, here as the arrays of their numbers."""
    return (tuple(Array((draw.size(),)) for _ in range(draw.integer(1, 3))),)


def as_slices(arrays: Any) -> Any:
    return tuple(slice(0, len(array)) for array in arrays)


def parts(draw: Draw) -> Call:
    """Vectors, numbers and matrices, which are put side by side."""
    rank, columns = draw.choice((1, 1, 2)), draw.size()
    shapes = [(draw.size(), draw.mostly(columns))[:rank] for _ in range(draw.integer(1, 3))]
    return (tuple(Array(shape if draw.chance(0.9) or rank == 2 else ()) for shape in shapes),)


def columns(draw: Draw) -> Call:
    rows = draw.size()
    shapes = [(draw.mostly(rows), draw.size())[: draw.integer(1, 2)] for _ in range(draw.integer(1, 3))]
    return (tuple(map(Array, shapes)),)


def powers(draw: Draw) -> Call:
    return draw.array(0, 2), number(draw.integer(0, 4))


def grid(draw: Draw) -> Call:
    vectors = tuple(draw.array(1 if draw.chance(0.95) else 0, 1) for _ in range(draw.integer(1, 3)))
    return draw.choice(("xy", "ij", "xy")), draw.flag(), *vectors


ROWS = [
    Row("ndarray.size", of_size(attributes.size_of), count(np.size), along),
    Row("ndarray.ndim", of_size(attributes.ndim_of), count(np.ndim), one),
    Row("ndarray.shape", attributes.shape_of, lambda a: a, one),
    Row("len", of_size(attributes.length_of), count(len), one),
    Row("iteration", attributes.items_of, list, lambda draw: applied(draw)[2:]),
    Row("argsort", reduce.accumulate, np.argsort, packed),
    Row("packbits", bits.packbits, np.packbits, packed),
    Row("unpackbits", bits.unpackbits, unpack, unpacked),
    Row("array with ndmin", blocks.at_least, lambda a, ndmin: np.array(a, ndmin=ndmin), at_least),
    Row("block", lambda a: blocks.block(nested(a)), lambda a: np.block(nested(a)), grid_of_blocks),
    Row("arange of floats", numbers_in_a_row.arange_of_numbers, np.arange, floats),
    Row("lexsort", sorting.lexsort, np.lexsort, keys),
    Row("reduceat", ufunc_methods.reduceat, np.add.reduceat, places_along),
    Row("ufunc.outer", ufunc_methods.outer_of_ufunc, np.add.outer, two),
    Row("trim_zeros", counting.trim_zeros, np.trim_zeros, vector, exact=False),
    Row("flatnonzero", lambda a: counting.counted(), np.flatnonzero, one, exact=False),
    Row("histogram_bin_edges", histograms.histogram_bin_edges, np.histogram_bin_edges, binned),
    Row("multinomial", sampling.multinomial, RNG.multinomial, chances, least=3),
    Row("extract", selecting.extract, np.extract, condition, exact=False),
    Row("where of one", selecting.where, np.where, lambda draw: condition(draw)[:1], exact=False),
    Row("zeros_like", creating.like, lambda a: np.zeros_like(a), one),
    Row(
        "apply_along_axis",
        creating.apply_along_axis,
        lambda given, axis, arr: np.apply_along_axis(lambda _: given, axis, arr),
        applied,
    ),
    Row("mgrid", lambda key: index_objects.mgrid(list(key)), lambda key: np.mgrid[as_slices(key)], ranges),
    Row("ogrid", lambda key: index_objects.ogrid(list(key)), lambda key: np.ogrid[as_slices(key)], ranges),
    Row("r_", lambda key: index_objects.rows_of(list(key)), lambda key: np.r_[key], parts),
    Row("c_", lambda key: index_objects.columns_of(list(key)), lambda key: np.c_[key], columns),
    Row("vandermonde", index_objects.vandermonde, np.polynomial.polynomial.polyvander, powers),
    Row("sort", sorting.sort, np.sort, packed),
    Row("slice", cut_rule, lambda size, piece: np.empty(size)[piece], cut, least=12),
    Row(
        "meshgrid",
        lambda indexing, sparse, *xi: creating.meshgrid(*xi, indexing=indexing, sparse=sparse),
        lambda indexing, sparse, *xi: np.meshgrid(*xi, indexing=indexing, sparse=sparse),
        grid,
    ),
]
