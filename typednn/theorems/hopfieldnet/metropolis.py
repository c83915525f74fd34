"""H44, H70, H71: Metropolis and Hastings' kernels: proposals, accepted by the ratio of the law."""

from itertools import product

import numpy as np

from typednn.hopfield.analysis import markov
from typednn.theorems.hopfieldnet import CHAPTER
from typednn.theorems.hopfieldnet.laws import LAW, TIGHT, kernel_by_hand, law_of
from typednn.theorems.hopfieldnet.subjects import SOME_NETS, some_nets
from typednn.theorems.theorem import Mode, Standing
from typednn.theorems.trial import Trial

_POWERS = np.array([1, 2, 4, 1]) / 8


@CHAPTER.theorem(
    "H44",
    Mode.EXHAUSTIVE,
    domain=f"{SOME_NETS}, T = 2",
    original="acceptanceProbability, metropolisHastingsStep (sorry)",
    standing=Standing.GAP_CLOSED,
    tolerance=LAW,
)
def metropolis_accepts_by_the_change_of_energy(trial: Trial) -> None:
    """A flip is accepted with min(1, e^{−2 s_u h_u/T}); rows sum to 1; detailed balance holds."""
    for case, net in trial.each(some_nets()):
        kernel = markov.metropolis_kernel(net, 2.0)
        law = law_of(net, 2.0)
        case.near(kernel.matrix, kernel_by_hand(net, 2.0, accept=True), TIGHT)
        case.near(kernel.matrix.sum(axis=1), np.ones(8), TIGHT)
        case.near(markov.detailed_balance_gap(kernel, law), 0.0, TIGHT)


@CHAPTER.theorem(
    "H70",
    Mode.EXHAUSTIVE,
    domain="the law (1, 2, 4, 1)/8, all symmetric proposals of 4 states with 0, 1, 2 eighths: no rounding at all",
    original="metropolisHastingsKernel",
)
def metropolis_hastings_is_reversible(trial: Trial) -> None:
    """P_xy = Q_xy min(1, π_y Q_yx/(π_x Q_xy)) with what is missing on the diagonal: stochastic, reversible, π stays."""
    off = ~np.eye(4, dtype=np.bool_)
    for case, eighths in trial.each(product(range(3), repeat=6)):
        q = np.zeros((4, 4))
        q[np.triu_indices(4, 1)] = np.array(eighths) / 8
        q = q + q.T
        q += np.diag(1 - q.sum(axis=1))
        kernel = markov.metropolis_hastings(_POWERS, markov.Kernel(q))
        expected = np.minimum(q, q * _POWERS / _POWERS[:, None])
        case.equal(kernel.matrix[off], expected[off])
        case.equal(kernel.matrix.sum(axis=1), np.ones(4))
        case.equal(markov.detailed_balance_gap(kernel, _POWERS), 0.0)
        case.equal(_POWERS @ kernel.matrix, _POWERS)


@CHAPTER.theorem(
    "H71",
    Mode.EXHAUSTIVE,
    domain="all laws on {0, 1}² whose conditionals are (½, ½), (¼, ¾), (¾, ¼), blocks ¼ and ¾: no rounding at all",
    original="Gibbs.lean (22 sorry)",
    standing=Standing.GAP_CLOSED,
)
def gibbs_is_metropolis_hastings_that_always_accepts(trial: Trial) -> None:
    """With the conditional law as proposal, π_y Q_yx = π_x Q_xy, so that Metropolis–Hastings changes nothing."""
    for case, (left, right) in trial.each(product((0.25, 0.5, 0.75), repeat=2)):
        share = np.array([left, 1 - left, right, 1 - right])
        law = share * np.array([0.25, 0.25, 0.75, 0.75])
        q = np.zeros((4, 4))
        q[:2, :2], q[2:, 2:] = share[:2], share[2:]
        case.equal(law[:, None] * q, (law[:, None] * q).T, "detailed balance of the conditionals")
        case.equal(markov.metropolis_hastings(law, markov.Kernel(q)).matrix, q)
