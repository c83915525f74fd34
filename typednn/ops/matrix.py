"""Products and transposes of matrices, each with its derivative forward and backward."""

import numpy as np

from typednn.contracts import Array, Float, contract


@contract
def matvec(a: Float[Array, "m n"], x: Float[Array, " n"]) -> Float[Array, " m"]:
    """(A x)ᵢ = Σⱼ aᵢⱼ xⱼ."""
    return a @ x


@contract
def matvec_jvp(
    a: Float[Array, "m n"], x: Float[Array, " n"], ta: Float[Array, "m n"], tx: Float[Array, " n"]
) -> Float[Array, " m"]:
    """tA x + A tx."""
    return ta @ x + a @ tx


@contract
def matvec_vjp(
    dy: Float[Array, " m"], a: Float[Array, "m n"], x: Float[Array, " n"]
) -> tuple[Float[Array, "m n"], Float[Array, " n"]]:
    """dA = dy xᵀ, dx = Aᵀ dy."""
    return outer(dy, x), a.T @ dy


@contract
def matmul(
    a: Float[Array, "m k"], b: Float[Array, "k n"], *, out: Float[Array, "m n"] | None = None
) -> Float[Array, "m n"]:
    """(A B)ᵢⱼ = Σₖ aᵢₖ bₖⱼ; written into `out` where that is given."""
    return np.matmul(a, b, out=out)


@contract
def matmul_jvp(
    a: Float[Array, "m k"], b: Float[Array, "k n"], ta: Float[Array, "m k"], tb: Float[Array, "k n"]
) -> Float[Array, "m n"]:
    """tA B + A tB."""
    return ta @ b + a @ tb


@contract
def matmul_vjp(
    dy: Float[Array, "m n"], a: Float[Array, "m k"], b: Float[Array, "k n"]
) -> tuple[Float[Array, "m k"], Float[Array, "k n"]]:
    """dA = dY Bᵀ, dB = Aᵀ dY."""
    return dy @ b.T, a.T @ dy


@contract
def transpose(a: Float[Array, "m n"]) -> Float[Array, "n m"]:
    """(Aᵀ)ⱼᵢ = aᵢⱼ."""
    return a.T


@contract
def transpose_jvp(a: Float[Array, "m n"], ta: Float[Array, "m n"]) -> Float[Array, "n m"]:
    """tAᵀ."""
    return ta.T


@contract
def transpose_vjp(dy: Float[Array, "n m"], a: Float[Array, "m n"]) -> Float[Array, "m n"]:
    """dA = dYᵀ."""
    return dy.T


@contract
def outer(x: Float[Array, " m"], y: Float[Array, " n"]) -> Float[Array, "m n"]:
    """(x yᵀ)ᵢⱼ = xᵢ yⱼ."""
    return x[:, None] * y


@contract
def outer_jvp(
    x: Float[Array, " m"], y: Float[Array, " n"], tx: Float[Array, " m"], ty: Float[Array, " n"]
) -> Float[Array, "m n"]:
    """tx yᵀ + x tyᵀ."""
    return tx[:, None] * y + x[:, None] * ty


@contract
def outer_vjp(
    dz: Float[Array, "m n"], x: Float[Array, " m"], y: Float[Array, " n"]
) -> tuple[Float[Array, " m"], Float[Array, " n"]]:
    """dx = dZ y, dy = dZᵀ x."""
    return dz @ y, dz.T @ x
