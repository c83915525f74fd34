"""Every primitive written once more, as plainly as it can be, for HIPS autograd to differentiate."""

from collections.abc import Callable
from typing import Any

import autograd.numpy as np

Oracle = Callable[..., Any]


def _normal(x: Any, axis: int) -> Any:
    centred = x - np.mean(x, axis=axis, keepdims=True)
    return centred / np.sqrt(np.mean(centred**2, axis=axis, keepdims=True) + 1e-5)


def _softmax(x: Any) -> Any:
    e = np.exp(x)
    return e / np.sum(e, axis=-1, keepdims=True)


def _attention(q: Any, k: Any, v: Any, mask: Any = None) -> Any:
    e = np.exp(np.einsum("...qd,...kd->...qk", q, k) / np.sqrt(q.shape[-1]))
    if mask is not None:
        e = e * mask
    total = np.sum(e, axis=-1, keepdims=True)
    return np.einsum("...qk,...kv->...qv", e / (total + (total == 0)), v)


def _windows(x: Any, height: int, width: int, stride: int) -> Any:
    """x[n, c, s·r + i, s·q + j] at [i·width + j, n, c, r, q]."""
    rows, cols = (x.shape[2] - height) // stride + 1, (x.shape[3] - width) // stride + 1
    return np.array(
        [
            x[:, :, i : i + stride * (rows - 1) + 1 : stride, j : j + stride * (cols - 1) + 1 : stride]
            for i in range(height)
            for j in range(width)
        ]
    )


def _conv2d(x: Any, w: Any, b: Any, stride: int, padding: int) -> Any:
    image = np.pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding)), "constant")
    filters = np.reshape(w, (*w.shape[:2], -1))
    windows = _windows(image, w.shape[2], w.shape[3], stride)
    return np.einsum("kncij,fck->nfij", windows, filters) + b[:, None, None]


def _tanh_gelu(x: Any) -> Any:
    return 0.5 * x * (1 + np.tanh(np.sqrt(2 / np.pi) * (x + 0.044715 * x**3)))


ORACLES: dict[str, Oracle] = {
    "vadd": lambda x, y: x + y,
    "vsub": lambda x, y: x - y,
    "smul": lambda a, x: a * x,
    "vmul": lambda x, y: x * y,
    "dot": lambda x, y: np.sum(x * y),
    "norm_sq": lambda x: np.sum(x**2),
    "norm": lambda x: np.sqrt(np.sum(x**2)),
    "matvec": lambda a, x: np.sum(a * x, axis=1),
    "matmul": lambda a, b: np.einsum("ik,kj->ij", a, b),
    "transpose": lambda a: np.transpose(a),
    "outer": lambda x, y: np.einsum("i,j->ij", x, y),
    "mat_add": lambda a, b: a + b,
    "mat_sub": lambda a, b: a - b,
    "mat_smul": lambda s, a: s * a,
    "batch_matvec": lambda a, x: np.einsum("ij,bj->bi", a, x),
    "batch_add_vec": lambda x, b: x + b,
    "relu": lambda x: np.where(x > 0, x, 0.0),
    "leaky_relu": lambda x, slope: np.where(x > 0, x, slope * x),
    "sigmoid": lambda x: 1 / (1 + np.exp(-x)),
    "tanh": lambda x: np.tanh(x),
    "gelu": _tanh_gelu,
    "softplus": lambda x: np.log(1 + np.exp(x)),
    "elu": lambda x, alpha: np.where(x > 0, x, alpha * (np.exp(x) - 1)),
    "silu": lambda x: x / (1 + np.exp(-x)),
    "softmax": _softmax,
    "log_softmax": lambda x: np.log(_softmax(x)),
    "logsumexp": lambda x: np.log(np.sum(np.exp(x), axis=-1)),
    "sum_first": lambda x: np.sum(x, axis=0),
    "sum_last": lambda x: np.sum(x, axis=-1),
    "mean_first": lambda x: np.mean(x, axis=0),
    "mean_last": lambda x: np.mean(x, axis=-1),
    "max_last": lambda x: np.max(x, axis=-1),
    "conv2d": _conv2d,
    "correlate": lambda columns, w, b: np.einsum("cklijn,fckl->nfij", columns, w) + b[:, None, None],
    "max_pool2d": lambda x, size, stride: np.max(_windows(x, size, size, stride), axis=0),
    "avg_pool2d": lambda x, size, stride: np.mean(_windows(x, size, size, stride), axis=0),
    "flatten": lambda x: np.reshape(x, (x.shape[0], -1)),
    "affine": lambda x, w, b: np.dot(x, w) + b,
    "layer_norm": lambda x, gain, bias: gain * _normal(x, -1) + bias,
    "rms_norm": lambda x, gain: gain * x / np.sqrt(np.mean(x**2, axis=-1, keepdims=True) + 1e-5),
    "batch_norm": lambda x, gain, bias: gain * _normal(x, 0) + bias,
    "batch_norm_inference": lambda x, gain, bias, statistics: (
        gain * (x - statistics[0]) / np.sqrt(statistics[1] + 1e-5) + bias
    ),
    "attention": _attention,
    "attention_masked": _attention,
    "attention_shared_mask": _attention,
    "embedding": lambda indices, table: table[indices],
    "dropout": lambda x, keep, rate: np.where(keep, x / (1 - rate), 0.0),
}
