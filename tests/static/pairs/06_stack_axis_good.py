"""Put three colour planes together as the last axis of an image."""

import numpy as np
from jaxtyping import Float
from numpy import ndarray as Array


def to_rgb(
    red: Float[Array, "height width"],
    green: Float[Array, "height width"],
    blue: Float[Array, "height width"],
) -> Float[Array, "height width 3"]:
    planes = [np.clip(plane, 0.0, 1.0) for plane in (red, green, blue)]
    return np.stack(planes, axis=-1)


def main() -> None:
    rng = np.random.default_rng(5)
    image = to_rgb(rng.random((6, 8)), rng.random((6, 8)), rng.random((6, 8)))
    print(image[0, 0])


if __name__ == "__main__":
    main()
