"""One run of mypy in this process, with the plugin, without a cache; the plugin's verdicts are collected.

mypy's own entry points (`process_options`, `build`) read the user's settings as `mypy` does; they are no
public interface, and this is the one file that uses them. tests/proving/ watches it.
"""

import io
import os
import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from typednn.errors import ConfigError
from typednn.proving.coverage import REFUTED, Contract, Coverage, FileCoverage

if TYPE_CHECKING:
    from mypy.modulefinder import BuildSource
    from mypy.options import Options

    from typednn.mypy_plugin.report import Event

PLUGIN = "typednn.mypy_plugin"
_ERROR = re.compile(r"^(?P<path>.+?):(?P<line>\d+): error: (?P<text>.*\[(?:tensor-shape|tensor-dtype|shape-syntax)\])$")


def prove(paths: Sequence[Path], config_file: Path | None = None) -> Coverage:
    """The proof coverage of some files and folders; the settings are those that `mypy` would find here."""
    for path in paths:
        if not path.exists():
            raise ConfigError(f"there is no {path}; name Python files or folders of them")
    if config_file is not None and not config_file.is_file():
        raise ConfigError(f"there is no settings file {config_file}")
    sources, options = _settings(paths, config_file)
    messages, events = _build(sources, options)
    return Coverage(tuple(_files([source.path for source in sources if source.path], messages, events)))


def _settings(paths: Sequence[Path], config_file: Path | None) -> "tuple[list[BuildSource], Options]":
    try:
        from mypy.main import process_options
    except ImportError:
        raise ConfigError("mypy is not installed; pip install 'typednn[mypy]'") from None
    own = [f"--config-file={config_file}"] if config_file is not None else []
    talk = io.StringIO()
    try:
        arguments = [*own, "--no-incremental", *map(str, paths)]
        sources, options = process_options(arguments, stdout=talk, stderr=talk)
    except SystemExit:
        raise ConfigError(f"mypy cannot begin: {talk.getvalue().strip()}") from None
    options.cache_dir = os.devnull
    options.show_column_numbers = options.show_error_end = options.pretty = False
    options.hide_error_codes = options.color_output = False
    options.num_workers = 0  # verdicts are collected in this process
    return sources, options


def _build(sources: "list[BuildSource]", options: "Options") -> tuple[list[str], "list[Event]"]:
    from mypy.build import build
    from mypy.errors import CompileError

    from typednn.mypy_plugin.checking import events
    from typednn.mypy_plugin.hooks import ShapePlugin

    # brought by us, whether the settings name it or not
    options.plugins = [name for name in options.plugins if name != PLUGIN]
    before = len(events)
    silent = io.StringIO()
    try:
        extra = [ShapePlugin(options)]
        result = build(sources, options, stdout=silent, stderr=silent, extra_plugins=extra)
    except CompileError as problem:
        raise ConfigError("mypy cannot read the program:\n" + "\n".join(problem.messages)) from None
    return result.errors, events[before:]


def _files(paths: Iterable[str], messages: Iterable[str], events: "Iterable[Event]") -> Iterator[FileCoverage]:
    found: dict[str, dict[tuple[int, int, str, str], Contract]] = {}
    for event in events:
        if event.kind == "operation":  # no contract
            continue
        here = found.setdefault(os.path.realpath(event.path), {})
        key = (event.line, event.column, event.kind, event.what)
        # mypy may come back to a body with better types: the last word counts, but a refutation stands
        if key not in here or here[key].verdict != REFUTED:
            here[key] = Contract(event.line, event.kind, event.verdict, event.what, event.reason)
    errors: dict[str, dict[tuple[int, str], None]] = {}
    for match in filter(None, map(_ERROR.match, messages)):
        errors.setdefault(os.path.realpath(match["path"]), {})[int(match["line"]), match["text"]] = None
    for path in sorted(set(paths)):
        real = os.path.realpath(path)
        contracts = sorted(found.get(real, {}).values(), key=lambda contract: (contract.line, contract.what))
        yield FileCoverage(_shown(path), tuple(contracts), tuple(errors.get(real, {})))


def _shown(path: str) -> str:
    """As seen from here, if it is below."""
    relative = os.path.relpath(path)
    return path if relative.startswith("..") else relative
