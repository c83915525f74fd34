"""The linear algebra and its threads, the contracts, the data, the terminal: each is tried, not looked up."""

import os
import sys
import time
from collections.abc import Iterator

from typednn.cli.doctor.finding import Finding

SIZE, SECONDS = 512, 0.1
SLOW = 2.0  # GFLOP/s: any BLAS of this century is faster, NumPy without one is not
NORMS = 0.1, 10.0  # of the gradient of a network that has learned nothing
THREADS = ("OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "OMP_NUM_THREADS", "VECLIB_MAXIMUM_THREADS")


def findings() -> Iterator[Finding]:
    yield blas()
    yield threads()
    yield contracts()
    yield mnist()
    yield smoke()
    yield encoding()


def blas() -> Finding:
    """Which one NumPy was built with, and how fast it is here."""
    import numpy as np

    about = np.show_config(mode="dicts").get("Build Dependencies", {}).get("blas", {})
    name = " ".join(filter(None, (about.get("name", ""), about.get("version", "")))) or "unknown"
    speed = flops() / 1e9
    what = f"BLAS: {name}; a product of {SIZE} × {SIZE} float32 matrices runs at {speed:.0f} GFLOP/s"
    if speed < SLOW:
        return Finding("remark", what + ", which is slow", "pip install --force-reinstall --only-binary :all: numpy")
    return Finding("ok", what)


def flops() -> float:
    """Floating-point operations a second, of the best of several products."""
    import numpy as np

    matrix = np.ones((SIZE, SIZE), np.float32)
    room = matrix @ matrix
    best, end = float("inf"), time.perf_counter() + SECONDS
    while time.perf_counter() < end:
        begin = time.perf_counter()
        np.matmul(matrix, matrix, out=room)
        best = min(best, time.perf_counter() - begin)
    return 2.0 * SIZE**3 / best


def threads() -> Finding:
    """How many BLAS would take, and who says so."""
    from threadpoolctl import threadpool_info

    pools = [pool for pool in threadpool_info() if pool["user_api"] == "blas"]
    taken = ", ".join(f"{pool['internal_api']} {pool['num_threads']}" for pool in pools) or "of no BLAS we know"
    said = ", ".join(f"{name}={os.environ[name]}" for name in THREADS if name in os.environ)
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return Finding("ok", f"threads: {taken}; {cores} cores" + (f"; {said}" if said else ""))


def contracts() -> Finding:
    """A wrong shape must be refused."""
    import numpy as np

    from typednn.contracts import Array, Float, contract
    from typednn.errors import ShapeError

    @contract
    def probe(x: Float[Array, " 3"]) -> None: ...

    try:
        probe(np.ones(int("2")))  # wrong on purpose, and mypy does not see it coming
    except ShapeError:
        return Finding("ok", "contracts: a wrong shape is refused at run time")
    return Finding(
        "remark", "contracts: switched off, a wrong shape passes at run time", "unset JAXTYPING_DISABLE to have them"
    )


def mnist() -> Finding:
    """The files that the package brings."""
    from typednn.data import load_mnist
    from typednn.data.checking import is_mnist
    from typednn.errors import DataError

    try:
        data = load_mnist()
        whole, reason = is_mnist(data.train, data.test), "not as published"
    except DataError as error:
        whole, reason = False, str(error)
    if whole:
        return Finding("ok", "MNIST: as published, byte for byte")
    return Finding("wrong", f"MNIST: {reason}", "pip install --force-reinstall typednn")


def smoke() -> Finding:
    """A new 784-128-10 looks at 64 digits: probabilities that sum to 1, a gradient that is neither nought nor wild."""
    import numpy as np

    from typednn.data import flatten, load_mnist_part, normalize
    from typednn.layers import loss_and_gradient
    from typednn.losses import Logits, cross_entropy
    from typednn.train import mlp, predict_probabilities

    some = load_mnist_part("test").select(slice(64))
    x = flatten(normalize(some.images))
    net = mlp(784, [128], 10, rng=np.random.default_rng(0))
    sums = predict_probabilities(net, x).sum(axis=1)
    numbers = loss_and_gradient(net, x, some.labels, lambda y, t: cross_entropy(y.view(Logits), t)).gradient
    norm = float(np.linalg.norm(numbers))
    what = (
        f"network: probabilities sum to {sums.mean():.3f}, a gradient of {numbers.size:,} numbers has norm {norm:.2f}"
    )
    good = bool(np.allclose(sums, 1, atol=1e-5) and np.isfinite(numbers).all() and NORMS[0] < norm < NORMS[1])
    again = "pip install --force-reinstall numpy typednn; if that does not help, report this line"
    return Finding("ok", what) if good else Finding("wrong", what + f", expected 1 and {NORMS[0]} to {NORMS[1]}", again)


def encoding() -> Finding:
    """Whether drawings can be written."""
    name = sys.stdout.encoding or "unknown"
    try:
        "█ · → ×".encode(name)
    except (UnicodeEncodeError, LookupError):
        return Finding("remark", f"terminal: {name} cannot show the drawings", "export PYTHONIOENCODING=utf-8")
    return Finding("ok", f"terminal: {name}")
