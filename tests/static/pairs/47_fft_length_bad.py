"""Filter a signal in the frequency domain."""

import numpy as np
from jaxtyping import Float
from numpy import ndarray as Array


def low_pass(signal: Float[Array, "256"], response: Float[Array, "129"]) -> Float[Array, "256"]:
    spectrum = np.fft.fft(signal)
    return np.fft.irfft(spectrum * response, n=256)  # E: tensor-shape


def main() -> None:
    response = (np.arange(129) < 20).astype(float)
    print(low_pass(np.random.default_rng(37).normal(size=256), response).std())


if __name__ == "__main__":
    main()
