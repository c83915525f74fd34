"""The empirical Rademacher complexity, exactly: E_σ max_h (1/n) Σ σ_i h(x_i) over all 2ⁿ vectors of signs."""

from fractions import Fraction
from itertools import product

import numpy as np

from typednn.contracts import Array, Float, contract
from typednn.errors import ConfigError

_MOST = 16


@contract
def rademacher(values: Float[Array, "hypotheses n"]) -> Fraction:
    """Of finitely many hypotheses, given by their values on the sample; floats are taken as they are."""
    hypotheses, n = values.shape
    if not (hypotheses and 1 <= n <= _MOST):
        raise ConfigError(
            f"the complexity of {hypotheses} hypotheses on {n} examples; expected at least 1, and 1 to {_MOST}"
        )
    if not np.isfinite(values).all():
        raise ConfigError(f"a hypothesis with the value {values[~np.isfinite(values)][0]}; expected finite values")
    exact = [[Fraction(x) for x in row] for row in np.asarray(values, np.float64).tolist()]
    total = Fraction(0)
    for signs in product((-1, 1), repeat=n):
        total += max(sum((s * x for s, x in zip(signs, row, strict=True)), Fraction(0)) for row in exact)
    mean: Fraction = total / (n * (1 << n))
    return mean
