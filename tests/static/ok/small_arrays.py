"""Correct uses of operators, reductions, forms and products: the twins of the cases in bad/."""

import numpy as np
from jaxtyping import Bool, Complex, Float, Int
from numpy import ndarray as Array


def ok_product(x: Float[Array, "b n"], w: Float[Array, "m n"]) -> Float[Array, "b m"]:
    return x @ w.T


def ok_batched_product(x: Float[Array, "k b n"], w: Float[Array, "k m n"]) -> Float[Array, "k b m"]:
    return x @ w.transpose(0, 2, 1)


def ok_shared_weights(x: Float[Array, "k b n"], w: Float[Array, "n m"]) -> Float[Array, "k b m"]:
    return x @ w


def ok_quotient(x: Float[Array, "n d"], s: Float[Array, "n"]) -> Float[Array, "n d"]:
    return x / s[:, None]


def ok_broadcast(x: Float[Array, "n"], y: Float[Array, "m 1"]) -> Float[Array, "m n"]:
    return x + y


def ok_power(x: Float[Array, "n"], y: Float[Array, "n+1"]) -> Float[Array, "n"]:
    return np.abs(x) ** y[1:]


def ok_reflected(x: Float[Array, "n"]) -> Float[Array, "n"]:
    return 1.0 / (2.0 - x) + 3.0**x


def ok_in_place(x: Float[Array, "n d"], y: Float[Array, "d"]) -> Float[Array, "n d"]:
    x = x.copy()
    x *= y
    x -= 1.0
    return x


def ok_standard(x: Float[Array, "n d"]) -> Float[Array, "n d"]:
    return (x - x.mean(axis=0)) / x.std(axis=0)


def ok_softmax(x: Float[Array, "n k"]) -> Float[Array, "n k"]:
    e = np.exp(x - x.max(axis=-1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


def ok_axes(x: Float[Array, "a b c"]) -> Float[Array, "b"]:
    return x.sum(axis=(0, -1))


def ok_diff(x: Float[Array, "n d"]) -> Float[Array, "n-1 d"]:
    return np.diff(x, axis=0)


def ok_argmax(x: Float[Array, "n k"]) -> Int[Array, "n"]:
    return x.argmax(axis=1)


def ok_quantiles(x: Float[Array, "n d"]) -> Float[Array, "3 d"]:
    return np.quantile(x, [0.1, 0.5, 0.9], axis=0)


def ok_flatten(x: Float[Array, "b 28 28"]) -> Float[Array, "b 784"]:
    return x.reshape(len(x), -1)


def ok_reshape_back(x: Float[Array, "b h w"]) -> Float[Array, "b h w"]:
    return x.reshape(x.shape[0], -1).reshape(x.shape)


def ok_heads(x: Float[Array, "t 12"]) -> Float[Array, "4 t 3"]:
    return x.reshape(x.shape[0], 4, -1).transpose(1, 0, 2)


def ok_moveaxis(x: Float[Array, "h w c"]) -> Float[Array, "c h w"]:
    return np.moveaxis(x, -1, 0)


def ok_concatenate(x: Float[Array, "n d"], y: Float[Array, "n k"]) -> Float[Array, "n d+k"]:
    return np.concatenate([x, y], axis=1)


def ok_stack(x: Float[Array, "n"], y: Float[Array, "n"]) -> Float[Array, "n 2"]:
    return np.stack([x, y], axis=-1)


def ok_split(x: Float[Array, "n 8"]) -> Float[Array, "n 4"]:
    left, right = np.split(x, 2, axis=1)
    return left * right


def ok_pad(x: Float[Array, "h w"]) -> Float[Array, "h+2 w+2"]:
    return np.pad(x, 1)


def ok_einsum(x: Float[Array, "n d"], w: Float[Array, "k d"]) -> Float[Array, "n k"]:
    return np.einsum("nd,kd->nk", x, w)


def ok_distances(x: Float[Array, "n d"], y: Float[Array, "m d"]) -> Float[Array, "n m"]:
    return np.sqrt(((x[:, None, :] - y[None, :, :]) ** 2).sum(axis=-1))


def ok_svd(x: Float[Array, "n d"]) -> Float[Array, "n d"]:
    u, s, v = np.linalg.svd(x, full_matrices=False)
    return (u * s) @ v


def ok_solve(a: Float[Array, "n n"], b: Float[Array, "k n"]) -> Float[Array, "n k"]:
    return np.linalg.solve(a, b.T)


def ok_convolution(x: Float[Array, "10"], k: Float[Array, "3"]) -> Float[Array, "8"]:
    return np.convolve(x, k, mode="valid")


def ok_fft(x: Float[Array, "16"]) -> Complex[Array, "9"]:
    return np.fft.rfft(x)


def ok_zeros(x: Float[Array, "n d"]) -> Float[Array, "d n"]:
    return np.zeros((x.shape[1], x.shape[0]))


def ok_eye(n: int) -> Float[Array, "{n} {n}"]:
    return np.eye(n)


def ok_arange(n: int) -> Int[Array, "{n}-1"]:
    return np.arange(1, n)


def ok_normal(rng: np.random.Generator, x: Float[Array, "n d"]) -> Float[Array, "n d"]:
    return x + rng.normal(size=x.shape)


def ok_where(c: Bool[Array, "n"], x: Float[Array, "n"]) -> Float[Array, "n"]:
    return np.where(c, x, 0.0)


def ok_meshgrid(x: Float[Array, "n"], y: Float[Array, "m"]) -> Float[Array, "n m"]:
    a, b = np.meshgrid(x, y, indexing="ij")
    return a + b


def ok_row(x: Float[Array, "n d"]) -> Float[Array, "d"]:
    return x[0] + x[-1]


def ok_neighbours(x: Float[Array, "n"]) -> Float[Array, "n-2"]:
    return x[2:] - x[:-2]


def ok_interior(x: Float[Array, "h w"]) -> Float[Array, "h-2 w-2"]:
    return x[1:-1, 1:-1] + x[2:, 2:] - x[:-2, :-2]


def ok_gather(x: Float[Array, "v d"], i: Int[Array, "n"]) -> Float[Array, "n d"]:
    return x[np.clip(i, 0, 0)]


def ok_pick(x: Float[Array, "n k"], i: Int[Array, "n"]) -> Float[Array, "n"]:
    return x[np.arange(len(x)), np.clip(i, 0, 0)]


def ok_mask(x: Float[Array, "n"], m: Bool[Array, "n"]) -> Float[Array, "_"]:
    return x[m]


def ok_masked_store(x: Float[Array, "n"], m: Bool[Array, "n"]) -> Float[Array, "n"]:
    x[m] = 0.0
    return x


def ok_store(x: Float[Array, "n d"], y: Float[Array, "n"]) -> Float[Array, "n d"]:
    x[:, 0] = y
    return x


def ok_cast(x: Int[Array, "n"]) -> Float[Array, "n"]:
    return x.astype(np.float64)


def ok_promotion(x: Int[Array, "n"], y: Float[Array, "n"]) -> Float[Array, "n"]:
    return x + y


def ok_mask_as_weight(x: Float[Array, "n"]) -> Float[Array, "n"]:
    return x * (x > 0.0)


def ok_unknown_sizes(x: Float[Array, "n"]) -> Float[Array, "k"]:
    return np.unique(x)


def ok_anything(x: Float[Array, "..."]) -> Float[Array, "..."]:
    return x + 1.0


def ok_variadic(x: Float[Array, "*batch n"]) -> Float[Array, "*batch"]:
    return x.mean(axis=-1)


def ok_squeezed(x: Float[Array, "n 1"]) -> Float[Array, "n"]:
    return np.squeeze(x)


def ok_shapes_that_never_agree(x: Float[Array, "n d"], y: Float[Array, "d"]) -> Float[Array, "n d"]:
    if x.shape == y.shape:
        x = x.T @ y
    return x


def ok_caught(x: Float[Array, "n"]) -> Float[Array, "n"]:
    try:
        x = x[:, 0]
    except IndexError:
        x = x * 2.0
    return x


def ok_ranks_grow_in_a_loop(x: Float[Array, "n d"], count: int) -> Float[Array, "... n d"]:
    for _ in range(count):
        x = x[None]
    return x


def ok_shapes_that_agree_for_no_size(x: Float[Array, "n 4"], y: Float[Array, "2 n"]) -> Float[Array, "n 4"]:
    if x.shape == y.shape:
        x = x * y
    return x
