"""Chapter S: what LeanSharp and ZSharp state of sharpness: the filter, descent, stability, convergence, robustness.

One file a group of rows. Where the original is vacuous that is shown, and what is true instead is a theorem beside it.
"""

from typednn.theorems.theorem import Chapter

CHAPTER = Chapter(
    "S", "LeanSharp", "sharpness-aware minimization: the z-score filter, descent, certificates, alignment, robustness"
)
