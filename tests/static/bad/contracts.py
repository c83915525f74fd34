"""Contracts of functions: what is passed, what comes back, what a local name promises."""

from collections.abc import Callable, Iterator
from functools import partial
from typing import NamedTuple, Optional, TypeAlias

import numpy as np
from jaxtyping import Float, Int
from numpy import ndarray as Array

Image: TypeAlias = Float[Array, "h w"]


def affine(x: Float[Array, "b n"], w: Float[Array, "n m"], c: Float[Array, "m"]) -> Float[Array, "b m"]:
    return x @ w + c


def square(a: Float[Array, "n n"]) -> Float[Array, "n n"]:
    return a @ a


def same(x: Float[Array, "n"], y: Float[Array, "n"]) -> Float[Array, "n"]:
    return x + y


def longer(x: Float[Array, "n"]) -> Float[Array, "n+1"]:
    return np.append(x, 0.0)


def padded(x: Float[Array, "n"], k: int) -> Float[Array, "n+{k}"]:
    return np.pad(x, (0, k))


def three(x: Float[Array, "3"]) -> Float[Array, "3"]:
    return x


def biased(x: Float[Array, "n"], c: Optional[Float[Array, "n"]] = None) -> Float[Array, "n"]:
    return x if c is None else x + c


def many(*xs: Float[Array, "n"]) -> Float[Array, "n"]:
    return xs[0]


def blurred(image: Image) -> Image:
    return image


class Pair(NamedTuple):
    left: Float[Array, "n d"]
    right: Float[Array, "d"]


def pair(x: Float[Array, "n d"]) -> tuple[Float[Array, "n"], Float[Array, "d"]]:
    return x.sum(axis=1), x.sum(axis=0)


def bad_argument(x: Float[Array, "b n"], w: Float[Array, "m n"], c: Float[Array, "m"]) -> Float[Array, "b m"]:
    return affine(x, w, c)  # E: tensor-shape "has shape "m n", expected "n m""


def bad_third_argument(x: Float[Array, "b n"], w: Float[Array, "n m"]) -> Float[Array, "b m"]:
    return affine(x, w, np.zeros(w.shape[0]))  # E: tensor-shape "has shape "n", expected "m""


def bad_swapped(x: Float[Array, "b n"], w: Float[Array, "n m"], c: Float[Array, "m"]) -> Float[Array, "b m"]:
    return affine(w, x, c)  # E: tensor-shape "has shape "b n", expected "n m""


def bad_keyword(x: Float[Array, "b n"], w: Float[Array, "n m"], c: Float[Array, "n"]) -> Float[Array, "b m"]:
    return affine(c=c, w=w, x=x)  # E: tensor-shape "has shape "n", expected "m""


def bad_square(a: Float[Array, "n m"]) -> Float[Array, "n m"]:
    return square(a)  # E: tensor-shape "has shape "n m", expected "n n""


def bad_same(x: Float[Array, "a"], y: Float[Array, "b"]) -> Float[Array, "a"]:
    return same(x, y)  # E: tensor-shape "has shape "b", expected "n""


def bad_longer(x: Float[Array, "n"]) -> Float[Array, "n"]:
    return longer(x)  # E: tensor-shape "has shape "n+1", expected "n""


def bad_longer_twice(x: Float[Array, "n"]) -> Float[Array, "n+1"]:
    return longer(longer(x))  # E: tensor-shape "has shape "n+2", expected "n+1""


def bad_padded(x: Float[Array, "n"]) -> Float[Array, "n+3"]:
    return padded(x, 2)  # E: tensor-shape "has shape "n+2", expected "n+3""


def bad_rank_of_argument(x: Float[Array, "3 1"]) -> Float[Array, "3"]:
    return three(x)  # E: tensor-shape "has shape "3 1", expected "3""


def bad_literal_argument(x: Float[Array, "4"]) -> Float[Array, "3"]:
    return three(x)  # E: tensor-shape "has shape "4", expected "3""


def bad_optional(x: Float[Array, "n"], c: Float[Array, "m"]) -> Float[Array, "n"]:
    return biased(x, c)  # E: tensor-shape "has shape "m", expected "n""


def bad_star(x: Float[Array, "n"], y: Float[Array, "m"]) -> Float[Array, "n"]:
    return many(x, y)  # E: tensor-shape "has shape "m", expected "n""


def bad_alias(x: Float[Array, "h w c"]) -> Float[Array, "h w"]:
    return blurred(x)  # E: tensor-shape "has shape "h w c", expected "h w""


def bad_alias_result(x: Image) -> Image:
    return x.T  # E: tensor-shape "has shape "w h", expected "h w""


def bad_partial(w: Float[Array, "n m"], x: Float[Array, "b m"]) -> Float[Array, "b m"]:
    layer = partial(affine, w=w, c=np.zeros(w.shape[1]))
    return layer(x)  # E: tensor-shape "has shape "n m", expected "n m""


def bad_tuple_order(x: Float[Array, "n d"]) -> Float[Array, "n"]:
    rows, columns = pair(x)
    return columns  # E: tensor-shape "has shape "d", expected "n""


def bad_tuple_result(x: Float[Array, "n d"]) -> tuple[Float[Array, "n"], Float[Array, "d"]]:
    return x.sum(axis=0), x.sum(axis=1)  # E: tensor-shape "has shape "d", expected "n""


def bad_named_tuple(x: Float[Array, "n d"]) -> Float[Array, "n"]:
    both = Pair(x, x[0])
    return both.left @ both.right + both.right  # E: tensor-shape "cannot broadcast "n" with "d": n and d differ"


def bad_callback(x: Float[Array, "n d"]) -> Float[Array, "n"]:
    def apply(f: Callable[[Float[Array, "n d"]], Float[Array, "n"]]) -> Float[Array, "n"]:
        return f(x)

    return apply(lambda a: a.sum(axis=0))  # MISSED: tensor-shape


def bad_local(x: Float[Array, "n d"]) -> Float[Array, "n"]:
    total: Float[Array, "n"] = x.sum(axis=0)  # E: tensor-shape "has shape "d", expected "n""
    return total


def bad_local_alias(x: Float[Array, "h w c"]) -> Image:
    image: Image = x  # E: tensor-shape "has shape "h w c", expected "h w""
    return image


def bad_missing_axis_in_result(x: Float[Array, "n d"]) -> Float[Array, "n"]:
    return x  # E: tensor-shape "has shape "n d", expected "n""


def bad_scalar(x: Float[Array, "n"]) -> Float[Array, ""]:
    return x  # E: tensor-shape "has shape "n", expected """


def bad_expression(x: Float[Array, "n"], y: Float[Array, "m"]) -> Float[Array, "n+m"]:
    return np.concatenate([x, y, y])  # E: tensor-shape "has shape "2*m+n", expected "m+n""



def bad_variadic(x: Float[Array, "*batch n"]) -> Float[Array, "*batch n"]:
    return x.sum(axis=-1)  # E: tensor-shape "has shape "*batch", expected "*batch n""


def bad_variadic_argument(x: Float[Array, "*batch n"], y: Float[Array, "*batch m"]) -> Float[Array, "*batch n"]:
    return x + y  # E: tensor-shape "cannot broadcast "*batch n" with "*batch m": n and m differ"


def bad_recursion(x: Float[Array, "n"], depth: int) -> Float[Array, "n"]:
    if depth == 0:
        return x
    return bad_recursion(longer(x), depth - 1)  # E: tensor-shape "has shape "n+1", expected "n""


def batches(x: Float[Array, "n d"]) -> Iterator[Float[Array, "d"]]:
    yield from x


def bad_generator(x: Float[Array, "n d"]) -> Float[Array, "n"]:
    total = np.zeros(x.shape[0])
    for row in batches(x):
        total = total + row  # E: tensor-shape "cannot broadcast "n" with "d": n and d differ"
    return total




def bad_index_argument(x: Float[Array, "v d"], i: Int[Array, "n"]) -> Float[Array, "n d"]:
    return x[i].T  # E: tensor-shape "has shape "d n", expected "n d""
