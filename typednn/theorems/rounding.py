"""Allowances for rounding, as derived in the textbooks.

Higham: Accuracy and stability of numerical algorithms. 2002, chapters 2 and 3.
"""

import numpy as np

UNIT = float(np.finfo(np.float64).eps) / 2
"""u = 2⁻⁵³: a single operation on floats errs by at most this part of its result."""

DOT = "γ_n Σ|x_i||y_i| with γ_n = n u / (1 - n u), the bound for n rounded operations"


def gamma(operations: int) -> float:
    """γ_n = n u / (1 − n u): what n rounded operations in a row may err by, relative to the sum of |terms|."""
    return operations * UNIT / (1 - operations * UNIT)
