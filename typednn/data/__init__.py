"""Data: the embedded MNIST and other sets of its kind, pixels, labels, batches, splits, and drawings of them.

data = load_mnist()
train, validation = split(data.train, 5_000, rng=rng)
inputs = flatten(normalize(train.images))
for x, y in batches(inputs, train.labels, 64, rng=rng): ...
"""

from typednn.data.batches import batches, count_batches
from typednn.data.drawing import Style, draw, gallery
from typednn.data.embedded import load_mnist, load_mnist_part
from typednn.data.examples import Dataset, Examples
from typednn.data.folder import load_folder
from typednn.data.idx import read_idx, write_idx
from typednn.data.labels import count_classes, one_hot
from typednn.data.pixels import (
    RawPixels,
    UnitPixels,
    center,
    clip,
    flatten,
    moments,
    normalize,
    standardize,
    unflatten,
)
from typednn.data.shuffling import Lcg, Shuffler
from typednn.data.splitting import split

__all__ = [
    "Dataset",
    "Examples",
    "Lcg",
    "RawPixels",
    "Shuffler",
    "Style",
    "UnitPixels",
    "batches",
    "center",
    "clip",
    "count_batches",
    "count_classes",
    "draw",
    "flatten",
    "gallery",
    "load_folder",
    "load_mnist",
    "load_mnist_part",
    "moments",
    "normalize",
    "one_hot",
    "read_idx",
    "split",
    "standardize",
    "unflatten",
    "write_idx",
]
