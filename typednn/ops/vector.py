"""Sums, differences and multiples of vectors, each with its derivative forward and backward."""

from typednn.contracts import Array, Float, contract
from typednn.ops.inner import dot


@contract
def vadd(x: Float[Array, " n"], y: Float[Array, " n"]) -> Float[Array, " n"]:
    """x + y."""
    return x + y


@contract
def vadd_jvp(
    x: Float[Array, " n"], y: Float[Array, " n"], tx: Float[Array, " n"], ty: Float[Array, " n"]
) -> Float[Array, " n"]:
    """tx + ty."""
    return tx + ty


@contract
def vadd_vjp(
    dz: Float[Array, " n"], x: Float[Array, " n"], y: Float[Array, " n"]
) -> tuple[Float[Array, " n"], Float[Array, " n"]]:
    """dx = dz, dy = dz."""
    return dz, dz


@contract
def vsub(x: Float[Array, " n"], y: Float[Array, " n"]) -> Float[Array, " n"]:
    """x − y."""
    return x - y


@contract
def vsub_jvp(
    x: Float[Array, " n"], y: Float[Array, " n"], tx: Float[Array, " n"], ty: Float[Array, " n"]
) -> Float[Array, " n"]:
    """tx − ty."""
    return tx - ty


@contract
def vsub_vjp(
    dz: Float[Array, " n"], x: Float[Array, " n"], y: Float[Array, " n"]
) -> tuple[Float[Array, " n"], Float[Array, " n"]]:
    """dx = dz, dy = −dz."""
    return dz, -dz


@contract
def smul(a: Float[Array, ""], x: Float[Array, " n"]) -> Float[Array, " n"]:
    """a x."""
    return a * x


@contract
def smul_jvp(
    a: Float[Array, ""], x: Float[Array, " n"], ta: Float[Array, ""], tx: Float[Array, " n"]
) -> Float[Array, " n"]:
    """ta x + a tx."""
    return ta * x + a * tx


@contract
def smul_vjp(
    dz: Float[Array, " n"], a: Float[Array, ""], x: Float[Array, " n"]
) -> tuple[Float[Array, ""], Float[Array, " n"]]:
    """da = ⟨dz, x⟩, dx = a dz."""
    return dot(dz, x), a * dz


@contract
def vmul(x: Float[Array, " n"], y: Float[Array, " n"]) -> Float[Array, " n"]:
    """x ⊙ y, entry by entry."""
    return x * y


@contract
def vmul_jvp(
    x: Float[Array, " n"], y: Float[Array, " n"], tx: Float[Array, " n"], ty: Float[Array, " n"]
) -> Float[Array, " n"]:
    """tx ⊙ y + x ⊙ ty."""
    return tx * y + x * ty


@contract
def vmul_vjp(
    dz: Float[Array, " n"], x: Float[Array, " n"], y: Float[Array, " n"]
) -> tuple[Float[Array, " n"], Float[Array, " n"]]:
    """dx = dz ⊙ y, dy = dz ⊙ x."""
    return dz * y, dz * x
