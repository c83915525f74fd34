"""A digest of the plugin, the shape algebra and the rules: what a cached verdict depends on."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from pathlib import Path

from typednn.stub_path import stub_folder


@lru_cache(maxsize=1)
def digest() -> str:
    package = Path(__file__).parent
    files = [*package.glob("*.py"), *(package.parent / "shapes").rglob("*.py"), *stub_folder().rglob("*.pyi")]
    total = hashlib.sha256()
    for file in sorted(files):
        total.update(file.name.encode())
        total.update(file.read_bytes())
    return total.hexdigest()[:16]
