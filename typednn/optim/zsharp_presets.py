"""The four algorithms that are called ZSharp, each as its authors wrote it.

| preset           | filters      | keeps                    | threshold for | ε has norm ρ     |
|------------------|--------------|--------------------------|---------------|------------------|
| `paper`          | ∇L(w)        | |z| > 95th percentile    | each matrix   | in each matrix   |
| `bangyen`        | ∇L(w)        | |z| ≥ 70th percentile    | all together  | all together     |
| `leansharp_seed` | ∇L(w + ε)    | |g − μ| ≥ zσ, outliers   | flat vector   | as in SAM        |
| `leansharp_head` | ∇L(w + ε)    | |g − μ| ≤ zσ, inliers    | flat vector   | as in SAM        |

σ has n − 1 in its denominator in the first two, n in the others. `bangyen` also clips the gradient to norm 1
before the base step: `Momentum(0.01, 0.9, weight_decay=5e-4, clip_norm=1.0)`. The LeanSharp development fixes
no z; 1 is the number for which neither of its filters can be empty.
"""

from typednn.errors import ConfigError
from typednn.optim.zfilter import Deviations, Percentile, ZFilter
from typednn.optim.zscores import Keep
from typednn.optim.zsharp import ZSharp


def _leansharp(keep: Keep) -> ZSharp:
    """The descent gradient, as one vector, by population statistics."""
    vector = ZFilter(Deviations(1.0, keep), scope="vector", ddof=0, guard=0.0, min_ndim=0)
    return ZSharp(filter=vector, radius_scope="global", guard=0.0, placement="descent")


ZSHARP_PRESETS: dict[str, ZSharp] = {
    "paper": ZSharp(),
    "bangyen": ZSharp(
        filter=ZFilter(Percentile(70.0, strict=False), scope="global", guard=1e-8, min_ndim=0, fallback="top_fifth"),
        radius_scope="global",
    ),
    "leansharp_seed": _leansharp("outliers"),
    "leansharp_head": _leansharp("inliers"),
}


def zsharp_preset(name: str) -> ZSharp:
    """The preset of that name; `dataclasses.replace` changes its radius or its filter."""
    if name not in ZSHARP_PRESETS:
        raise ConfigError(f"there is no ZSharp preset {name!r}; expected one of {', '.join(map(repr, ZSHARP_PRESETS))}")
    return ZSHARP_PRESETS[name]
