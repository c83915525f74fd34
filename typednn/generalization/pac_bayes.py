"""PAC-Bayes: with probability 1 − δ over samples of size n, for all posteriors P at once,

E_P L_D ≤ E_P L_S + √((KL(P‖Q) + log(2√n/δ)) / (2n)),   losses in [0, 1].

Maurer: A note on the PAC Bayesian theorem. 2004. McAllester's form by Pinsker's inequality. The term log(2√n) is what
being uniform over posteriors costs; for one posterior that was fixed before the sample, log(1/δ) alone would do.
"""

import math

from typednn.errors import ConfigError


def pac_bayes_bound(relative_entropy: float, n: int, delta: float) -> float:
    """√((KL + log(2√n/δ)) / (2n))."""
    if not (relative_entropy >= 0.0 and n >= 1 and 0.0 < delta < 1.0):
        raise ConfigError(
            f"a PAC-Bayes bound with KL = {relative_entropy}, n = {n}, δ = {delta}: give KL ≥ 0, n ≥ 1, 0 < δ < 1"
        )
    return math.sqrt((relative_entropy + math.log(2.0 * math.sqrt(n) / delta)) / (2.0 * n))
