"""Check one's own layer by the laws of all layers:

    report = check_layer(MyLayer(3, 4))
    print(report)                   # a table: each law, its cases, the worst error
    assert report.ok

A copy of the layer is used, with other parameters in each case: the layer itself stays as it is.
"""

from dataclasses import dataclass

import numpy as np

from typednn.layers.layer import AnyLayer
from typednn.theorems.evidence import Budget, Evidence
from typednn.theorems.layer_laws import LAWS, Law
from typednn.theorems.layer_subjects import Draw, Subject
from typednn.theorems.running import check
from typednn.theorems.table import table
from typednn.theorems.theorem import Standing, Theorem, words
from typednn.theorems.trial import Trial


@dataclass(frozen=True)
class LayerReport:
    """The evidence for each law, and why others were left out."""

    layer: str
    found: tuple[Evidence, ...]
    left_out: tuple[str, ...] = ()

    @property
    def ok(self) -> bool:
        """Whether all laws hold."""
        return all(evidence.verdict.good for evidence in self.found)

    @property
    def failures(self) -> tuple[str, ...]:
        """The names of the laws that do not."""
        return tuple(evidence.theorem.name for evidence in self.found if not evidence.verdict.good)

    def __str__(self) -> str:
        return "\n".join([self.layer, table(self.found), *(f"not asked: {line}" for line in self.left_out)])


def check_layer(
    layer: AnyLayer, draw: Draw | None = None, *, seed: int = 0, budget: Budget = Budget.QUICK
) -> LayerReport:
    """Check all laws of layers on this one.

    `draw(rng)` makes an input; without it inputs are drawn from the contract of `__call__`. A layer of integers, such
    as an embedding, needs it.
    """
    subject = Subject(layer.astype(np.float64), draw)
    reasons = {law.id: subject.why_not(law.id) for law in LAWS}
    asked = [_theorem(law, subject, seed) for law in LAWS if not reasons[law.id]]
    left_out = [f"{words(law.ask)[0]}: {reasons[law.id]}" for law in LAWS if reasons[law.id]]
    return LayerReport(repr(layer), tuple(check(each, seed=seed, budget=budget) for each in asked), tuple(left_out))


def _theorem(law: Law, subject: Subject, seed: int) -> Theorem:
    """The law as a statement about this layer."""

    def ask(trial: Trial) -> None:
        law.ask(trial, subject)

    again = f"check_layer({subject.layer!r}, seed={seed})"
    return Theorem(
        law.id, *_titles(law), law.mode, law.domain, Standing.BEYOND, ask, tolerance=law.tolerance, repeat=again
    )


def _titles(law: Law) -> tuple[str, str, str]:
    """Name, the original's name, statement."""
    name, statement = words(law.ask)
    return name, "", statement
