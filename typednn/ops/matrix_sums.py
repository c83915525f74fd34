"""Sums, differences and multiples of matrices, each with its derivative forward and backward."""

import numpy as np

from typednn.contracts import Array, Float, contract


@contract
def mat_add(a: Float[Array, "m n"], b: Float[Array, "m n"]) -> Float[Array, "m n"]:
    """A + B."""
    return a + b


@contract
def mat_add_jvp(
    a: Float[Array, "m n"], b: Float[Array, "m n"], ta: Float[Array, "m n"], tb: Float[Array, "m n"]
) -> Float[Array, "m n"]:
    """tA + tB."""
    return ta + tb


@contract
def mat_add_vjp(
    dy: Float[Array, "m n"], a: Float[Array, "m n"], b: Float[Array, "m n"]
) -> tuple[Float[Array, "m n"], Float[Array, "m n"]]:
    """dA = dY, dB = dY."""
    return dy, dy


@contract
def mat_sub(a: Float[Array, "m n"], b: Float[Array, "m n"]) -> Float[Array, "m n"]:
    """A − B."""
    return a - b


@contract
def mat_sub_jvp(
    a: Float[Array, "m n"], b: Float[Array, "m n"], ta: Float[Array, "m n"], tb: Float[Array, "m n"]
) -> Float[Array, "m n"]:
    """tA − tB."""
    return ta - tb


@contract
def mat_sub_vjp(
    dy: Float[Array, "m n"], a: Float[Array, "m n"], b: Float[Array, "m n"]
) -> tuple[Float[Array, "m n"], Float[Array, "m n"]]:
    """dA = dY, dB = −dY."""
    return dy, -dy


@contract
def mat_smul(s: Float[Array, ""], a: Float[Array, "m n"]) -> Float[Array, "m n"]:
    """s A."""
    return s * a


@contract
def mat_smul_jvp(
    s: Float[Array, ""], a: Float[Array, "m n"], ts: Float[Array, ""], ta: Float[Array, "m n"]
) -> Float[Array, "m n"]:
    """ts A + s tA."""
    return ts * a + s * ta


@contract
def mat_smul_vjp(
    dy: Float[Array, "m n"], s: Float[Array, ""], a: Float[Array, "m n"]
) -> tuple[Float[Array, ""], Float[Array, "m n"]]:
    """ds = Σᵢⱼ dyᵢⱼ aᵢⱼ, dA = s dY."""
    return np.asarray(np.sum(dy * a)), s * dy
