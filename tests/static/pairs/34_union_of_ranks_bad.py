"""Accept one sample or a batch of samples."""

import numpy as np
from jaxtyping import Float


def decision(
    x: Float[np.ndarray, " d"] | Float[np.ndarray, "n d"], w: Float[np.ndarray, "d classes"]
) -> Float[np.ndarray, "rows classes"]:
    if x.ndim == 1:
        return x[None, :] @ w
    return x @ w


def main() -> None:
    rng = np.random.default_rng(26)
    w = rng.normal(size=(5, 3))
    print(decision(rng.normal(size=(2, 7, 5)), w))  # E: tensor-shape
    print(decision(rng.normal(size=(7, 5)), w))


if __name__ == "__main__":
    main()
