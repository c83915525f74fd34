"""V89: the variance of a gradient falls with the size of its batch."""

from fractions import Fraction
from itertools import combinations, product
from math import comb

from typednn.theorems.theorem import Mode
from typednn.theorems.trial import Trial
from typednn.theorems.verifiednn import CHAPTER


@CHAPTER.theorem(
    "V89",
    Mode.EXHAUSTIVE,
    original="batch_size_reduces_variance",
    domain="all batches of b of the N gradients 0, 1, 4, 9, …, with and without replacement, N up to 6; rationals",
)
def the_variance_falls_with_the_batch(trial: Trial) -> None:
    """Var(mean of b) = Var/b with replacement, and Var/b · (N − b)/(N − 1) without."""
    for n in range(2, 7):
        gradients = [Fraction(k * k) for k in range(n)]
        variance = _variance(gradients)
        for case, b in trial.each(range(1, n + 1)):
            case.given(n=n, b=b)
            repeated = [Fraction(sum(batch), b) for batch in product(gradients, repeat=b)] if n**b < 50_000 else None
            distinct = [Fraction(sum(batch), b) for batch in combinations(gradients, b)]
            case.equal(len(distinct), comb(n, b))
            case.equal(_variance(distinct), variance / b * Fraction(n - b, n - 1), "without replacement")
            if repeated is not None:
                case.equal(_variance(repeated), variance / b, "with replacement")


def _variance(values: list[Fraction]) -> Fraction:
    mean = sum(values, Fraction(0)) / len(values)
    return sum(((value - mean) ** 2 for value in values), Fraction(0)) / len(values)
