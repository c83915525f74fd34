"""Ridge regression in closed form, and how much one example can change it: uniform stability.

w = argmin (1/n) Σ (⟨w, x_i⟩ − y_i)² + λ‖w‖².  With ‖x‖ ≤ R, |y| ≤ Y: ‖w‖ ≤ Y/√λ, so that a residual is at most
M = Y (1 + R/√λ), and replacing one example moves w by at most 2MR/(λn), hence a loss by at most β = 4M²R²/(λn).

Bousquet, Elisseeff: Stability and generalization. 2002.
"""

import math

import numpy as np

from typednn.contracts import Array, Float, Float64, contract
from typednn.errors import ConfigError, DataError


@contract
def ridge(x: Float[Array, "n d"], y: Float[Array, " n"], penalty: float) -> Float64[Array, " d"]:
    """(XᵀX/n + λI)⁻¹ Xᵀy/n."""
    n, d = x.shape
    if not n or not penalty > 0.0:
        raise ConfigError(
            f"ridge regression on {n} examples with penalty {penalty}: give at least 1, and a penalty above 0"
        )
    if not (np.isfinite(x).all() and np.isfinite(y).all()):
        raise DataError("ridge regression on examples that hold NaN or infinity; expected finite ones")
    return np.asarray(np.linalg.solve(x.T @ x / n + penalty * np.eye(d), x.T @ y / n), np.float64)


def ridge_stability(n: int, penalty: float, *, inputs: float, outputs: float) -> float:
    """β with |ℓ(w_S, z) − ℓ(w_S', z)| ≤ β for samples that differ in one example; ‖x‖ ≤ inputs, |y| ≤ outputs."""
    if not (n >= 1 and penalty > 0.0 and inputs >= 0.0 and outputs >= 0.0):
        raise ConfigError(
            f"the stability of ridge regression on {n} examples with penalty {penalty}, inputs up to {inputs}, outputs "
            f"up to {outputs}: give at least 1, a penalty above 0, and bounds of at least 0"
        )
    residual = outputs * (1.0 + inputs / math.sqrt(penalty))
    return 4.0 * residual**2 * inputs**2 / (penalty * n)
