"""Where a training step puts its arrays: new ones, or those that the step before has left.

A layer asks for an array by name, shape and dtype, or for one like another. `FRESH` makes a new one each
time. A `ReusedWorkspace` gives the same one again, so that from the second step of a batch size on nothing is
allocated; what a step returned is then written over by the next. An `UnjudgedWorkspace` is the same memory without
the contracts, for a pass in which everything was judged before (`typednn.layers.known_pass`).
"""

from typing import TypeAlias

import numpy as np

from typednn.contracts import Array, Float, contract, without_contract

Floats: TypeAlias = Float[Array, "..."]


@contract
class Workspace:
    """Makes every array anew."""

    def take(self, name: str, shape: tuple[int, ...], dtype: np.dtype) -> Array:
        """An array of this shape and dtype, with anything in it."""
        return np.empty(shape, dtype)

    def like(self, name: str, array: Float[Array, "*shape"]) -> Float[Array, "*shape"]:
        """An array of the shape, dtype and order in memory of another."""
        return np.empty_like(array)

    def zeros(self, array: Float[Array, "*shape"]) -> Float[Array, "*#shape"]:
        """Zeros to compare an array with: one for all entries, or as many, which NumPy does four times as fast."""
        return np.zeros((), array.dtype)

    def room(self, name: str) -> "Workspace":
        """The workspace of a part, whose names are its own."""
        return self


@contract
class ReusedWorkspace(Workspace):
    """Keeps every array that was asked for: one for each name, shape, order and dtype."""

    def __init__(self) -> None:
        self._arrays: dict[tuple[object, ...], Array] = {}
        self._alike: dict[tuple[object, ...], Floats] = {}
        self._rooms: dict[str, ReusedWorkspace] = {}

    def take(self, name: str, shape: tuple[int, ...], dtype: np.dtype) -> Array:
        key = (name, shape, dtype)
        array = self._arrays.get(key)
        if array is None:
            array = self._arrays[key] = np.empty(shape, dtype)
        return array

    def like(self, name: str, array: Float[Array, "*shape"]) -> Float[Array, "*shape"]:
        key = (name, array.shape, array.strides, array.dtype)
        found = self._alike.get(key)
        if found is None or found.shape != array.shape:  # the key knows the shape, and here mypy does too
            found = self._alike[key] = np.empty_like(array)
        return found

    def zeros(self, array: Float[Array, "*shape"]) -> Float[Array, "*#shape"]:
        key = ("zeros", array.shape, array.strides, array.dtype)
        found = self._alike.get(key)
        if found is None or found.shape != array.shape:  # the key knows the shape, and here mypy does too
            found = self._alike[key] = np.zeros_like(array)
        return found

    def room(self, name: str) -> "ReusedWorkspace":
        room = self._rooms.get(name)
        if room is None:
            room = self._rooms[name] = ReusedWorkspace()
        return room

    @property
    def nbytes(self) -> int:
        """The memory that it holds."""
        own = sum(array.nbytes for kept in (self._arrays, self._alike) for array in kept.values())
        return own + sum(room.nbytes for room in self._rooms.values())


class UnjudgedWorkspace(ReusedWorkspace):
    """The arrays of another one, for a layer that is called without its contract; those of its parts stay judged."""

    def __init__(self, judged: ReusedWorkspace) -> None:
        self._arrays, self._alike = judged._arrays, judged._alike
        self._rooms = judged._rooms

    like = without_contract(ReusedWorkspace.like)
    zeros = without_contract(ReusedWorkspace.zeros)


FRESH = Workspace()
