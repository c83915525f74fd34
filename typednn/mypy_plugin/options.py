"""The gate's own settings: `[typednn]` of mypy.ini or setup.cfg, `[tool.typednn]` of pyproject.toml."""

from __future__ import annotations

import configparser
import hashlib
import tomllib
from difflib import get_close_matches
from pathlib import Path

from mypy.errors import CompileError

SETTINGS = ("shape_stubs",)


def shape_stubs(config_file: str | None) -> list[Path]:
    """The user's own shape rules: files, or folders of `.pyi` files; relative to the settings' folder."""
    if config_file is None:
        return []
    file = Path(config_file)
    settings = _settings(file)
    for name in settings:
        if name not in SETTINGS:
            raise _unusable(file, f"there is no setting {name!r}{_meant(name)}; there is: {', '.join(SETTINGS)}")
    return [_existing(file, text) for text in _paths(file, settings.get("shape_stubs", ""))]


def fingerprint(stubs: list[Path]) -> str:
    """Changes with the text of the rules, so that mypy does not reuse verdicts that other rules gave."""
    total = hashlib.sha256()
    for stub in stubs:
        for file in sorted(stub.rglob("*.pyi")) if stub.is_dir() else [stub]:
            total.update(str(file).encode() + b"\0" + file.read_bytes() + b"\0")
    return total.hexdigest()[:16]


def _settings(file: Path) -> dict[str, object]:
    try:
        text = file.read_text(encoding="utf-8")
        if file.suffix == ".toml":
            section = tomllib.loads(text).get("tool", {}).get("typednn", {})
            if not isinstance(section, dict):
                raise _unusable(file, "`tool.typednn` is no table; write [tool.typednn]")
            return dict(section)
        parser = configparser.RawConfigParser()
        parser.read_string(text)
    except (OSError, ValueError, configparser.Error) as problem:
        raise _unusable(file, f"it cannot be read: {problem}") from None
    return dict(parser["typednn"]) if parser.has_section("typednn") else {}


def _paths(file: Path, value: object) -> list[str]:
    """A text with commas or line ends between the paths, or (TOML) a list of texts."""
    texts = value.replace("\n", ",").split(",") if isinstance(value, str) else value
    if not isinstance(texts, list) or not all(isinstance(text, str) for text in texts):
        raise _unusable(file, f"shape_stubs is {value!r}; write one path, or several with commas between them")
    return [text.strip() for text in texts if text.strip()]


def _existing(file: Path, text: str) -> Path:
    path = (file.parent / Path(text).expanduser()).resolve()
    if not path.exists():
        raise _unusable(file, f"shape_stubs names {text!r}, but there is no {path}")
    if path.is_file() and path.suffix != ".pyi":
        raise _unusable(file, f"shape_stubs names {text!r}; shape rules stand in .pyi files")
    if path.is_dir() and not any(path.rglob("*.pyi")):
        raise _unusable(file, f"shape_stubs names the folder {text!r}, in which there is no .pyi file")
    return path


def _meant(name: str) -> str:
    close = get_close_matches(name, SETTINGS, 1)
    return f" (did you mean {close[0]!r}?)" if close else ""


def _unusable(file: Path, what: str) -> CompileError:
    """mypy prints such an error as one line and exits with 2."""
    return CompileError([f"{file}: error: section [{'tool.' * (file.suffix == '.toml')}typednn]: {what}"])
