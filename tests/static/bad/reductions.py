"""Reductions: a wrong axis, a forgotten keepdims, an axis that is not there."""

import numpy as np
from jaxtyping import Bool, Float, Int
from numpy import ndarray as Array


def bad_sum_axis(x: Float[Array, "n d"]) -> Float[Array, "d"]:
    return x.sum(axis=1)  # E: tensor-shape "has shape "n", expected "d""


def bad_mean_axis(x: Float[Array, "n d"]) -> Float[Array, "n"]:
    return x.mean(axis=0)  # E: tensor-shape "has shape "d", expected "n""


def bad_negative_axis(x: Float[Array, "n d"]) -> Float[Array, "d"]:
    return x.max(axis=-1)  # E: tensor-shape "has shape "n", expected "d""


def bad_function_axis(x: Float[Array, "n d"]) -> Float[Array, "n"]:
    return np.min(x, axis=0)  # E: tensor-shape "has shape "d", expected "n""


def bad_axes(x: Float[Array, "a b c"]) -> Float[Array, "c"]:
    return x.sum(axis=(1, 2))  # E: tensor-shape "has shape "a", expected "c""


def bad_missing_axis(x: Float[Array, "n d"]) -> Float[Array, "n d"]:
    return x.sum(axis=2)  # E: tensor-shape "axis 2 is out of range for "n d", which has 2 axes"


def bad_keepdims(x: Float[Array, "n d"]) -> Float[Array, "n d"]:
    return x - x.mean(axis=1)  # E: tensor-shape "cannot broadcast "n d" with "n": d and n differ"


def bad_kept(x: Float[Array, "n d"]) -> Float[Array, "n"]:
    return x.sum(axis=1, keepdims=True)  # E: tensor-shape "has shape "n 1", expected "n""


def bad_argmax(x: Float[Array, "n k"]) -> Int[Array, "k"]:
    return x.argmax(axis=1)  # E: tensor-shape "has shape "n", expected "k""


def bad_std(x: Float[Array, "n d"]) -> Float[Array, "n d"]:
    return (x - x.mean(axis=0)) / x.std(axis=1)  # E: tensor-shape "cannot broadcast "n d" with "n": d and n differ"


def bad_var(x: Float[Array, "n d"]) -> Float[Array, "n"]:
    return np.var(x, axis=0)  # E: tensor-shape "has shape "d", expected "n""


def bad_softmax(x: Float[Array, "n k"]) -> Float[Array, "n k"]:
    e = np.exp(x - x.max(axis=1, keepdims=True))
    return e / e.sum(axis=1)  # E: tensor-shape "cannot broadcast "n k" with "n": k and n differ"


def bad_cumsum(x: Float[Array, "n d"]) -> Float[Array, "n d"]:
    return np.cumsum(x)  # E: tensor-shape "has shape "d*n", expected "n d""


def bad_diff(x: Float[Array, "n d"]) -> Float[Array, "n d"]:
    return np.diff(x, axis=0)  # E: tensor-shape "has shape "n-1 d", expected "n d""


def bad_diff_axis(x: Float[Array, "n d"]) -> Float[Array, "n-1 d"]:
    return np.diff(x)  # E: tensor-shape "has shape "n d-1", expected "n-1 d""


def bad_any(x: Bool[Array, "n d"]) -> Bool[Array, "n"]:
    return np.asarray(x.any(axis=0))  # E: tensor-shape "has shape "d", expected "n""


def bad_median(x: Float[Array, "n d"]) -> Float[Array, "d"]:
    return np.median(x, axis=1)  # E: tensor-shape "has shape "n", expected "d""


def bad_quantiles(x: Float[Array, "n d"]) -> Float[Array, "d 3"]:
    return np.quantile(x, [0.1, 0.5, 0.9], axis=0)  # E: tensor-shape "has shape "3 d", expected "d 3""


def bad_average(x: Float[Array, "n d"], w: Float[Array, "d"]) -> Float[Array, "d"]:
    return np.average(x, axis=0, weights=w)  # E: tensor-shape "weights of shape "d" do not fit "n d""


def bad_prod(x: Float[Array, "n d"]) -> Float[Array, "1 n"]:
    return np.prod(x, axis=1, keepdims=True)  # E: tensor-shape "has shape "n 1", expected "1 n""


def bad_sort_axis(x: Float[Array, "n"]) -> Float[Array, "n"]:
    return np.sort(x, axis=1)  # E: tensor-shape "axis 1 is out of range for "n", which has 1 axis"


def bad_argsort(x: Float[Array, "n d"]) -> Int[Array, "n"]:
    return np.argsort(x, axis=0)  # E: tensor-shape "has shape "n d", expected "n""


def bad_count(x: Bool[Array, "n d"]) -> Int[Array, "n"]:
    return np.count_nonzero(x, axis=0)  # E: tensor-shape "has shape "d", expected "n""


def bad_trace(x: Float[Array, "n n"]) -> Float[Array, "n"]:
    return np.asarray(np.trace(x))  # E: tensor-shape "has shape "", expected "n""


def bad_norm(x: Float[Array, "n d"]) -> Float[Array, "n"]:
    return np.linalg.norm(x, axis=0)  # E: tensor-shape "has shape "d", expected "n""


def bad_squeeze(x: Float[Array, "n 1"]) -> Float[Array, "n 1"]:
    return np.squeeze(x)  # E: tensor-shape "has shape "n", expected "n 1""


def bad_covariance(x: Float[Array, "n d"]) -> Float[Array, "d d"]:
    return np.asarray(np.cov(x))  # E: tensor-shape "has shape "n n", expected "d d""


def bad_caught_and_raised_again(x: Float[Array, "n"], y: Float[Array, "d"]) -> Float[Array, "n"]:
    try:
        return x + y  # E: tensor-shape "cannot broadcast "n" with "d""
    except ValueError as error:
        raise ValueError("no sum") from error


def bad_dtype_of_growing_ranks(x: Float[Array, "n d"], count: int) -> Int[Array, "..."]:
    for _ in range(count):
        x = x[None]
    return x  # E: tensor-dtype "the result has dtype Float, expected Int"


def bad_len(x: Float[Array, "n"]) -> Float[Array, "n"]:
    total = np.asarray(x.sum())
    return x[: len(total)]  # E: tensor-shape "Cannot take len(total): total has the shape "", which has no axes"


def bad_loop_over_a_number(x: Float[Array, "n"]) -> Float[Array, "n"]:
    for row in np.asarray(x.sum()):  # E: tensor-shape "which has no axes"
        x = x + row
    return x
