"""Layer normalisation of each row."""

import numpy as np
from jaxtyping import Float


def layer_norm(
    x: Float[np.ndarray, "batch features"],
    gain: Float[np.ndarray, " features"],
    eps: float = 1e-5,
) -> Float[np.ndarray, "batch features"]:
    mean = x.mean(axis=1, keepdims=True)
    std = x.std(axis=1, keepdims=True)
    normed = (x - mean) / (std + eps)
    return normed * gain


def main() -> None:
    rng = np.random.default_rng(7)
    print(layer_norm(rng.normal(size=(6, 4)), np.ones(4)))


if __name__ == "__main__":
    main()
