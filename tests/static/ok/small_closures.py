"""What a nested function sees is what its variables are when it runs."""

from collections.abc import Callable

import numpy as np
from jaxtyping import Float
from numpy import ndarray as Array


def ok_bound_again_below() -> None:
    b = np.ones((3, 4))
    square: Callable[[], object] = lambda: b @ b
    b = np.ones((3, 3))
    square()


def ok_bound_again_in_a_loop() -> None:
    step = np.ones((3, 4))
    products: list[Callable[[], object]] = [lambda: step @ step]
    for size in range(2, 4):
        step = np.ones((size, size))
        products.append(lambda: step @ step)
    for product in products:
        product()


def ok_bound_by_nonlocal() -> None:
    total = np.ones((3, 4))

    def grow() -> None:
        nonlocal total
        total = total @ total.T

    def square() -> Float[Array, "n n"]:
        return total @ total

    grow()
    square()


def ok_parameters_of_a_lambda_are_anything() -> None:
    rows: list[Float[Array, " n"]] = [np.ones(3), np.zeros(3)]
    print(sorted(rows, key=lambda row: float(row @ row)), max(map(lambda row: row.sum(), rows)))
