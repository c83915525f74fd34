"""The count: contracts that were proved, assumed and refuted, by file and in total."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from math import floor

PROVED, ASSUMED, REFUTED = "proved", "assumed", "refuted"


@dataclass(frozen=True)
class Contract:
    """One promise at one place: an argument at a call, a result at a return, a value for a shaped name."""

    line: int
    kind: str
    verdict: str
    what: str
    reason: str = ""


@dataclass(frozen=True)
class Count:
    """``percent = 100 proved / (proved + assumed + refuted)``; there is none where nothing is promised."""

    proved: int = 0
    assumed: int = 0
    refuted: int = 0

    @property
    def total(self) -> int:
        return self.proved + self.assumed + self.refuted

    @property
    def percent(self) -> float | None:
        """Rounded down to a tenth, so that 100.0 means all."""
        return floor(1000 * self.proved / self.total) / 10 if self.total else None


@dataclass(frozen=True)
class FileCoverage:
    """The contracts of one file in the order of lines, and mypy's complaints about its shapes."""

    path: str
    contracts: tuple[Contract, ...]
    errors: tuple[tuple[int, str], ...] = ()

    @property
    def count(self) -> Count:
        return count(self.contracts)


@dataclass(frozen=True)
class Coverage:
    """All the files that were asked for, in the order of their paths."""

    files: tuple[FileCoverage, ...]

    @property
    def count(self) -> Count:
        return count(contract for file in self.files for contract in file.contracts)

    @property
    def errors(self) -> tuple[tuple[str, int, str], ...]:
        return tuple((file.path, line, text) for file in self.files for line, text in file.errors)

    def because(self) -> list[tuple[str, list[tuple[str, Contract]]]]:
        """The assumed contracts with their files, by reason; the most frequent reason first."""
        reasons: dict[str, list[tuple[str, Contract]]] = {}
        for file in self.files:
            for contract in file.contracts:
                if contract.verdict == ASSUMED:
                    reasons.setdefault(contract.reason or "no reason is known", []).append((file.path, contract))
        return sorted(reasons.items(), key=lambda item: (-len(item[1]), item[0]))

    def reaches(self, least: float) -> bool:
        """Whether at least so many percent are proved; where nothing is promised, nothing is."""
        reached = self.count.percent
        return reached is not None and reached >= least


def count(contracts: Iterable[Contract]) -> Count:
    verdicts = Counter(contract.verdict for contract in contracts)
    return Count(verdicts[PROVED], verdicts[ASSUMED], verdicts[REFUTED])
