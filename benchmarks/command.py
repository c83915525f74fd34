"""What the command line adds to the library: `python -m benchmarks.command` prints processor seconds and ratios.

`typednn train` and a script that trains the same network in the same way, each a process of its own, take turns.
`start` is a whole process of one epoch; `epoch` is what each further epoch takes, which is where screen,
history and checkpoints would show. Medians over the rounds of one run; a ratio is the median of the ratios.
"""

import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

SCRIPT = """
import sys
import numpy as np
from typednn.data import flatten, load_mnist, normalize, split
from typednn.train import TrainConfig, evaluate, fit, mlp

data, rng = load_mnist(), np.random.default_rng(0)
train, validation = split(data.train, 5_000, rng=rng)
x, other, test = (flatten(normalize(part.images)) for part in (train, validation, data.test))
net = mlp(784, [128], 10, rng=rng)
fit(net, x, train.labels, TrainConfig(epochs=int(sys.argv[1])), validation=(other, validation.labels), rng=rng)
print(evaluate(net, test, data.test.labels).accuracy)
"""
FEW, MANY = 1, 7


def seconds(arguments: list[str]) -> float:
    """User and system time of a process with one BLAS thread."""
    before = os.times()
    environment = {**os.environ, "OPENBLAS_NUM_THREADS": "1"}
    subprocess.run([sys.executable, *arguments], env=environment, check=True, capture_output=True)
    after = os.times()
    return after.children_user + after.children_system - before.children_user - before.children_system


def command(epochs: int, folder: Path) -> list[str]:
    return ["-m", "typednn", "train", "--epochs", str(epochs), "--out", str(folder / f"run-{os.urandom(4).hex()}")]


def main(rounds: int = 5) -> None:
    """Print the table."""
    spent: dict[str, list[tuple[float, float]]] = {"script": [], "typednn train": []}
    with tempfile.TemporaryDirectory() as folder:
        for _ in range(rounds):
            for name, rows in spent.items():
                ours = name == "typednn train"
                calls = [command(n, Path(folder)) if ours else ["-c", SCRIPT, str(n)] for n in (FEW, MANY)]
                few, many = map(seconds, calls)
                rows.append((few, (many - few) / (MANY - FEW)))
    print(f"{'':16}{'start s':>10}{'ratio':>8}{'epoch s':>10}{'ratio':>8}")
    for name, rows in spent.items():
        line = f"{name:16}"
        for at in (0, 1):
            ratios = (row[at] / base[at] for row, base in zip(rows, spent["script"], strict=True))
            line += f"{statistics.median(row[at] for row in rows):10.3f}{statistics.median(ratios):8.3f}"
        print(line)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:2]))
