"""An upper bound of the largest singular value that is never below it, and close to it.

With G = WᵀW (or WWᵀ, the smaller), ‖W‖₂² = λ_max(G), and λ_max(G)^(2^k) = λ_max(G^(2^k)) ≤ ‖G^(2^k)‖_F, at most
√n times too large: after k squarings the bound is off by the factor n^(1/2^(k+2)) at most, 1.01 for n = 128 and k = 7.
"""

import math

import numpy as np

from typednn.contracts import Array, Float, contract

_SQUARINGS = 7


@contract
def spectral_norm_bound(matrix: Float[Array, "m n"]) -> float:
    """At least ‖W‖₂, rounding included, and at most n^(1/512) times it, rounding aside."""
    weights = np.asarray(matrix, np.float64)
    largest = float(np.abs(weights).max(initial=0.0))
    if largest == 0.0:
        return 0.0
    scaled = weights / largest
    gram = scaled.T @ scaled if scaled.shape[1] <= scaled.shape[0] else scaled @ scaled.T
    logarithm, power, unit = 0.0, 1.0, float(np.finfo(np.float64).eps)
    for _ in range(_SQUARINGS):
        size = float(np.linalg.norm(gram))
        logarithm += math.log(size) / power
        gram = gram / size
        gram = gram @ gram
        power *= 2.0
    logarithm += math.log(float(np.linalg.norm(gram))) / power
    # Each product of n terms errs by at most n u of the product of norms, whose root is taken; the first one most.
    return largest * math.exp(logarithm / 2.0) * (1.0 + 8.0 * max(weights.shape) ** 1.5 * unit)
