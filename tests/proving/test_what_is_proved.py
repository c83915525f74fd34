"""What counts as proved, line by line: `# proved` and `# assumed` say what the contract of the line must be."""

import re
from pathlib import Path

import pytest

from typednn.proving import prove

PROGRAM = """
from collections.abc import Callable

import numpy as np
from jaxtyping import Bool, Float
from numpy import ndarray as Array
from typednn.contracts import contract
from typednn.losses import cross_entropy, one_hot
from typednn.ops import Logits

Objective = Callable[[Float[Array, "n"]], Float[Array, "n"]]


def masked(x: Float[Array, "t"], mask: Bool[Array, "t"] | None = None) -> Float[Array, "t"]:
    return x if mask is None else np.where(mask, x, 0.0)  # proved


def both(mask: Bool[Array, "t"] | None, other: Bool[Array, "t"] | None) -> None: ...


def once(x: Float[Array, "n m"]) -> None: ...


def twice(x: Float[Array, "n n"]) -> None: ...


def longer(x: Float[Array, "n"], y: Float[Array, "n+1"]) -> None: ...


def alike(x: Float[Array, "n"], y: Float[Array, "n"]) -> None: ...


def optional(x: Float[Array, "t"], mask: Bool[Array, "t"] | None) -> Float[Array, "t"]:
    return masked(x, mask)  # proved proved proved


def optional_two(a: Bool[Array, "t"] | None, b: Bool[Array, "t"] | None, c: Bool[Array, "s"] | None) -> None:
    both(a, b)  # proved proved
    both(a, c)  # assumed proved


def names_that_stand_once(x: Float[Array, "_ _"], y: Float[Array, "..."]) -> None:
    once(x)  # proved
    once(y)  # assumed
    twice(x)  # assumed


def sizes_that_wait(x: Float[Array, "_"], y: Float[Array, "k"]) -> None:
    longer(x, y)  # assumed proved


def descend(objective: Objective, x: Float[Array, "k"]) -> Float[Array, "k"]:
    return objective(x)  # proved proved


def callbacks(objective: Objective, other: Callable[[Array], Array], x: Float[Array, "k"]) -> None:
    descend(objective, x)  # proved proved
    descend(other, x)  # assumed proved


def slices(x: Float[Array, "n"], y: Float[Array, "n"], places: list[slice], z: Float[Array, "m"]) -> None:
    for place in places:
        alike(x[place], y[place])  # proved proved
        alike(x[place], z[place])  # assumed proved
    first, second = places[0], places[1]
    alike(x[first], y[second])  # assumed proved


def rows(x: Float[Array, "*batch 6"]) -> Float[Array, "*batch 2 3"]:
    return x.reshape(*x.shape[:-1], 2, 3)  # proved


def classes_of_arrays(z: Float[Array, "b k"]) -> Float[Logits, "b k"]:
    return Logits(z)  # proved proved


def view(z: Float[Array, "b k"]) -> Float[Logits, "b k"]:
    return z.view(Logits)  # proved


def dtype(n: int, kind: type[np.floating]) -> Float[Array, "{n} {n}"]:
    return np.eye(n, dtype=kind)  # proved
"""


def verdicts_of(program: str, path: Path) -> dict[int, list[str]]:
    """The verdicts of each line of a program without mistakes, in alphabetical order."""
    path.write_text(program)
    (path.parent / "mypy.ini").write_text("[mypy]\nplugins = typednn.mypy_plugin\nallow_redefinition = true\n")
    (file,) = prove([path], path.parent / "mypy.ini").files
    assert file.errors == ()
    found: dict[int, list[str]] = {}
    for contract in file.contracts:
        found.setdefault(contract.line, []).append(contract.verdict)
    return {line: sorted(words) for line, words in found.items()}


def marked(program: str) -> dict[int, list[str]]:
    lines = enumerate(program.splitlines(), 1)
    found = {line: re.search(r"# ((?:proved|assumed)(?: proved| assumed)*)$", text) for line, text in lines}
    return {line: match[1].split() for line, match in found.items() if match}


@pytest.fixture(scope="module")
def verdicts(tmp_path_factory: pytest.TempPathFactory) -> dict[int, list[str]]:
    return verdicts_of(PROGRAM, tmp_path_factory.mktemp("proved") / "program.py")


def test_each_contract_has_the_verdict_that_is_due(verdicts: dict[int, list[str]]) -> None:
    assert verdicts == marked(PROGRAM)
