"""Classes: fields, initialisers, methods, properties, inheritance, composition."""

from dataclasses import dataclass

import numpy as np
from jaxtyping import Float
from numpy import ndarray as Array


class Linear:
    w: Float[Array, "fan_in fan_out"]
    b: Float[Array, "fan_out"]

    def __init__(self, fan_in: int, fan_out: int) -> None:
        self.w = np.ones((fan_in, fan_out))
        self.b = np.zeros(fan_out)

    def __call__(self, x: Float[Array, "batch fan_in"]) -> Float[Array, "batch fan_out"]:
        return x @ self.w + self.b


class Scale:
    factor: Float[Array, "d"]

    def __init__(self, factor: Float[Array, "d"]) -> None:
        self.factor = factor

    def apply(self, x: Float[Array, "n d"]) -> Float[Array, "n d"]:
        return x * self.factor

    @property
    def double(self) -> Float[Array, "d"]:
        return 2.0 * self.factor


@dataclass
class Gaussian:
    mean: Float[Array, "d"]
    cov: Float[Array, "d d"]

    def sample(self, noise: Float[Array, "n d"]) -> Float[Array, "n d"]:
        return self.mean + noise @ np.linalg.cholesky(self.cov).T


class Wide(Scale):
    def widen(self) -> Float[Array, "d 2"]:
        return np.stack([self.factor, self.factor], axis=1)


def bad_layers(x: Float[Array, "b 784"]) -> Float[Array, "b 10"]:
    return Linear(127, 10)(Linear(784, 128)(x))  # E: tensor-shape "has shape "b 128", expected "batch 127""


def bad_layer_input(x: Float[Array, "b 3"]) -> Float[Array, "b 5"]:
    layer = Linear(4, 5)
    return layer(x)  # E: tensor-shape "has shape "b 3", expected "batch 4""


def bad_layer_output(x: Float[Array, "b 3"]) -> Float[Array, "b 5"]:
    layer = Linear(3, 4)
    return layer(x)  # E: tensor-shape "has shape "b 4", expected "b 5""


def bad_attribute(x: Float[Array, "b 3"]) -> Float[Array, "b 4"]:
    layer = Linear(3, 4)
    return x @ layer.w.T  # E: tensor-shape ""b 3" @ "4 3" needs 3 = 4"


def bad_method(s: Float[Array, "k"], x: Float[Array, "n d"]) -> Float[Array, "n d"]:
    return Scale(s).apply(x) + x  # E: tensor-shape "has shape "n d", expected "n k""


def bad_property(s: Float[Array, "k"], x: Float[Array, "n"]) -> Float[Array, "n"]:
    return Scale(s).double + x  # E: tensor-shape "cannot broadcast "k" with "n": k and n differ"


def bad_field(mean: Float[Array, "d"], cov: Float[Array, "k k"]) -> Float[Array, "k"]:
    normal = Gaussian(mean, cov)  # E: tensor-shape "has shape "k k", expected "d d""
    return normal.cov @ normal.mean


def bad_dataclass_rank(mean: Float[Array, "d"]) -> Float[Array, "d"]:
    return Gaussian(mean, np.ones_like(mean)).mean  # E: tensor-shape "has shape "d", expected "d d""


def bad_dataclass_method(
    mean: Float[Array, "d"], cov: Float[Array, "d d"], z: Float[Array, "d n"]
) -> Float[Array, "n d"]:
    return Gaussian(mean, cov).mean + z  # E: tensor-shape "cannot broadcast "d" with "d n": n and d differ"


def bad_inherited(s: Float[Array, "k"], x: Float[Array, "n"]) -> Float[Array, "n"]:
    return Wide(s).factor * x  # E: tensor-shape "cannot broadcast "k" with "n": k and n differ"


def bad_subclass_result(s: Float[Array, "k"]) -> Float[Array, "2 k"]:
    return Wide(s).widen()  # E: tensor-shape "has shape "k 2", expected "2 k""


class Fitted:
    weights: Float[Array, "d"]

    def fit(self, x: Float[Array, "n d"], y: Float[Array, "n"]) -> None:
        self.weights = x @ y  # E: tensor-shape ""n d" @ "n" needs d = n; did you mean x.T, "d n"?"


def bad_fit(x: Float[Array, "n d"], y: Float[Array, "n"]) -> None:
    Fitted().fit(x, y)


class Broken:
    w: Float[Array, "n m"]

    def __init__(self, w: Float[Array, "n m"]) -> None:
        self.w = w

    def backward(self, dy: Float[Array, "b m"]) -> Float[Array, "b n"]:
        return dy @ self.w  # E: tensor-shape ""b m" @ "n m" needs m = n; did you mean self.w.T, "m n"?"

    def forward(self, x: Float[Array, "b n"]) -> Float[Array, "m b"]:
        return x @ self.w  # E: tensor-shape "has shape "b m", expected "m b""

    @classmethod
    def square(cls, x: Float[Array, "n n"]) -> Float[Array, "n"]:
        return x @ x  # E: tensor-shape "has shape "n n", expected "n""

    @staticmethod
    def shortened(x: Float[Array, "n"]) -> Float[Array, "n"]:
        return x[1:]  # E: tensor-shape "has shape "n-1", expected "n""


def bad_backward(w: Float[Array, "n m"], dy: Float[Array, "b m"]) -> Float[Array, "b n"]:
    return Broken(w).backward(dy)


def bad_forward(w: Float[Array, "n m"], x: Float[Array, "b n"]) -> None:
    Broken(w).forward(x)


def bad_classmethod(x: Float[Array, "n n"]) -> None:
    Broken.square(x)



def bad_staticmethod(x: Float[Array, "n"]) -> None:
    Broken.shortened(x)


class Words:
    def __init__(self, n_in: int, n_out: int) -> None:
        self.w = np.ones((n_in, n_out))
        self.b = np.ones(n_out)

    def transposed(self, x: Float[Array, "batch n_in"]) -> Float[Array, "batch n_out"]:
        return x @ self.w.T  # E: tensor-shape "Cannot compute x @ self.w.T"

    def other_bias(self, x: Float[Array, "batch features"]) -> Float[Array, "batch outputs"]:
        return x @ self.w.T + self.b  # E: tensor-shape "Cannot compute x @ self.w.T + self.b"


def bad_words_of_the_initialiser() -> None:
    Words(3, 4).transposed(np.ones((2, 3)))


def bad_sizes_that_differ_in_any_words() -> None:
    Words(3, 4).other_bias(np.ones((2, 4)))


@dataclass
class Grid:
    nx: int
    ny: int

    def swapped(self, u: Float[Array, "nx ny"]) -> Float[Array, "nx ny"]:
        return u + np.zeros((self.ny, self.nx))  # E: tensor-shape "nx and {self.ny} differ"


def bad_int_attributes_swapped() -> None:
    Grid(3, 4).swapped(np.ones((3, 4)))


class Scaler:
    def fit(self, x: Float[Array, "n d"]) -> None:
        self.mean = x.mean(axis=1)

    def apply(self, x: Float[Array, "n d"]) -> Float[Array, "n d"]:
        return x - self.mean  # E: tensor-shape "d and n differ"


def bad_fitted_along_the_other_axis() -> None:
    scaler = Scaler()
    scaler.fit(np.ones((3, 2)))
    scaler.apply(np.ones((3, 2)))


class Projection:
    def __init__(self, dim: int, width: int) -> None:
        self.weight: Float[Array, "dim width"] = np.ones((dim, width))

    def other_words(self, x: Float[Array, "batch d"]) -> Float[Array, "batch e"]:
        return x @ self.weight @ self.weight  # E: tensor-shape "Cannot compute x @ self.weight @ self.weight"


def bad_sizes_of_the_object_itself() -> None:
    Projection(3, 4).other_words(np.ones((2, 3)))
