"""Networks with fewer bits or fewer weights: copies of which all parameters are rounded, or small ones left out.

With n parameters, and K the Lipschitz constant of w ↦ net_w(x), the output moves by at most K √n step/2 for
`quantize`, and K √n ε for `prune`.
"""

from typing import TypeVar

from typednn import ops
from typednn.layers.flat import flatten_parameters, unflatten_parameters
from typednn.layers.layer import AnyLayer

_Net = TypeVar("_Net", bound=AnyLayer)


def quantize(net: _Net, *, step: float) -> _Net:
    """A copy whose parameters are the nearest multiples of the step."""
    return unflatten_parameters(net, ops.quantize(flatten_parameters(net), step=step))


def prune(net: _Net, *, threshold: float) -> _Net:
    """A copy in which parameters below the threshold are 0."""
    return unflatten_parameters(net, ops.prune(flatten_parameters(net), threshold=threshold))
