"""Lambdas, and names of the module that a tuple binds."""

from collections.abc import Callable

import numpy as np
from jaxtyping import Float

x, w = np.ones((2, 784)), np.ones((784, 10))


def bad_names_bound_by_a_tuple() -> None:
    x @ w.T  # E: tensor-shape "Cannot compute x @ w.T"


def bad_lambda_in_a_dict() -> None:
    later: dict[str, Callable[[], object]] = {"operand": lambda: x @ x}  # E: tensor-shape "Cannot compute x @ x"
    later["operand"]()


def bad_lambda_over_a_local() -> None:
    b = np.ones((3, 4))
    twice: Callable[[], object] = lambda: b @ b  # E: tensor-shape "Cannot compute b @ b"
    twice()


def bad_nested_function_over_a_local() -> None:
    b = np.ones((3, 4))

    def twice() -> Float[np.ndarray, "3 4"]:
        return b @ b  # E: tensor-shape "Cannot compute b @ b"

    twice()
