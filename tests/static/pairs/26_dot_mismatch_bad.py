"""Prediction of a linear model with one weight per feature."""

import numpy as np
from jaxtyping import Float


def predict(
    x: Float[np.ndarray, "n d"], weights: Float[np.ndarray, " d"], intercept: float
) -> Float[np.ndarray, " n"]:
    return np.dot(weights, x) + intercept  # E: tensor-shape


def residuals(
    x: Float[np.ndarray, "n d"], weights: Float[np.ndarray, " d"], y: Float[np.ndarray, " n"]
) -> Float[np.ndarray, " n"]:
    return y - predict(x, weights, float(y.mean()))


def main() -> None:
    rng = np.random.default_rng(21)
    print(residuals(rng.normal(size=(8, 3)), np.ones(3), rng.normal(size=8)))


if __name__ == "__main__":
    main()
