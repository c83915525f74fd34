"""How many threads BLAS has while a network is trained: what the environment says, otherwise one.

A product of a small network takes a tenth of a millisecond. Two threads that share it gain a little on a machine
that is idle, and wait for each other on one that is not; and numbers are the same again only with the same number
of threads. Large convolutions may gain: set OPENBLAS_NUM_THREADS, or ``typednn train --threads 2``.
"""

import os
from contextlib import AbstractContextManager, nullcontext

from threadpoolctl import threadpool_limits  # type: ignore[import-untyped, unused-ignore]  # it has no types

VARIABLES = ("OPENBLAS_NUM_THREADS", "GOTO_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS", "BLIS_NUM_THREADS")
"""Where people say how many threads BLAS is to have."""


def blas_threads(threads: int | None = None) -> AbstractContextManager[object]:
    """So many while the context lasts; None is the rule above."""
    if threads is None and any(os.environ.get(name) for name in VARIABLES):
        return nullcontext()
    limited: AbstractContextManager[object] = threadpool_limits(limits=threads or 1, user_api="blas")
    return limited
