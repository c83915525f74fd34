"""Does an exported model compute what the network computes? onnxruntime says."""

from dataclasses import dataclass

import numpy as np

from typednn.contracts import Array, Float32, contract
from typednn.layers import AnyLayer

TOLERANCE = 1e-4  # of the largest logit; the sums are in another order, in float32


@dataclass(frozen=True)
class Comparison:
    """The largest difference between two logits, and the largest logit."""

    version: str
    examples: int
    difference: float
    largest: float

    @property
    def good(self) -> bool:
        return self.difference <= TOLERANCE * max(1.0, self.largest)


@contract
def compare(content: bytes, net: AnyLayer, x: Float32[Array, "n *shape"]) -> Comparison | None:
    """Run both; None where onnxruntime is not installed."""
    try:
        import onnxruntime
    except ImportError:
        return None
    options = onnxruntime.SessionOptions()
    options.log_severity_level = 3
    session = onnxruntime.InferenceSession(content, options, providers=["CPUExecutionProvider"])
    theirs = session.run(None, {"input": np.ascontiguousarray(x)})[0]
    ours = net(x)
    if theirs.shape != ours.shape:
        return Comparison(onnxruntime.__version__, len(x), float("inf"), 0.0)
    difference = float(np.abs(theirs - ours).max())
    return Comparison(onnxruntime.__version__, len(x), difference, float(np.abs(ours).max()))
