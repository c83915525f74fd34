"""What share of the single-change mutants of the ordinary modules does the gate reject?

    python tests/static/mutants.py --limit 500 --list-missed

A mutant counts if at run time, under jaxtyping's hook with beartype, it breaks a shape, a rank or a dtype for
every one of twelve seeds, that is for every choice of sizes. It is rejected if mypy with the plugin reports
an error that the unchanged module does not have, within one line of the change or on a line that the run-time
traceback passes.
"""

import argparse
import contextlib
import hashlib
import json
import multiprocessing
import os
import random
import re
import resource
import signal
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import beartype.claw  # noqa: F401 - loaded once, before the processes are forked
import numpy as np  # noqa: F401

from tests.static import cases
from tests.static.mutations import Mutation, mutations

OK = cases.HERE / "ok"
SEEDS = tuple(range(12))
SECONDS = 20
GIGABYTES = 4
BATCH = 300

# What NumPy and Python say when a shape, a rank or a dtype is wrong. Wrong values (a singular matrix, an
# index out of bounds, a failed assertion) are somebody else's business.
BROKEN = re.compile(
    r"broadcast|shape|dimension|aligned|mismatch|reshape array|axis|axes|einstein|operand|subscript|0-d|"
    r"must be square|too many indices|boolean index|same length|same size|not enough values|need at least|"
    r"too many values|unsized|only integer|not iterable|[Cc]ast|length|integers \(or booleans\)|scalar|"
    r"valid indices|item assignment|setting an array element|small depth|equal division"
)
TYPES_THAT_COUNT = {"TypeCheckError", "AxisError", "UFuncTypeError", "_UFuncOutputCastingError"}
TYPES_TO_READ = {"ValueError", "TypeError", "IndexError", "LinAlgError", "AttributeError"}


@dataclass(frozen=True)
class Mutant:
    """A mutation of one module and the lines that its run-time traceback passes."""

    module: str
    change: Mutation
    lines: tuple[int, ...]
    error: str

    @property
    def where(self) -> str:
        return "main" if self.change.inside == "main" else "functions"


@dataclass(frozen=True)
class Verdict:
    """The new messages of mypy: those near the mistake, and those that are elsewhere."""

    near: tuple[cases.Message, ...]
    far: tuple[cases.Message, ...]


def breaks_a_shape(failure: cases.Failure) -> bool:
    """Whether a run-time failure is one of a shape, a rank or a dtype."""
    if failure.error in TYPES_THAT_COUNT:
        return True
    return failure.error in TYPES_TO_READ and BROKEN.search(failure.text) is not None


# Running.


def _limit() -> None:
    """A mutant may want all the memory that there is."""
    resource.setrlimit(resource.RLIMIT_AS, (GIGABYTES << 30, GIGABYTES << 30))


def _expired(*_: object) -> None:
    raise TimeoutError


def _execute(task: tuple[str, str]) -> tuple[str, list[dict[str, object] | None]]:
    """Run one mutant for all seeds, until it passes for one of them."""
    name, source = task
    key = _key(source)
    signal.signal(signal.SIGALRM, _expired)
    with tempfile.TemporaryDirectory() as folder, contextlib.redirect_stderr(None):
        path = Path(folder) / name
        path.write_text(source)
        signal.alarm(SECONDS)
        try:
            failures = cases.run(path, *SEEDS, while_failing=True)
        except (TimeoutError, MemoryError, SystemExit):
            failures = [None]
        finally:
            signal.alarm(0)
    return key, [None if failure is None else asdict(failure) for failure in failures]


def _key(source: str) -> str:
    return hashlib.sha256(f"{SEEDS}{source}".encode()).hexdigest()[:24]


def run_all(
    tasks: Sequence[tuple[str, str]], cache: Path, workers: int
) -> dict[str, list[cases.Failure | None]]:
    """The failures of each source, from the cache where it knows them."""
    known: dict[str, list[dict[str, object] | None]] = json.loads(cache.read_text()) if cache.exists() else {}
    fresh = [task for task in tasks if _key(task[1]) not in known]
    if fresh:
        # a process for each: beartype remembers classes by the name of their module
        context = multiprocessing.get_context("fork")
        with context.Pool(workers, initializer=_limit, maxtasksperchild=1) as pool:
            known |= dict(pool.imap_unordered(_execute, fresh, chunksize=1))
        partial = cache.with_suffix(".partial")
        partial.write_text(json.dumps(known))
        partial.replace(cache)
    return {_key(source): [_failure(entry) for entry in known[_key(source)]] for _, source in tasks}


def _failure(entry: dict[str, object] | None) -> cases.Failure | None:
    if entry is None:
        return None
    lines = entry["lines"]
    assert isinstance(lines, list | tuple)
    return cases.Failure(str(entry["error"]), str(entry["text"])[:300], tuple(lines))


# Choosing.


def candidates(modules: Sequence[Path], kind: str | None, seed: int) -> Iterator[tuple[Path, Mutation]]:
    """In rounds: one mutation of each kind of each module, in random order, then the next one of each."""
    rng = random.Random(seed)
    piles: dict[tuple[Path, str], list[Mutation]] = defaultdict(list)
    for module in modules:
        for mutation in mutations(module.read_text()):
            if kind is None or kind in mutation.kind:
                piles[module, mutation.kind].append(mutation)
    for pile in piles.values():
        rng.shuffle(pile)
    while piles:
        turn = list(piles)
        rng.shuffle(turn)
        for where in turn:
            yield where[0], piles[where].pop()
            if not piles[where]:
                del piles[where]


def broken_mutants(
    source: Iterator[tuple[Path, Mutation]], limit: int, cache: Path, workers: int
) -> Iterator[Mutant]:
    """The first `limit` candidates that break a shape for every seed."""
    found = 0
    while found < limit:
        chunk = [pair for pair, _ in zip(source, range(200), strict=False)]
        if not chunk:
            return
        results = run_all([(module.name, change.source) for module, change in chunk], cache, workers)
        for module, change in chunk:
            failures = results[_key(change.source)]
            real = [failure for failure in failures if failure is not None and breaks_a_shape(failure)]
            if len(real) == len(SEEDS) and found < limit:
                found += 1
                lines = tuple(sorted({line for failure in real for line in failure.lines}))
                yield Mutant(module.name, change, lines, f"{real[0].error}: {real[0].text}")


# Judging.


def judge(mutants: Sequence[Mutant], modules: Sequence[Path], ini: str, folder: Path) -> list[Verdict]:
    """mypy's verdicts, from a few runs over many files; each mutant is a module of its own name."""
    cache, files = folder / "mypy", folder / "files"
    files.mkdir(parents=True, exist_ok=True)
    before = cases.check(modules, ini, cache=cache, timeout=3600.0)
    usual = {path.name: {(m.code, m.text) for m in messages} for path, messages in before.items()}
    verdicts = []
    for start in range(0, len(mutants), BATCH):
        batch = mutants[start : start + BATCH]
        paths = [files / f"m{_key(mutant.change.source)}_{mutant.module}" for mutant in batch]
        for path, mutant in zip(paths, batch, strict=True):
            path.write_text(mutant.change.source)
        answers = cases.check(paths, ini, cache=cache, timeout=3600.0)
        for path, mutant in zip(paths, batch, strict=True):
            names = (path.stem, Path(mutant.module).stem)
            new = [m for m in answers[path] if (m.code, m.text.replace(*names)) not in usual[mutant.module]]
            verdicts.append(_verdict(mutant, new))
    return verdicts


def _verdict(mutant: Mutant, new: Sequence[cases.Message]) -> Verdict:
    change = mutant.change
    lines = {*range(change.first - 1, change.last + 2), *mutant.lines}
    near = tuple(m for m in new if m.line in lines)
    return Verdict(near, tuple(m for m in new if m.line not in lines))


# Telling.


def report(mutants: Sequence[Mutant], verdicts: Sequence[Verdict], *, list_missed: bool) -> float:
    """Print the share of rejected mutants by kind; the result is the share of all."""
    rows: dict[str, Counter[str]] = defaultdict(Counter)
    for mutant, verdict in zip(mutants, verdicts, strict=True):
        codes = {m.code for m in verdict.near}
        outcome = (
            "shape" if codes & cases.SHAPE_CODES else "other" if codes else "far" if verdict.far else "missed"
        )
        for row in (mutant.change.kind, f"in {mutant.where}", "total"):
            rows[row][outcome] += 1
    columns = ("mutants", "rejected", "by shape", "by others", "elsewhere", "missed")
    print(f"{'kind':20}" + "".join(f"{column:>11}" for column in columns))
    order = sorted(rows, key=lambda row: (row == "total", row.startswith("in "), row))
    for row in order:
        count = rows[row]
        all_of_it, good = count.total(), count["shape"] + count["other"]
        counts = (count["shape"], count["other"], count["far"], count["missed"])
        print(f"{row:20}{all_of_it:11}{good / all_of_it:11.1%}" + "".join(f"{each:11}" for each in counts))
    if list_missed:
        for mutant, verdict in zip(mutants, verdicts, strict=True):
            if not verdict.near:
                print(_line(mutant, verdict))
    total = rows["total"]
    return (total["shape"] + total["other"]) / max(1, total.total())


def _line(mutant: Mutant, verdict: Verdict) -> str:
    change = mutant.change
    text = f"{mutant.module}:{change.first}: [{change.kind}] {change.before!r} -> {change.after!r}"
    text += f"\n    at run time: {' '.join(mutant.error.split())[:160]} (lines {list(mutant.lines)})"
    return text + "".join(f"\n    mypy: {m.line}: {m.text} [{m.code}]" for m in verdict.far[:3])


def main() -> None:
    parser = argparse.ArgumentParser(description="The share of broken programs that the gate rejects.")
    parser.add_argument("--limit", type=int, default=500, help="how many broken mutants to judge")
    parser.add_argument("--seed", type=int, default=0, help="another sample of mutants")
    parser.add_argument("--kind", help="only kinds whose name contains this")
    parser.add_argument("--only", default="", help="only modules whose name contains this")
    parser.add_argument("--list-missed", action="store_true", help="show each mutant that passed")
    parser.add_argument("--plain", action="store_true", help="mypy alone, without the plugin")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument(
        "--min", type=float, default=0.0, help="exit with 1 if the share in percent is below this"
    )
    scratch = Path(tempfile.gettempdir()) / "typednn-mutants"
    parser.add_argument("--cache", type=Path, default=scratch, help="where results are kept between runs")
    options = parser.parse_args()
    options.cache.mkdir(parents=True, exist_ok=True)
    modules = [path for path in sorted(OK.glob("*.py")) if options.only in path.name]
    source = candidates(modules, options.kind, options.seed)
    runs = options.cache / "runs.json"
    mutants = list(broken_mutants(source, options.limit, runs, options.workers))
    ini = cases.config(plugin=not options.plain)
    verdicts = judge(mutants, modules, ini, options.cache / ("plain" if options.plain else "plugin"))
    share = report(mutants, verdicts, list_missed=options.list_missed)
    sys.exit(1 if 100.0 * share < options.min else 0)


if __name__ == "__main__":
    main()
