"""Arrays put together from nested lists: `block`, and ``array(..., ndmin=2)``."""

from __future__ import annotations

from typednn.shapes.rules.joining import concatenate
from typednn.shapes.shape import ANY, Shape, Unknown, rank
from typednn.shapes.size import ONE
from typednn.shapes.unify import Mismatch

Blocks = list["Blocks"] | Shape


def at_least(a: Shape, ndmin: int | Unknown) -> Shape:
    """With axes of size 1 before, until there are `ndmin`."""
    if isinstance(ndmin, Unknown):
        return ANY
    if rank(a) is None:
        return a if len(a) > ndmin else ANY
    return (ONE,) * (ndmin - len(a)) + a


def block(arrays: Blocks) -> Shape:
    """The innermost lists are joined along the last axis, the next along the last but one, and so on."""
    depth = _depth(arrays)
    if depth == 0:
        return arrays if isinstance(arrays, tuple) else ANY
    known = _ranks(arrays)
    if None in known:
        return ANY
    most = max(depth, *(each for each in known if each is not None))
    return _joined(arrays, 1, depth, most)


def _depth(blocks: Blocks) -> int:
    if isinstance(blocks, tuple):
        return 0
    if not blocks:
        raise Mismatch("a list of blocks is empty", "each list has at least one block")
    depths = {_depth(each) for each in blocks}
    if len(depths) > 1:
        raise Mismatch("the lists of blocks are nested to different depths")
    return 1 + depths.pop()


def _ranks(blocks: Blocks) -> list[int | None]:
    if isinstance(blocks, tuple):
        return [rank(blocks)]
    return [each for inner in blocks for each in _ranks(inner)]


def _joined(blocks: Blocks, level: int, depth: int, most: int) -> Shape:
    if isinstance(blocks, tuple):
        return (ONE,) * (most - len(blocks)) + blocks
    inner = tuple(_joined(each, level + 1, depth, most) for each in blocks)
    return concatenate(inner, -(depth - level + 1))
