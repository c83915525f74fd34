"""How much of NumPy the table knows: writes docs/numpy-coverage.md.

python -m tests.stubs.coverage --write
"""

import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from tests.stubs.judge import table
from typednn.shapes.render import render
from typednn.shapes.signature import (
    Apply,
    Constant,
    Contract,
    Exactly,
    Expression,
    First,
    Reference,
    Returned,
    Rule,
    Several,
    Signature,
    Star,
    Tuple,
    Word,
)

HERE = Path(__file__).parent
LIST = HERE / "numpy_functions.txt"
REPORT = HERE.parents[1] / "docs" / "numpy-coverage.md"
OWNERS = {
    "numpy.ndarray": np.ndarray,
    "numpy.random.Generator": np.random.Generator,
    "numpy.random.RandomState": np.random.RandomState,
}


@dataclass(frozen=True)
class Function:
    """A public function of NumPy; `excluded` says why it is not about arrays, where it is not."""

    name: str
    excluded: str

    @property
    def section(self) -> str:
        return self.name.rpartition(".")[0]

    @property
    def rule(self) -> Rule | None:
        return table().find(self.name)

    @property
    def is_covered(self) -> bool:
        """Whether a rule says something of the result (or that there is none)."""
        return self.rule is not None and any(each.returns != Word("Unknown") for each in self.rule.signatures)


def functions() -> list[Function]:
    found = []
    for line in LIST.read_text().splitlines():
        if line and not line.startswith("#"):
            name, _, reason = line.partition(" ")
            found.append(Function(name, reason.strip()))
    return found


def of_installed_numpy() -> Iterator[str]:
    """The public functions of the NumPy that is installed: its own lists of names."""
    for module in (np, np.linalg, np.fft, np.random):
        for name in module.__all__:
            thing = getattr(module, name)
            if callable(thing) and not isinstance(thing, type):
                yield f"{module.__name__}.{name}"
    for owner, found in OWNERS.items():
        yield from (f"{owner}.{name}" for name in dir(found) if not name.startswith("_"))


def share(all_functions: Iterable[Function]) -> tuple[int, int]:
    """How many functions about arrays have a rule, and how many there are."""
    relevant = [each for each in all_functions if not each.excluded]
    return sum(each.is_covered for each in relevant), len(relevant)


def report() -> str:
    found = functions()
    covered, count = share(found)
    lines = [
        "# How much of NumPy has a shape rule",
        "",
        "Written by `python -m tests.stubs.coverage --write`; a test holds it to the rules in stubs/.",
        "",
        f"Of {count} public functions of NumPy (2.4 and 2.5) that take or return arrays, "
        f"{covered} have a rule: {covered / count:.1%}.",
        "",
        "| | functions | with a rule | |",
        "|---|---|---|---|",
    ]
    sections = list(dict.fromkeys(each.section for each in found))
    for section in sections:
        some, all_ = share(each for each in found if each.section == section)
        lines.append(f"| `{section}` | {all_} | {some} | {some / all_:.0%} |")
    lines += ["", "The methods of `numpy.random` are counted three times, as they are documented.", ""]
    lines += ["## What has none", ""]
    lines += [f"- `{each.name}`" for each in found if not each.excluded and not each.is_covered]
    lines += ["", "## What is not about arrays", ""]
    lines += [f"- `{each.name}`: {each.excluded}" for each in found if each.excluded]
    for section in sections:
        lines += ["", f"## `{section}`", "", "| | result | dtype |", "|---|---|---|"]
        lines += [row(each) for each in found if each.section == section and each.is_covered]
    return "\n".join(lines) + "\n"


def row(function: Function) -> str:
    """The rule in a line: what it says of the shape, and of the dtype."""
    rule = function.rule
    assert rule is not None
    shapes = dict.fromkeys(shape_text(each) for each in rule.signatures)
    dtypes = dict.fromkeys(dtype_text(each) for each in rule.signatures)
    name = function.name.rpartition(".")[2]
    return f"| `{name}` | {' or '.join(filter(None, shapes))} | {' or '.join(filter(None, dtypes))} |"


def shape_text(signature: Signature) -> str:
    if signature.shape is not None and signature.returns != Exactly((None,)):
        return f"`{expression(signature.shape)}`"
    return returned_text(signature.returns)


def returned_text(returned: Returned) -> str:
    match returned:
        case Contract(_, shape):
            return f'`"{render(shape)}"`'.replace("|", "\\|")
        case Tuple(_, items, endless):
            return ", ".join(map(returned_text, items)) + (", …" if endless else "")
        case Exactly((None,)):
            return "None"
        case Word("Unknown"):
            return ""
        case Word(name):
            return {"Flag": "a bool", "Int": "an int", "Text": "a text", "DType": "a dtype"}.get(name, name)
    return ""


def dtype_text(signature: Signature) -> str:
    if signature.dtype is not None:
        return f"`{expression(signature.dtype)}`"
    return f"`{signature.returns.word}`" if isinstance(signature.returns, Contract) else ""


def expression(found: Expression) -> str:
    match found:
        case Reference(name):
            return name
        case Constant(value):
            return repr(value)
        case Star(inner):
            return f"*{expression(inner)}"
        case First(options):
            return " or ".join(map(expression, options))
        case Several(items):
            return ", ".join(map(expression, items))
        case Apply("loops", _):
            return "as its loops say"
        case Apply(function, None | ()):
            return function
        case Apply(function, arguments):
            return f"{function}({', '.join(map(expression, arguments or ()))})"
    raise TypeError(found)


if __name__ == "__main__":
    if "--write" in sys.argv:
        REPORT.write_text(report())
    covered, count = share(functions())
    print(f"{covered} of {count} functions have a rule ({covered / count:.1%})")
