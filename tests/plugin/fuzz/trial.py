"""What a program really does: NumPy, jaxtyping and beartype run it on many choices of sizes."""

import re
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from beartype.roar import BeartypeCallHintViolation
from jaxtyping import AnnotationError, TypeCheckError

from tests.plugin.fuzz.programs import (
    EVERY_NAME,
    ClassScopeError,
    Entry,
    Parameter,
    Program,
    Sizes,
    array,
    contracted,
    namespace,
)

# Failures that are about values, or about an axis that happens to be empty, are no shape mistakes.
VALUES = re.compile(
    r"zero-size|negative dimensions|size 0|[Ss]ingular|empty|at least one array|did not converge|unpack"
    r"|infs or NaNs|cannot be an empty|exceeds|memory|too large|maximum supported dimension"
)

EMPTY = re.compile(r"Actual value: \w+\[(\d+,)*0(,\d+)*\]")


@dataclass(frozen=True)
class Failure:
    kind: str
    text: str


@dataclass(frozen=True)
class Outcome:
    """One run: with these sizes, flag and count; without a failure it went well."""

    sizes: Sizes
    failure: Failure | None


def choices(seed: int) -> list[Sizes]:
    """All different (thrice), all equal, two equal, with ones."""
    rng = np.random.default_rng(seed)
    found = [
        dict(
            zip(
                EVERY_NAME,
                (int(each) for each in rng.choice(np.arange(2, 12), 5, replace=False)),
                strict=True,
            )
        )
        for _ in range(3)
    ]
    found += [dict.fromkeys(EVERY_NAME, equal) for equal in (2, 3, 5)]
    for _ in range(3):
        found.append({name: int(rng.integers(2, 4)) for name in EVERY_NAME})
    found.append({name: int(rng.choice((1, 1, 3))) for name in EVERY_NAME})
    return found


def run(program: Program) -> list[list[Outcome]]:
    """For each entry: every choice of sizes, with the flag up and down.

    Those that fail for their values are left out.
    """
    space = namespace()
    exec(program.text, space)
    contracted(space, program.names)
    return [list(_tries(program, entry, space[entry.name])) for entry in program.entries]


def _tries(program: Program, entry: Entry, thing: Callable[..., Any]) -> Iterator[Outcome]:
    for at, sizes in enumerate(choices(program.seed)):
        for flag in (False, True):
            given = [*_arrays(sizes, entry.parameters, at), flag, 1 + at % 3]
            made_of = _arrays(sizes, entry.made_of, at)

            def call(given: list[Any] = given, made_of: list[Any] = made_of) -> None:
                (thing(*made_of) if made_of else thing)(*given)

            failure = _failure(call)
            if failure is None or failure.kind != "value":
                yield Outcome(sizes, failure)


def _arrays(sizes: Sizes, parameters: list[Parameter], seed: int) -> list[Any]:
    return [array(sizes, each.axes, each.word, np.random.default_rng(seed)) for each in parameters]


def _failure(call: Callable[[], None]) -> Failure | None:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            call()
    except (
        NameError,
        AttributeError,
        RecursionError,
        AnnotationError,
    ):  # a broken mutant, which is mypy's own business
        return Failure("value", "")
    except (TypeCheckError, BeartypeCallHintViolation, ClassScopeError) as broken:
        # Where an axis has run empty, what is cut off further is cut off nothing: `k-2` of one row.
        return Failure("value" if EMPTY.search(str(broken)) else "contract", str(broken)[:300])
    except (ValueError, IndexError, TypeError, AssertionError, np.linalg.LinAlgError) as broken:
        text = f"{type(broken).__name__}: {broken}"
        return Failure(
            "value" if VALUES.search(text) or isinstance(broken, AssertionError) else "operation", text[:300]
        )
    return None
