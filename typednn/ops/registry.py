"""All primitives in one table, which the tests, the ledger of theorems and the documentation read."""

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.random import Generator

from typednn import ops
from typednn.contracts import Array, Bool, Float, contract
from typednn.ops.primitive import Maker, Precision, Primitive, Sizes


def _same(value: object) -> Maker:
    return lambda rng, sizes, dtype: value


def _between(low: int, high: int) -> Maker:
    return lambda rng, sizes, dtype: int(rng.integers(low, high + 1))


def _mask(*words: str, share: float = 0.7) -> Maker:
    """True with a given probability, independently everywhere."""

    def make(rng: Generator, sizes: Sizes, dtype: Precision) -> Array:
        return np.asarray(rng.random([size for word in words for size in sizes[word]]) < share)

    return make


def _indices(rng: Generator, sizes: Sizes, dtype: Precision) -> Array:
    return rng.integers(0, sizes["entries"][0], size=sizes["*shape"])


def _statistics(rng: Generator, sizes: Sizes, dtype: Precision) -> tuple[Array, Array]:
    mean, variance = rng.normal(size=sizes["features"]), rng.uniform(0.5, 2.0, size=sizes["features"])
    return mean.astype(dtype), variance.astype(dtype)


@contract
def _dropout_vjp(
    dy: Float[Array, "*shape"], x: Float[Array, "*shape"], keep: Bool[Array, "*shape"], *, rate: float
) -> Float[Array, "*shape"]:
    """Dropout is linear: its backward function does not ask where."""
    return ops.dropout_vjp(dy, keep, rate=rate)


def _itself(x: Array, **options: object) -> Array:
    return x


def _lead(x: Array) -> Array:
    """How far the largest entry of the last axis is above the second."""
    ordered = np.sort(x, axis=-1)
    return ordered[..., -1] - ordered[..., -2] if x.shape[-1] > 1 else np.ones(1)


def _lead_in_windows(x: Array, *, size: int, stride: int) -> Array:
    windows = sliding_window_view(x, (size, size), axis=(2, 3))[:, :, ::stride, ::stride]
    return _lead(windows.reshape(*windows.shape[:4], size * size))


_LINEAR_ALGEBRA = (
    Primitive("vadd", ops.vadd, ops.vadd_vjp, ops.vadd_jvp, polynomial=True),
    Primitive("vsub", ops.vsub, ops.vsub_vjp, ops.vsub_jvp, polynomial=True),
    Primitive("smul", ops.smul, ops.smul_vjp, ops.smul_jvp, polynomial=True),
    Primitive("vmul", ops.vmul, ops.vmul_vjp, ops.vmul_jvp, polynomial=True),
    Primitive("dot", ops.dot, ops.dot_vjp, ops.dot_jvp, polynomial=True),
    Primitive("norm_sq", ops.norm_sq, ops.norm_sq_vjp, ops.norm_sq_jvp, polynomial=True),
    Primitive("norm", ops.norm, ops.norm_vjp, ops.norm_jvp, kinks=np.linalg.norm),
    Primitive("matvec", ops.matvec, ops.matvec_vjp, ops.matvec_jvp, polynomial=True),
    Primitive("matmul", ops.matmul, ops.matmul_vjp, ops.matmul_jvp, polynomial=True),
    Primitive("transpose", ops.transpose, ops.transpose_vjp, ops.transpose_jvp, polynomial=True),
    Primitive("outer", ops.outer, ops.outer_vjp, ops.outer_jvp, polynomial=True),
    Primitive("mat_add", ops.mat_add, ops.mat_add_vjp, ops.mat_add_jvp, polynomial=True),
    Primitive("mat_sub", ops.mat_sub, ops.mat_sub_vjp, ops.mat_sub_jvp, polynomial=True),
    Primitive("mat_smul", ops.mat_smul, ops.mat_smul_vjp, ops.mat_smul_jvp, polynomial=True),
    Primitive("batch_matvec", ops.batch_matvec, ops.batch_matvec_vjp, ops.batch_matvec_jvp, polynomial=True),
    Primitive("batch_add_vec", ops.batch_add_vec, ops.batch_add_vec_vjp, ops.batch_add_vec_jvp, polynomial=True),
)
_ACTIVATIONS = (
    Primitive("relu", ops.relu, ops.relu_vjp, kinks=_itself),
    Primitive("leaky_relu", ops.leaky_relu, ops.leaky_relu_vjp, options={"slope": _same(0.1)}, kinks=_itself),
    Primitive("sigmoid", ops.sigmoid, ops.sigmoid_vjp),
    Primitive("tanh", ops.tanh, ops.tanh_vjp),
    Primitive("gelu", ops.gelu, ops.gelu_vjp),
    Primitive("softplus", ops.softplus, ops.softplus_vjp),
    # Smooth once only where alpha is 1: elsewhere the slope jumps at 0.
    Primitive("elu", ops.elu, ops.elu_vjp, options={"alpha": _same(0.7)}, kinks=_itself),
    Primitive("silu", ops.silu, ops.silu_vjp),
    Primitive("softmax", ops.softmax, ops.softmax_vjp),
    Primitive("log_softmax", ops.log_softmax, ops.log_softmax_vjp),
    Primitive("logsumexp", ops.logsumexp, ops.logsumexp_vjp),
)
_REDUCTIONS = (
    Primitive("sum_first", ops.sum_first, ops.sum_first_vjp, polynomial=True),
    Primitive("sum_last", ops.sum_last, ops.sum_last_vjp, polynomial=True),
    Primitive("mean_first", ops.mean_first, ops.mean_first_vjp, polynomial=True),
    Primitive("mean_last", ops.mean_last, ops.mean_last_vjp, polynomial=True),
    Primitive("max_last", ops.max_last, ops.max_last_vjp, kinks=_lead),
)
_IMAGES = (
    Primitive(
        "conv2d",
        ops.conv2d,
        ops.conv2d_vjp,
        ranges={"height": (3, 7), "width": (3, 7), "kernel_height": (1, 3), "kernel_width": (1, 3)},
        options={"stride": _between(1, 3), "padding": _between(0, 2)},
        polynomial=True,
    ),
    Primitive(
        "max_pool2d",
        ops.max_pool2d,
        ops.max_pool2d_vjp,
        ranges={"height": (3, 7), "width": (3, 7), "batch": (1, 3), "channels": (1, 2)},
        options={"size": _between(1, 3), "stride": _between(1, 3)},
        kinks=_lead_in_windows,
    ),
    Primitive(
        "avg_pool2d",
        ops.avg_pool2d,
        ops.avg_pool2d_vjp,
        ranges={"height": (3, 7), "width": (3, 7)},
        options={"size": _between(1, 3), "stride": _between(1, 3)},
        polynomial=True,
    ),
    Primitive(
        "correlate",
        ops.correlate,
        ops.correlate_vjp,
        ranges=dict.fromkeys(("channels", "kernel_height", "kernel_width", "rows", "cols"), (1, 3)),
        polynomial=True,
    ),
    Primitive("flatten", ops.flatten, ops.flatten_vjp, polynomial=True),
)
# One feature alone, or one sample alone, is normalised to 0, whatever it is: sizes begin at 2.
_LAYERS = (
    Primitive("affine", ops.affine, ops.affine_vjp, polynomial=True),
    Primitive("layer_norm", ops.layer_norm, ops.layer_norm_vjp, ranges={"features": (2, 6)}),
    Primitive("rms_norm", ops.rms_norm, ops.rms_norm_vjp),
    Primitive("batch_norm", ops.batch_norm, ops.batch_norm_vjp, ranges={"batch": (2, 6)}),
    Primitive(
        "batch_norm_inference",
        ops.batch_norm_inference,
        ops.batch_norm_inference_vjp,
        constants={"statistics": _statistics},
    ),
    Primitive("attention", ops.attention, ops.attention_vjp),
    Primitive(
        "attention_masked",
        ops.attention,
        ops.attention_vjp,
        options={"mask": _mask("*batch", "queries", "keys")},
    ),
    Primitive("attention_shared_mask", ops.attention, ops.attention_vjp, options={"mask": _mask("queries", "keys")}),
    Primitive("embedding", ops.embedding, ops.embedding_vjp, constants={"indices": _indices}, polynomial=True),
    Primitive(
        "dropout",
        ops.dropout,
        _dropout_vjp,
        constants={"keep": _mask("*shape")},
        options={"rate": _same(0.3)},
    ),
)

PRIMITIVES: dict[str, Primitive] = {
    primitive.name: primitive for primitive in (*_LINEAR_ALGEBRA, *_ACTIVATIONS, *_REDUCTIONS, *_IMAGES, *_LAYERS)
}
