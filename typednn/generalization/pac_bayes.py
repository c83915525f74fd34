"""PAC-Bayes: with probability 1 − δ over samples of size n, for all posteriors P at once,

E_P L_D ≤ E_P L_S + √((KL(P‖Q) + log(2√n/δ)) / (2n)),   losses in [0, 1].

Maurer: A note on the PAC Bayesian theorem. 2004. McAllester's form by Pinsker's inequality. The term log(2√n) is what
being uniform over posteriors costs; for one posterior that was fixed before the sample, log(1/δ) alone would do.
"""

import math
from typing import Literal, TypeAlias

from typednn.errors import ConfigError

Posteriors: TypeAlias = Literal["all", "fixed"]
"""`all`: the bound holds for all at once, the best for the sample too; `fixed`: for one that was chosen before it."""


def pac_bayes_bound(relative_entropy: float, n: int, delta: float, *, posteriors: Posteriors = "all") -> float:
    """√((KL + log(2√n/δ)) / (2n)) for all posteriors, √((KL + log(1/δ)) / (2n)) for a fixed one."""
    if not (relative_entropy >= 0.0 and n >= 1 and 0.0 < delta < 1.0):
        raise ConfigError(
            f"a PAC-Bayes bound with KL = {relative_entropy}, n = {n}, δ = {delta}: give KL ≥ 0, n ≥ 1, 0 < δ < 1"
        )
    if posteriors not in ("all", "fixed"):
        raise ConfigError(f'a PAC-Bayes bound for posteriors = {posteriors!r}; expected "all" or "fixed"')
    uniform = math.log(2.0 * math.sqrt(n)) if posteriors == "all" else 0.0
    return math.sqrt((relative_entropy + uniform - math.log(delta)) / (2.0 * n))
