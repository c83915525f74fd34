"""The real MNIST, which comes with the package: 60,000 and 10,000 handwritten digits, 28 by 28 pixels.

Authors: Yann LeCun, Corinna Cortes, Christopher J. C. Burges; licence CC BY-SA 3.0, see mnist/README.md.
"""

from pathlib import Path
from typing import Literal

from typednn.data.examples import Dataset, Examples
from typednn.data.folder import load_part

MNIST_FOLDER = Path(__file__).with_name("mnist")
# Of the unpacked files, as published.
MNIST_MD5 = {
    "train-images-idx3-ubyte": "6bbc9ace898e44ae57da46a324031adb",
    "train-labels-idx1-ubyte": "a25bea736e30d166cdddb491f175f624",
    "t10k-images-idx3-ubyte": "2646ac647ad5339dbf082846283269ea",
    "t10k-labels-idx1-ubyte": "27ae3e4e09519cfbb04c329615203637",
}
Digits = Examples[Literal[28], Literal[28]]


def load_mnist() -> Dataset[Literal[28], Literal[28]]:
    """The data set; new arrays at each call."""
    return Dataset("mnist", load_mnist_part("train"), load_mnist_part("test"))


def load_mnist_part(part: Literal["train", "test"]) -> Digits:
    """Only the training or only the test digits: the test digits load six times as fast."""
    examples = load_part(MNIST_FOLDER, part)
    digits: Digits = Examples(examples.images, examples.labels)
    return digits
