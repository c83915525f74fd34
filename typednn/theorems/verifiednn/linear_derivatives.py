"""V10: operations on vectors and matrices have their derivatives, and backward functions are adjoints."""

import math

import numpy as np

from typednn.contracts import Array
from typednn.ops.registry import PRIMITIVES
from typednn.theorems.theorem import Mode, Standing
from typednn.theorems.trial import Trial
from typednn.theorems.verifiednn import CHAPTER

_DIFFERENTIABLE = [
    "vadd",
    "vsub",
    "smul",
    "mat_add",
    "mat_sub",
    "mat_smul",
    "transpose",
    "vmul",
    "dot",
    "norm_sq",
    "outer",
    "matvec",
    "matmul",
    "batch_matvec",
    "batch_add_vec",
]


@CHAPTER.theorem(
    "V10.1",
    Mode.EXACT,
    original="15 × Differentiable_rule",
    standing=Standing.GAP_CLOSED,
    domain="all fifteen operations, as polynomials, on sizes of 2 (a product of matrices: 1, 2, 1)",
)
def every_operation_has_its_derivative(trial: Trial) -> None:
    """jvp(x; t) is the derivative of f at x along t: f(x + t) − f(x − t) = 2 jvp(x; t) for f of degree ≤ 2."""
    for name in _DIFFERENTIABLE:
        primitive = PRIMITIVES[name]
        shapes = _shapes(name)
        size = sum(math.prod(shape) for shape in shapes)
        for case, point in trial.lattice(2 * size, 2):
            xs, ts = _split(point[:size], shapes), _split(point[size:], shapes)
            case.given(operation=name, xs=xs, ts=ts)
            ahead = primitive.forward(*(np.asarray(x + t) for x, t in zip(xs, ts, strict=True)))
            behind = primitive.forward(*(np.asarray(x - t) for x, t in zip(xs, ts, strict=True)))
            if primitive.jvp is not None:
                case.equal(ahead - behind, 2 * primitive.jvp(*xs, *ts))


@CHAPTER.theorem(
    "V10.2",
    Mode.EXACT,
    standing=Standing.BEYOND,
    domain="all fifteen operations, as polynomials, on sizes of 2 (a product of matrices: 1, 2, 1)",
)
def every_backward_function_is_the_adjoint(trial: Trial) -> None:
    """⟨dy, jvp(x; t)⟩ = ⟨vjp(dy; x), t⟩."""
    for name in _DIFFERENTIABLE:
        primitive = PRIMITIVES[name]
        shapes = _shapes(name)
        size = sum(math.prod(shape) for shape in shapes)
        result = np.shape(primitive.forward(*_split(np.zeros(size), shapes)))
        for case, point in trial.lattice(2 * size + math.prod(result), 3):
            xs, ts = _split(point[:size], shapes), _split(point[size : 2 * size], shapes)
            dy = point[2 * size :].reshape(result)
            case.given(operation=name, xs=xs, ts=ts, dy=dy)
            if primitive.jvp is not None:
                cotangents = primitive.vjp(dy, *xs)
                pulled = cotangents if isinstance(cotangents, tuple) else (cotangents,)
                backward = sum(float(np.sum(dx * t)) for dx, t in zip(pulled, ts, strict=True))
                case.equal(float(np.sum(dy * primitive.jvp(*xs, *ts))), backward)


def _shapes(name: str) -> list[tuple[int, ...]]:
    """Of the arguments; small, for the number of points grows with the third power of the number of entries."""
    v, m = (2,), (2, 2)
    shapes: dict[str, list[tuple[int, ...]]] = {
        "smul": [(), v],
        "norm_sq": [v],
        "outer": [v, v],
        "matvec": [m, v],
        "transpose": [m],
        "mat_smul": [(), m],
        "mat_add": [m, m],
        "mat_sub": [m, m],
        "matmul": [(1, 2), (2, 1)],
        "batch_matvec": [(1, 2), m],
        "batch_add_vec": [m, v],
    }
    return shapes.get(name, [v, v])


def _split(point: Array, shapes: list[tuple[int, ...]]) -> list[Array]:
    parts = np.split(point, np.cumsum([math.prod(shape) for shape in shapes])[:-1])
    return [part.reshape(shape) for part, shape in zip(parts, shapes, strict=True)]
