"""What the shape functions say: the sentence, in the user's names, and the hint."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from typednn.shapes.parser import parse
from typednn.shapes.rules import (
    axes_added,
    broadcast,
    creating,
    decompositions,
    diagonals,
    einsum,
    fft,
    indexing,
    joining,
    linalg,
    matmul,
    polynomials,
    products,
    rearrange,
    reduce,
    repeating,
    reshape,
    samples,
    selecting,
    splitting,
    windows,
)
from typednn.shapes.rules.indexing import At, Cut, Mask
from typednn.shapes.size import name, number
from typednn.shapes.unify import Mismatch

n = name("n")
MESSAGES: list[tuple[Callable[..., Any], tuple[Any, ...], str]] = [
    (
        matmul.matmul,
        ("batch 784", "10 784"),
        '"batch 784" @ "10 784" needs 784 = 10; did you mean <x2>.T, "784 10"?',
    ),
    (
        matmul.matmul,
        ("784 batch", "784 10"),
        '"784 batch" @ "784 10" needs batch = 784; did you mean <x1>.T, "batch 784"?',
    ),
    (matmul.matmul, ("n k", "m n"), '"n k" @ "m n" needs k = m; did you mean <x2> @ <x1>?'),
    (matmul.matmul, ("n k", "a b"), '"n k" @ "a b" needs k = a'),
    (matmul.matmul, ("n", ""), '"n" @ "": a number is no matrix; multiply with *'),
    (matmul.dot, ("n k", "m"), 'dot of "n k" and "m" needs k = m'),
    (matmul.matvec, ("n", "n"), 'expected a matrix, "n m", or a stack of matrices, not "n"'),
    (products.tensordot, ("n m", "k l", 1), 'tensordot of "n m" and "k l" needs m = k'),
    (products.cross, ("n 4", "n 3"), 'cross product of "n 4": 4 is neither 2 nor 3'),
    (broadcast.broadcast, ("b n", "b m"), 'cannot broadcast "b n" with "b m": n and m differ'),
    (broadcast.broadcast, ("32 784", "10"), 'cannot broadcast "32 784" with "10": 784 and 10 differ'),
    (broadcast.broadcast_to, ("b n", "n"), 'cannot broadcast "b n" to "n": it has 2 axes, more than 1'),
    (broadcast.broadcast_to, ("n", "b m"), 'cannot broadcast "n" to "b m": n and m differ'),
    (reduce.reduce, ("b n", 2), 'axis 2 is out of range for "b n", which has 2 axes'),
    (reduce.reduce, ("b n", (0, -2)), 'axis 0 of "b n" is given twice in (0, -2)'),
    (reduce.extreme, ("0 n", 0), '"0 n" has no element, so that it has no maximum or minimum'),
    (reduce.average, ("b n", None, "n"), 'weights of shape "n" do not fit "b n"'),
    (rearrange.transpose, ("b n", (0, 1, 2)), 'cannot transpose "b n" by (0, 1, 2): that names 3 axes'),
    (rearrange.matrix_transpose, ("n",), 'cannot transpose matrices of "n", which has 1 axis'),
    (rearrange.swapaxes, ("b n", 0, 3), 'axis 3 is out of range for "b n", which has 2 axes'),
    (rearrange.moveaxis, ("b n", (0, 1), 0), "moveaxis moves 2 axes to 1 places"),
    (axes_added.squeeze, ("b 784", 1), 'cannot squeeze axis 1 of "b 784": its size is 784, not 1'),
    (axes_added.expand_dims, ("b", 3), 'axis 3 is out of range for a new axis of "b", which has 1 axis'),
    (reshape.reshape, ("b 12", "b 5"), 'cannot reshape "b 12" to "b 5": 12*b elements are not 5*b'),
    (reshape.reshape, ("7", "-1 2"), 'cannot reshape "7" to "-1 2": 7 elements, not a multiple of 2'),
    (reshape.reshape, ("b 12", "-1 -1"), 'cannot reshape "b 12" to "-1 -1": -1 stands twice in it'),
    (
        indexing.index,
        ("n d", (At(number(0)),) * 3),
        'too many indices for "n d", which has 2 axes: 3 are given',
    ),
    (indexing.index, ("3 d", (At(number(3)),)), 'index 3 is out of range for an axis of size 3, in "3 d"'),
    (indexing.index, ("n d", (At(n),)), 'index n is out of range for an axis of size n, in "n d"'),
    (indexing.index, ("n d", (Mask(parse("m")),)), 'a mask of "m" does not fit "n d": m and n differ'),
    (
        indexing.index,
        ("n d", (..., ...)),
        "`...` stands twice in an index; once is enough: it takes all axes that are left",
    ),
    (
        indexing.index,
        ("n", (Cut(step=number(0)),)),
        "a slice has step 0; a step is at least 1, or -1 to go backwards",
    ),
    (joining.stack, (("n 3", "m 3"),), 'cannot stack "n 3" and "m 3": n and m differ'),
    (joining.stack, (("n 3", "3"),), 'cannot stack "n 3" and "3": they must have the same shape'),
    (
        joining.concatenate,
        (("n 3", "m 4"), 0),
        'cannot concatenate "n 3" and "m 4" along axis 0: 3 and 4 differ',
    ),
    (joining.concatenate, (("", ""), 0), "cannot concatenate a number, which has no axis; stack makes one"),
    (splitting.split, ("7 d", number(2)), 'cannot split "7 d" into 2 equal parts: 7 is not a multiple'),
    (splitting.split, ("n", number(0)), 'cannot split "n" into 0 parts; the number of parts is at least 1'),
    (repeating.tile, ("n", number(-1)), "a number of repeats is -1, less than 0"),
    (repeating.pad, ("n m", ((1, 1), (1, 1), (1, 1))), '3 pairs of widths for "n m", which has 2 axes'),
    (
        einsum.einsum,
        ("ij,jk->ik", "batch 784", "10 784"),
        'einsum "ij,jk->ik": j is 784 in "batch 784" but 10 in "10 784"',
    ),
    (einsum.einsum, ("ij->i", "a b c"), 'einsum "ij->i": "ij" names 2 axes, but "a b c" has 3 axes'),
    (einsum.einsum, ("ij->k", "a b"), 'einsum "ij->k": k is in the output, but in no operand'),
    (einsum.einsum, ("ij->ii", "a b"), 'einsum "ij->ii": i stands twice in the output'),
    (einsum.einsum, ("i,j", "a"), 'einsum "i,j": 2 operands in the equation, but 1 given'),
    (einsum.einsum, ("i1->i", "a b"), 'einsum "i1->i": `1` is no letter'),
    (einsum.einsum, ("ii->i", "a b"), 'einsum "ii->i": i is a and b in "a b"'),
    (diagonals.diagonal, ("n",), '"n" has no diagonal: it has 1 axis'),
    (diagonals.diag, ("a b c",), 'diag takes a vector or a matrix, not "a b c"'),
    (linalg.inv, ("n m",), 'inv takes a square matrix, not "n m": n and m differ'),
    (linalg.det, ("n",), 'det takes a matrix, "n m", or a stack of them, not "n"'),
    (linalg.solve, ("n n", "m"), 'solve of "n n" and "m" needs n = m'),
    (decompositions.qr, ("n m", "full"), 'qr has no mode "full"; the modes are reduced, complete, r, raw'),
    (fft.fft, ("n 4", 0), 'a Fourier transform of 0 points, of "n 4": at least 1 is needed'),
    (windows.convolve, ("n m", "k"), 'convolve takes vectors, not "n m"'),
    (windows.sliding_window_view, ("3", 5), 'a window of 5 is larger than 3, of "3"'),
    (samples.interp, ("q", "n", "m"), 'interp between the points "n" and "m" needs n = m'),
    (samples.gradient, ("1 n",), 'gradient of "1 n": an axis of size 1 is too short'),
    (
        selecting.take_along_axis,
        ("n m", "n", 0),
        '"n m" and indices "n" must have as many axes: 2 axes and 1 axis',
    ),
    (selecting.searchsorted, ("n m", "k"), 'searchsorted takes a sorted vector, not "n m"'),
    (creating.arange, (0, n, 0), "arange has step 0; a step is not 0"),
    (polynomials.polyfit, ("n", "m", 2), 'polyfit of values "m" at points "n" needs n = m'),
]


def read(argument: Any) -> Any:
    """Shapes stand in the list as text: equations are no shapes."""
    if isinstance(argument, tuple) and argument and isinstance(argument[0], str):
        return tuple(map(parse, argument))
    return parse(argument) if isinstance(argument, str) and argument not in WORDS else argument


WORDS = {"full", "ij,jk->ik", "ij->i", "ij->k", "ij->ii", "i,j", "i1->i", "ii->i"}


@pytest.mark.parametrize(("rule", "arguments", "text"), MESSAGES, ids=[text for _, _, text in MESSAGES])
def test_messages(rule: Callable[..., Any], arguments: tuple[Any, ...], text: str) -> None:
    given = tuple(map(read, arguments))
    with pytest.raises(Mismatch) as caught:
        rule(*given)
    assert str(caught.value) == text
