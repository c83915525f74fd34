"""H46, H68, H75: transition matrices: their products, powers and rows."""

from itertools import product

import numpy as np

from typednn.hopfield.analysis import markov
from typednn.theorems.hopfieldnet import CHAPTER
from typednn.theorems.hopfieldnet.laws import LAW, TIGHT, kernels_in_parts
from typednn.theorems.hopfieldnet.subjects import SOME_NETS, some_nets
from typednn.theorems.theorem import Mode
from typednn.theorems.trial import Trial


@CHAPTER.theorem(
    "H46", Mode.EXHAUSTIVE, domain=f"{SOME_NETS}, T = 1, 4 turns", original="nStepTransition", tolerance=LAW
)
def the_chain_is_homogeneous(trial: Trial) -> None:
    """After n turns the law is that of Pⁿ, whose rows are laws; P^{m+n} = P^m P^n."""
    for case, net in trial.each(some_nets()):
        kernel = markov.gibbs_kernel(net, 1.0)
        four = kernel.power(4)
        case.near(four.matrix, (kernel @ (kernel @ (kernel @ kernel))).matrix, TIGHT)
        case.near(four.matrix.sum(axis=1), np.ones(8), TIGHT)
        case.require((four.matrix >= 0).all(), "not negative")


@CHAPTER.theorem(
    "H68",
    Mode.EXHAUSTIVE,
    domain="all pairs of kernels of 2 states in quarters: no rounding at all",
    original="IsStochastic, products and powers",
)
def products_of_kernels_are_kernels(trial: Trial) -> None:
    """Products and powers of stochastic matrices are stochastic; a law stays a law."""
    for case, (p, q) in trial.each(product(kernels_in_parts(2, 4), repeat=2)):
        for kernel in (p @ q, p.power(3), p.power(0)):
            case.equal(kernel.matrix.sum(axis=1), np.ones(2))
            case.require((kernel.matrix >= 0).all(), "not negative")
        case.equal((p @ q).matrix, p.matrix @ q.matrix)
        case.equal(float((np.array([0.25, 0.75]) @ (p @ q).matrix).sum()), 1.0)


@CHAPTER.theorem(
    "H75",
    Mode.EXHAUSTIVE,
    domain="all kernels of 3 states in halves of which the third absorbs: no rounding at all",
    original="SampCertBridge, PMFMatrix, absorbing chain",
)
def a_kernel_is_its_matrix(trial: Trial) -> None:
    """Row i is the law after a step from i; an absorbing state keeps all its weight in every power."""
    for case, kernel in trial.each([k for k in kernels_in_parts(3, 2) if k.matrix[2, 2] == 1.0]):
        for i in range(3):
            case.equal(np.eye(3)[i] @ kernel.matrix, kernel.matrix[i])
        case.equal(kernel.power(3).matrix[2], kernel.matrix[2])
        case.require((np.diff([kernel.power(k).matrix[:, 2] for k in range(4)], axis=0) >= 0).all(), "absorbs more")
