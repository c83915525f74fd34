"""What an optimizer costs: `python -m benchmarks.optimizers` prints microseconds and ratios.

The network is 784-128-10 in float32, 101,770 parameters, a batch of 64. `update` is a step whose gradient is
there already, against momentum written by hand in four lines without any check; `step` is a step with the
network's gradient on a batch that lies ready, and `training` a step of `typednn.train` on MNIST, with its gather
of the batch, its counts and contracts, each against one of Momentum, which is also what the sharpness-aware ones
stand on. The optimizers take turns, round by round, and each number is the median over the rounds of one run. BLAS
has the threads that training gives it: one, if the environment says nothing else.
"""

import statistics
import sys
import time
from collections.abc import Callable

import numpy as np

from benchmarks.peers.lesson import Lesson, lessons
from benchmarks.peers.ours import epoch_of
from typednn.contracts import Array
from typednn.layers import Backpropagation, Linear, Relu
from typednn.losses import Logits, cross_entropy
from typednn.optim import (
    ASAM,
    SAM,
    SGD,
    ZSHARP_PRESETS,
    Adam,
    AdamW,
    FriendlySAM,
    Momentum,
    Nesterov,
    Objective,
    Optimizer,
    SharpnessAware,
    optimizer_step,
)
from typednn.train.threads import blas_threads

ROUNDS, BATCH, EXAMPLES = 51, 64, 3_200
LAYOUT = {"0.weight": (784, 128), "0.bias": (128,), "2.weight": (128, 10), "2.bias": (10,)}
SIZE, RATE = 101_770, 1e-9  # so small that the network stays what it is: trained, its zeros would be slow
BASE = Momentum(RATE)
OPTIMIZERS: dict[str, Optimizer] = {
    "SGD": SGD(RATE),
    "Momentum": BASE,
    "Momentum, decay, clipping": Momentum(RATE, weight_decay=1e-4, clip_norm=1.0),
    "Nesterov": Nesterov(RATE),
    "Adam": Adam(RATE),
    "AdamW": AdamW(RATE),
    "SAM": SharpnessAware(BASE, SAM()),
    "SAM, p = ∞": SharpnessAware(BASE, SAM(norm=float("inf"))),
    "ASAM": SharpnessAware(BASE, ASAM()),
    "Friendly-SAM": SharpnessAware(BASE, FriendlySAM()),
    **{f"ZSharp {name}": SharpnessAware(BASE, rule) for name, rule in ZSHARP_PRESETS.items()},
}


def network() -> tuple[Array, Objective]:
    """A network's parameters, and its loss and gradient on one batch."""
    rng = np.random.default_rng(0)
    net = Linear(784, 128, rng=rng) >> Relu() >> Linear(128, 10, rng=rng)
    x, labels = rng.random((BATCH, 784), np.float32), rng.integers(0, 10, BATCH)
    passes = Backpropagation(net, lambda output, targets: cross_entropy(output.view(Logits), targets))
    return passes.parameters, passes.objective(x, labels)


def by_hand(objective: Objective, parameters: Array) -> Callable[[], None]:
    """Momentum in four lines."""
    velocity, scratch = np.zeros_like(parameters), np.empty_like(parameters)

    def step() -> None:
        _, gradient = objective(parameters)
        np.multiply(velocity, 0.9, out=velocity)
        np.add(velocity, gradient, out=velocity)
        np.multiply(velocity, RATE, out=scratch)
        np.subtract(parameters, scratch, out=parameters)

    return step


def with_optimizer(optimizer: Optimizer, objective: Objective, parameters: Array) -> Callable[[], object]:
    state = optimizer.init(parameters, LAYOUT)
    return lambda: optimizer_step(optimizer, parameters, state, objective)


def start() -> Array:
    return (np.random.default_rng(1).standard_normal(SIZE) * 0.05).astype(np.float32)


def medians(steps: dict[str, Callable[[], object]], rounds: int) -> dict[str, float]:
    """Microseconds a step: in every round four of each, after one that brings its vectors into the caches."""
    times: dict[str, list[float]] = {name: [] for name in steps}
    for _ in range(rounds):
        for name, step in steps.items():
            step()
            for _ in range(4):
                begin = time.perf_counter()
                step()
                times[name].append(time.perf_counter() - begin)
    return {name: statistics.median(spent) * 1e6 for name, spent in times.items()}


def updates() -> dict[str, Callable[[], object]]:
    """Steps whose gradient is there already."""
    gradient = start() * np.float32(0.1)
    steps: dict[str, Callable[[], object]] = {"by hand": by_hand(lambda w: (1.0, gradient), start())}
    for name, optimizer in OPTIMIZERS.items():
        steps[name] = with_optimizer(optimizer, lambda w: (1.0, gradient), start())
    return steps


def whole_steps() -> dict[str, Callable[[], object]]:
    """Steps with the gradient of the network, a network for each."""
    parameters, objective = network()
    steps: dict[str, Callable[[], object]] = {"by hand": by_hand(objective, parameters)}
    for name, optimizer in OPTIMIZERS.items():
        parameters, objective = network()
        steps[name] = with_optimizer(optimizer, objective, parameters)
    return steps


def trainings(lesson: Lesson) -> dict[str, Callable[[], object]]:
    """An epoch of training, a network for each."""
    epochs: dict[str, Callable[[], object]] = {}
    for name, optimizer in OPTIMIZERS.items():
        net = Linear(784, 128, rng=0) >> Relu() >> Linear(128, 10, rng=1)
        epochs[name] = epoch_of(net, lesson.rows, lesson.labels, optimizer)
    return epochs


def main(rounds: int = ROUNDS) -> None:
    """Print the table."""
    with blas_threads():
        update, step = medians(updates(), rounds), medians(whole_steps(), rounds)
        epoch = medians(trainings(lessons(EXAMPLES)[0]), max(1, rounds // 4))
    columns = "update µs", "× by hand", "step µs", "× Momentum", "training µs", "× Momentum"
    print(" " * 28 + "".join(f"{column:>12}" for column in columns))
    for name, cost in update.items():
        numbers = [cost, cost / update["by hand"], step[name], step[name] / step["Momentum"]]
        if name in epoch:
            numbers += [epoch[name] * BATCH / EXAMPLES, epoch[name] / epoch["Momentum"]]
        print(f"{name:28}" + "".join(f"{number:12.2f}" for number in numbers))


if __name__ == "__main__":
    main(*map(int, sys.argv[1:2]))
