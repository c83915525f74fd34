"""Branches, loops and facts: what holds on one way and not on another."""

from functools import partial
from typing import Optional

import numpy as np
from jaxtyping import Float
from numpy import ndarray as Array


def bad_loop(x: Float[Array, "n n"], w: Float[Array, "n n"]) -> Float[Array, "n n"]:
    for _ in range(3):
        x = x @ w[:-1]  # E: tensor-shape ""n n" @ "n-1 n" needs n = n-1; did you mean w[:-1].T, "n n-1"?"
    return x


def bad_after_loop(x: Float[Array, "n d"]) -> Float[Array, "n"]:
    total = np.zeros(x.shape[1])
    for i in range(x.shape[0]):
        total += x[i]
    return total  # E: tensor-shape "has shape "d", expected "n""


def bad_both_branches(x: Float[Array, "n d"], flip: bool) -> Float[Array, "d"]:
    if flip:
        y = x.sum(axis=1)
    else:
        y = x.mean(axis=1)
    return y  # E: tensor-shape "has shape "n", expected "d""


def bad_conditional(x: Float[Array, "n d"], flip: bool) -> Float[Array, "n d"]:
    y = x.T if flip else -x.T
    return y  # E: tensor-shape "has shape "d n", expected "n d""


def bad_fact(x: Float[Array, "a"], y: Float[Array, "b"]) -> Float[Array, "a"]:
    if x.shape[0] == y.shape[0]:
        return x + y
    return x - y  # E: tensor-shape "cannot broadcast "a" with "b": a and b differ"


def bad_unrelated_fact(x: Float[Array, "a"], y: Float[Array, "b"]) -> Float[Array, "a"]:
    assert y.shape[0] == y.shape[0]
    return x - y  # E: tensor-shape "cannot broadcast "a" with "b": a and b differ"


def bad_assert_shape(x: Float[Array, "n d"]) -> Float[Array, "d n"]:
    assert x.shape == (x.shape[0], x.shape[1])
    return x  # E: tensor-shape "has shape "n d", expected "d n""


def bad_none(x: Float[Array, "n"], c: Optional[Float[Array, "n"]]) -> Float[Array, "n"]:
    if c is not None:
        return x + c[1:]  # E: tensor-shape "cannot broadcast "n" with "n-1": n and n-1 differ"
    return x[:-1] + x  # E: tensor-shape "cannot broadcast "n-1" with "n": n-1 and n differ"


def bad_unpacked(x: Float[Array, "n d"]) -> Float[Array, "n d"]:
    d, n = x.shape
    return np.zeros((n, d))  # E: tensor-shape "has shape "d n", expected "n d""


def bad_unpacked_rank(x: Float[Array, "n d"]) -> Float[Array, "n"]:
    a, b, c = x.shape  # E: tensor-shape "the shape "n d" has 2 sizes, not 3"
    return np.zeros(a)


def bad_length(x: Float[Array, "n d"]) -> Float[Array, "d"]:
    return np.zeros(len(x))  # E: tensor-shape "has shape "n", expected "d""




def bad_list(xs: list[Float[Array, "n d"]]) -> Float[Array, "d n"]:
    return xs[0]  # E: tensor-shape "has shape "n d", expected "d n""


def bad_list_of_rows(xs: list[Float[Array, "d"]], w: Float[Array, "k d"]) -> Float[Array, "k"]:
    return sum([x @ w for x in xs], np.zeros(w.shape[0]))  # E: tensor-shape ""d" @ "k d" needs d = k; did you mean w.T, "d k"?"


def bad_stacked(xs: list[Float[Array, "d"]]) -> Float[Array, "d"]:
    return np.stack(xs)  # E: tensor-shape "has shape "_ d", expected "d""


def bad_dict(weights: dict[str, Float[Array, "n m"]], x: Float[Array, "m"], b: Float[Array, "n"]) -> Float[Array, "m"]:
    return x @ weights["hidden"]  # E: tensor-shape ""m" @ "n m" needs m = n; did you mean weights['hidden'].T, "m n"?"


def bad_zip(x: Float[Array, "n d"], y: Float[Array, "n k"]) -> Float[Array, "d"]:
    total = np.zeros(x.shape[1])
    for a, b in zip(x, y):
        total += a * b  # E: tensor-shape "cannot broadcast "d" with "k": d and k differ"
    return total


def bad_enumerate(x: Float[Array, "n d"]) -> Float[Array, "n d"]:
    out = np.zeros_like(x)
    for i, row in enumerate(x):
        out[:, i] = row  # E: tensor-shape "cannot broadcast "d" to "n": d and n differ"
    return out


def bad_with_rebinding(x: Float[Array, "n d"], w: Float[Array, "d k"]) -> Float[Array, "n d"]:
    x = x @ w
    return x  # E: tensor-shape "has shape "n k", expected "n d""


def bad_try(x: Float[Array, "n d"]) -> Float[Array, "n"]:
    try:
        y = x.sum(axis=0)
    finally:
        print("summed")
    return y  # E: tensor-shape "has shape "d", expected "n""


def bad_walrus(x: Float[Array, "n d"]) -> Float[Array, "n"]:
    if (total := x.sum(axis=0)).size > 0:
        return total  # E: tensor-shape "has shape "d", expected "n""
    return x[:, 0]


def bad_window(x: Float[Array, "t"], k: int = 1) -> Float[Array, "t-{k}+1"]:
    total = np.cumsum(x)
    return total[k:] - total[:-k]  # E: tensor-shape "has shape "t-{k}", expected "t-{k}+1""


def bad_partial(x: Float[Array, "n d"], w: Float[Array, "d c"]) -> Float[Array, "n c"]:
    product = partial(np.matmul, x)
    return product(w.T)  # E: tensor-shape ""n d" @ "c d" needs d = c"
