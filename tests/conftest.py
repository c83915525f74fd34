"""What holds for every test: one BLAS thread a worker, contracts on, no deadline for hypothesis."""

import os

import pytest
from hypothesis import settings

# Two workers share the cores; set before anything imports numpy.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

if os.environ.get("JAXTYPING_DISABLE", "0").lower() not in ("", "0", "false"):
    raise pytest.UsageError("JAXTYPING_DISABLE is set: the tests need the contracts on; unset it.")

# In CI hypothesis loads its own "ci" profile: no deadline, and the same cases each time.
if "CI" not in os.environ:
    settings.register_profile("checkout", deadline=None, print_blob=True)
    settings.load_profile("checkout")
