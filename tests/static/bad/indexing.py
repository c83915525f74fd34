"""Indexing: rows for columns, masks, gathers, stores into parts."""

import numpy as np
from jaxtyping import Bool, Float, Int
from numpy import ndarray as Array


def bad_row(x: Float[Array, "n d"]) -> Float[Array, "n"]:
    return x[0]  # E: tensor-shape "has shape "d", expected "n""


def bad_column(x: Float[Array, "n d"]) -> Float[Array, "d"]:
    return x[:, 0]  # E: tensor-shape "has shape "n", expected "d""


def bad_too_many(x: Float[Array, "n"]) -> Float[Array, "n"]:
    return x[:, 0]  # E: tensor-shape "too many indices for "n", which has 1 axis: 2 are given"


def bad_literal_index(x: Float[Array, "n 3"]) -> Float[Array, "n"]:
    return x[:, 3]  # E: tensor-shape "index 3 is out of range for an axis of size 3, in "n 3""


def bad_slice(x: Float[Array, "n"]) -> Float[Array, "n"]:
    return x[1:]  # E: tensor-shape "has shape "n-1", expected "n""


def bad_slice_both(x: Float[Array, "n"]) -> Float[Array, "n-1"]:
    return x[1:-1]  # E: tensor-shape "has shape "n-2", expected "n-1""


def bad_literal_slice(x: Float[Array, "10"]) -> Float[Array, "4"]:
    return x[2:7]  # E: tensor-shape "has shape "5", expected "4""


def bad_step(x: Float[Array, "10"]) -> Float[Array, "10"]:
    return x[::2]  # E: tensor-shape "has shape "5", expected "10""


def bad_neighbours(x: Float[Array, "n"]) -> Float[Array, "n-2"]:
    return x[2:] - x[:-1]  # E: tensor-shape "cannot broadcast "n-2" with "n-1": n-2 and n-1 differ"


def bad_interior(x: Float[Array, "h w"]) -> Float[Array, "h-2 w-2"]:
    return x[1:-1, 1:-1] + x[2:, 2:] - x[1:, :-2]  # E: tensor-shape "cannot broadcast "h-2 w-2" with "h-1 w-2": h-2 and h-1 differ"


def bad_ellipsis(x: Float[Array, "a b c"]) -> Float[Array, "b c"]:
    return x[..., 0]  # E: tensor-shape "has shape "a b", expected "b c""


def bad_gather(x: Float[Array, "v d"], i: Int[Array, "n"]) -> Float[Array, "v d"]:
    return x[i]  # E: tensor-shape "has shape "n d", expected "v d""


def bad_gather_columns(x: Float[Array, "v d"], i: Int[Array, "n"]) -> Float[Array, "n d"]:
    return x[:, i]  # E: tensor-shape "has shape "v n", expected "n d""


def bad_pick(x: Float[Array, "n k"], i: Int[Array, "m"]) -> Float[Array, "n"]:
    return x[np.arange(x.shape[0]), i]  # E: tensor-shape "cannot broadcast "n" with "m": n and m differ"


def bad_mask(x: Float[Array, "n"], m: Bool[Array, "k"]) -> Float[Array, "_"]:
    return x[m]  # E: tensor-shape "a mask of "k" does not fit "n": k and n differ"


def bad_mask_rank(x: Float[Array, "n"], m: Bool[Array, "n n"]) -> Float[Array, "_"]:
    return x[m]  # E: tensor-shape "too many indices for "n", which has 1 axis: 2 are given"


def bad_store(x: Float[Array, "n d"], y: Float[Array, "n"]) -> Float[Array, "n d"]:
    x[0] = y  # E: tensor-shape "cannot broadcast "n" to "d": n and d differ"
    return x


def bad_store_slice(x: Float[Array, "n d"], y: Float[Array, "n"]) -> Float[Array, "n d"]:
    x[1:, 0] = y  # E: tensor-shape "cannot broadcast "n" to "n-1": n and n-1 differ"
    return x


def bad_add_to_part(x: Float[Array, "n d"], y: Float[Array, "n"]) -> Float[Array, "n d"]:
    x[0] += y  # E: tensor-shape "cannot broadcast "d" with "n": d and n differ"
    return x


def bad_take(x: Float[Array, "v d"], i: Int[Array, "n"]) -> Float[Array, "n d"]:
    return np.take(x, i, axis=1)  # E: tensor-shape "has shape "v n", expected "n d""


def bad_iteration(x: Float[Array, "n d"]) -> Float[Array, "n"]:
    total = np.zeros(x.shape[0])
    for row in x:
        total = total + row  # E: tensor-shape "cannot broadcast "n" with "d": n and d differ"
    return total


def bad_two_gathers(x: Float[Array, "n m"], i: Int[Array, "a"], j: Int[Array, "b"]) -> Float[Array, "a b"]:
    return x[i, j]  # E: tensor-shape "cannot broadcast "a" with "b": a and b differ"


def bad_ix(x: Float[Array, "n m"], i: Int[Array, "a"], j: Int[Array, "b"]) -> Float[Array, "b a"]:
    return x[np.ix_(i, j)]  # E: tensor-shape "has shape "a b", expected "b a""
