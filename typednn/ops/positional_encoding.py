"""Sines and cosines of many wavelengths, by which attention can tell positions apart."""

import numpy as np

from typednn.contracts import Array, Float64, contract
from typednn.errors import ConfigError

_LONGEST = 10_000.0


@contract
def positional_encoding(times: int, width: int) -> Float64[Array, "{times} {width}"]:
    """PE(p, 2i) = sin(p / 10000^(2i/width)), PE(p, 2i + 1) = cos(the same): x + positional_encoding(times, width).

    A shift by k turns each pair by a fixed angle: PE(p + k) = R_k PE(p).

    Vaswani et al.: Attention is all you need. 2017.
    """
    if times < 0 or width < 0 or width % 2:
        raise ConfigError(f"positional_encoding: {times} times of width {width}; expected an even width, both ≥ 0")
    encoding = np.empty((times, width))
    angles = np.outer(np.arange(times), _LONGEST ** (-np.arange(0, width, 2) / max(1, width)))
    encoding[:, 0::2], encoding[:, 1::2] = np.sin(angles), np.cos(angles)
    return encoding
