"""Polynomials as vectors of coefficients, the highest first."""

from __future__ import annotations

from typednn.shapes.render import quoted, render_axis
from typednn.shapes.rules.agree import meet
from typednn.shapes.rules.axes import least_rank
from typednn.shapes.rules.broadcast import broadcast
from typednn.shapes.rules.repeating import SizeArgument, as_axis, refuse_negative
from typednn.shapes.shape import ANY, UNKNOWN, Axis, Shape, Unknown, rank
from typednn.shapes.size import ONE, ZERO, Size, is_nonnegative, maximum
from typednn.shapes.unify import Mismatch


def polyfit(x: Shape, y: Shape, deg: SizeArgument) -> Shape:
    """``n, n -> deg+1`` and ``n, n k -> deg+1 k``."""
    if rank(x) is not None and len(x) != 1:
        raise Mismatch(f"polyfit takes a vector of points, not {quoted(x)}")
    if rank(y) is not None and len(y) not in (1, 2):
        raise Mismatch(f"polyfit takes a vector or a matrix of values, not {quoted(y)}")
    if rank(x) == 1 and rank(y) is not None and meet(x[0], y[0]) is None:
        sizes = f"{render_axis(x[0])} = {render_axis(y[0])}"
        raise Mismatch(f"polyfit of values {quoted(y)} at points {quoted(x)} needs {sizes}")
    degree = as_axis(deg)
    refuse_negative(degree, "the degree")
    count = degree + 1 if isinstance(degree, Size) else UNKNOWN
    return ANY if rank(y) is None else (count, *y[1:])


def polyval(p: Shape, x: Shape) -> Shape:
    """The shape of x; the items of p, if they are arrays, are broadcast with it."""
    if not p:
        raise Mismatch("a polynomial is a vector of coefficients, not a number")
    if rank(p) == 1 or p[0] == ZERO:
        return x
    return broadcast(x, p[1:]) if isinstance(p[0], Size) else ANY


def _vector(p: Shape) -> Axis:
    """The number of coefficients; a number counts as one."""
    if rank(p) is None:
        return UNKNOWN
    if len(p) > 1:
        raise Mismatch(f"a polynomial is a vector of coefficients, not {quoted(p)}")
    return p[0] if p else ONE


def poly(seq_of_zeros: Shape) -> Shape:
    """n+1 coefficients from n zeros, or from a square matrix ``n n``."""
    if rank(seq_of_zeros) == 2:
        side = meet(*seq_of_zeros)
        if side is None:
            raise Mismatch(f"poly takes a vector of zeros or a square matrix, not {quoted(seq_of_zeros)}")
    else:
        side = _vector(seq_of_zeros)
    return (side + 1 if isinstance(side, Size) else UNKNOWN,)


def roots(p: Shape) -> Shape:
    """As many as the polynomial has: zeros at both ends of it do not count."""
    _vector(p)
    return (UNKNOWN,)


def polyadd(a1: Shape, a2: Shape) -> Shape:
    """The longer of both: also polysub."""
    if least_rank(a1) > 1 or least_rank(a2) > 1 or rank(a1) is None or rank(a2) is None:
        return ANY
    one, other = _vector(a1), _vector(a2)
    return (maximum(one, other) if isinstance(one, Size) and isinstance(other, Size) else UNKNOWN,)


def polymul(a1: Shape, a2: Shape) -> Shape:
    """``n, m -> n+m-1``."""
    one, other = _vector(a1), _vector(a2)
    return (one + other - 1 if isinstance(one, Size) and isinstance(other, Size) else UNKNOWN,)


def polyder(p: Shape, m: int | Unknown = 1) -> Shape:
    """m coefficients fewer (none, if there are no more)."""
    size = _vector(p)
    if not isinstance(size, Size) or isinstance(m, Unknown):
        return (UNKNOWN,)
    if m < 0:
        raise Mismatch(f"a polynomial cannot be derived {m} times")
    return (ZERO if is_nonnegative(-size + m) else size - m,)


def polyint(p: Shape, m: int | Unknown = 1) -> Shape:
    """m coefficients more."""
    if m == 0:
        return p
    size = _vector(p)
    if isinstance(m, int) and m < 0:
        raise Mismatch(f"a polynomial cannot be integrated {m} times")
    return (size + m if isinstance(size, Size) and isinstance(m, int) else UNKNOWN,)


def polydiv(u: Shape, v: Shape) -> tuple[Shape, Shape]:
    """The quotient, ``max(n-m+1,1)`` coefficients, and the rest, as long as it is."""
    if rank(u) == 1 == rank(v) and isinstance(u[0], Size) and isinstance(v[0], Size):
        return (maximum(u[0] - v[0] + 1, 1),), (UNKNOWN,)
    return (UNKNOWN,), ANY
