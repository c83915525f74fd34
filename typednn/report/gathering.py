"""All that a report shows of a run, computed once."""

from dataclasses import dataclass

import numpy as np

from typednn.contracts import Array, Float, UInt8, contract
from typednn.layers import AnyLayer, Chain, Conv2d, Linear
from typednn.report.judging import Judged, Mistake, judge
from typednn.train import Checkpoint, Evaluation, History, RunFolder
from typednn.train.run_folder import Which


@contract
@dataclass(frozen=True, eq=False)
class Report:
    """A run, its network's answers on the test examples, and the first layer as pictures."""

    run: RunFolder
    which: Which
    data: str
    checkpoint: Checkpoint
    history: History
    judged: Judged
    evaluation: Evaluation
    mistakes: list[Mistake]
    weights: UInt8[Array, "units height width"]
    parameters: int


def gather(run: RunFolder, *, which: Which = "best", worst: int = 12) -> Report:
    """Load the run and test its network."""
    data = run.data()
    net = run.network(which, data)
    checkpoint = run.checkpoint(which)
    judged = judge(net, data, data.test)
    return Report(
        run,
        which,
        data.name,
        checkpoint,
        run.history(),
        judged,
        judged.evaluation(),
        judged.worst(worst),
        first_weights(net, data.test.images.shape[1:]),
        sum(int(array.size) for array in checkpoint.parameters.values()),
    )


@contract
def first_weights(net: Chain, size: tuple[int, ...]) -> UInt8[Array, "units height width"]:
    """What each unit of the first layer looks for: bright is more, dark is less, grey is nothing."""
    layer: AnyLayer = net[0]
    if isinstance(layer, Linear) and layer.fan_in == int(np.prod(size)):
        return as_pictures(layer.weight.T.reshape(layer.fan_out, *size))
    if isinstance(layer, Conv2d):
        filters, channels, height, width = layer.weight.shape
        return as_pictures(layer.weight.reshape(filters * channels, height, width))
    return np.zeros((0, 1, 1), np.uint8)


@contract
def as_pictures(weights: Float[Array, "units height width"]) -> UInt8[Array, "units height width"]:
    """Each on its own scale: its largest weight, of either sign, is white or black."""
    largest = np.abs(weights).max(axis=(1, 2), keepdims=True)
    scaled = weights / np.where(largest > 0, largest, 1)
    return np.rint(127.5 + 127.5 * scaled).astype(np.uint8)
