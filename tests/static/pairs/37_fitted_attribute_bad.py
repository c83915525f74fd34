"""A scaler in the style of scikit-learn."""

import numpy as np
from jaxtyping import Float
from numpy import ndarray as Array


class Scaler:
    mean: Float[Array, " features"]
    scale: Float[Array, " features"]

    def fit(self, x: Float[Array, "samples features"]) -> "Scaler":
        self.mean = x.mean(axis=0)
        self.scale = x.std(axis=1) + 1e-9  # E: tensor-shape
        return self

    def transform(self, x: Float[Array, "samples features"]) -> Float[Array, "samples features"]:
        return (x - self.mean) / self.scale


def main() -> None:
    rng = np.random.default_rng(29)
    x = rng.normal(size=(9, 4))
    print(Scaler().fit(x).transform(x).std(axis=0))


if __name__ == "__main__":
    main()
