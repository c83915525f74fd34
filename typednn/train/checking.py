"""Examples are judged before anything is computed: how many, of which dtype, finite, and with which labels."""

import numpy as np

from typednn.contracts import Array, Integer, Shaped, contract
from typednn.data.labels import require_labels
from typednn.errors import DataError
from typednn.layers import AnyLayer, parameters

_ROWS = 1024  # at a time, so that no second copy of the data is held


@contract
def require_examples(
    net: AnyLayer, x: Shaped[Array, "n *shape"], labels: Integer[Array, " n"], what: str = "training"
) -> int:
    """The number of classes that the network tells apart; an error unless it can be trained on these examples."""
    if not len(x):
        raise DataError(f"there are no {what} examples: x has the shape {x.shape}; give at least one")
    classes = require_inputs(net, x, what)
    require_labels(labels, classes, "example" if what == "training" else f"the {what} example")
    return classes


@contract
def require_inputs(net: AnyLayer, x: Shaped[Array, "n *shape"], what: str = "given") -> int:
    """The number of classes that the network tells apart; an error unless it can judge these examples.

    Numbers that are not finite are refused, and those of another dtype than the parameters.
    """
    dtype = next((array.dtype for array in parameters(net).values()), x.dtype)
    if x.dtype != dtype:
        advice = "normalize(images) scales bytes" if x.dtype.kind == "u" else f"x.astype(np.{dtype}) converts them"
        raise DataError(f"the {what} examples are {x.dtype}, but the parameters of the network are {dtype}: {advice}")
    for start in range(0, len(x), _ROWS):
        finite = np.isfinite(x[start : start + _ROWS])
        if not finite.all():
            row, *place = (int(index) for index in np.argwhere(~finite)[0])
            raise DataError(
                f"the {what} example {start + row} holds {x[(start + row, *place)]} at {tuple(place)}: "
                "expected finite numbers; leave such examples out, or mend them"
            )
    return _classes(net, x.shape[1:])


def _classes(net: AnyLayer, shape: tuple[int, ...]) -> int:
    """The width of what comes out, for examples of this shape; a `ShapeError` if they do not fit."""
    given = net.check(" ".join(["batch", *map(str, shape)])).split()
    if len(given) != 2 or not given[1].isdigit():
        raise DataError(
            f'the network gives "{" ".join(given)}" for examples of shape {shape}; '
            'expected "batch classes", a score for each class'
        )
    return int(given[1])
