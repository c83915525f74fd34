"""The gate: ``plugins = typednn.mypy_plugin`` in mypy.ini makes mypy prove the shapes of NumPy code."""

from __future__ import annotations

from mypy.plugin import Plugin

from typednn.mypy_plugin.digest import digest

# mypy compares this with the cache: another version of the rules or of the plugin makes old results void.
__version__ = digest()


def plugin(version: str) -> type[Plugin]:
    """The entry point that mypy calls."""
    from typednn.mypy_plugin.hooks import ShapePlugin

    return ShapePlugin
