"""What checking a theorem yields: a verdict, and everything that a reader needs to believe or to repeat it."""

from dataclasses import dataclass
from enum import StrEnum

from typednn.theorems.theorem import Theorem


class Budget(StrEnum):
    """How many cases."""

    QUICK = "quick"
    FULL = "full"


class Verdict(StrEnum):
    """VACUOUS: the hypotheses held in no case, or no counterexample is shown.

    NOT_CHECKED: a library is missing. BROKEN: the check itself is.
    """

    PROVED = "proved"
    CHECKED = "checked"
    REFUTED = "refuted"
    FAILED = "FAILED"
    VACUOUS = "VACUOUS"
    NOT_CHECKED = "not checked"
    BROKEN = "BROKEN"

    @property
    def good(self) -> bool:
        return self in (Verdict.PROVED, Verdict.CHECKED, Verdict.REFUTED)


@dataclass(frozen=True)
class Failure:
    """What did not hold, in which case (None: outside of any), and the case itself, line by line."""

    claim: str
    case: int | None = None
    given: tuple[str, ...] = ()


@dataclass(frozen=True)
class Evidence:
    """`cases` were looked at; in `hits` of them the hypotheses held and the conclusion was tested.

    `error` came closest to its `tolerance` of all; `slack` is the least by which an inequality held.
    """

    theorem: Theorem
    verdict: Verdict
    cases: int
    hits: int
    seconds: float
    seed: int
    budget: Budget
    error: float | None = None
    tolerance: float | None = None
    slack: float | None = None
    failure: Failure | None = None
    lines: tuple[str, ...] = ()

    @property
    def words(self) -> str:
        """The verdict as it may be said."""
        match self.verdict:
            case Verdict.PROVED:
                return f"proved ({self.theorem.mode}, {_count(self.hits)})"
            case Verdict.CHECKED:
                level = self.theorem.confidence
                return f"checked on {_count(self.hits)}" + (f", confidence {level_text(level)}" if level else "")
            case Verdict.REFUTED:
                return f"refuted by {_count(self.hits)}"
            case Verdict.VACUOUS if self.hits:
                return "VACUOUS: no counterexample is shown"
            case Verdict.VACUOUS:
                return f"VACUOUS: the hypotheses held in none of {_count(self.cases)}"
        return str(self.verdict)

    @property
    def worst(self) -> str:
        """The worst error against its tolerance, or the least slack, or nothing for what is exact."""
        if self.error is not None and self.tolerance:
            return f"{self.error:.1e} of {self.tolerance:.1e}"
        return f"slack {self.slack:.1e}" if self.slack is not None else "exact" if self.verdict.good else ""

    @property
    def repeat(self) -> str:
        """The command that does it again."""
        if self.theorem.repeat:
            return self.theorem.repeat
        case = f" --case {self.failure.case}" if self.failure and self.failure.case is not None else ""
        return f"typednn verify --id {self.theorem.id} --budget {self.budget} --seed {self.seed}{case}"

    def report(self) -> tuple[str, ...]:
        """What failed, in lines."""
        if self.failure is None:
            return ()
        where = "" if self.failure.case is None else f" in case {self.failure.case}"
        head = f"{self.theorem.id} {self.theorem.name}: {self.verdict}{where}"
        return (
            head,
            f"  {self.failure.claim}",
            *(f"  {line}" for line in self.failure.given),
            f"  repeat: {self.repeat}",
        )

    def as_json(self) -> dict[str, object]:
        theorem, failure = self.theorem, self.failure
        return {
            "id": theorem.id,
            "name": theorem.name,
            "original": theorem.original,
            "statement": theorem.statement,
            "mode": str(theorem.mode),
            "domain": theorem.domain,
            "standing": str(theorem.standing),
            "verdict": str(self.verdict),
            "words": self.words,
            "cases": self.cases,
            "hits": self.hits,
            "error": self.error,
            "tolerance": self.tolerance,
            "tolerance_from": theorem.tolerance,
            "slack": self.slack,
            "confidence": theorem.confidence,
            "seconds": round(self.seconds, 4),
            "seed": self.seed,
            "budget": str(self.budget),
            "repeat": self.repeat,
            "lines": list(self.lines),
            "failure": failure and {"claim": failure.claim, "case": failure.case, "given": list(failure.given)},
        }


def level_text(level: float) -> str:
    """``1 - 1e-06`` for a confidence level near one."""
    return f"1 - {1 - level:.0e}" if level > 0.999 else f"{level:g}"


def _count(number: int) -> str:
    return f"{number:,} case" + ("" if number == 1 else "s")
