"""V53: cross-entropy of probabilities in place of logits has a floor that no training gets below."""

from math import e, exp, log

import numpy as np

from typednn import losses, ops
from typednn.contracts import Array, Float, contract
from typednn.losses import Logits
from typednn.theorems.gate import Gate
from typednn.theorems.precise import intervals
from typednn.theorems.programs import Program
from typednn.theorems.rounding import UNIT
from typednn.theorems.theorem import Mode, Standing
from typednn.theorems.trial import Trial
from typednn.theorems.verifiednn import CHAPTER
from typednn.theorems.verifiednn.logits import CLASSES, loss_of

DOUBLE_SOFTMAX = Program(
    "the double softmax",
    "cross_entropy(softmax(np.zeros((3, 10))), np.zeros(3, np.int64))  # E: arg-type",
)


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
        double, single = loss_of(p, 0), loss_of(z, 0)
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


@CHAPTER.theorem(
    "V53.3",
    Mode.INTERVAL,
    original="computeLoss",
    standing=Standing.BEYOND,
    domain="every vector of n probabilities, n = 2 to 20",
)
def the_double_softmax_has_a_floor(trial: Trial) -> None:
    """CE(p, t) = log(1 + Σ_{j≠t} exp(p_j − p_t)) ≥ log(e + n − 1) − 1 for probabilities p; for ten classes 1.46115."""
    with intervals() as iv:
        for case, n in trial.each(CLASSES):
            case.given(n=n)
            rest = sum((iv.exp(iv.mpf([0, 1])) for _ in range(n - 1)), iv.mpf(0))
            loss = iv.log(1 + rest * iv.exp(-iv.mpf([0, 1])))  # over all p_j and p_t in [0, 1]
            floor = iv.log(iv.exp(1) + n - 1) - 1
            case.require(loss.a >= floor.a - iv.mpf(2) ** -90, f"{loss} lies above {floor}")
            if n == 10:
                trial.say(f"ten classes: at least {float(floor.a):.12f}")


@contract
def _double_gradient(z: Float[Array, " classes"]) -> Float[Array, " classes"]:
    """∇_z CE(softmax(z)), by the chain rule."""
    p = np.asarray(ops.softmax(z))
    return ops.softmax_vjp(losses.cross_entropy(Logits(p[None]), np.zeros(1, dtype=np.int64))[1][0], z)
