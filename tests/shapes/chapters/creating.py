"""New arrays, random arrays, polynomials."""

from __future__ import annotations

from typing import Any

import numpy as np

from tests.shapes.draw import Array, Draw
from tests.shapes.laws import Call, Row
from typednn.shapes.rules import creating, polynomials, sampling
from typednn.shapes.size import Size, number

RNG = np.random.default_rng(0)


def asked(draw: Draw) -> tuple[Size, ...] | Size:
    sizes = tuple(draw.size() if draw.chance(0.98) else number(-1) for _ in range(draw.integer(0, 3)))
    return sizes[0] if len(sizes) == 1 and draw.flag() else sizes


def with_value(draw: Draw) -> Call:
    shape = draw.shape(0, 3)
    return shape, Array(draw.variant(shape))


def like(draw: Draw) -> Call:
    shape = draw.shape(0, 3)
    other = draw.shape(0, 3) if draw.chance(0.3) else None
    return Array(shape), Array(draw.variant(shape if other is None else other)), other


def counted(draw: Draw) -> Call:
    bounds = [number(draw.integer(-3, 5)) for _ in range(3)]
    if draw.symbolic:
        bounds = [number(draw.integer(-3, 2)), draw.size(), number(draw.integer(1, 3))]
    if bounds[2] == number(0) and draw.chance(0.8):
        bounds[2] = number(1)
    count = draw.integer(1, 3)
    return (bounds[1],) if count == 1 else tuple(bounds[:count])


def spaced(draw: Draw) -> Call:
    start = draw.shape(0, 2)
    return Array(start), Array(draw.variant(start)), draw.size(), draw.axis(len(start) + 1)


def crossed(draw: Draw) -> Call:
    if draw.chance(0.05):
        return (draw.array(0, 2, "places"),)
    return tuple(draw.array(1, 1, "places") for _ in range(draw.integer(1, 3)))


def places(draw: Draw) -> Call:
    return tuple(draw.size() for _ in range(draw.integer(1, 3))), draw.flag()


def unravelled(draw: Draw) -> Call:
    return draw.array(0, 2, "places"), tuple(draw.positive() for _ in range(draw.integer(1, 3)))


def ravelled(draw: Draw) -> Call:
    first = draw.shape(0, 2)
    count = draw.integer(1, 3)
    arrays = tuple(Array(draw.variant(first), "places") for _ in range(count + draw.chance(0.05)))
    return arrays, tuple(draw.positive() for _ in range(count))


def sampled(draw: Draw) -> Call:
    size = asked(draw) if draw.chance(0.6) else None
    shape = size if isinstance(size, tuple) else draw.shape(0, 2) if size is None else (size,)
    return size, Array(draw.variant(shape)), Array(draw.variant(shape))


def vector_sampled(draw: Draw) -> Call:
    return asked(draw) if draw.flag() else None, Array((draw.positive(),), "ones")


def normal_vectors(draw: Draw) -> Call:
    length = draw.positive()
    covariance = Array((draw.mostly(length), draw.mostly(length)), "regular")
    return Array((length,)), covariance, asked(draw) if draw.flag() else None


def drawn(draw: Draw) -> Call:
    shape = tuple(draw.positive() for _ in range(draw.integer(1, 3)))
    size = asked(draw) if draw.flag() else None
    if draw.chance(0.3):
        return draw.positive(), size, 0
    return Array(shape), size, draw.axis(len(shape))


def mixed(draw: Draw) -> Call:
    if draw.chance(0.3):
        return (draw.size(),)
    shape = draw.shape(1, 3)
    return Array(shape), draw.axis(len(shape))


def fitted(draw: Draw) -> Call:
    size = draw.positive()
    values = (draw.mostly(size),) if draw.flag() else (draw.mostly(size), draw.positive())
    return Array((size,), "ramp"), Array(values), number(draw.integer(-1 if draw.chance(0.05) else 0, 2))


def a_polynomial(draw: Draw) -> Array:
    return Array((draw.positive(),), "ones")


def zeros_of(draw: Draw) -> Call:
    size = draw.positive()
    return (Array((size,) if draw.flag() else (size, draw.mostly(size)), "ones"),)


def evaluated(draw: Draw) -> Call:
    return Array((draw.size(),) if draw.chance(0.95) else draw.shape(2, 2)), draw.array(0, 3)


def two(draw: Draw) -> Call:
    return a_polynomial(draw), a_polynomial(draw)


def derived(draw: Draw) -> Call:
    return Array((draw.size(),), "ones"), draw.integer(-1 if draw.chance(0.05) else 0, 3)


def normal(size: Any, *parameters: Any) -> Any:
    loc, scale = parameters
    return RNG.normal(loc, scale, size)


def from_int(x: Any, *axis: int) -> Any:
    return RNG.permutation(x, *axis)


ROWS = [
    Row("zeros", creating.created, np.zeros, lambda draw: (asked(draw),), least=1),
    Row("full", creating.full, np.full, with_value, least=3),
    Row("full_like", creating.full_like, lambda a, v, s: np.full_like(a, v, shape=s), like, least=3),
    Row("arange", creating.arange, np.arange, counted, least=10),
    Row("linspace", creating.linspace, lambda a, b, n, axis: np.linspace(a, b, n, axis=axis), spaced, least=3),
    Row("indices", creating.indices, lambda shape, sparse: np.indices(shape, sparse=sparse), places),
    Row("ix_", creating.ix_, np.ix_, crossed),
    Row("unravel_index", creating.unravel_index, np.unravel_index, unravelled),
    Row("ravel_multi_index", creating.ravel_multi_index, np.ravel_multi_index, ravelled, least=3),
    Row("normal", sampling.sample, normal, sampled, least=3),
    Row("dirichlet", sampling.sample_vectors, lambda size, a: RNG.dirichlet(a, size), vector_sampled, least=2),
    Row("multivariate_normal", sampling.multivariate_normal, RNG.multivariate_normal, normal_vectors, least=2),
    Row("choice", sampling.choice, lambda a, size, axis: RNG.choice(a, size, axis=axis), drawn, least=2),
    Row("permutation", sampling.permutation, from_int, mixed),
    Row("polyfit", polynomials.polyfit, np.polyfit, fitted),
    Row("polyval", polynomials.polyval, np.polyval, evaluated, least=3),
    Row("poly", polynomials.poly, np.poly, zeros_of, least=2),
    Row("polyadd", polynomials.polyadd, np.polyadd, two),
    Row("polymul", polynomials.polymul, np.polymul, two, least=2),
    Row("polyder", polynomials.polyder, np.polyder, derived, least=8),
    Row("polyint", polynomials.polyint, np.polyint, derived),
    Row("polydiv", polynomials.polydiv, np.polydiv, two, exact=False),
    Row("roots", polynomials.roots, np.roots, lambda draw: (a_polynomial(draw),), exact=False),
]
