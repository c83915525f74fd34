"""Remove the channel axis of grey images."""

import numpy as np
from jaxtyping import Float


def drop_channel(x: Float[np.ndarray, "batch 1 28 28"]) -> Float[np.ndarray, "batch 28 28"]:
    return np.squeeze(x, axis=1)


def main() -> None:
    x = np.zeros((4, 1, 28, 28))
    print(drop_channel(x).shape)


if __name__ == "__main__":
    main()
