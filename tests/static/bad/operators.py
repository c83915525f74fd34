"""Operators whose operands do not fit, and results that are not what was promised."""

import numpy as np
from jaxtyping import Bool, Float, Int
from numpy import ndarray as Array


def bad_product(x: Float[Array, "b n"], w: Float[Array, "m n"]) -> Float[Array, "b m"]:
    return x @ w  # E: tensor-shape ""b n" @ "m n" needs n = m; did you mean w.T, "n m"?"


def bad_product_of_literals(x: Float[Array, "b 784"], w: Float[Array, "10 784"]) -> Float[Array, "b 10"]:
    return x @ w  # E: tensor-shape ""b 784" @ "10 784" needs 784 = 10; did you mean w.T, "784 10"?"


def bad_product_order(x: Float[Array, "b n"], w: Float[Array, "n m"]) -> Float[Array, "b m"]:
    return w @ x  # E: tensor-shape ""n m" @ "b n" needs m = b; did you mean x2 @ x1?"


def bad_product_result(x: Float[Array, "b n"], w: Float[Array, "n m"]) -> Float[Array, "m b"]:
    return x @ w  # E: tensor-shape "has shape "b m", expected "m b""


def bad_matrix_vector(w: Float[Array, "n m"], x: Float[Array, "n"]) -> Float[Array, "m"]:
    return w @ x  # E: tensor-shape ""n m" @ "n" needs m = n; did you mean w.T, "m n"?"


def bad_vector_matrix(x: Float[Array, "m"], w: Float[Array, "n m"]) -> Float[Array, "n"]:
    return x @ w  # E: tensor-shape ""m" @ "n m" needs m = n; did you mean w.T, "m n"?"


def bad_inner(x: Float[Array, "n"], y: Float[Array, "m"]) -> Float[Array, ""]:
    return np.asarray(x @ y)  # E: tensor-shape ""n" @ "m" needs n = m"


def bad_batched_product(x: Float[Array, "k b n"], w: Float[Array, "k m n"]) -> Float[Array, "k b m"]:
    return x @ w  # E: tensor-shape ""k b n" @ "k m n" needs n = m"


def bad_batch_of_product(x: Float[Array, "k b n"], w: Float[Array, "j n m"]) -> Float[Array, "k b m"]:
    return x @ w  # E: tensor-shape "cannot broadcast "k" with "j": k and j differ"


def bad_product_with_number(x: Float[Array, "n n"]) -> Float[Array, "n n"]:
    return x @ np.asarray(2.0)  # E: tensor-shape ""n n" @ "": a number is no matrix; multiply with *"


def bad_sum(x: Float[Array, "n"], y: Float[Array, "m"]) -> Float[Array, "n"]:
    return x + y  # E: tensor-shape "cannot broadcast "n" with "m": n and m differ"


def bad_sum_of_literals(x: Float[Array, "3"], y: Float[Array, "4"]) -> Float[Array, "3"]:
    return x + y  # E: tensor-shape "cannot broadcast "3" with "4": 3 and 4 differ"


def bad_difference(x: Float[Array, "n d"], y: Float[Array, "d n"]) -> Float[Array, "n d"]:
    return x - y  # E: tensor-shape "cannot broadcast "n d" with "d n": n and d differ"


def bad_quotient(x: Float[Array, "n d"], s: Float[Array, "n"]) -> Float[Array, "n d"]:
    return x / s  # E: tensor-shape "cannot broadcast "n d" with "n": d and n differ"


def bad_scale(x: Float[Array, "n d"], s: Float[Array, "k d"]) -> Float[Array, "n d"]:
    return x * s  # E: tensor-shape "cannot broadcast "n d" with "k d": n and k differ"


def bad_power(x: Float[Array, "n"], y: Float[Array, "n+1"]) -> Float[Array, "n"]:
    return x**y  # E: tensor-shape "cannot broadcast "n" with "n+1": n and n+1 differ"


def bad_floor_quotient(x: Int[Array, "n"], y: Int[Array, "m"]) -> Int[Array, "n"]:
    return x // y  # E: tensor-shape "cannot broadcast "n" with "m": n and m differ"


def bad_remainder(x: Int[Array, "n m"], y: Int[Array, "m n"]) -> Int[Array, "n m"]:
    return x % y  # E: tensor-shape "cannot broadcast "n m" with "m n": n and m differ"


def bad_comparison(x: Float[Array, "n"], y: Float[Array, "m"]) -> Bool[Array, "n"]:
    return x < y  # E: tensor-shape "cannot broadcast "n" with "m": n and m differ"


def bad_and(x: Bool[Array, "n"], y: Bool[Array, "m"]) -> Bool[Array, "n"]:
    return x & y  # E: tensor-shape "cannot broadcast "n" with "m": n and m differ"


def bad_broadcast_result(x: Float[Array, "n"], y: Float[Array, "m 1"]) -> Float[Array, "n m"]:
    return x + y  # E: tensor-shape "has shape "m n", expected "n m""


def bad_outer_sum(x: Float[Array, "n"], y: Float[Array, "m"]) -> Float[Array, "n m"]:
    return x[None, :] + y[:, None]  # E: tensor-shape "has shape "m n", expected "n m""


def bad_rank(x: Float[Array, "n"], y: Float[Array, "n 1"]) -> Float[Array, "n"]:
    return x + y  # E: tensor-shape "has shape "n n", expected "n""


def bad_in_place(x: Float[Array, "n"], y: Float[Array, "m n"]) -> Float[Array, "n"]:
    x += y  # E: tensor-shape ""m n" does not fit into "n""
    return x


def bad_in_place_sizes(x: Float[Array, "n d"], y: Float[Array, "d"]) -> Float[Array, "n d"]:
    x *= y[:-1]  # E: tensor-shape "cannot broadcast "n d" with "d-1": d and d-1 differ"
    return x


def bad_negative(x: Float[Array, "n m"]) -> Float[Array, "m n"]:
    return -x  # E: tensor-shape "has shape "n m", expected "m n""


def bad_chain(x: Float[Array, "n"], y: Float[Array, "m"]) -> Float[Array, "n"]:
    return 2.0 * x + (1.0 - y) / 3.0  # E: tensor-shape "cannot broadcast "n" with "m": n and m differ"


def bad_doubled(x: Float[Array, "n"], y: Float[Array, "2*n"]) -> Float[Array, "n"]:
    return x + y  # E: tensor-shape "cannot broadcast "n" with "2*n": n and 2*n differ"


def bad_shifted(x: Float[Array, "n"]) -> Float[Array, "n"]:
    return x[1:] - x  # E: tensor-shape "cannot broadcast "n-1" with "n": n-1 and n differ"


def bad_product_chain(
    x: Float[Array, "b n"], v: Float[Array, "n m"], w: Float[Array, "k m"]
) -> Float[Array, "b k"]:
    return x @ v @ w  # E: tensor-shape ""b m" @ "k m" needs m = k; did you mean w.T, "m k"?"
