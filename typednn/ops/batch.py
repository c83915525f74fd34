"""Linear algebra on batches, one sample a row, each operation with its derivative forward and backward."""

from typednn.contracts import Array, Float, contract


@contract
def batch_matvec(a: Float[Array, "m n"], x: Float[Array, "batch n"]) -> Float[Array, "batch m"]:
    """X Aᵀ: A times every row of X."""
    return x @ a.T


@contract
def batch_matvec_jvp(
    a: Float[Array, "m n"], x: Float[Array, "batch n"], ta: Float[Array, "m n"], tx: Float[Array, "batch n"]
) -> Float[Array, "batch m"]:
    """X tAᵀ + tX Aᵀ."""
    return x @ ta.T + tx @ a.T


@contract
def batch_matvec_vjp(
    dy: Float[Array, "batch m"], a: Float[Array, "m n"], x: Float[Array, "batch n"]
) -> tuple[Float[Array, "m n"], Float[Array, "batch n"]]:
    """dA = dYᵀ X, dX = dY A."""
    return dy.T @ x, dy @ a


@contract
def batch_add_vec(x: Float[Array, "batch n"], b: Float[Array, " n"]) -> Float[Array, "batch n"]:
    """b added to every row of X."""
    return x + b


@contract
def batch_add_vec_jvp(
    x: Float[Array, "batch n"], b: Float[Array, " n"], tx: Float[Array, "batch n"], tb: Float[Array, " n"]
) -> Float[Array, "batch n"]:
    """tb added to every row of tX."""
    return tx + tb


@contract
def batch_add_vec_vjp(
    dy: Float[Array, "batch n"], x: Float[Array, "batch n"], b: Float[Array, " n"]
) -> tuple[Float[Array, "batch n"], Float[Array, " n"]]:
    """dX = dY, db = the sum of the rows of dY."""
    return dy, dy.sum(axis=0)
