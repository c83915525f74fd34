"""Orders in which examples are visited: any source of permutations, and the original's own generator.

NumPy's `Generator` is a `Shuffler`; so is `Lcg`, whose orders are the same on every machine and version.
"""

from typing import Protocol, runtime_checkable

import numpy as np

from typednn.contracts import Array, Int64, Integer, contract
from typednn.errors import ConfigError

MULTIPLIER, INCREMENT, MODULUS = 1664525, 1013904223, 2**32


@runtime_checkable
class Shuffler(Protocol):
    """What puts 0..count-1 into a random order."""

    def permutation(self, count: int, /) -> Integer[Array, " count"]: ...


def _is_whole(value: object) -> bool:
    return isinstance(value, int | np.integer) and not isinstance(value, bool)


class Lcg:
    """x⁺ = (1664525 x + 1013904223) mod 2³², and Fisher and Yates' shuffle.

    A place among k is drawn from the upper bits, ``x k // 2³²``. The original takes ``x mod k``, the lower
    bits, of which the last alternates: of the 24 orders of four things it reaches 12. `remainder` draws as
    the original does, to repeat its runs; it starts each epoch anew from seed + epoch.
    """

    def __init__(self, seed: int, *, remainder: bool = False) -> None:
        if not _is_whole(seed) or not 0 <= seed < MODULUS:
            raise ConfigError(f"Lcg: the seed is {seed!r}; expected a whole number, 0 <= seed < 2**32")
        self.state = int(seed)  # whose products do not overflow
        self.remainder = remainder

    def below(self, bound: int) -> int:
        """The next place among 0..bound-1."""
        self.state = (MULTIPLIER * self.state + INCREMENT) % MODULUS
        return self.state % bound if self.remainder else self.state * bound // MODULUS

    @contract
    def permutation(self, count: int, /) -> Int64[Array, "{count}"]:
        """Each place in turn is given what stands at a random place from there on."""
        if not 0 <= count <= MODULUS:
            raise ConfigError(f"Lcg: {count} things to shuffle; expected 0 <= count <= 2**32")
        order = list(range(count))
        for place in range(count - 1):
            other = place + self.below(count - place)
            order[place], order[other] = order[other], order[place]
        return np.array(order, dtype=np.int64)
