"""The gradient of a linear layer's weight."""

import numpy as np
from jaxtyping import Float


def weight_gradient(
    x: Float[np.ndarray, "batch fan_in"],
    dy: Float[np.ndarray, "batch fan_out"],
) -> Float[np.ndarray, "fan_in fan_out"]:
    batch = x.shape[0]
    return (x.T @ dy) / batch


def sgd_step(
    w: Float[np.ndarray, "fan_in fan_out"],
    x: Float[np.ndarray, "batch fan_in"],
    dy: Float[np.ndarray, "batch fan_out"],
    lr: float,
) -> Float[np.ndarray, "fan_in fan_out"]:
    return w - lr * weight_gradient(x, dy)


def main() -> None:
    rng = np.random.default_rng(1)
    w = rng.normal(size=(4, 2))
    w = sgd_step(w, rng.normal(size=(6, 4)), rng.normal(size=(6, 2)), 0.1)
    print(w)


if __name__ == "__main__":
    main()
