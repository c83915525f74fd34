"""A checkpoint: parameters, running statistics, optimizer state, random numbers and history, after an epoch.

    save_checkpoint("last.safetensors", snapshot(training))
    restore(training, load_checkpoint("last.safetensors"))

The file is safetensors: a header of JSON and plain numbers, in which nothing can be run. Its checksum covers
every byte of it. After `restore` a training goes on bit for bit as if it had never been interrupted.
"""

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from typednn.contracts import Array
from typednn.errors import CheckpointError
from typednn.layers import AnyLayer, parameters, state
from typednn.optim import load_state, save_state
from typednn.train.checkpoint_file import Document, read_tensors, tensor_bytes
from typednn.train.history import EpochRecord, History, read_history
from typednn.train.safe_writing import settle_folder, write_safely
from typednn.train.training import AnyTraining

FORMAT = 1


@dataclass(frozen=True)
class Metadata:
    """What the numbers are of, for people; `last` is the epoch after which they were taken."""

    architecture: str
    optimizer: str
    epoch: int
    epochs: int
    batch_size: int
    examples: int
    last: EpochRecord | None = None
    time: float = 0.0
    dataset: str = ""
    test_accuracy: float | None = None


@dataclass(frozen=True, eq=False)
class Checkpoint:
    """Everything by name; `parameters` and `state` by the path in the network."""

    metadata: Metadata
    parameters: dict[str, Array]
    state: dict[str, Array]
    optimizer: dict[str, Array | int]
    rng: Mapping[str, object]
    history: History = field(default_factory=History)


def snapshot(training: AnyTraining, *, dataset: str = "") -> Checkpoint:
    """A copy of all that a training depends on."""
    config, history = training.config, training.history
    metadata = Metadata(
        architecture=repr(training.net),
        optimizer=repr(training.optimizer),
        epoch=training.epoch,
        epochs=config.epochs,
        batch_size=config.batch_size,
        examples=training.examples,
        last=history[-1] if len(history) else None,
        time=time.time(),
        dataset=dataset,
    )
    return Checkpoint(
        metadata,
        _copies(parameters(training.net)),
        _copies(state(training.net)),
        dict(save_state(training.state)),
        training.rng.bit_generator.state,
        History(list(history), history.stopped),
    )


def restore(training: AnyTraining, checkpoint: Checkpoint) -> None:
    """Put a checkpoint into a training of the same network and the same optimizer. All or nothing."""
    if checkpoint.metadata.optimizer != repr(training.optimizer):
        raise CheckpointError(
            f"the checkpoint is of a training with {checkpoint.metadata.optimizer}, this one has "
            f"{training.optimizer!r}; expected the same optimizer with the same options"
        )
    _require_same_steps(training, checkpoint.metadata)
    rng = _generator_state(training.rng, checkpoint.rng)
    require_fit(training.net, checkpoint)
    load_state(training.state, checkpoint.optimizer)
    load_parameters(training.net, checkpoint)
    training.rng.bit_generator.state = rng
    training.history.epochs[:] = checkpoint.history.epochs
    training.history.stopped = checkpoint.history.stopped


def _require_same_steps(training: AnyTraining, metadata: Metadata) -> None:
    """Another number of examples or another batch size would make it another training."""
    for name, found, wanted in (
        ("batch_size", metadata.batch_size, training.config.batch_size),
        ("examples", metadata.examples, training.examples),
    ):
        if found != wanted:
            raise CheckpointError(
                f"the checkpoint is of a training with {name} = {found:,}, this one has {wanted:,}; "
                "expected the same (load_parameters takes the weights alone)"
            )


def load_parameters(net: AnyLayer, checkpoint: Checkpoint) -> None:
    """Write parameters and running statistics into a network, in place."""
    require_fit(net, checkpoint)
    for own, saved in ((parameters(net), checkpoint.parameters), (state(net), checkpoint.state)):
        for path, array in own.items():
            array[...] = saved[path]


def require_fit(net: AnyLayer, checkpoint: Checkpoint) -> None:
    """Refuse a checkpoint of another network, and say what differs."""
    for own, saved in ((parameters(net), checkpoint.parameters), (state(net), checkpoint.state)):
        found, wanted = _kinds(saved), _kinds(own)
        differences = [
            f"{path} is {found.get(path, 'missing')} instead of {wanted.get(path, 'absent')}"
            for path in sorted(found.keys() | wanted.keys())
            if found.get(path) != wanted.get(path)
        ]
        if differences:
            raise CheckpointError(
                f"the checkpoint is of another network ({checkpoint.metadata.architecture}): {'; '.join(differences)}"
            )


def save_checkpoint(path: str | Path, checkpoint: Checkpoint) -> None:
    """Write it, safely: the old file is whole until the new one is."""
    write_safely(Path(path), checkpoint_bytes(checkpoint))
    settle_folder(Path(path).parent)


def checkpoint_bytes(checkpoint: Checkpoint) -> bytes:
    """The file's content."""
    return tensor_bytes(*to_parts(checkpoint))


def load_checkpoint(path: str | Path) -> Checkpoint:
    """Read a file that `save_checkpoint` has written; any damage is a `CheckpointError`."""
    try:
        content = Path(path).read_bytes()
    except OSError as error:
        raise CheckpointError(f"{path}: cannot be read: {error.strerror}; check the name") from None
    try:
        return from_parts(*read_tensors(content))
    except CheckpointError as error:
        raise CheckpointError(f"{path}: {error}") from None


def to_parts(checkpoint: Checkpoint) -> tuple[dict[str, Array], Document]:
    """Arrays by name, and all the rest as a document of JSON."""
    arrays = {f"parameters/{name}": array for name, array in checkpoint.parameters.items()}
    arrays.update({f"state/{name}": array for name, array in checkpoint.state.items()})
    counts = {}
    for name, value in checkpoint.optimizer.items():
        if isinstance(value, int):
            counts[name] = value
        else:
            arrays[f"optimizer/{name}"] = value
    metadata = {**vars(checkpoint.metadata), "last": None}
    history = [record.as_json() for record in checkpoint.history]
    document = {
        "format": FORMAT,
        "metadata": metadata,
        "optimizer": counts,
        "rng": _plain(checkpoint.rng),
        "history": history,
        "stopped": checkpoint.history.stopped,
        "names": list(arrays),
    }
    return arrays, document


def from_parts(arrays: dict[str, Array], document: Document) -> Checkpoint:
    """The inverse of `to_parts`; what cannot be one is a `CheckpointError`."""
    try:
        if document["format"] != FORMAT:
            raise CheckpointError(f"the checkpoint has the format {document['format']!r}; this version reads {FORMAT}")
        history = read_history(document["history"])
        history.stopped = document["stopped"]
        metadata = Metadata(**{**document["metadata"], "last": history[-1] if len(history) else None})
        kinds: dict[str, Document] = {"parameters": {}, "state": {}, "optimizer": dict(document["optimizer"])}
        for name in document["names"]:  # in the order of the network, which the file does not keep
            kind, _, rest = name.partition("/")
            kinds[kind][rest] = arrays[name]
        if len(document["names"]) != len(arrays):
            raise CheckpointError(f"the checkpoint has {len(arrays)} arrays, but names {len(document['names'])}")
        return _judged(Checkpoint(metadata, rng=dict(document["rng"]), history=history, **kinds))
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        if isinstance(error, CheckpointError):
            raise
        raise CheckpointError(f"the checkpoint does not hold what it should: {error!r}; it is damaged") from None


def _judged(checkpoint: Checkpoint) -> Checkpoint:
    """Of the right types, and after as many epochs as it says."""
    metadata = checkpoint.metadata
    texts = (metadata.architecture, metadata.optimizer, metadata.dataset, checkpoint.history.stopped)
    counts = (metadata.epoch, metadata.epochs, metadata.batch_size, metadata.examples)
    if not all(isinstance(text, str) for text in texts) or not all(type(count) is int for count in counts):
        raise CheckpointError("the checkpoint's metadata is of the wrong types; it is damaged")
    size = sum(array.size for array in checkpoint.parameters.values())
    for name, value in checkpoint.optimizer.items():
        if type(value) is not int and not (isinstance(value, np.ndarray) and value.shape == (size,)):
            raise CheckpointError(f"the checkpoint's optimizer has {value!r} as {name!r}; it is damaged")
    if metadata.epoch != len(checkpoint.history):
        raise CheckpointError(
            f"the checkpoint is of epoch {metadata.epoch}, but its history has {len(checkpoint.history)} epochs"
        )
    return checkpoint


def _generator_state(rng: np.random.Generator, saved: Mapping[str, object]) -> Mapping[str, object]:
    """A state that the generator takes."""
    trial = type(rng.bit_generator)()
    try:
        trial.state = saved
    except (TypeError, ValueError, KeyError, OverflowError) as error:
        raise CheckpointError(f"the checkpoint's random numbers are of another kind: {error!r}") from None
    return trial.state


def _copies(arrays: dict[str, Array]) -> dict[str, Array]:
    return {name: array.copy() for name, array in arrays.items()}


def _kinds(arrays: Mapping[str, Array]) -> dict[str, str]:
    return {name: f"{array.dtype}{list(array.shape)}" for name, array in arrays.items()}


def _plain(value: object) -> object:
    """Without NumPy's own numbers, which JSON does not know."""
    if isinstance(value, Mapping):
        return {str(key): _plain(each) for key, each in value.items()}
    if isinstance(value, np.ndarray):
        return value.tolist()
    return value.item() if isinstance(value, np.generic) else value
