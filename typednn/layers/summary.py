"""The table that says what a network is made of.

path  layer             takes          gives          parameters
0     Linear(784, 128)  "*batch 784"   "*batch 128"      100,480
1     Relu()            "*batch 128"   "*batch 128"            0
2     Linear(128, 10)   "*batch 128"   "*batch 10"         1,290
                        "*batch 784"   "*batch 10"       101,770
"""

from typednn.layers.chain import Chain
from typednn.layers.layer import AnyLayer
from typednn.layers.tree import number_of_parameters
from typednn.shapes.render import quoted
from typednn.shapes.shape import Shape

_HEAD = ("path", "layer", "takes", "gives", "parameters")


def summary(net: AnyLayer, shape: Shape | None = None) -> str:
    """One row a layer of the chain, and a last one for the whole, for an input of `shape`."""
    first = shape = net.input_shape() if shape is None else shape
    rows = []
    for path, layer in net.parts().items() if isinstance(net, Chain) else [("", net)]:
        rows.append(_row(path, repr(layer), shape, layer.output_shape(shape), layer))
        shape = layer.output_shape(shape)
    if len(rows) > 1:
        rows.append(_row("", "", first, shape, net))
    return _table([_HEAD, *rows])


def _row(path: str, name: str, taken: Shape, given: Shape, layer: AnyLayer) -> tuple[str, ...]:
    return path, name, quoted(taken), quoted(given), f"{number_of_parameters(layer):,}"


def _table(rows: list[tuple[str, ...]]) -> str:
    """Columns as wide as their widest cell; the last one, numbers, to the right."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = []
    for *cells, last in rows:
        texts = [cell.ljust(width) for cell, width in zip(cells, widths, strict=False)]
        lines.append("  ".join([*texts, last.rjust(widths[-1])]))
    return "\n".join(lines)
