"""Mean squared error of a mini-batch."""

import numpy as np
from jaxtyping import Float
from numpy import ndarray as Array


def mse(
    prediction: Float[Array, "batch outputs"], target: Float[Array, "batch outputs"]
) -> Float[Array, ""]:
    return np.asarray(np.mean((prediction - target) ** 2))


def predict(x: Float[Array, "n p"], w: Float[Array, "p q"]) -> Float[Array, "n q"]:
    return x @ w


def main() -> None:
    rng = np.random.default_rng(10)
    x, y = rng.normal(size=(100, 4)), rng.normal(size=(100, 2))
    w = rng.normal(size=(4, 2))
    prediction = predict(x[:32], w)
    print(mse(prediction, y[:32]))


if __name__ == "__main__":
    main()
