"""The inner product and the norms that come from it, each with its derivative forward and backward."""

import numpy as np

from typednn.contracts import Array, Float, contract


@contract
def dot(x: Float[Array, " n"], y: Float[Array, " n"]) -> Float[Array, ""]:
    """⟨x, y⟩ = Σᵢ xᵢ yᵢ."""
    return np.asarray(x @ y)


@contract
def dot_jvp(
    x: Float[Array, " n"], y: Float[Array, " n"], tx: Float[Array, " n"], ty: Float[Array, " n"]
) -> Float[Array, ""]:
    """⟨tx, y⟩ + ⟨x, ty⟩."""
    return np.asarray(tx @ y + x @ ty)


@contract
def dot_vjp(
    dz: Float[Array, ""], x: Float[Array, " n"], y: Float[Array, " n"]
) -> tuple[Float[Array, " n"], Float[Array, " n"]]:
    """dx = dz y, dy = dz x."""
    return dz * y, dz * x


@contract
def norm_sq(x: Float[Array, " n"]) -> Float[Array, ""]:
    """‖x‖² = Σᵢ xᵢ²."""
    return np.asarray(x @ x)


@contract
def norm_sq_jvp(x: Float[Array, " n"], tx: Float[Array, " n"]) -> Float[Array, ""]:
    """2 ⟨x, tx⟩."""
    return np.asarray(2 * (x @ tx))


@contract
def norm_sq_vjp(dz: Float[Array, ""], x: Float[Array, " n"]) -> Float[Array, " n"]:
    """dx = 2 dz x."""
    return 2 * dz * x


@contract
def norm(x: Float[Array, " n"]) -> Float[Array, ""]:
    """‖x‖ = √Σᵢ xᵢ², with the largest entry taken out first, so that no square overflows or vanishes."""
    largest = np.max(np.abs(x), initial=0.0)
    if largest == 0.0:
        return np.asarray(largest)
    scaled = x / largest
    return np.asarray(largest * np.sqrt(scaled @ scaled))


@contract
def norm_jvp(x: Float[Array, " n"], tx: Float[Array, " n"]) -> Float[Array, ""]:
    """⟨x / ‖x‖, tx⟩."""
    return dot(unit(x), tx)


@contract
def norm_vjp(dz: Float[Array, ""], x: Float[Array, " n"]) -> Float[Array, " n"]:
    """dx = dz x / ‖x‖."""
    return dz * unit(x)


@contract
def unit(x: Float[Array, " n"]) -> Float[Array, " n"]:
    """x / ‖x‖; at the origin 0, a subgradient of the norm."""
    length = norm(x)
    return x / length if length > 0.0 else x
