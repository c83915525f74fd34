"""Do the verdicts of mypy and of the run agree? ``python -m tests.plugin.fuzz.compare FIRST COUNT``."""

import sys
import tempfile
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from tests.plugin.fuzz.programs import Builder, Program
from tests.plugin.fuzz.trial import Outcome, run
from tests.plugin.fuzz.verdicts import Verdict, judge


@dataclass
class Comparison:
    """`unsound`: proved, yet a contract fails. `slipped`: proved, yet an operation fails.

    `alarms`: never fails, and yet rejected. `missed`: fails for every choice of sizes, and yet accepted.
    """

    unsound: list[str] = field(default_factory=list)
    slipped: list[str] = field(default_factory=list)
    alarms: list[str] = field(default_factory=list)
    missed: list[str] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)

    @property
    def rate(self) -> float:
        """Of the programs that fail for every choice of sizes: how many are rejected."""
        bad = self.counts["always fails"]
        return self.counts["always fails, rejected"] / bad if bad else 1.0


def describe(program: Program, verdict: Verdict, outcomes: list[Outcome]) -> str:
    failed = [each for each in outcomes if each.failure is not None]
    lines = [f"seed {program.seed}  {program.history}", program.text, *verdict.messages, *verdict.others]
    lines += [f"results {verdict.results} {verdict.reasons}"]
    lines += [f"{len(failed)} of {len(outcomes)} runs fail"]
    if failed and failed[0].failure is not None:
        lines.append(f"e.g. {failed[0].sizes}: {failed[0].failure.kind}: {failed[0].failure.text}")
    return "\n".join(lines)


def sort_in(found: Comparison, program: Program, verdict: Verdict, tries: list[list[Outcome]]) -> None:
    counts, outcomes = found.counts, [outcome for entry in tries for outcome in entry]
    failures = [each.failure for each in outcomes if each.failure is not None]
    story = describe(program, verdict, outcomes)
    counts["programs"] += 1
    counts["rejected" if verdict.rejected else "proved" if verdict.proved else "assumed"] += 1
    if not all(tries):
        counts["nothing to compare"] += 1
    elif not failures:
        counts["never fails"] += 1
        counts["never fails, proved"] += verdict.proved
        if verdict.rejected:
            found.alarms.append(story)
    elif any(all(each.failure for each in entry) for entry in tries):
        counts["always fails"] += 1
        counts["always fails, rejected"] += verdict.rejected or bool(verdict.others)
        if not verdict.rejected and not verdict.others:
            found.missed.append(story)
    else:
        counts["sometimes fails"] += 1
        counts["sometimes fails, rejected"] += verdict.rejected
    if verdict.proved and any(failure.kind == "contract" for failure in failures):
        found.unsound.append(story)
    elif verdict.proved and failures:
        found.slipped.append(story)


def compare(first: int, count: int, folder: Path) -> Comparison:
    programs = [Builder(seed).program() for seed in range(first, first + count)]
    found = Comparison()
    for program, verdict in zip(programs, judge(programs, folder), strict=True):
        sort_in(found, program, verdict, run(program))
    return found


def main() -> None:
    first, count = int(sys.argv[1]), int(sys.argv[2])
    with tempfile.TemporaryDirectory() as folder:
        found = compare(first, count, Path(folder))
    for title in ("unsound", "alarms", "slipped", "missed"):
        for text in getattr(found, title)[: int(sys.argv[3]) if len(sys.argv) > 3 else 1000]:
            print(f"===== {title}\n{text}\n")
    print(
        dict(found.counts),
        f"unsound {len(found.unsound)} alarms {len(found.alarms)} slipped {len(found.slipped)}",
    )
    print(f"rejected of those that always fail: {found.rate:.3f}")


if __name__ == "__main__":
    main()
