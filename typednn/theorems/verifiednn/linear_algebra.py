"""V1–V10: vectors and matrices."""

from typednn import ops
from typednn.theorems.theorem import Mode
from typednn.theorems.trial import Trial
from typednn.theorems.verifiednn import CHAPTER


@CHAPTER.theorem("V6.1", Mode.EXACT, original="vadd_comm", domain="x, y in R^3")
def addition_commutes(trial: Trial) -> None:
    """x + y = y + x."""
    for case, point in trial.grid(6):
        x, y = point.reshape(2, 3)
        case.equal(ops.vadd(x, y), ops.vadd(y, x))
