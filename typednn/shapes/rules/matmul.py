"""Products of vectors and matrices: the last axis of the first meets the last but one of the second."""

from __future__ import annotations

from typednn.shapes.render import quoted, render_axis
from typednn.shapes.rules.agree import meet
from typednn.shapes.rules.axes import last, least_rank
from typednn.shapes.rules.broadcast import broadcast
from typednn.shapes.rules.rearrange import moveaxis
from typednn.shapes.rules.reshape import ravel
from typednn.shapes.shape import ANY, REST, Axis, Shape, rank
from typednn.shapes.unify import Mismatch


def matmul(x1: Shape, x2: Shape) -> Shape:
    """``*b n k @ *b k m -> *b n m``; a vector is a row at the left and a column at the right."""
    if len(x1) == 2 == len(x2) and rank(x1) == 2 == rank(x2):
        _contract(x1, x2, x1[1], x2[0])
        return (x1[0], x2[1])
    for shape in (x1, x2):
        if not shape:
            raise Mismatch(f"{quoted(x1)} @ {quoted(x2)}: a number is no matrix", "multiply with *")
    if least_rank(x2) == 1 == rank(x2):
        rest, (inner,) = last(x1, 1)
        _contract(x1, x2, inner, x2[0])
        return rest
    if rank(x2) == 2:
        rest, (inner,) = last(x1, 1)
        _contract(x1, x2, inner, x2[0])
        return (*rest, x2[1])
    return _with_stack_at_right(x1, x2)


def _with_stack_at_right(x1: Shape, x2: Shape) -> Shape:
    (_, (inner,)), (rest, (other, columns)) = last(x1, 1), last(x2, 2)
    if rank(x2) is not None or least_rank(x2) >= 2:
        _contract(x1, x2, inner, other)
        if rank(x1) == 1:
            return (*rest, columns)
        if least_rank(x1) >= 2:
            stack, (rows, _) = last(x1, 2)
            return (*broadcast(stack, rest), rows, columns)
        return (REST, columns)
    return ANY


def _contract(x1: Shape, x2: Shape, inner: Axis, other: Axis) -> None:
    if meet(inner, other) is None:
        sentence = f"{quoted(x1)} @ {quoted(x2)} needs {render_axis(inner)} = {render_axis(other)}"
        raise Mismatch(sentence, _transposed(x1, x2))


def _transposed(x1: Shape, x2: Shape) -> str:
    """The transposition that would help, if there is one."""
    if rank(x1) == 2 == rank(x2):
        if x1[1] == x2[1]:
            return f"did you mean <x2>.T, {quoted(x2[::-1])}?"
        if x1[0] == x2[0]:
            return f"did you mean <x1>.T, {quoted(x1[::-1])}?"
        if x1[0] == x2[1]:
            return "did you mean <x2> @ <x1>?"
    return ""


def _needs(what: str, left: Shape, right: Shape, inner: Axis, other: Axis) -> None:
    if meet(inner, other) is None:
        pair = f"{render_axis(inner)} = {render_axis(other)}"
        raise Mismatch(f"{what} of {quoted(left)} and {quoted(right)} needs {pair}")


def dot(a: Shape, b: Shape) -> Shape:
    """A product with a number; else the last axis of `a` with the last but one of `b`."""
    if not a or not b:
        return a or b
    (rest, (inner,)) = last(a, 1)
    if rank(b) == 1:
        _needs("dot", a, b, inner, b[0])
        return rest if least_rank(a) else ANY
    if least_rank(b) < 2:
        return ANY
    before, (other, columns) = last(b, 2)
    _needs("dot", a, b, inner, other)
    if not least_rank(a) or (rank(rest) is None and rank(before) is None):
        return ANY if not least_rank(a) else (REST, columns)
    return (*rest, *before, columns)


def inner(a: Shape, b: Shape) -> Shape:
    """A product with a number; else the sum over the last axis of both."""
    if not a or not b:
        return a or b
    if not least_rank(a) or not least_rank(b):
        return ANY
    (left, (one,)), (right, (other,)) = last(a, 1), last(b, 1)
    _needs("inner product", a, b, one, other)
    return ANY if rank(left) is None and rank(right) is None else left + right


def vdot(a: Shape, b: Shape) -> Shape:
    """The sum over all elements, taken in order: both must have as many."""
    (one,), (other,) = ravel(a), ravel(b)
    _needs("vdot", a, b, one, other)
    return ()


def vecdot(x1: Shape, x2: Shape, axis: int = -1) -> Shape:
    """``*b n, *b n -> *b``."""
    if axis != -1:
        x1, x2 = moveaxis(x1, axis, -1), moveaxis(x2, axis, -1)
    (left, (one,)), (right, (other,)) = _vector(x1), _vector(x2)
    _needs("vecdot", x1, x2, one, other)
    return broadcast(left, right)


def matvec(x1: Shape, x2: Shape) -> Shape:
    """``*b n m, *b m -> *b n``."""
    (left, (rows, one)), (right, (other,)) = _matrix(x1), _vector(x2)
    _needs("matvec", x1, x2, one, other)
    return (*broadcast(left, right), rows)


def vecmat(x1: Shape, x2: Shape) -> Shape:
    """``*b n, *b n m -> *b m``."""
    (left, (one,)), (right, (other, columns)) = _vector(x1), _matrix(x2)
    _needs("vecmat", x1, x2, one, other)
    return (*broadcast(left, right), columns)


def _vector(shape: Shape) -> tuple[Shape, Shape]:
    if not shape:
        raise Mismatch('expected a vector, "n", or a stack of vectors, not a number')
    return last(shape, 1)


def _matrix(shape: Shape) -> tuple[Shape, Shape]:
    if len(shape) < 2 and rank(shape) is not None:
        raise Mismatch(f'expected a matrix, "n m", or a stack of matrices, not {quoted(shape)}')
    return last(shape, 2)
