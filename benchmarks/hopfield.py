"""Hopfield networks beside their peer: `python -m benchmarks.hopfield [--neurons 5000] [--large 20000]`.

Everything is measured in one run, in turns, and given as medians. The peer is `hopfieldnetwork` from PyPI, which
does asynchronous recall; it and numba are in the `bench` extra. "numpy" is our path without numba, "numba" the one
with it. A recall starts with a tenth of the bits flipped and ends when a whole sweep changes nothing.
The memory of the large network is that of a fresh process, above what it had before the network was made.
"""

import argparse
import multiprocessing
import resource
import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from functools import partial
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np

from typednn.contracts import Array
from typednn.hopfield import HebbianNet, HopfieldNet, Shuffled, hebbian, random_patterns, settle
from typednn.hopfield.dynamics import settle_batch, visiting
from typednn.hopfield.sampling import Chain
from typednn.hopfield.spins import flip_random

LOAD, NOISE = 0.02, 0.1
PEER = "hopfieldnetwork"


@contextmanager
def without_numba() -> Iterator[None]:
    """NumPy alone."""
    kept, visiting._WORTH_COMPILING = visiting._WORTH_COMPILING, 10**9
    try:
        yield
    finally:
        visiting._WORTH_COMPILING = kept


def timed(act: Callable[[], object]) -> float:
    start = time.perf_counter()
    act()
    return time.perf_counter() - start


def peer_network(weights: Array) -> Any:  # the peer has no types
    """The peer with our weights, so that both recall the same."""
    network = import_module(PEER).HopfieldNetwork(N=len(weights))
    network.w = weights.astype(np.float64)
    return network


def recall(neurons: int, rounds: int) -> None:
    """One probe after the other, all contestants in turns."""
    rng = np.random.default_rng(0)
    patterns = random_patterns(round(LOAD * neurons), neurons, rng)
    hebbs = HebbianNet(patterns)
    plain = HopfieldNet(hebbs.weights)
    peer = peer_network(hebbs.weights) if find_spec(PEER) else None
    times: dict[str, list[float]] = {}
    for k in range(rounds + 1):
        probe = flip_random(patterns[k % len(patterns)], round(NOISE * neurons), rng)
        turns = contestants(hebbs, plain, peer, probe, rng)
        for place in rng.permutation(len(turns)):  # whoever is second finds the weights in the cache
            name, numba, act = turns[place]
            with nullcontext() if numba else without_numba():
                times.setdefault(name, []).append(timed(act))
    print(f"\nasynchronous recall, N = {neurons}, {len(patterns)} random patterns, {rounds} rounds")
    table({name: spent[1:] for name, spent in times.items()})  # the first round warms up and compiles
    batch(hebbs, patterns, times.get(PEER, []), rng)


def contestants(
    hebbs: HebbianNet, plain: HopfieldNet, peer: Any, probe: Array, rng: np.random.Generator
) -> list[tuple[str, bool, Callable[[], object]]]:
    """Who recalls the probe: a name, whether numba may be used, and the recall."""

    def ask_peer() -> None:
        peer.set_initial_neurons_state(probe.copy())
        peer.update_neurons(1, "async", run_max=True)

    turns: list[tuple[str, bool, Callable[[], object]]] = []
    if peer is not None:
        turns.append((PEER, False, ask_peer))
    for kind in ("numpy", "numba") if find_spec("numba") else ("numpy",):
        for what, net in (("Hebbian net", hebbs), ("any weights", plain)):
            turns.append((f"typednn, {kind}, {what}", kind == "numba", partial(settle, net, probe, Shuffled(rng))))
    return turns


def batch(net: HebbianNet, patterns: Array, peer: list[float], rng: np.random.Generator) -> None:
    """A thousand probes at once."""
    flips = round(NOISE * net.neurons)
    probes = np.stack([flip_random(patterns[k % len(patterns)], flips, rng) for k in range(1000)])
    spent = statistics.median(timed(lambda: settle_batch(net, probes)) for _ in range(3))
    ratio = f", {statistics.median(peer) / spent * 1000:.0f} times the peer's speed a probe" if peer else ""
    print(f"1,000 probes at once: {spent:.2f} s, {spent:.2f} ms a probe{ratio}")


def table(times: dict[str, list[float]]) -> None:
    peer = times.get(PEER)
    print(f"{'':32}{'median ms':>12}{'ratio to peer':>15}")
    for name, spent in sorted(times.items()):
        ratio = f"{statistics.median(p / s for p, s in zip(peer, spent, strict=True)):15.1f}" if peer else ""
        print(f"{name:32}{statistics.median(spent) * 1e3:12.2f}{ratio}")


def plain_gibbs(weights: Array, state: Array, temperature: float, rng: np.random.Generator) -> None:
    """What one writes first: a dot product a visit."""
    for i in rng.integers(0, len(state), len(state)):
        up = 1.0 / (1.0 + np.exp(-2.0 * (weights[i] @ state) / temperature))
        state[i] = 1.0 if rng.random() < up else -1.0


def sampling(neurons: int, rounds: int) -> None:
    """Spins a second of Gibbs and Metropolis sweeps, where few and where many flip."""
    rng = np.random.default_rng(0)
    net = HopfieldNet(hebbian(random_patterns(neurons // 50, neurons, rng), np.float32))
    state = random_patterns(1, neurons, rng)[0]
    print(f"\nspins a second, n = {neurons}, medians of {rounds} sweeps")
    for temperature in (0.3 * neurons, float(neurons)):
        chain, floats = Chain(net, state, rng), state.astype(np.float32)
        acts: dict[str, Callable[[], object]] = {
            "plain loop, Gibbs": partial(plain_gibbs, net.weights, floats, temperature, rng),
            "typednn, Gibbs": partial(chain.gibbs, temperature),
            "typednn, Metropolis": partial(chain.metropolis, temperature),
        }
        spent = {name: [timed(act) for _ in range(rounds)] for name, act in acts.items() if "plain" in name}
        for kind in ("numpy", "numba") if find_spec("numba") else ("numpy",):
            for name in ("typednn, Gibbs", "typednn, Metropolis"):
                chain.gibbs(temperature)
                if kind == "numba":
                    spent[f"{name}, numba"] = [timed(acts[name]) for _ in range(rounds)]
                else:
                    with without_numba():
                        spent[f"{name}, numpy"] = [timed(acts[name]) for _ in range(rounds)]
        flips = chain.flips
        for _ in range(rounds):
            chain.gibbs(temperature)
        print(f"T = {temperature:g}, {(chain.flips - flips) / rounds / neurons:.1%} of the visits flip")
        for name, each in spent.items():
            print(f"  {name:28}{neurons / statistics.median(each):16,.0f}")


def large(neurons: int) -> None:
    """A network of which one float32 matrix is most of the memory."""
    context = multiprocessing.get_context("spawn")
    with context.Pool(1) as pool:
        spent, used, fixed = pool.apply(_large, (neurons,))
    matrix = 4 * neurons**2
    print(f"\nN = {neurons}: one float32 matrix is {matrix / 2**20:,.0f} MiB; the process grew by {used / 2**20:,.0f}")
    print(f"({used / matrix:.2f} of the matrix) while it stored {neurons // 100} patterns and recalled one")
    print(f"in {spent:.1f} s in all; recalled: {fixed}")


def _large(neurons: int) -> tuple[float, int, bool]:
    rng = np.random.default_rng(0)
    # Not ru_maxrss, which a new process has from its parent.
    before = int(Path("/proc/self/statm").read_text().split()[1]) * resource.getpagesize()
    start = time.perf_counter()
    patterns = random_patterns(neurons // 100, neurons, rng)
    found = settle(HebbianNet(patterns), flip_random(patterns[0], neurons // 10, rng), Shuffled(rng))
    spent = time.perf_counter() - start
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 - before
    return spent, grown, bool(np.array_equal(found.state, patterns[0]))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--neurons", type=int, default=5000)
    parser.add_argument("--rounds", type=int, default=11)
    parser.add_argument("--large", type=int, default=20_000, help="0 leaves the large network out")
    options = parser.parse_args()
    recall(options.neurons, options.rounds)
    sampling(1000, 5 * options.rounds)
    if options.large:
        large(options.large)


if __name__ == "__main__":
    main()
