"""Double centring of a cross-similarity table."""

import numpy as np
from jaxtyping import Float


def double_centre(k: Float[np.ndarray, "rows columns"]) -> Float[np.ndarray, "rows columns"]:
    by_row = k.mean(axis=1)
    by_column = k.mean(axis=0)
    return k - by_row[:, None] - by_column[None, :] + k.mean()


def main() -> None:
    rng = np.random.default_rng(39)
    print(double_centre(rng.normal(size=(5, 8))).sum())


if __name__ == "__main__":
    main()
