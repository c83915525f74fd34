"""What an optimizer costs: `python -m benchmarks.optimizers` prints microseconds and ratios.

The network is 784-128-10 in float32, 101,770 parameters, a batch of 64, its two gradients by hand in plain NumPy
with nothing allocated. `update` is a step whose gradient is there already, against momentum written by hand in four
lines, without any check; `step` is a step with the network's gradient, against one of SGD. The optimizers take
turns, round by round, and each number is the median over the rounds of one run.
"""

import statistics
import sys
import time
from collections.abc import Callable

import numpy as np

from typednn.contracts import Array
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

ROUNDS, BATCH = 51, 64
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


def views(flat: Array) -> list[Array]:
    """The tensors of the layout in the flat vector."""
    ends = np.cumsum([np.prod(shape) for shape in LAYOUT.values()])[:-1]
    return [part.reshape(shape) for part, shape in zip(np.split(flat, ends), LAYOUT.values(), strict=True)]


def network(parameters: Array) -> Objective:
    """Cross-entropy of a ReLU network whose weights are views into the parameters, on one batch."""
    rng = np.random.default_rng(0)
    x, labels = rng.random((BATCH, 784), np.float32), rng.integers(0, 10, BATCH)
    gradient = np.empty_like(parameters)
    w1, b1, w2, b2 = views(parameters)
    dw1, db1, dw2, db2 = views(gradient)
    hidden, dhidden = np.empty((2, BATCH, 128), np.float32)
    logits, rows, kept = np.empty((BATCH, 10), np.float32), np.arange(BATCH), np.empty((BATCH, 128), np.bool_)

    def objective(_: Array) -> tuple[float, Array]:
        np.matmul(x, w1, out=hidden)
        np.add(hidden, b1, out=hidden)
        np.greater(hidden, 0, out=kept)
        np.maximum(hidden, 0, out=hidden)
        np.matmul(hidden, w2, out=logits)
        np.add(logits, b2, out=logits)
        np.subtract(logits, logits.max(axis=1, keepdims=True), out=logits)
        np.exp(logits, out=logits)
        np.divide(logits, logits.sum(axis=1, keepdims=True), out=logits)
        loss = -float(np.log(np.maximum(logits[rows, labels], 1e-30)).mean())
        logits[rows, labels] -= 1
        np.divide(logits, BATCH, out=logits)
        np.matmul(hidden.T, logits, out=dw2)
        np.sum(logits, axis=0, out=db2)
        np.matmul(logits, w2.T, out=dhidden)
        np.multiply(dhidden, kept, out=dhidden)
        np.matmul(x.T, dhidden, out=dw1)
        np.sum(dhidden, axis=0, out=db1)
        return loss, gradient

    return objective


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
    """Steps with the gradient of the network."""
    parameters = start()
    steps: dict[str, Callable[[], object]] = {"by hand": by_hand(network(parameters), parameters)}
    for name, optimizer in OPTIMIZERS.items():
        parameters = start()
        steps[name] = with_optimizer(optimizer, network(parameters), parameters)
    return steps


def main(rounds: int = ROUNDS) -> None:
    update, step = medians(updates(), rounds), medians(whole_steps(), rounds)
    print(f"{'':28}{'update µs':>10}{'× by hand':>11}{'step µs':>10}{'× SGD':>8}")
    for name, cost in update.items():
        ratios = cost / update["by hand"], step[name] / step["SGD"]
        print(f"{name:28}{cost:10.1f}{ratios[0]:11.2f}{step[name]:10.1f}{ratios[1]:8.2f}")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:2]))
