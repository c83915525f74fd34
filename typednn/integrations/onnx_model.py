"""A network as an ONNX model, for whatever runs those: ``pip install 'typednn[onnx]'``.

The model takes what the network takes, float32, with any number of examples ("batch"), and gives the logits.
What only matters in training (dropout) is left out.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import numpy as np

from typednn.contracts import Array
from typednn.errors import ConfigError
from typednn.layers import AnyLayer, Chain, Conv2d, Dropout, Flatten, Linear, MaxPool2d, Relu

if TYPE_CHECKING:
    from onnx import NodeProto

OPSET, IR = 13, 8  # of 2020 and 2021: read by every runtime in use
KNOWN = "Conv2d", "Dropout", "Flatten", "Linear", "MaxPool2d", "Relu"
Parts = tuple[str, list[Array], dict[str, Any]]  # whatever an attribute is
"""The operator, the arrays it takes behind its input, its attributes."""


def operator(layer: AnyLayer) -> Parts | None:
    """The layer in ONNX's words; None for one that only matters in training."""
    match layer:
        case Linear():
            return "Gemm", [layer.weight, layer.bias], {}
        case Conv2d():
            sizes = {"kernel_shape": [layer.kernel] * 2, "pads": [layer.padding] * 4, "strides": [layer.stride] * 2}
            return "Conv", [layer.weight, layer.bias], sizes
        case MaxPool2d():
            return "MaxPool", [], {"kernel_shape": [layer.size] * 2, "strides": [layer.stride] * 2}
        case Relu():
            return "Relu", [], {}
        case Flatten():
            return "Flatten", [], {"axis": 1}
        case Dropout():
            return None
    raise ConfigError(f"{layer!r} has no ONNX form here; expected one of {', '.join(KNOWN)}")


def onnx_bytes(net: Chain, shape: tuple[int, ...], *, name: str, description: str = "") -> bytes:
    """The content of the file, for examples of this shape; it has passed ONNX's own checker."""
    try:
        from onnx import checker, helper, numpy_helper
    except ImportError:
        raise ConfigError("onnx is not installed; pip install 'typednn[onnx]'") from None
    kind = helper.np_dtype_to_tensor_dtype(np.dtype(np.float32))
    classes = int(net.check(" ".join(["batch", *map(str, shape)])).split()[-1])
    arrays: dict[str, Array] = {}
    graph = helper.make_graph(
        list(_nodes(net, arrays)),
        name,
        [helper.make_tensor_value_info("input", kind, ["batch", *shape])],
        [helper.make_tensor_value_info("logits", kind, ["batch", classes])],
        [numpy_helper.from_array(np.ascontiguousarray(array), key) for key, array in arrays.items()],
    )
    model = helper.make_model(
        graph,
        producer_name="typednn",
        opset_imports=[helper.make_opsetid("", OPSET)],
        ir_version=IR,
        doc_string=description,
    )
    checker.check_model(model, full_check=True)
    content: bytes = model.SerializeToString()
    return content


def _nodes(net: Chain, arrays: dict[str, Array]) -> "Iterator[NodeProto]":
    """An operator for each layer, and its arrays under the names of the checkpoint."""
    from onnx import helper

    operators = [(at, layer, found) for at, layer in enumerate(net) if (found := operator(layer))]
    given = "input"
    for number, (at, layer, (kind, own, attributes)) in enumerate(operators, 1):
        names = [f"{at}.{word}" for word in layer.PARAMETERS]
        arrays.update(zip(names, own, strict=True))
        gives = "logits" if number == len(operators) else f"{at}.output"
        yield helper.make_node(kind, [given, *names], [gives], name=f"{at}.{kind}", **attributes)
        given = gives
