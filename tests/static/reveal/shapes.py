"""What `reveal_shape` and `reveal_type` say."""

import numpy as np
from jaxtyping import Bool, Float, Int
from numpy import ndarray as Array

from typednn import reveal_shape


def products(x: Float[Array, "b 784"], w: Float[Array, "784 10"]) -> None:
    reveal_shape(x)  # N: "Shape of x: "b 784", Float"
    reveal_shape(x @ w)  # N: "Shape of x @ w: "b 10", Float"
    reveal_shape(w.T)  # N: "Shape of w.T: "10 784", Float"
    reveal_shape((x @ w).argmax(axis=1))  # N: "Shape of (x @ w).argmax(axis=1): "b", int64"
    reveal_shape(x @ w > 0.0)  # N: "Shape of x @ w > 0.0: "b 10", bool"


def expressions(x: Float[Array, "n d"], y: Float[Array, "m d"], k: int) -> None:
    reveal_shape(np.concatenate([x, y]))  # N: "Shape of np.concatenate([x, y]): "m+n d", Float"
    reveal_shape(x[1:])  # N: "Shape of x[1:]: "n-1 d", Float"
    reveal_shape(x.reshape(-1))  # N: "Shape of x.reshape(-1): "d*n", Float"
    reveal_shape(x[:, None] - y)  # N: "Shape of x[:, None] - y: "n m d", Float"
    reveal_shape(np.zeros((k, 3)))  # N: "Shape of np.zeros((k, 3)): "{k} 3", float64"
    reveal_shape(x[: x.shape[0] // 2])  # N: "Shape of x[:x.shape[0] // 2]: "min(n,(n//2)) d", Float"


def unknown(x: Float[Array, "n"], i: Int[Array, "..."], m: Bool[Array, "n"]) -> None:
    reveal_shape(x[m])  # N: "Shape of x[m]: "_", Float"
    reveal_shape(i)  # N: "Shape of i: of unknown rank, Int"
    reveal_shape(np.unique(x))  # N: "Shape of np.unique(x): "_", Float"
    reveal_shape(x)  # N: "Shape of x: "n", Float"
    reveal_type(x)  # N: "Its shape is "n", Float | Revealed type is "numpy.ndarray[tuple[Any, ...], numpy.dtype[Any]]""


def variadic(x: Float[Array, "*batch n"]) -> None:
    reveal_shape(x.sum(axis=-1))  # N: "Shape of x.sum(axis=-1): "*batch", Float"
    reveal_shape(x[..., None])  # N: "Shape of x[..., None]: "*batch n 1", Float"
