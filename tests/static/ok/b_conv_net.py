"""Convolutions by unfolding: im2col, its adjoint, pooling, and a LeNet made of them."""

import random

import numpy as np
from jaxtyping import Float, Int
from numpy.lib.stride_tricks import sliding_window_view


def im2col(
    x: Float[np.ndarray, "batch channels h w"], k: int
) -> Float[np.ndarray, "batch (h-{k}+1)*(w-{k}+1) channels*{k}*{k}"]:
    """Each row is the receptive field of one output pixel."""
    batch, channels, h, w = x.shape
    rows, cols = h - k + 1, w - k + 1
    windows = sliding_window_view(x, (k, k), axis=(2, 3))
    return windows.transpose(0, 2, 3, 1, 4, 5).reshape(batch, rows * cols, channels * k * k)


def col2im(
    columns: Float[np.ndarray, "batch pixels field"], channels: int, h: int, w: int, k: int
) -> Float[np.ndarray, "batch {channels} {h} {w}"]:
    """The adjoint of im2col: overlapping fields add up."""
    batch = columns.shape[0]
    rows, cols = h - k + 1, w - k + 1
    fields = columns.reshape(batch, rows, cols, channels, k, k)
    out = np.zeros((batch, channels, h, w))
    for i in range(k):
        for j in range(k):
            out[:, :, i : i + rows, j : j + cols] += fields[:, :, :, :, i, j].transpose(0, 3, 1, 2)
    return out


def conv2d(
    x: Float[np.ndarray, "batch c_in h w"],
    kernel: Float[np.ndarray, "c_out c_in k k"],
    bias: Float[np.ndarray, " c_out"],
) -> Float[np.ndarray, "batch c_out h-k+1 w-k+1"]:
    batch, _, h, w = x.shape
    c_out, c_in, k, _ = kernel.shape
    flat = kernel.reshape(c_out, c_in * k * k)
    y = im2col(x, k) @ flat.T + bias
    return y.transpose(0, 2, 1).reshape(batch, c_out, h - k + 1, w - k + 1)


def conv2d_vjp(
    x: Float[np.ndarray, "batch c_in h w"],
    kernel: Float[np.ndarray, "c_out c_in k k"],
    dy: Float[np.ndarray, "batch c_out h-k+1 w-k+1"],
) -> tuple[
    Float[np.ndarray, "batch c_in h w"],
    Float[np.ndarray, "c_out c_in k k"],
    Float[np.ndarray, " c_out"],
]:
    batch, c_in, h, w = x.shape
    c_out, _, k, _ = kernel.shape
    flat = kernel.reshape(c_out, -1)
    dy_columns = dy.reshape(batch, c_out, -1).transpose(0, 2, 1)
    d_kernel = np.einsum("bpo,bpf->of", dy_columns, im2col(x, k)).reshape(kernel.shape)
    dx = col2im(dy_columns @ flat, c_in, h, w, k)
    return dx, d_kernel, dy.sum(axis=(0, 2, 3))


def max_pool(x: Float[np.ndarray, "batch c h w"]) -> Float[np.ndarray, "batch c h//2 w//2"]:
    """The maximum of each 2 by 2 tile; an odd last row or column is dropped."""
    batch, c, h, w = x.shape
    rows, cols = h // 2, w // 2
    cropped = x[:, :, : 2 * rows, : 2 * cols]
    tiles = cropped.reshape(batch, c, rows, 2, cols, 2)
    return tiles.max(axis=(3, 5))


def subsample(x: Float[np.ndarray, "batch c h w"]) -> Float[np.ndarray, "batch c (h+1)//2 (w+1)//2"]:
    return x[:, :, ::2, ::2]


def pad_same(x: Float[np.ndarray, "batch c h w"], k: int) -> Float[np.ndarray, "batch c h+{k}-1 w+{k}-1"]:
    before = (k - 1) // 2
    after = k - 1 - before
    return np.pad(x, ((0, 0), (0, 0), (before, after), (before, after)))


def global_average(x: Float[np.ndarray, "batch c h w"]) -> Float[np.ndarray, "batch c"]:
    return x.mean(axis=(2, 3))


class LeNet:
    """Two convolutions, a global average, a linear read-out."""

    def __init__(self, channels: int, width: int, classes: int, rng: np.random.Generator) -> None:
        self.channels, self.width, self.classes = channels, width, classes
        self.k1: Float[np.ndarray, "{self.width} {self.channels} 5 5"] = rng.normal(
            size=(width, channels, 5, 5)
        )
        self.k2: Float[np.ndarray, "2*{self.width} {self.width} 3 3"] = rng.normal(
            size=(2 * width, width, 3, 3)
        )
        self.b1: Float[np.ndarray, " {self.width}"] = np.zeros(width)
        self.b2: Float[np.ndarray, " 2*{self.width}"] = np.zeros(2 * width)
        self.read_out: Float[np.ndarray, "2*{self.width} {self.classes}"] = rng.normal(
            size=(2 * width, classes)
        )

    def features(
        self, x: Float[np.ndarray, "batch {self.channels} h w"]
    ) -> Float[np.ndarray, "batch 2*{self.width}"]:
        h = np.maximum(conv2d(pad_same(x, 5), self.k1, self.b1), 0.0)
        h = max_pool(h)
        h = np.maximum(conv2d(h, self.k2, self.b2), 0.0)
        return global_average(subsample(h))

    def predict(self, x: Float[np.ndarray, "batch {self.channels} h w"]) -> Int[np.ndarray, " batch"]:
        logits: Float[np.ndarray, "batch {self.classes}"] = self.features(x) @ self.read_out
        return logits.argmax(axis=1)


def main(seed: int) -> None:
    draw = random.Random(seed)
    batch, c_in, c_out, k = draw.sample([2, 3, 4, 5, 6, 7], 4)
    h, w = draw.sample([11, 14, 17, 20], 2)
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(batch, c_in, h, w))
    kernel, bias = rng.normal(size=(c_out, c_in, k, k)), rng.normal(size=c_out)
    y = conv2d(x, kernel, bias)
    direct = np.sum(x[0, :, 1 : 1 + k, 2 : 2 + k] * kernel[1]) + bias[1]
    assert np.isclose(y[0, 1, 1, 2], direct)
    dx, d_kernel, d_bias = conv2d_vjp(x, kernel, y)
    assert dx.shape == x.shape and d_kernel.shape == kernel.shape and d_bias.shape == bias.shape
    bent = conv2d(x, 1.001 * kernel, bias)
    assert np.isclose(np.sum((bent - y) * y), 0.001 * np.sum(d_kernel * kernel))
    assert max_pool(y).shape[1] == subsample(y).shape[1] == global_average(y).shape[1] == c_out
    net = LeNet(c_in, c_out, 9, rng)
    assert net.predict(x).shape == (batch,)


if __name__ == "__main__":
    main(0)
