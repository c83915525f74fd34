"""Examples: images and the class of each, and a data set of them for training and for the test.

Both are generic in the size of the images: `Dataset[Literal[28], Literal[28]]` is MNIST and its kin, so mypy
knows that `flatten(normalize(data.train.images))` has 784 features.
"""

from dataclasses import dataclass
from typing import Generic, TypeVar

from typednn.contracts import Array, Integer, UInt8, contract

# Covariant: examples are never changed, so those of 28 by 28 pixels are examples of some size.
Height = TypeVar("Height", bound=int, covariant=True)
Width = TypeVar("Width", bound=int, covariant=True)


@contract
@dataclass(frozen=True, eq=False)
class Examples(Generic[Height, Width]):
    """Raw images, and one label for each."""

    images: UInt8[Array, "examples Height Width"]
    labels: UInt8[Array, " examples"]

    def __len__(self) -> int:
        return len(self.labels)

    @contract
    def select(self, index: slice | Integer[Array, " selected"]) -> "Examples[Height, Width]":
        """Some of them: a slice is a view, as in ``train.select(slice(5000))``; positions are a copy."""
        return Examples(self.images[index], self.labels[index])


@dataclass(frozen=True, eq=False)
class Dataset(Generic[Height, Width]):
    """What a network learns from, and what it is judged by."""

    name: str
    train: Examples[Height, Width]
    test: Examples[Height, Width]

    @property
    def classes(self) -> int:
        """One more than the highest label."""
        return 1 + int(max(self.train.labels.max(), self.test.labels.max()))
