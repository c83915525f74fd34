"""How fast a network is trained: `python -m benchmarks.training` prints seconds an epoch and ratios to typednn.

784-128-10 on the whole MNIST, and a LeNet on a part of it, in float32, batches of 64, SGD with momentum; ours
with contracts on. All train in one process and take turns, an epoch each, round by round; seconds are the
median over the rounds, a ratio is the median of the ratios within the rounds, so that what else the machine
does meets all alike. `processor` is the same ratio of processor times, which a busy machine disturbs less, and
`cores` processor time by wall time. The first round, in which things are compiled, does not count. The tables are
made in a process each, for one thread and for two, of BLAS and of whatever else. Each library takes the kernels
that it finds best for the processor: OPENBLAS_CORETYPE is taken out of the environment, and `--kernels Haswell`
puts it back. Those that NumPy's products have are named above the table.

A peer that is not installed is listed as not measured: `pip install typednn[bench]`.
"""

import argparse
import importlib
import os
import statistics
import subprocess
import sys
import time
from dataclasses import dataclass, field

from threadpoolctl import threadpool_info

from benchmarks.peers.lesson import Course, Lesson, Pupil, lessons

THREADS = "typednn_benchmark_threads"
CORETYPE = "OPENBLAS_CORETYPE"
PEERS = {
    "typednn": "ours",
    "two products alone": "floor",
    "NumPy by hand": "by_hand",
    "PyTorch eager": "pytorch",
    "JAX, epoch jitted": "jax_scan",
    "scikit-learn": "scikit",
}
LENET_EXAMPLES = 9_600


@dataclass
class Times:
    """What a peer took, round by round."""

    pupil: Pupil
    wall: list[float] = field(default_factory=list)
    processor: list[float] = field(default_factory=list)

    def take_turn(self) -> None:
        wall, processor = time.perf_counter(), time.process_time()
        self.pupil.epoch()
        wall, processor = time.perf_counter() - wall, time.process_time() - processor
        self.wall.append(wall)
        self.processor.append(processor)

    def row(self, ours: "Times", test: Lesson) -> str:
        """Seconds, times ours, cores, accuracy."""
        ratios = median_ratio(self.wall, ours.wall), median_ratio(self.processor, ours.processor)
        cores = median_ratio(self.processor, self.wall)
        numbers = f"{statistics.median(self.wall):9.3f}{ratios[0]:11.2f}{ratios[1]:11.2f}{cores:8.2f}"
        if self.pupil.predict is None:
            return numbers
        return f"{numbers}{(self.pupil.predict(test) == test.labels).mean():11.4f}"


def median_ratio(numbers: list[float], others: list[float]) -> float:
    """The median of the ratios within the rounds."""
    return statistics.median(one / other for one, other in zip(numbers, others, strict=True))


def entrants(course: str) -> tuple[dict[str, Course], dict[str, str]]:
    """Who takes part, and why others do not."""
    present: dict[str, Course] = {}
    absent: dict[str, str] = {}
    for name, module in PEERS.items():
        try:
            found = importlib.import_module(f"benchmarks.peers.{module}")
        except ImportError as error:
            absent[name] = f"not measured ({error})"
            continue
        if hasattr(found, course):
            present[name] = getattr(found, course)
    return present, absent


def race(course: str, examples: int, rounds: int, threads: int) -> None:
    """Print one table."""
    train, test = lessons(examples)
    present, absent = entrants(course)
    times = {name: Times(make(train)) for name, make in present.items()}
    for _ in range(rounds + 1):
        for each in times.values():
            each.take_turn()
    for each in times.values():
        del each.wall[0], each.processor[0]
    print(f"\n{course}, {examples:,} examples an epoch, {rounds} rounds, {threads} thread(s), {kernels()}")
    print(f"{'':20}{'s/epoch':>9}{'× typednn':>11}{'processor':>11}{'cores':>8}{'accuracy':>11}")
    for name, each in times.items():
        print(f"{name:20}{each.row(times['typednn'], test)}")
    for name, why in absent.items():
        print(f"{name:20}  {why}")


def kernels() -> str:
    """What NumPy's products run on: ``openblas for SkylakeX``."""
    pools = [pool for pool in threadpool_info() if pool["user_api"] == "blas" and "numpy" in pool["filepath"]]
    return ", ".join(f"{pool['internal_api']} for {pool.get('architecture')}" for pool in pools)


def environment(threads: int, kernels: str | None) -> dict[str, str]:
    """Threads for OpenBLAS, OpenMP, MKL and XLA, and OpenBLAS's kernels: all read it once, when they are loaded."""
    flags = "" if threads > 1 else "--xla_cpu_multi_thread_eigen=false"
    libraries = dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS", "NPROC"), str(threads))
    kept = {name: value for name, value in os.environ.items() if name != CORETYPE}
    forced = {} if kernels is None else {CORETYPE: kernels}
    return {**kept, **libraries, **forced, "XLA_FLAGS": flags, "JAX_PLATFORMS": "cpu", THREADS: str(threads)}


def main() -> None:
    """All tables, each in a process of its own."""
    parser = argparse.ArgumentParser(prog="benchmarks.training", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--course", choices=("perceptron", "lenet"), help="only this network")
    parser.add_argument("--threads", type=int, help="only with so many threads (otherwise 1, then 2)")
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--examples", type=int, help="of MNIST's 60,000 (LeNet: 9,600)")
    parser.add_argument("--kernels", help="what to force on OpenBLAS, such as Haswell or SkylakeX (its own choice)")
    given = parser.parse_args()
    for course in (given.course,) if given.course else ("perceptron", "lenet"):
        examples = given.examples or (LENET_EXAMPLES if course == "lenet" else 60_000)
        for threads in (given.threads,) if given.threads else (1, 2):
            if os.environ.get(THREADS) == str(threads):
                race(course, examples, given.rounds, threads)
                continue
            call = (sys.executable, "-m", "benchmarks.training", "--course", course, "--threads", str(threads))
            numbers = ("--rounds", str(given.rounds), "--examples", str(examples))
            subprocess.run((*call, *numbers), env=environment(threads, given.kernels), check=True)


if __name__ == "__main__":
    main()
