"""Images as an alias."""

import numpy as np
from jaxtyping import Float
from numpy import ndarray as Array

Image = Float[Array, "height width 3"]
Grey = Float[Array, "height width"]

LUMA = np.array([0.299, 0.587, 0.114])


def to_grey(image: Image) -> Grey:
    return image @ LUMA


def contrast(image: Image) -> float:
    return float(to_grey(image).std())


def main() -> None:
    rng = np.random.default_rng(27)
    print(contrast(rng.random((6, 4, 3))))


if __name__ == "__main__":
    main()
