"""The claims of VerifiedNN that are false, each with a case that shows it, and what is true instead."""

from fractions import Fraction
from functools import partial
from itertools import permutations
from math import e, exp, log

import numpy as np

from typednn import data, layers, losses, ops, optim
from typednn.contracts import Array, Float, Integer, contract
from typednn.errors import ConfigError, DataError
from typednn.losses import Logits
from typednn.theorems.differences import SOURCE, slope
from typednn.theorems.evidence import Failure
from typednn.theorems.gate import Gate
from typednn.theorems.objectives import with_gradient
from typednn.theorems.precise import precise_logsumexp
from typednn.theorems.programs import Program
from typednn.theorems.rounding import UNIT
from typednn.theorems.trial import Refuted, Trial
from typednn.theorems.verifiednn import CHAPTER

DOUBLE_SOFTMAX = Program(
    "the double softmax",
    "cross_entropy(softmax(np.zeros((3, 10))), np.zeros(3, np.int64))  # E: arg-type",
)


@CHAPTER.counterexample(
    "V2.2",
    original="vectorApproxEq",
    domain="10,000 entries, one of them off by 0.5e-3",
    instead="Compared entry by entry, as trials do, the difference is seen (V2.1).",
    tolerance="that of the original, 1e-7",
)
def a_small_mean_difference_means_close_vectors(trial: Trial) -> None:
    """If the mean of |x_i − y_i| is at most ε = 1e-7, then x and y agree to ε."""
    for case, n in trial.each([10_000]):
        x = np.zeros(n)
        y = x.copy()
        y[0] = 0.5e-3
        case.at_most(float(np.abs(x - y).mean()), 1e-7)
        try:
            case.near(x, y, 1e-7)
        except Refuted:
            trial.say(f"one entry of {n:,} is off by {y[0]:.1e} = {y[0] / 1e-7:,.0f} ε; the mean is {y[0] / n:.1e} ≤ ε")
        else:
            raise Refuted(Failure("entry by entry the difference is seen", case.number))


@CHAPTER.counterexample(
    "V6.5",
    original="vadd_assoc, from an axiom on floats",
    instead="It holds over the reals (V6.3), and in floats up to one rounding for each addition (V6.4).",
)
def addition_of_floats_is_associative(trial: Trial) -> None:
    """(x + y) + z = x + (y + z) for floats."""
    for case, (x, y, z) in trial.each([(0.1, 0.2, 0.3), (1e16, -1e16, 1.0), (2.0**53, 1.0, 1.0)]):
        left = float(ops.vadd(ops.vadd(np.array([x]), np.array([y])), np.array([z]))[0])
        right = float(ops.vadd(np.array([x]), ops.vadd(np.array([y]), np.array([z])))[0])
        case.given(x=x, y=y, z=z)
        case.require(left != right, "the two sides differ")
        trial.say(f"({x!r} + {y!r}) + {z!r} = {left!r}, but {x!r} + ({y!r} + {z!r}) = {right!r}")
        inner = abs(Fraction(x + y)) + abs(Fraction(y + z))
        bound = Fraction(UNIT) * (inner + abs(Fraction(left)) + abs(Fraction(right)))
        case.require(abs(Fraction(left) - Fraction(right)) <= bound, "the bound of V6.4, in fractions")


@CHAPTER.counterexample(
    "V29.3",
    original="logSumExp, shifted by the mean",
    instead="Shifted by the maximum no exponent is positive, and the value agrees with fifty digits (V29.1).",
    tolerance="8 u of the value",
)
def any_shift_makes_logsumexp_safe(trial: Trial) -> None:
    """Shifted by the mean, LSE(z) = m + log Σ exp(z_i − m) does not overflow."""
    for case, largest in trial.each((788, 789, 1000)):
        z = np.zeros(10)
        z[0] = largest
        with np.errstate(over="ignore"):
            shifted = float(z.mean() + np.log(np.exp(z - z.mean()).sum()))
        case.given(z=z)
        case.equal(np.isinf(shifted), largest >= 789, "the mean shift overflows from 789 on")
        found = float(ops.logsumexp(z))
        case.near(found, precise_logsumexp(z), 8 * UNIT * largest)
        trial.say(f"ten logits, one of {largest}: shifted by the mean {shifted}, by the maximum {found}")


@CHAPTER.counterexample(
    "V30.3",
    original="crossEntropyLoss takes t modulo n, oneHot does not",
    domain="ten classes, target 10",
    instead="A target out of range is a DataError, in the loss as in one_hot (V30.2, V33).",
)
def a_class_that_does_not_exist_has_a_loss(trial: Trial) -> None:
    """With t taken modulo n the gradient of the loss is softmax(z) − one_hot(t) for every t."""
    for case, t in trial.each((10, 13)):
        z = np.linspace(-1, 1, 10)
        wrapped = np.asarray(ops.softmax(z)) - np.eye(10)[t % 10]
        zero = np.asarray(ops.softmax(z)) - np.zeros(10)  # the original's oneHot of a class out of range
        case.require(not np.allclose(wrapped, zero), "the two differ")
        trial.say(f"target {t}: the loss has the gradient softmax − e_{t % 10}, the original's formula softmax − 0")
        for refused in (lambda: _cross_entropy(z, t), lambda: losses.one_hot(np.array([t]), 10)):  # noqa: B023  # called at once
            try:
                refused()
            except DataError as error:
                trial.say(f"ours: {error}".splitlines()[0])
            else:
                case.require(False, "a class that does not exist is refused")


@CHAPTER.counterexample(
    "V35.3",
    original="batchLossGradient",
    domain="two samples of two equal logits, all rational",
    instead="The gradient of the mean is (softmax − onehot)/b, which is what the code gives (V35.1).",
    tolerance=SOURCE,
)
def the_gradient_of_the_mean_needs_no_one_over_b(trial: Trial) -> None:
    """The gradient of the mean loss of a batch is softmax − onehot in each row."""
    for case, batch in trial.each((2, 8)):
        z, t = np.zeros((batch, 2)), np.zeros(batch, dtype=np.int64)
        without = np.asarray(ops.softmax(z)) - np.eye(2)[t]  # ∓ ½
        direction = np.zeros((batch, 2))
        direction[0, 1] = 1.0
        found = slope(partial(_along, z, t, direction))
        case.require(abs(float(without[0, 1]) - found.value) > found.error, "the claimed entry is not the derivative")
        exact = Fraction(1, 2 * batch)
        trial.say(
            f"batch of {batch}: claimed 1/2, the derivative of the mean is {exact} (differences: {found.value:.12f})"
        )
        gradient = losses.cross_entropy(Logits(z), t)[1]
        case.equal(Fraction(float(gradient[0, 1])), exact, "ours")
        case.near(float(gradient[0, 1]), found.value, found.error)


@CHAPTER.counterexample(
    "V53.2",
    original="computeLoss, manual_matches_automatic",
    domain="ten classes; every vector of probabilities",
    instead="Cross-entropy of the logits can be as small as one likes (V38). To give it Probs is an error of types.",
    tolerance="16 u: ten exponentials, their sum, a logarithm",
    programs=(DOUBLE_SOFTMAX,),
)
def the_loss_of_a_perfect_classifier_is_zero(trial: Trial) -> None:
    """Cross-entropy of the network's output, which is softmax(z), goes to 0 as the classifier becomes perfect."""
    floor = log(e + 9) - 1
    for case, gap in trial.each((0.0, 10.0, 100.0, 1e6)):
        z = np.zeros(10)
        z[0] = gap
        p = np.asarray(ops.softmax(z))
        double, single = _cross_entropy(p), _cross_entropy(z)
        case.given(gap=gap, double=double)
        case.at_most(
            floor, double, 16 * UNIT, "p_0 ≤ 1 and the rest is at least 0, so that the loss is at least the floor"
        )
        trial.say(f"the right class ahead by {gap:g}: cross-entropy of softmax {double:.6f}, of logits {single:.6f}")
        if gap >= 100:
            case.near(double, floor, 16 * UNIT)
            case.at_most(single, 9 * exp(-min(gap, 700.0)), 16 * UNIT)
    trial.say(f"the floor is log(e + 9) − 1 = {floor:.12f}: where the loss of the original stays, at 1.46")
    for case, scores in trial.each([np.array([2.0, -1.0, 0.5, 0.0, 1.0, -2.0, 0.3, 0.7, -0.4, 1.5])]):
        gradients = _double_gradient(scores), losses.cross_entropy(Logits(scores[None]), np.array([0]))[1][0]
        ratio = float(np.linalg.norm(gradients[0]) / np.linalg.norm(gradients[1]))
        case.require(ratio < 0.5, "the gradient of the double softmax is not that of the manual formula")
        trial.say(
            f"its gradient has {ratio:.3f} of the norm of softmax − onehot, the formula by hand, at a random vector"
        )
    for case, program in trial.each([DOUBLE_SOFTMAX]):
        gate = trial.gate or Gate(trial.theorem.programs)
        (message,) = gate.messages(program)
        case.equal(message.code, "arg-type")
        trial.say(f"mypy: {message.text}  [{message.code}]")
        refusal = gate.run(program)
        case.require(refusal is not None, "refused at run time too")
        trial.say(f"run:  {refusal}")


@CHAPTER.counterexample(
    "V39.3",
    original="loss_zero_iff_perfect",
    domain="two classes; gaps up to 700 in floats, and every gap over the reals (V39.1)",
    instead="CE > 0 always; it goes to 0 as the gap goes to infinity, below (n − 1) e^−gap (V39.2).",
)
def a_perfect_prediction_has_the_loss_zero(trial: Trial) -> None:
    """CE(z, t) = 0 iff z predicts t."""
    for case, gap in trial.each((1, 10, 30)):
        loss = _cross_entropy(np.array([float(gap), 0.0]))
        case.given(gap=gap)
        case.require(0.0 < loss <= exp(-gap), "t is predicted, and the loss is positive")
        trial.say(f"z = ({gap}, 0) predicts class 0, and its loss is {loss:.3e} > 0")


@CHAPTER.counterexample(
    "V60.2",
    original="nesterovStep, which looks ahead to θ − βv",
    domain="f = ½ θ², η = 1/8, β = 1/2, from θ = 1; exact",
    instead="The gradient belongs at θ − ηβv, where the velocity will carry θ; that is the textbooks' method (V60.1).",
)
def nesterov_looks_ahead_by_the_velocity(trial: Trial) -> None:
    """Nesterov's method takes the gradient at θ − βv."""
    for case, _ in trial.each([None]):
        rate, beta = Fraction(1, 8), Fraction(1, 2)
        claimed, correct, textbook = (_nesterov(scale, rate, beta) for scale in (Fraction(1), rate, None))
        case.equal(correct, textbook, "the look-ahead ηβv is the textbooks' form")
        case.require(claimed != textbook, "the look-ahead βv is another method")
        trial.say(
            f"after two steps: θ = {claimed} with the look-ahead βv, {correct} with ηβv, {textbook} by the textbook"
        )
        theta, optimizer = np.ones(1), optim.Nesterov(0.125, 0.5)
        state = optimizer.init(theta)
        for _ in range(2):
            optimizer.step(theta, state, lambda x: (0.0, x.copy()))
        case.equal(Fraction(float(theta[0])), textbook, "ours")


@CHAPTER.counterexample(
    "V69.4",
    original="DataIterator, which takes x mod k",
    domain="all orders of four things that 100,000 seeds give",
    instead="With the upper bits, x k // 2³², all 24 orders come, equally often (V69.3).",
)
def the_shuffle_reaches_every_order(trial: Trial) -> None:
    """Fisher and Yates' shuffle with LCG mod k gives every order."""
    for case, seeds in trial.each([trial.size(20_000, 100_000)]):
        every = set(permutations(range(4)))
        low = {tuple(data.Lcg(seed, remainder=True).permutation(4).tolist()) for seed in range(seeds)}
        high = {tuple(data.Lcg(seed * 40_503 % 2**32).permutation(4).tolist()) for seed in range(seeds)}
        case.require(low < every, "the lower bits do not reach all")
        case.equal(high, every, "the upper bits do")
        trial.say(f"{seeds:,} seeds: {len(low)} of 24 orders with x mod k, for the lowest bit alternates")
        trial.say(f"{seeds:,} seeds: {len(high)} of 24 orders with x k // 2³²")


@CHAPTER.counterexample(
    "V70.2",
    original="checkDataDistribution, which counts the first 500 samples",
    domain="MNIST's training labels",
    instead="The counts of all 60,000 labels, which `typednn data stats` prints (V70.1).",
)
def five_hundred_samples_show_the_distribution(trial: Trial) -> None:
    """The first 500 training labels tell how often each digit occurs."""
    for case, _ in trial.each([None]):
        labels = data.load_mnist_part("train").labels
        few, all_counts = data.count_classes(labels[:500], 10), data.count_classes(labels, 10)
        by_few, by_all = int(few.argmax()), int(all_counts.argmax())
        trial.say(
            f"of the first 500: {few.tolist()}; times 120, the most frequent is {by_few}, {few.max() * 120:,} times"
        )
        trial.say(f"of all 60,000: {all_counts.tolist()}; digit {by_all} occurs {all_counts.max():,} times")
        case.require(few.tolist() != (all_counts / 120).round().tolist(), "the counts of 500 are not the distribution")
        off = np.abs(few * 120 - all_counts).max()
        case.require(off > 500, "some digit is off by more than 500")
        trial.say(f"the largest error is {off:,} images")


@CHAPTER.counterexample(
    "V76.2",
    original="DebugUtils.hasNaN",
    domain="a gradient whose second entry is NaN",
    instead="Every entry is looked at before a step is taken (V76.1).",
)
def the_first_entry_tells_whether_there_is_nan(trial: Trial) -> None:
    """A vector whose first entry is a number has no NaN."""
    for case, _ in trial.each([None]):
        g, theta = np.array([1.0, np.nan]), np.zeros(2)
        case.require(not np.isnan(g[0]) and np.isnan(g).any(), "the first entry is a number, and there is a NaN")
        try:
            optim.SGD(0.1).step(theta, optim.SGD(0.1).init(theta), with_gradient(g))
        except ConfigError as error:
            trial.say(f"g = {g}: the original sees nothing; ours: {error}".splitlines()[0])
        else:
            case.require(False, "ours refuses it")


@CHAPTER.counterexample(
    "V82.13",
    original="the landing page: f is differentiable everywhere",
    domain="one rectifier at 0",
    instead="It is differentiable off its kinks, with the gradient that backward gives (V82.1, V82.8).",
)
def a_rectifier_network_is_differentiable_everywhere(trial: Trial) -> None:
    """The network, with its rectifiers, is differentiable everywhere."""
    for case, h in trial.each((1.0, 2.0**-20, 2.0**-1000)):
        net = layers.Linear(1, 1, dtype=np.float64) >> layers.Relu()
        weight, bias = layers.parameters(net).values()
        weight[...], bias[...] = 1.0, 0.0
        right, left = (abs(float((net(np.array([[at]])) - net(np.zeros((1, 1))))[0, 0] / at)) for at in (h, -h))
        case.given(h=h)
        case.equal((right, left), (1.0, 0.0), "the slopes to both sides")
        trial.say(f"relu at 0, step {h:.0e}: slope {right} to the right, {left} to the left")
        _, cache = net.forward(np.zeros((1, 1)))
        dx = net.backward(np.ones((1, 1)), cache, layers.gradient_like(net))
        case.require(0.0 <= float(dx[0, 0]) <= 1.0, "backward gives a subgradient")


@CHAPTER.counterexample(
    "V85.3",
    original="1/√(t + 1) is a Robbins–Monro schedule",
    domain="the infinite series, symbolically; partial sums up to 2^16",
    instead="1/(t + 1) satisfies Σ η_t = ∞ and Σ η_t² < ∞ (V85.1); 1/√(t + 1) satisfies only the first.",
)
def one_over_the_root_is_a_robbins_monro_schedule(trial: Trial) -> None:
    """η_t = 1/√(t + 1): Σ η_t = ∞ and Σ η_t² < ∞."""
    for case, k in trial.each(range(4, 17, 4)):
        squares = sum(Fraction(1, t + 1) for t in range(2**8)) if k == 8 else None
        total = float(np.sum(1 / np.arange(1, 2**k + 1)))
        # By halves: each block from 2^j to 2^(j+1) − 1 adds at least ½.
        case.at_most(k / 2, total)
        if squares is not None:
            case.require(squares >= Fraction(k, 2), "in fractions")
        trial.say(f"Σ η_t² over {2**k:,} terms is {total:.3f} ≥ {k}/2: each doubling adds at least ½")


@contract
def _cross_entropy(z: Float[Array, " classes"], t: int = 0) -> float:
    """Of one sample."""
    return losses.cross_entropy(Logits(z[None]), np.array([t]))[0]


@contract
def _along(
    z: Float[Array, "batch classes"], t: Integer[Array, " batch"], direction: Float[Array, "batch classes"], h: float
) -> float:
    return losses.cross_entropy(Logits(z + h * direction), t)[0]


@contract
def _double_gradient(z: Float[Array, " classes"]) -> Float[Array, " classes"]:
    """∇_z CE(softmax(z)), by the chain rule."""
    p = np.asarray(ops.softmax(z))
    return ops.softmax_vjp(losses.cross_entropy(Logits(p[None]), np.zeros(1, dtype=np.int64))[1][0], z)


def _nesterov(scale: Fraction | None, rate: Fraction, beta: Fraction) -> Fraction:
    """Two steps on ½ θ² from 1: with the look-ahead scale·βv, or (None) the textbooks' two sequences."""
    theta, v = Fraction(1), Fraction(0)
    if scale is None:
        ahead = theta
        for _ in range(2):
            before, theta = theta, ahead - rate * ahead
            ahead = theta + beta * (theta - before)
        return theta
    for _ in range(2):
        v = beta * v + (theta - scale * beta * v)
        theta -= rate * v
    return theta
