"""The networks that can be asked for by name."""

from collections.abc import Sequence

from typednn.errors import ConfigError
from typednn.layers import AnyLayer, Chain, Conv2d, Dropout, Flatten, Linear, MaxPool2d, Relu
from typednn.layers.settings import Seed, generator


def mlp(inputs: int, hidden: Sequence[int], classes: int, *, rng: Seed = None, dropout: float = 0.0) -> Chain:
    """Dense layers with rectifiers between them: ``mlp(784, [128], 10)``."""
    if not isinstance(hidden, Sequence):
        raise ConfigError(f"mlp: hidden is {hidden!r}; expected the widths of the hidden layers, such as [128]")
    rng = generator(rng)
    layers: list[AnyLayer] = []
    for width in hidden:
        layers += [Linear(inputs, width, rng=rng), Relu()]
        if dropout:
            layers.append(Dropout(dropout))
        inputs = width
    return Chain(*layers, Linear(inputs, classes, rng=rng))


def lenet(height: int, width: int, classes: int, *, rng: Seed = None, dropout: float = 0.0) -> Chain:
    """Two convolutions of 5 by 5, each pooled, and two dense layers: 56,042 parameters for 28 by 28 pixels.

    After LeCun, Bottou, Bengio, Haffner: Gradient-based learning applied to document recognition. 1998.
    """
    rng = generator(rng)
    features = (
        Conv2d(1, 8, 5, padding=2, rng=rng)
        >> Relu()
        >> MaxPool2d(2)
        >> Conv2d(8, 16, 5, rng=rng)
        >> Relu()
        >> MaxPool2d(2)
    )
    *_, channels, rows, columns = features.check(f"batch 1 {height} {width}").split()
    features = features >> Flatten()
    flat = int(channels) * int(rows) * int(columns)
    return Chain(features, mlp(flat, [128], classes, rng=rng, dropout=dropout))
