"""Kinds of numbers: ints for floats, floats for ints, bools for either, widths."""

import numpy as np
from jaxtyping import Bool, Complex, Float, Float32, Float64, Int, Int32, UInt8
from numpy import ndarray as Array


def floats(x: Float[Array, "n"]) -> Float[Array, "n"]:
    return x


def ints(x: Int[Array, "n"]) -> Int[Array, "n"]:
    return x


def bad_int_result(x: Int[Array, "n"]) -> Float[Array, "n"]:
    return x  # E: tensor-dtype "has dtype Int, expected Float "n""


def bad_float_result(x: Float[Array, "n"]) -> Int[Array, "n"]:
    return 2.0 * x  # E: tensor-dtype "has dtype Float, expected Int "n""


def bad_int_argument(x: Int[Array, "n"]) -> Float[Array, "n"]:
    return floats(x)  # E: tensor-dtype "has dtype Int, expected Float "n""


def bad_float_argument(x: Float[Array, "n"]) -> Int[Array, "n"]:
    return ints(x)  # E: tensor-dtype "has dtype Float, expected Int "n""


def bad_argmax(x: Float[Array, "n k"]) -> Float[Array, "n"]:
    return x.argmax(axis=1)  # E: tensor-dtype "has dtype int64, expected Float "n""


def bad_comparison(x: Float[Array, "n"]) -> Float[Array, "n"]:
    return x > 0.0  # E: tensor-dtype "has dtype bool, expected Float "n""


def bad_mask(x: Float[Array, "n"]) -> Bool[Array, "n"]:
    return x * (x > 0.0)  # E: tensor-dtype "has dtype Float, expected Bool "n""


def bad_bool_argument(x: Bool[Array, "n"]) -> Float[Array, "n"]:
    return floats(x)  # E: tensor-dtype "has dtype bool, expected Float "n""


def bad_width(x: Float64[Array, "n"]) -> Float32[Array, "n"]:
    return x * 2.0  # E: tensor-dtype "has dtype float64, expected Float32 "n""


def bad_promotion(x: Float32[Array, "n"], y: Float64[Array, "n"]) -> Float32[Array, "n"]:
    return x + y  # E: tensor-dtype "has dtype float64, expected Float32 "n""


def bad_cast(x: Float[Array, "n"]) -> Float32[Array, "n"]:
    return x.astype(np.float64)  # E: tensor-dtype "has dtype float64, expected Float32 "n""


def bad_cast_to_int(x: Float[Array, "n"]) -> Float[Array, "n"]:
    return np.rint(x).astype(int)  # E: tensor-dtype "has dtype int64, expected Float "n""


def bad_zeros(n: int) -> Int[Array, "{n}"]:
    return np.zeros(n)  # E: tensor-dtype "has dtype float64, expected Int "{n}""


def bad_arange(n: int) -> Float[Array, "{n}"]:
    return np.arange(n)  # E: tensor-dtype "has dtype int64, expected Float "{n}""


def bad_quotient(x: Int[Array, "n"]) -> Int[Array, "n"]:
    return x / 2  # E: tensor-dtype "has dtype float64, expected Int "n""


def bad_fft(x: Float[Array, "n"]) -> Float[Array, "n"]:
    return np.fft.fft(x)  # E: tensor-dtype "has dtype Complex, expected Float "n""


def bad_complex(z: Complex[Array, "n"]) -> Complex[Array, "n"]:
    return np.abs(z)  # E: tensor-dtype "has dtype Float, expected Complex "n""


def bad_mean(x: Int[Array, "n d"]) -> Int[Array, "d"]:
    return x.mean(axis=0)  # E: tensor-dtype "has dtype float64, expected Int "d""


def bad_array() -> Float[Array, "3"]:
    return np.array([1, 2, 3])  # E: tensor-dtype "has dtype int64, expected Float "3""


def bad_index(x: Float[Array, "v d"], i: Float[Array, "n"]) -> Float[Array, "n d"]:
    return x[i]  # E: tensor-dtype "an index of dtype Float: expected ints, bools or slices"


def bad_int32(x: Int[Array, "n"]) -> Int32[Array, "n"]:
    return x.astype(np.int64)  # E: tensor-dtype "has dtype int64, expected Int32 "n""


def bad_pixels(x: UInt8[Array, "h w"]) -> UInt8[Array, "h w"]:
    return x / np.float32(255.0)  # E: tensor-dtype "has dtype float32, expected UInt8 "h w""


def bad_integers(rng: np.random.Generator) -> Float[Array, "5"]:
    return rng.integers(10, size=5)  # E: tensor-dtype "has dtype int64, expected Float "5""


def bad_where(c: Bool[Array, "n"], x: Float[Array, "n"]) -> Int[Array, "n"]:
    return np.where(c, x, 0)  # E: tensor-dtype "has dtype Float, expected Int "n""


def bad_local(x: Int[Array, "n"]) -> Float[Array, "n"]:
    y: Float[Array, "n"] = x  # E: tensor-dtype "has dtype Int, expected Float "n""
    return y
