"""Four tensors of a network as one flat vector, and a step of an optimizer on them."""

from collections.abc import Callable

from typednn import optim
from typednn.contracts import Array
from typednn.optim import Rule

LAYOUT = {"first.weight": (3, 4), "first.bias": (3,), "second.weight": (2, 3), "second.bias": (4,)}
SIZE = 25
PARTS = ((slice(0, 12), 2), (slice(12, 15), 1), (slice(15, 21), 2), (slice(21, 25), 1))


def bowl(matrix: Array) -> Callable[[Array], tuple[float, Array]]:
    """½ wᵀAw and its gradient."""
    return lambda w: (0.5 * float(w @ matrix @ w), matrix @ w)


def stepped(rule: Rule, w: Array, matrix: Array) -> Array:
    """The weights after one step of the rule on ½ wᵀAw, with SGD of rate 1/8 below it."""
    after, optimizer = w.copy(), optim.SharpnessAware(optim.SGD(0.125), rule)
    optimizer.step(after, optimizer.init(after, LAYOUT), bowl(matrix))
    return after
