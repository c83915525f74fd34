"""A network's answers to labelled images, and those that are most wrong."""

from dataclasses import dataclass

import numpy as np

from typednn.contracts import Array, Float, Int64, UInt8, contract
from typednn.data import Examples
from typednn.layers import AnyLayer
from typednn.losses import Logits, cross_entropy
from typednn.ops.softmax import softmax
from typednn.train.building import RunData
from typednn.train.metrics import ROWS, Evaluation, confusion_matrix, predict_logits


@dataclass(frozen=True)
class Mistake:
    """An image that is taken for another class: how sure the network is of that, and of the right one."""

    index: int
    label: int
    predicted: int
    probability: float
    probability_of_label: float


@contract
@dataclass(frozen=True, eq=False)
class Judged:
    """Images, what they are, and what the network says of them."""

    images: UInt8[Array, "n height width"]
    labels: UInt8[Array, " n"]
    logits: Float[Array, "n classes"]

    @contract
    def predicted(self) -> Int64[Array, " n"]:
        """The class with the highest logit; of equals the first."""
        return self.logits.argmax(axis=1)

    def evaluation(self) -> Evaluation:
        """As `train.evaluate`, from the logits: bit for bit the same numbers."""
        total = 0.0
        for at in range(0, len(self.logits), ROWS):
            targets = self.labels[at : at + ROWS]
            loss, _ = cross_entropy(self.logits[at : at + ROWS].view(Logits), targets)
            total += loss * len(targets)
        confusion = confusion_matrix(self.labels, self.predicted(), self.logits.shape[1])
        return Evaluation(total / len(self.logits), confusion)

    def worst(self, count: int) -> list[Mistake]:
        """The mistakes with the largest loss, the worst first."""
        wrong = np.flatnonzero(self.predicted() != self.labels)
        logits = self.logits[wrong].astype(np.float64)
        of_label = logits[np.arange(len(wrong)), self.labels[wrong]]
        # the loss, log Σ exp(logits) - logits[label], even where the probability is too small for a number
        highest = logits.max(axis=1) if len(wrong) else of_label
        losses = highest + np.log(np.exp(logits - highest[:, None]).sum(axis=1)) - of_label
        return [self._mistake(int(wrong[at])) for at in np.argsort(-losses, kind="stable")[:count]]

    def _mistake(self, index: int) -> Mistake:
        row = softmax(self.logits[index].astype(np.float64))
        label, predicted = int(self.labels[index]), int(self.logits[index].argmax())
        return Mistake(index, label, predicted, float(row[predicted]), float(row[label]))


def judge(net: AnyLayer, data: RunData, part: Examples[int, int]) -> Judged:
    """Show the network a part of its data."""
    inputs, _ = data.inputs(part)
    return Judged(part.images, part.labels, predict_logits(net, inputs))
