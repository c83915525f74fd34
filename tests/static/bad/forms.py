"""Arrays put into another form: reshape, transpose, joining, splitting, repeating."""

import numpy as np
from jaxtyping import Bool, Float, Int
from numpy import ndarray as Array



def bad_reshape_count(x: Float[Array, "4 6"]) -> Float[Array, "5 5"]:
    return x.reshape(5, 5)  # E: tensor-shape "cannot reshape "4 6" to "5 5": 24 elements are not 25"


def bad_reshape_names(x: Float[Array, "n m"]) -> Float[Array, "m n"]:
    return x.reshape(x.shape[0], x.shape[1])  # E: tensor-shape "has shape "n m", expected "m n""


def bad_reshape_literal(x: Float[Array, "b 28 28"]) -> Float[Array, "b 768"]:
    return x.reshape(x.shape[0], 768)  # E: tensor-shape "cannot reshape "b 28 28" to "b 768": 784*b elements are not 768*b"


def bad_flatten(x: Float[Array, "b h w"]) -> Float[Array, "b h*w"]:
    return x.reshape(-1)  # E: tensor-shape "has shape "b*h*w", expected "b h*w""


def bad_ravel(x: Float[Array, "n m"]) -> Float[Array, "n m"]:
    return x.ravel()  # E: tensor-shape "has shape "m*n", expected "n m""


def bad_transpose(x: Float[Array, "n m"]) -> Float[Array, "n m"]:
    return x.T  # E: tensor-shape "has shape "m n", expected "n m""


def bad_transpose_order(x: Float[Array, "a b c"]) -> Float[Array, "c a b"]:
    return x.transpose(1, 2, 0)  # E: tensor-shape "has shape "b c a", expected "c a b""


def bad_transpose_axes(x: Float[Array, "a b c"]) -> Float[Array, "b a c"]:
    return x.transpose(1, 0)  # E: tensor-shape "cannot transpose "a b c" by (1, 0): that names 2 axes"


def bad_swapaxes(x: Float[Array, "a b c"]) -> Float[Array, "a c b"]:
    return np.swapaxes(x, 0, 1)  # E: tensor-shape "has shape "b a c", expected "a c b""


def bad_moveaxis(x: Float[Array, "h w c"]) -> Float[Array, "c h w"]:
    return np.moveaxis(x, 0, -1)  # E: tensor-shape "has shape "w c h", expected "c h w""


def bad_squeeze(x: Float[Array, "n 2"]) -> Float[Array, "n"]:
    return x.squeeze(1)  # E: tensor-shape "cannot squeeze axis 1 of "n 2": its size is 2, not 1"


def bad_squeeze_axis(x: Float[Array, "1 n 1"]) -> Float[Array, "1 n"]:
    return np.squeeze(x, axis=0)  # E: tensor-shape "has shape "n 1", expected "1 n""


def bad_expand(x: Float[Array, "n"]) -> Float[Array, "n 1"]:
    return np.expand_dims(x, 0)  # E: tensor-shape "has shape "1 n", expected "n 1""


def bad_new_axis(x: Float[Array, "n"]) -> Float[Array, "n 1"]:
    return x[None, :]  # E: tensor-shape "has shape "1 n", expected "n 1""


def bad_concatenate(x: Float[Array, "n d"], y: Float[Array, "n k"]) -> Float[Array, "n d+k"]:
    return np.concatenate([x, y])  # E: tensor-shape "cannot concatenate "n d" and "n k" along axis 0: d and k differ"


def bad_concatenate_result(x: Float[Array, "n d"], y: Float[Array, "m d"]) -> Float[Array, "n d"]:
    return np.concatenate([x, y])  # E: tensor-shape "has shape "m+n d", expected "n d""


def bad_concatenate_ranks(x: Float[Array, "n d"], y: Float[Array, "d"]) -> Float[Array, "n+1 d"]:
    return np.concatenate([x, y])  # E: tensor-shape "cannot concatenate "n d" and "d" along axis 0: they must have the same shape"


def bad_concatenate_axis(x: Float[Array, "n"], y: Float[Array, "m"]) -> Float[Array, "n+m"]:
    return np.concatenate([x, y], axis=1)  # E: tensor-shape "axis 1 is out of range for "n", which has 1 axis"


def bad_stack(x: Float[Array, "n"], y: Float[Array, "n"]) -> Float[Array, "n 2"]:
    return np.stack([x, y])  # E: tensor-shape "has shape "2 n", expected "n 2""


def bad_stack_sizes(x: Float[Array, "n"], y: Float[Array, "m"]) -> Float[Array, "2 n"]:
    return np.stack([x, y])  # E: tensor-shape "cannot stack "n" and "m": n and m differ"


def bad_stack_is_not_concatenate(x: Float[Array, "n"], y: Float[Array, "n"]) -> Float[Array, "2*n"]:
    return np.stack([x, y])  # E: tensor-shape "has shape "2 n", expected "2*n""


def bad_hstack(x: Float[Array, "n d"], y: Float[Array, "m d"]) -> Float[Array, "n+m d"]:
    return np.hstack([x, y])  # E: tensor-shape "cannot concatenate "n d" and "m d" along axis 1: n and m differ"


def bad_vstack(x: Float[Array, "n d"], y: Float[Array, "n k"]) -> Float[Array, "n d+k"]:
    return np.vstack([x, y])  # E: tensor-shape "cannot concatenate "n d" and "n k" along axis 0: d and k differ"


def bad_column_stack(x: Float[Array, "n"], y: Float[Array, "n"]) -> Float[Array, "2 n"]:
    return np.column_stack([x, y])  # E: tensor-shape "has shape "n 2", expected "2 n""


def bad_tile(x: Float[Array, "n"]) -> Float[Array, "2 n"]:
    return np.tile(x, 2)  # E: tensor-shape "has shape "2*n", expected "2 n""


def bad_repeat(x: Float[Array, "n d"]) -> Float[Array, "n 2*d"]:
    return np.repeat(x, 2, axis=0)  # E: tensor-shape "has shape "2*n d", expected "n 2*d""


def bad_pad(x: Float[Array, "h w"]) -> Float[Array, "h+1 w+1"]:
    return np.pad(x, 1)  # E: tensor-shape "has shape "h+2 w+2", expected "h+1 w+1""


def bad_roll(x: Float[Array, "n"]) -> Float[Array, "n"]:
    return np.roll(x, 1, axis=1)  # E: tensor-shape "axis 1 is out of range for "n", which has 1 axis"


def bad_rot90(x: Float[Array, "h w"]) -> Float[Array, "h w"]:
    return np.rot90(x)  # E: tensor-shape "has shape "w h", expected "h w""


def bad_split(x: Float[Array, "7 d"]) -> Float[Array, "3 d"]:
    first, second = np.split(x, 2)  # E: tensor-shape "cannot split "7 d" into 2 equal parts: 7 is not a multiple"
    return first + second


def bad_split_result(x: Float[Array, "n 8"]) -> Float[Array, "n 8"]:
    left, right = np.split(x, 2, axis=1)
    return left * right  # E: tensor-shape "has shape "n 4", expected "n 8""


def bad_broadcast_to(x: Float[Array, "n"], y: Float[Array, "n m"]) -> Float[Array, "n m"]:
    return np.broadcast_to(x, y.shape)  # E: tensor-shape "cannot broadcast "n" to "n m": n and m differ"


def bad_append(x: Float[Array, "n"], y: Float[Array, "m"]) -> Float[Array, "n m"]:
    return np.append(x, y)  # E: tensor-shape "has shape "m+n", expected "n m""


def bad_triangle(x: Float[Array, "n m"]) -> Float[Array, "m n"]:
    return np.triu(x)  # E: tensor-shape "has shape "n m", expected "m n""


def bad_meshgrid(x: Float[Array, "n"], y: Float[Array, "m"]) -> Float[Array, "n m"]:
    a, b = np.meshgrid(x, y)
    return a + b  # E: tensor-shape "has shape "m n", expected "n m""


def bad_diag(x: Float[Array, "n"]) -> Float[Array, "n"]:
    return np.diag(x)  # E: tensor-shape "has shape "n n", expected "n""
