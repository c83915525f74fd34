"""Random arrays: the size asked for, or what the parameters broadcast to."""

from __future__ import annotations

from typednn.shapes.render import quoted, render_axis
from typednn.shapes.rules.agree import meet
from typednn.shapes.rules.axes import AxisNumber, ShapeArgument, last, position
from typednn.shapes.rules.broadcast import broadcast, broadcast_to
from typednn.shapes.rules.creating import created
from typednn.shapes.rules.repeating import SizeArgument, as_axis
from typednn.shapes.shape import ANY, UNKNOWN, Shape, Unknown, rank
from typednn.shapes.unify import Mismatch

SizeOrNone = ShapeArgument | None


def sample(size: SizeOrNone, *parameters: Shape) -> Shape:
    """``normal(loc, scale, size)`` and the like: the size, to which all parameters are broadcast."""
    common = broadcast(*parameters)
    if size is None:
        return common
    target = created(size)
    if rank(target) is None:
        return broadcast_to(common, target)
    if common:
        broadcast_to(common, target)
    return target


def sample_vectors(size: SizeOrNone, vector: Shape) -> Shape:
    """``dirichlet(alpha, size)``: the size, then the axis of the vector."""
    if rank(vector) is not None and len(vector) != 1:
        raise Mismatch(f"one vector of parameters is needed, not {quoted(vector)}")
    length = vector[0] if rank(vector) == 1 else UNKNOWN
    return (length,) if size is None else (*created(size), length)


def multivariate_normal(mean: Shape, cov: Shape, size: SizeOrNone = None) -> Shape:
    """``n, n n -> *size n``."""
    if rank(cov) is not None and len(cov) != 2:
        raise Mismatch(f"the covariance is a square matrix, not {quoted(cov)}")
    if rank(mean) is not None and len(mean) != 1:
        raise Mismatch(f"the mean is a vector, not {quoted(mean)}")
    length = mean[0] if rank(mean) == 1 else UNKNOWN
    for side in cov if rank(cov) == 2 else ():
        met = meet(length, side)
        if met is None:
            sizes = f"{render_axis(length)} = {render_axis(side)}"
            raise Mismatch(f"a normal distribution with mean {quoted(mean)} and covariance {quoted(cov)} needs {sizes}")
        length = met
    return (length,) if size is None else (*created(size), length)


def multinomial(n: Shape, pvals: Shape, size: SizeOrNone = None) -> Shape:
    """The counts n and the probabilities without their last axis, broadcast, or the size; then that axis."""
    if not pvals:
        raise Mismatch("the probabilities are a vector, or several, not a number")
    rest, (outcomes,) = last(pvals, 1)
    return (*sample(size, n, rest), outcomes)


def choice(a: Shape | SizeArgument, size: SizeOrNone = None, axis: AxisNumber = 0, p: Shape | None = None) -> Shape:
    """One item of `a` along the axis (or one number below the int `a`), or as many as the size says.

    The probabilities `p` are one for each item.
    """
    if p is not None:
        _one_for_each(a, p, axis)
    if not isinstance(a, tuple):
        return () if size is None else created(size)
    if isinstance(axis, Unknown):
        return ANY
    at = position(a, axis)
    if at is None:
        return ANY
    taken = () if size is None else created(size)
    if rank(a) is None and rank(taken) is None:
        return ANY
    return (*a[:at], *taken, *a[at + 1 :])


def _one_for_each(a: Shape | SizeArgument, p: Shape, axis: AxisNumber) -> None:
    if rank(p) is not None and len(p) != 1:
        raise Mismatch(f"the probabilities are a vector, not {quoted(p)}")
    at = position(a, axis) if isinstance(a, tuple) and isinstance(axis, int) and rank(a) is not None else None
    items = as_axis(a) if not isinstance(a, tuple) else UNKNOWN if at is None else a[at]
    if rank(p) == 1 and meet(items, p[0]) is None:
        raise Mismatch(f"{quoted(p)} probabilities for {render_axis(items)} items")


def permutation(x: Shape | SizeArgument, axis: AxisNumber = 0) -> Shape:
    """The shape of an array; of an int so many numbers."""
    if not isinstance(x, tuple):
        return (as_axis(x),)
    if isinstance(axis, int):
        position(x, axis)
    return x
