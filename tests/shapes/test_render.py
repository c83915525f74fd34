"""Shapes as people read them."""

from __future__ import annotations

import pytest

from typednn.shapes.parser import parse
from typednn.shapes.render import quoted, render, render_axis, render_size
from typednn.shapes.shape import ANY, REST, UNKNOWN, Broadcastable, Many, Shape, of
from typednn.shapes.size import Size, maximum, minimum, name, number

n, m, k, h = map(name, "nmkh")


@pytest.mark.parametrize(
    ("size", "text"),
    [
        (number(0), "0"),
        (number(-3), "-3"),
        (n - k + 1, "n-k+1"),
        (-n + 5, "-n+5"),
        (n * 2, "2*n"),
        (n * m * 3 - 1, "3*m*n-1"),
        (n**2 * m, "m*n**2"),
        (n - n * m, "n-m*n"),
        ((h + 1) // 2, "((h+1)//2)"),
        (n * ((h + 1) // 2) + 1, "n*((h+1)//2)+1"),
        (minimum(n, 3), "min(n,3)"),
        (maximum(n - 1, m), "max(m,n-1)"),
        (number(2) ** n, "(2**n)"),
        ((n + m) // k, "((m+n)//k)"),
        (name("{n}") + 1, "{n}+1"),
        (name("{self.n}") // 2, "({self.n}//2)"),
    ],
)
def test_sizes(size: Size, text: str) -> None:
    assert render_size(size) == text


@pytest.mark.parametrize(
    ("shape", "text"),
    [
        ((), ""),
        (of(32, 784), "32 784"),
        ((n, UNKNOWN, *of(3)), "n _ 3"),
        ((n // 2,), "n//2"),
        ((n // 2 + m // 2,), "(m//2)+(n//2)"),
        ((Broadcastable(n),), "#n"),
        ((Broadcastable(n // 2),), "#n//2"),
        (ANY, "..."),
        ((REST, n), "... n"),
        ((Many("batch"), n), "*batch n"),
        ((Many("batch", broadcasts=True), n), "*#batch n"),
    ],
)
def test_shapes(shape: Shape, text: str) -> None:
    assert render(shape) == text
    assert quoted(shape) == f'"{text}"'
    assert parse(text) == shape


def test_one_axis() -> None:
    assert render_axis(n // 2) == "n//2"
    assert render_axis(UNKNOWN) == "_"
