"""Programs as evidence: mypy and Python accept the good one, and reject each bad one where it is marked.

A mark is a comment at the end of a line: ``# E: tensor-shape`` asks mypy for an error with that code on that line,
and the run for an error of typednn. ``# E: arg-type, static`` asks mypy alone; ``# E: run-time`` the run alone.
Text that follows the mark is part of mypy's message.
"""

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typednn.theorems.trial import Trial

_MARK = re.compile(r"# E: (?P<code>[a-z-]+)(?P<static>, static)?(?P<text> .+)?$")
RUN_TIME = "run-time"
# What every program may use.
PRELUDE = """\
from typing import Literal, assert_never

import numpy as np

from typednn import Array, Float, Int, UInt8, contract
from typednn.data import flatten, normalize
from typednn.layers import Linear, Relu, flatten_parameters, unflatten_parameters
from typednn.losses import Logits, cross_entropy
from typednn.ops import Probs, batch_matvec, matmul, matvec, outer, smul, softmax, transpose, vadd
from typednn.optim import SGD, Momentum, Optimizer

"""


@dataclass(frozen=True)
class Mark:
    line: int
    code: str
    also_run: bool
    text: str = ""


@dataclass(frozen=True)
class Message:
    """An error of mypy's, on a line of the program."""

    line: int
    code: str
    text: str


@dataclass(frozen=True)
class Program:
    name: str
    text: str

    @property
    def source(self) -> str:
        return PRELUDE + self.text.strip("\n") + "\n"

    @property
    def marks(self) -> tuple[Mark, ...]:
        found = []
        for line, text in enumerate(self.source.splitlines(), 1):
            if match := _MARK.search(text):
                found.append(Mark(line, match["code"], not match["static"], (match["text"] or "").strip()))
        return tuple(found)


def check_programs(trial: "Trial") -> None:
    """mypy says what the marks say, and so does a run."""
    from typednn.theorems.gate import Gate  # it needs this module

    programs = trial.theorem.programs
    gate = trial.gate or Gate(programs)
    for case, program in trial.each(programs):
        case.given(program=f"\n{program.source}")
        wanted = {(mark.line, mark.code) for mark in program.marks if mark.code != RUN_TIME}
        said = gate.messages(program)
        heard = "; ".join(f"line {message.line}: {message.text}" for message in said) or "nothing"
        case.require(
            {(message.line, message.code) for message in said} == wanted,
            f"{program.name}: mypy reports {sorted(wanted) or 'nothing'}; it said {heard}",
        )
        for mark in program.marks:
            case.require(mark.text in heard, f"{program.name}: mypy says {mark.text!r}; it said {heard}")
        if not program.marks or program.marks[0].also_run:
            error = gate.run(program)
            refused = "runs" if error is None else f"stops with {error}"
            case.require(
                (error is None) == (not program.marks),
                f"{program.name}: at run time it {refused}",
            )
