"""An upper bound of the largest singular value that is never below it, rounding included, and close to it.

With G = WᵀW (or WWᵀ, the smaller, r × r), ‖W‖₂² = ‖G‖₂, and ‖G‖₂^(2^k) = ‖G^(2^k)‖₂ ≤ ‖G^(2^k)‖_F, at most √r times
too large: after k squarings the bound is off by the factor r^(1/2^(k+2)) at most, 1.01 for r = 128 and k = 7.

Rounding. A product of inner dimension m errs by at most m u ‖A‖_F ‖B‖_F in the Frobenius norm, to first order in u.
For the first, ‖W‖_F² ≤ r ‖W‖₂²: a share m r u of ‖G‖₂. For the k-th squaring ‖G‖_F² ≤ r ‖G²‖₂: a share r² u, of which
the root of order 2^k is taken, so that all squarings together cost r² u. Scaling rounds entries, which costs √r u each
time; norms, logarithms and the exponential some dozens of u, the last norm r² u/128. ‖W‖₂ is the root: half of that.
The code takes the whole of it, twice as much, for what is of second order. (Squares of symmetric matrices: the product
is made symmetric, which changes no bound.)
"""

import math

import numpy as np

from typednn.contracts import Array, Float, contract

_SQUARINGS = 7


@contract
def spectral_norm_bound(matrix: Float[Array, "m n"]) -> float:
    """At least ‖W‖₂, rounding included, and at most r^(1/512) times it, rounding aside."""
    weights = np.asarray(matrix, np.float64)
    largest = float(np.abs(weights).max(initial=0.0))
    if largest == 0.0:
        return 0.0
    scaled = weights / largest
    gram = scaled.T @ scaled if scaled.shape[1] <= scaled.shape[0] else scaled @ scaled.T
    logarithm, power, unit = 0.0, 1.0, float(np.finfo(np.float64).eps) / 2.0
    for _ in range(_SQUARINGS):
        size = float(np.linalg.norm(gram))
        logarithm += math.log(size) / power
        gram = gram / size
        gram = gram @ gram
        gram = (gram + gram.T) / 2.0
        power *= 2.0
    logarithm += math.log(float(np.linalg.norm(gram))) / power
    inner, r = max(weights.shape), len(gram)
    rounding = (inner * r + r * r + 8.0 * math.sqrt(r) + 64.0) * unit
    return largest * math.exp(logarithm / 2.0) * (1.0 + rounding)
