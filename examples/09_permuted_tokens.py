"""Attention knows no order: permute the tokens and the outputs are permuted, exactly. A mask or positions break it.

    python examples/09_permuted_tokens.py

Exact: with whole numbers as tokens, four features each, softmax(q kᵀ / √4) takes whole powers of t = √e, and an output

    Σ_j t^⟨x, x_j⟩ x_j / Σ_j t^⟨x, x_j⟩

is a quotient of polynomials in t with whole coefficients, found without rounding. As e is transcendental (Hermite,
1873), P₁/Q₁ and P₂/Q₂ are the same real number exactly if P₁Q₂ and P₂Q₁ have the same coefficients. Floating-point
sums depend on their order, so for a layer of the package the law holds up to rounding, which is measured.
"""

from dataclasses import dataclass
from itertools import permutations

import numpy as np
from numpy.random import default_rng

from typednn import Array, Bool, Float, Int, MultiHeadAttention, attention, causal_mask, contract

LARGEST = 16  # score of four features from −2 to 2


@contract
@dataclass(frozen=True)
class Exact:
    """An output for each token: in each feature a polynomial in t, over one polynomial for all features."""

    above: Int[Array, "times features powers"]
    below: Int[Array, "times powers"]


@contract
def exact_attention(x: Int[Array, "times 4"], mask: Bool[Array, "times times"]) -> Exact:
    """What `attention(x, x, x, mask=mask)` is over the real numbers; powers from t⁻¹⁶ to t¹⁶."""
    scores = x @ x.T
    terms = (scores[:, :, None] == np.arange(-LARGEST, LARGEST + 1)) & mask[:, :, None]
    return Exact(np.einsum("qkp,kf->qfp", terms.astype(int), x), terms.sum(axis=1))


def same_numbers(permuted: Exact, original: Exact, order: tuple[int, ...]) -> bool:
    """Whether each permuted token has the output, as a real number, that the same token had before."""
    return all(
        np.array_equal(np.convolve(p, original.below[j]), np.convolve(q, permuted.below[i]))
        for i, j in enumerate(order)
        for p, q in zip(permuted.above[i], original.above[j], strict=True)
    )


def orders_kept(x: Int[Array, "times 4"], added: Int[Array, "times 4"], mask: Bool[Array, "times times"]) -> int:
    """For how many orders of the tokens the law holds, where each place adds something of its own."""
    before = exact_attention(x + added, mask)
    return sum(same_numbers(exact_attention(x[[*o]] + added, mask), before, o) for o in permutations(range(len(x))))


def rounding(layer: MultiHeadAttention[int], x: Float[Array, "1 times width"]) -> float:
    """How far the layer is from the law, for the worst order."""
    return max(float(np.abs(layer(x[:, o]) - layer(x)[:, o]).max()) for o in map(list, permutations(range(x.shape[1]))))


def main() -> None:
    rng, times = default_rng(0), 5
    x, positions = rng.integers(-1, 2, (times, 4)), rng.integers(-1, 2, (times, 4))
    every = np.ones((times, times), np.bool_)
    print("exact, of 120 orders the law holds for")
    print(f"  attention          {orders_kept(x, 0 * x, every):>3}")
    print(f"  with a causal mask {orders_kept(x, 0 * x, causal_mask(times)):>3}")
    print(f"  with positions     {orders_kept(x, positions, every):>3}")
    exact, t = exact_attention(x, every), np.exp(0.5) ** np.arange(2 * LARGEST + 1)
    y = x.astype(np.float64)
    error = np.abs(attention(y, y, y) - exact.above @ t / (exact.below @ t)[:, None]).max()
    print(f"attention() in float64 is within {error:.0e} of the exact outputs")
    for causal in (False, True):
        off = rounding(MultiHeadAttention(8, 2, causal=causal, rng=0, dtype=np.float64), rng.normal(size=(1, times, 8)))
        print(f"MultiHeadAttention(8, 2, causal={causal}) in float64 is off by {off:.0e} at most")


if __name__ == "__main__":
    main()
