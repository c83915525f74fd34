"""Shape strings that are not in the contract language. Each fails when it is defined or called."""

import numpy as np
from jaxtyping import Float
from numpy import ndarray as Array

ONES = np.ones((2, 3))


def bad_operator_at_the_end() -> None:
    def f(x: Float[Array, "n+"]) -> None: ...  # E: shape-syntax "`n+` ends in an operator: write the second operand, without spaces, as in `n+1`"

    f(ONES)


def bad_spaces_in_an_expression() -> None:
    def f(x: Float[Array, "n + 1"]) -> None: ...  # E: shape-syntax "`+` ends in an operator: write the second operand, without spaces, as in `n+1`"

    f(ONES)


def bad_two_ellipses() -> None:
    def f(x: Float[Array, "... n ..."]) -> None: ...  # E: shape-syntax "only one axis can stand for many (`*name` or `...`): give the others names of their own"

    f(ONES)


def bad_two_stars() -> None:
    def f(x: Float[Array, "*a *b"]) -> None: ...  # E: shape-syntax "only one axis can stand for many (`*name` or `...`): give the others names of their own"

    f(ONES)


def bad_star_and_ellipsis() -> None:
    def f(x: Float[Array, "*a ... n"]) -> None: ...  # E: shape-syntax "only one axis can stand for many (`*name` or `...`): give the others names of their own"

    f(ONES)


def bad_commas() -> None:
    def f(x: Float[Array, "n, m"]) -> None: ...  # E: shape-syntax "sizes are separated by spaces, not commas: write "n m""

    f(ONES)


def bad_bracket() -> None:
    def f(x: Float[Array, "(n+1"]) -> None: ...  # E: shape-syntax "a parenthesis in `(n+1` is not closed; an expression has no spaces inside"

    f(ONES)


def bad_brace() -> None:
    def f(n: int, x: Float[Array, "{n"]) -> None: ...  # E: shape-syntax "a brace in `{n` is not closed: write `{name}`"

    f(3, ONES)


def strict_star_alone() -> None:
    def f(x: Float[Array, "* n"]) -> None: ...  # E: shape-syntax "`*` has no name: write `*name` or `...`"

    f(ONES)


def bad_hash_alone() -> None:
    def f(x: Float[Array, "# n"]) -> None: ...  # E: shape-syntax "has no name"

    f(ONES)


def bad_sign() -> None:
    def f(x: Float[Array, "n ?"]) -> None: ...  # E: shape-syntax "`?` has no name: write `?name`"

    f(ONES)


def bad_result() -> None:
    def f(x: Float[Array, "a b"]) -> Float[Array, "n,m"]: return x  # E: shape-syntax "sizes are separated by spaces, not commas: write "n m""

    f(ONES)
