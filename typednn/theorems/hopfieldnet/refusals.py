"""Programs that must be refused at run time."""

from collections.abc import Callable

import numpy as np

from typednn.contracts import Array
from typednn.errors import TypednnError
from typednn.theorems.evidence import Failure
from typednn.theorems.trial import Refuted, Trial


def of_shape(sizes: str) -> Array:
    """Zeros of a shape that mypy does not see coming: ``of_shape("2 3")``."""
    return np.zeros([int(size) for size in sizes.split()])


def refuse_all(trial: Trial, *programs: Callable[[], object]) -> None:
    """Each of them raises one of our errors, and says why."""
    for case, (number, program) in trial.each(enumerate(programs)):
        try:
            program()
        except TypednnError as error:
            case.require(len(str(error)) > 20, "the error says why")
        else:
            raise Refuted(Failure(f"program {number} is refused", case.number))
