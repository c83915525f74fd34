"""What a theorem is: a statement, how it is checked, over which domain, and where the original stands."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, TypeAlias

from typednn.errors import ConfigError
from typednn.theorems.programs import Program, check_programs

if TYPE_CHECKING:
    from typednn.theorems.trial import Trial

Check: TypeAlias = Callable[["Trial"], None]


class Mode(StrEnum):
    """How a theorem is checked."""

    STATIC = "static"
    RUN_TIME = "run-time"
    EXHAUSTIVE = "exhaustive"
    EXACT = "exact"
    SYMBOLIC = "symbolic"
    INTERVAL = "interval"
    DIFFERENCES = "finite-difference"
    PROPERTY = "property"
    MONTE_CARLO = "monte-carlo"
    COUNTEREXAMPLE = "counterexample"

    @property
    def proves(self) -> bool:
        """Whether the checks decide the statement over its whole domain, so that "proved" may be said."""
        return self in _PROOFS

    @property
    def meaning(self) -> str:
        return _MEANINGS[self]


_PROOFS = (Mode.STATIC, Mode.EXHAUSTIVE, Mode.EXACT, Mode.SYMBOLIC, Mode.INTERVAL)
_MEANINGS = {
    Mode.STATIC: "mypy accepts the good programs and rejects the bad ones, with the expected error code; so does a run",
    Mode.RUN_TIME: "contracts and guards refuse what they must when the program runs",
    Mode.EXHAUSTIVE: "every member of a finite domain",
    Mode.EXACT: "integers or rationals, no rounding, at enough points to decide the identity, or at all of them",
    Mode.SYMBOLIC: "an identity of formulas, by computer algebra",
    Mode.INTERVAL: "interval arithmetic that encloses all values over the domain, rounding included",
    Mode.DIFFERENCES: "derivatives by differences of values, with a bound on their error",
    Mode.PROPERTY: "random cases, with a derived allowance for rounding",
    Mode.MONTE_CARLO: "a random experiment with a stated confidence level",
    Mode.COUNTEREXAMPLE: "a case in which the claim is false, and what is true instead",
}


class Standing(StrEnum):
    """What became of the original's statement."""

    AS_STATED = "as stated"
    FALSE = "false"
    VACUOUS = "vacuous"
    GAP_CLOSED = "gap closed"
    BEYOND = "beyond"


@dataclass(frozen=True)
class Theorem:
    """`tolerance` says where the allowance for errors comes from; `instead` what is true where a claim is not."""

    id: str
    name: str
    original: str
    statement: str
    mode: Mode
    domain: str
    standing: Standing
    check: Check = field(repr=False, compare=False)
    tolerance: str = ""
    confidence: float | None = None
    instead: str = ""
    programs: tuple[Program, ...] = field(default=(), repr=False)
    repeat: str = ""  # how it is run again, where not by `typednn verify --id`

    @property
    def row(self) -> str:
        """``V82`` for ``V82.3``."""
        return self.id.partition(".")[0]

    @property
    def place(self) -> tuple[str, tuple[int, ...]]:
        """Where it stands among others."""
        return self.id[0], tuple(map(int, re.findall(r"\d+", self.id)))


class Chapter:
    """The theorems of one system; its files add to it, in any order.

    A theorem is a function under `theorem`: its name is the theorem's, its docstring the statement.
    """

    def __init__(self, letter: str, title: str, about: str) -> None:
        self.letter, self.title, self.about = letter, title, about
        self._theorems: dict[str, Theorem] = {}

    @property
    def theorems(self) -> tuple[Theorem, ...]:
        return tuple(sorted(self._theorems.values(), key=lambda theorem: theorem.place))

    def theorem(
        self,
        id: str,
        mode: Mode,
        *,
        domain: str,
        original: str = "",
        standing: Standing = Standing.AS_STATED,
        tolerance: str = "",
        confidence: float | None = None,
    ) -> Callable[[Check], Check]:
        """Enter a function that checks the statement in its docstring."""

        def enter(check: Check) -> Check:
            name, statement = words(check)
            self._add(
                Theorem(id, name, original, statement, mode, domain, standing, check, tolerance, confidence=confidence)
            )
            return check

        return enter

    def counterexample(
        self,
        id: str,
        *,
        instead: str,
        domain: str = "one case",
        original: str = "",
        tolerance: str = "",
        programs: tuple[Program, ...] = (),
    ) -> Callable[[Check], Check]:
        """Enter a function that shows why the claim in its docstring is false, and that `instead` is true.

        Programs that it asks `trial.gate` about are named here, so that mypy is asked once for all.
        """

        def enter(check: Check) -> Check:
            name, statement = words(check)
            mode, standing = Mode.COUNTEREXAMPLE, Standing.FALSE
            facts = (id, name, original, statement, mode, domain, standing, check, tolerance)
            self._add(Theorem(*facts, instead=instead, programs=programs))
            return check

        return enter

    def static(
        self,
        id: str,
        name: str,
        statement: str,
        *,
        accepts: str,
        rejects: tuple[str, ...],
        domain: str = "these programs",
        original: str = "",
        standing: Standing = Standing.GAP_CLOSED,
    ) -> None:
        """Enter programs: mypy and Python accept the first, and reject each other one on its line ``# E: code``."""
        programs = (Program(f"{id} accepts", accepts), *(Program(f"{id} rejects", text) for text in rejects))
        if programs[0].marks or not all(program.marks for program in programs[1:]):
            raise ConfigError(f"{id}: the program that is accepted has no mark `# E: code`, the others have one each")
        self._add(
            Theorem(id, name, original, statement, Mode.STATIC, domain, standing, check_programs, programs=programs)
        )

    def _add(self, theorem: Theorem) -> None:
        if not re.fullmatch(rf"{self.letter}\d+(\.\d+)?", theorem.id):
            raise ConfigError(f"the id {theorem.id!r} is not of the form {self.letter}12 or {self.letter}12.3")
        taken = {name for each in self._theorems.values() for name in (each.id, each.row)}
        if theorem.id in taken or theorem.row in self._theorems:
            raise ConfigError(
                f"{theorem.id} is taken, or a row that has parts: parts of a row are numbered V1.1, V1.2, …"
            )
        if (theorem.mode is Mode.MONTE_CARLO) != (theorem.confidence is not None):
            raise ConfigError(f"{theorem.id}: a Monte Carlo theorem has a confidence level, and no other has")
        self._theorems[theorem.id] = theorem


def words(check: Callable[..., None]) -> tuple[str, str]:
    """The name and the statement of a check."""
    name = getattr(check, "__name__", "")
    if not check.__doc__:
        raise ConfigError(f"the theorem {name} has no statement: write it as the docstring")
    return name.replace("_", " "), " ".join(check.__doc__.split())
