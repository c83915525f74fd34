"""Where NumPy's functions are at home inside the package, and what they are called outside."""

from __future__ import annotations

import re
from functools import lru_cache

_CLASSES = {
    "_ArrayOrScalarCommon": "numpy.ndarray",
    "ndarray": "numpy.ndarray",
    "generic": "numpy.ndarray",
    "Generator": "numpy.random.Generator",
    "RandomState": "numpy.random.RandomState",
}
# The public module for a private one; the first that fits.
_MODULES = (
    (r"numpy\.linalg(?:\._\w+)*", "numpy.linalg"),
    (r"numpy\.fft(?:\._\w+)*", "numpy.fft"),
    (r"numpy\.random\.mtrand", "numpy.random"),
    (r"numpy\.random(?:\._\w+)*", "numpy.random"),
    (r"numpy\.lib\._?stride_tricks(?:_impl)?", "numpy.lib.stride_tricks"),
    (r"numpy\.polynomial(?:\.\w+)*", None),
    (r"numpy\.(?:_core|core|lib)(?:\.\w+)*", "numpy"),
)
_STRIDE_TRICKS = ("sliding_window_view", "as_strided")


@lru_cache(maxsize=2048)
def public_name(full_name: str) -> str:
    """``numpy._core.fromnumeric.sum`` is ``numpy.sum``, ``numpy._ArrayOrScalarCommon.T`` is an array's."""
    if not full_name.startswith("numpy."):
        return full_name
    module, _, last = full_name.rpartition(".")
    owner = module.rpartition(".")[2]
    if owner in _CLASSES:
        return f"{_CLASSES[owner]}.{last}"
    if owner.startswith("_Constructor") and last == "__call__":
        return full_name
    for pattern, public in _MODULES:
        if public is not None and re.fullmatch(pattern, module):
            if public == "numpy.lib.stride_tricks" and last not in _STRIDE_TRICKS:
                public = "numpy"
            return f"{public}.{last}"
    return full_name
