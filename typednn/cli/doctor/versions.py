"""The libraries that typednn needs, and those of its extras: which are there, and new enough."""

import platform
import re
import sys
from collections.abc import Iterator, Sequence
from importlib.metadata import PackageNotFoundError, requires, version

from typednn import __version__
from typednn.cli.doctor.finding import Finding

# What each extra is for; the others are for those who work on typednn itself.
EXTRAS = {
    "mypy": "the gate",
    "plot": "`typednn report --plots`",
    "onnx": "`typednn export --onnx`",
    "download": "`typednn data download`",
    "fast": "faster Hopfield networks",
    "theorems": "all theorems of `typednn verify`",
}
CORE = ("numpy", "jaxtyping", "beartype", "typer", "safetensors")
_REQUIREMENT = re.compile(r"""([\w.-]+)(?:\[[^]]*\])?\s*([^;]*?)\s*(?:;\s*extra == ['"]([\w-]+)['"])?$""")


def findings() -> Iterator[Finding]:
    yield Finding("ok", f"typednn {__version__}, python {platform.python_version()} ({sys.executable})")
    try:
        wanted = requires("typednn") or []
    except PackageNotFoundError:
        yield Finding(
            "remark",
            "typednn is not installed, only found on Python's path: which versions it needs is not known",
            "in its folder: pip install -e .",
        )
        wanted = list(CORE)
    yield from judge(wanted)


def judge(wanted: Sequence[str]) -> Iterator[Finding]:
    """Each requirement, as the package states them."""
    for line in wanted:
        match = _REQUIREMENT.match(line)
        if match is None or match[1] == "typednn" or (match[3] and match[3] not in EXTRAS):
            continue
        name, limits, extra = match.groups(default="")
        try:
            found = version(name)
        except PackageNotFoundError:
            yield _missing(name, limits, extra)
            continue
        if keeps(found, limits):
            yield Finding("ok", f"{name} {found}" + (f" (needs {limits})" if limits else ""))
        else:
            yield Finding("wrong", f"{name} {found}, but {limits} is needed", f"pip install '{name}{limits}'")


def keeps(found: str, limits: str) -> bool:
    """Whether a version is within limits such as ``>=2.0,<3``; other kinds of limits are taken to be kept."""
    at = _numbers(found)
    for limit in filter(None, limits.split(",")):
        bound = _numbers(limit)
        too_old = limit.strip().startswith(">=") and at < bound
        too_new = limit.strip().startswith("<") and at >= bound
        if too_old or too_new:
            return False
    return True


def _numbers(text: str) -> tuple[int, ...]:
    """``2.10.1rc1`` is (2, 10, 1); zeros at the end do not count."""
    match = re.search(r"\d+(?:\.\d+)*", text)
    numbers = [int(part) for part in match[0].split(".")] if match else []
    while numbers and not numbers[-1]:
        numbers.pop()
    return tuple(numbers)


def _missing(name: str, limits: str, extra: str) -> Finding:
    if extra:
        return Finding(
            "remark", f"{name} is not installed; it is for {EXTRAS[extra]}", f"pip install 'typednn[{extra}]'"
        )
    return Finding("wrong", f"{name} is not installed, and nothing goes without it", f"pip install '{name}{limits}'")
