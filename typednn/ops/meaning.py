"""What the rows of an array mean: logits, which are any real numbers, or probabilities, which sum to 1.

Both are arrays, and NumPy works on them as on any array. But a function that wants the one does not take the
other, neither for mypy nor when it runs: so softmax cannot be applied twice by mistake. Rows that are picked
out, and copies, keep the meaning; what is computed is a plain array again.
"""

from typing import TYPE_CHECKING, Any

import numpy as np

from typednn.contracts import Array, Float, contract
from typednn.errors import ContractError, DataError

if TYPE_CHECKING:
    from numpy import ndarray as Labelled
    from typing_extensions import TypeVar

    # Parameters and defaults of ndarray, NumPy's `Any` included, which mypy's shape contracts are written into.
    Shape = TypeVar("Shape", bound=tuple[Any, ...], default=tuple[Any, ...], covariant=True)
    DType = TypeVar("DType", bound=np.dtype[Any], default=np.dtype[Any], covariant=True)
else:
    Shape = DType = None

    class Labelled(np.ndarray):
        """An array with a meaning that is lost in computations."""

        def __class_getitem__(cls, parameters):
            return cls

        def __array_wrap__(self, array, context=None, return_scalar=False):
            if array is self:  # x -= 1 works in place
                return self
            plain = np.asarray(array)
            return plain[()] if return_scalar else plain


class Logits(Labelled[Shape, DType]):
    """A score for each class in every row, of which softmax makes probabilities."""

    @contract
    def __new__(cls, scores: Float[Array, "*batch classes"]) -> "Float[Logits, '*batch classes']":
        """The same numbers, not copied."""
        if isinstance(scores, Probs):
            raise ContractError(
                "Logits() was given Probs: probabilities are not logits, and softmax must not be applied"
                " twice; give it what softmax was given"
            )
        logits: Float[Logits, "*batch classes"] = scores.view(cls)
        return logits


class Probs(Labelled[Shape, DType]):
    """A probability for each class in every row."""

    @contract
    def __new__(cls, values: Float[Array, "*batch classes"]) -> "Float[Probs, '*batch classes']":
        """The same numbers, not copied, once it is seen that no row has a negative one and each sums to 1."""
        if isinstance(values, Logits):
            raise ContractError("Probs() was given Logits: softmax makes probabilities of logits")
        rows = values.sum(axis=-1)
        if not (np.all(values >= 0) and np.all(np.abs(rows - 1) <= 8 * np.finfo(values.dtype).eps * values.shape[-1])):
            raise DataError(
                f"no probabilities: the least entry is {values.min()}, and rows sum to {rows.min()} up to"
                f" {rows.max()}; expected entries of at least 0 and rows that sum to 1"
            )
        probs: Float[Probs, "*batch classes"] = values.view(cls)
        return probs
