"""A state as a dict of arrays and whole numbers, and back: a run that is resumed goes on bit for bit.

The fields of a state dataclass are saved under their names, those of a state inside a state by dotted path.
Scratch memory and what follows from the network is marked `UNSAVED`.
"""

import dataclasses
from collections.abc import Iterator, Mapping
from typing import TypeAlias

import numpy as np

from typednn.contracts import Array, Float, contract
from typednn.errors import CheckpointError

UNSAVED = {"unsaved": True}
Saved: TypeAlias = dict[str, Float[Array, " parameters"] | int]


@contract
def save_state(state: object) -> Saved:
    """Copies of everything in the state that the next step depends on."""
    found = ((name, getattr(owner, field)) for name, owner, field in _places(state, ""))
    return {name: value.copy() if isinstance(value, np.ndarray) else value for name, value in found}


@contract
def load_state(state: object, saved: Mapping[str, Float[Array, " parameters"] | int]) -> None:
    """Put what was saved into a fresh state, made by `init` for the same parameters. All or nothing."""
    places = {name: (owner, field) for name, owner, field in _places(state, "")}
    if missing := sorted(places.keys() - saved.keys()):
        raise CheckpointError(f"the saved optimizer state lacks {_listed(missing)}; {_OTHER}")
    if unknown := sorted(saved.keys() - places.keys()):
        raise CheckpointError(f"the saved optimizer state has an unknown {_listed(unknown)}; {_OTHER}")
    for name, (owner, field) in places.items():
        _require_same_kind(name, getattr(owner, field), saved[name])
    for name, (owner, field) in places.items():
        value = saved[name]
        setattr(owner, field, value.copy() if isinstance(value, np.ndarray) else value)


_OTHER = "expected the state of the same optimizer with the same options"


def _listed(names: list[str]) -> str:
    return ", ".join(map(repr, names))


def _places(state: object, prefix: str) -> Iterator[tuple[str, object, str]]:
    """Name, owner and field of each saved value."""
    if not dataclasses.is_dataclass(state):
        return
    for field in dataclasses.fields(state):
        value = getattr(state, field.name)
        if "unsaved" in field.metadata:
            continue
        if isinstance(value, int | np.ndarray):
            yield prefix + field.name, state, field.name
        else:
            yield from _places(value, f"{prefix}{field.name}.")


def _require_same_kind(name: str, fresh: object, value: object) -> None:
    if _kind(fresh) != _kind(value):
        raise CheckpointError(
            f"the saved optimizer state has {_kind(value)} as {name!r}; expected {_kind(fresh)}: "
            "the state of a network with the same parameters, in the same dtype"
        )
    if isinstance(value, int) and value < 0:
        raise CheckpointError(f"the saved optimizer state has {value} as {name!r}; expected a number at least 0")


def _kind(value: object) -> str:
    return f"{value.dtype}{list(value.shape)}" if isinstance(value, np.ndarray) else type(value).__name__
