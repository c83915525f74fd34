"""Alignment: what LeanSharp asks of a gradient g so that a step along −g comes nearer to a minimum w*.

μ ‖w − w*‖² ≤ ⟨g, w − w*⟩   and   ‖g‖ ≤ L ‖w − w*‖

Then ‖w − ηg − w*‖² ≤ (1 − ημ) ‖w − w*‖² for η L² ≤ μ. Around a minimum no sharpened gradient is aligned: for ½‖w‖² it
has the norm ‖w‖ + ρ, which is above L ‖w‖ where ‖w‖ < ρ/(L − 1).
"""

from dataclasses import dataclass

from typednn.contracts import Array, Float, contract


@dataclass(frozen=True)
class Alignment:
    """Both gaps, the second of squares; the condition holds if neither is negative."""

    towards: float
    length: float

    @property
    def holds(self) -> bool:
        return self.towards >= 0.0 and self.length >= 0.0


@contract
def alignment(
    w: Float[Array, " n"],
    minimum: Float[Array, " n"],
    gradient: Float[Array, " n"],
    *,
    convexity: float,
    smoothness: float,
) -> Alignment:
    """⟨g, w − w*⟩ − μ ‖w − w*‖² and L² ‖w − w*‖² − ‖g‖²."""
    apart = w - minimum
    squares = float(apart @ apart)
    towards = float(gradient @ apart) - convexity * squares
    return Alignment(towards, smoothness**2 * squares - float(gradient @ gradient))
