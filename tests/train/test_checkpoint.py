"""Checkpoints: bit for bit, exact to resume for every optimizer, refused when damaged, safe on a full disk."""

import errno
import hashlib
import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from safetensors.numpy import save

from tests.optim.every import OPTIMIZERS, every_optimizer
from tests.train.problem import network, points
from typednn.errors import CheckpointError
from typednn.layers import AnyLayer, BatchNorm, Dropout, Linear, Relu, flatten_parameters
from typednn.optim import Momentum, Optimizer
from typednn.train import (
    Checkpoint,
    TrainConfig,
    Training,
    load_checkpoint,
    load_parameters,
    load_text,
    restore,
    save_checkpoint,
    save_text,
    snapshot,
    train,
)
from typednn.train.checkpoint import checkpoint_bytes, to_parts
from typednn.train.checkpoint_file import read_tensors, tensor_bytes

X, Y = points(90)
OTHER = points(30, seed=1)
Writer = Callable[[Path, Checkpoint], None]
Reader = Callable[[Path], Checkpoint]
FORMS = {"binary": (save_checkpoint, load_checkpoint), "text": (save_text, load_text)}
every_form = pytest.mark.parametrize(("write", "read"), FORMS.values(), ids=FORMS.keys())


def normalised() -> AnyLayer:
    """With running statistics, which are no parameters, and with random numbers."""
    rng = np.random.default_rng(0)
    return Linear(4, 8, rng=rng) >> BatchNorm(8) >> Relu() >> Dropout(0.2) >> Linear(8, 3, rng=rng)


def begun(epochs: int, optimizer: Optimizer | None = None) -> Training[AnyLayer]:
    config = TrainConfig(epochs, 16) if optimizer is None else TrainConfig(epochs, 16, optimizer)
    return Training(normalised(), config, len(X), rng=5)


def trained(epochs: int, optimizer: Optimizer | None = None) -> Training[AnyLayer]:
    training = begun(epochs, optimizer)
    train(training, X, Y, validation=OTHER)
    return training


@every_optimizer
def test_two_epochs_and_two_more_are_four(optimizer: Optimizer, tmp_path: Path) -> None:
    whole = trained(4, optimizer)
    save_checkpoint(tmp_path / "half", snapshot(trained(2, optimizer)))
    rest = begun(4, optimizer)
    restore(rest, load_checkpoint(tmp_path / "half"))
    train(rest, X, Y, validation=OTHER)
    assert checkpoint_numbers(rest) == checkpoint_numbers(whole)
    assert checkpoint_numbers(rest) != checkpoint_numbers(trained(2, optimizer))


def checkpoint_numbers(training: Training[AnyLayer]) -> list[object]:
    """All that decides how it goes on: parameters, running statistics, optimizer, random numbers."""
    arrays, document = to_parts(snapshot(training))
    return [{name: array.tobytes() for name, array in arrays.items()}, document["optimizer"], document["rng"]]


@every_form
def test_a_checkpoint_comes_back_bit_for_bit(write: Writer, read: Reader, tmp_path: Path) -> None:
    checkpoint = snapshot(trained(2), dataset="three heaps")
    write(tmp_path / "c", checkpoint)
    again = read(tmp_path / "c")
    assert again.metadata == checkpoint.metadata
    assert again.history == checkpoint.history
    assert again.rng == checkpoint.rng
    for name in ("parameters", "state", "optimizer"):
        old, new = getattr(checkpoint, name), getattr(again, name)
        assert list(old) == list(new)
        for path, value in old.items():
            assert type(new[path]) is type(value)
            assert np.asarray(new[path]).dtype == np.asarray(value).dtype
            assert np.asarray(new[path]).tobytes() == np.asarray(value).tobytes()


@every_form
def test_numbers_at_the_edges_of_the_precision_are_kept(write: Writer, read: Reader, tmp_path: Path) -> None:
    training = begun(1)
    edges = [0.0, -0.0, np.inf, -np.inf, 1e-45, -1.1754942e-38, 3.4028235e38, 1 / 3]
    training.passes.parameters[: len(edges)] = edges
    write(tmp_path / "c", snapshot(training))
    other = begun(1)
    load_parameters(other.net, read(tmp_path / "c"))
    assert flatten_parameters(other.net).tobytes() == training.passes.parameters.tobytes()


@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.float64])
def test_views_are_saved_as_they_look(dtype: type[np.floating]) -> None:
    """The format's own writer would save the memory behind a view."""
    square = np.arange(12, dtype=dtype).reshape(3, 4)
    for view in (square.T, square[:, ::2], square[::-1], square[1:, 1:]):
        arrays, _ = read_tensors(tensor_bytes({"view": view}, {}))
        assert np.array_equal(arrays["view"], view)
        assert arrays["view"].dtype == dtype


def test_what_a_checkpoint_says_of_itself() -> None:
    metadata = snapshot(trained(2), dataset="three heaps").metadata
    assert metadata.architecture == repr(normalised())
    assert (metadata.epoch, metadata.epochs, metadata.batch_size, metadata.examples) == (2, 2, 16, 90)
    assert metadata.dataset == "three heaps"
    assert metadata.last is not None
    assert metadata.last.epoch == 2
    assert metadata.time > 1.7e9


# Damage


def refused(content: bytes) -> bool:
    try:
        read_tensors(content)
    except CheckpointError:
        return True
    return False


@every_form
def test_every_truncation_is_an_error(write: Writer, read: Reader, tmp_path: Path) -> None:
    path = tmp_path / "c"
    write(path, snapshot(trained(1)))
    content = path.read_bytes()
    for length in [*range(64), *range(64, len(content), len(content) // 100), len(content) - 1]:
        path.write_bytes(content[:length])
        with pytest.raises(CheckpointError, match=str(path)):
            read(path)


def mutated(content: bytes, rng: np.random.Generator) -> bytes:
    """A bit, a byte, a stretch, or what comes after."""
    damaged = bytearray(content)
    place = int(rng.integers(len(content)) if rng.random() < 0.5 else rng.integers(min(len(content), 3000)))
    match int(rng.integers(5)):
        case 0:
            damaged[place] ^= 1 << int(rng.integers(8))
        case 1:
            damaged[place] = (damaged[place] + int(rng.integers(1, 256))) % 256
        case 2:
            del damaged[place : place + int(rng.integers(1, 64))]
        case 3:
            damaged[place:place] = rng.bytes(int(rng.integers(1, 64)))
        case _:
            damaged += rng.bytes(int(rng.integers(1, 64)))
    return bytes(damaged)


def damage(count: int, folder: Path, write: Writer, read: Reader) -> None:
    """No mutation is read as a checkpoint, and none is anything but a `CheckpointError`."""
    path = folder / "c"
    write(path, snapshot(trained(1)))
    content, rng = path.read_bytes(), np.random.default_rng(0)
    for _ in range(count):
        path.write_bytes(mutated(content, rng))
        with pytest.raises(CheckpointError):
            read(path)


@every_form
def test_damage_is_an_error(write: Writer, read: Reader, tmp_path: Path) -> None:
    damage(500, tmp_path, write, read)


@pytest.mark.slow
@every_form
def test_much_damage_is_an_error(write: Writer, read: Reader, tmp_path: Path) -> None:
    damage(10_000, tmp_path, write, read)


def sealed(content: bytes) -> bytes:
    """The content with a checksum that is right: what somebody would do who means harm."""
    field = b'"sha256":"'
    place = content.index(field) + len(field)
    zeroed = content[:place] + b"0" * 64 + content[place + 64 :]
    return content[:place] + hashlib.sha256(zeroed).hexdigest().encode() + content[place + 64 :]


def test_sealing_is_what_the_writer_does() -> None:
    content = checkpoint_bytes(snapshot(trained(1)))
    assert sealed(content) == content
    assert not refused(content)


def hostile(content: bytes, rng: np.random.Generator) -> bytes:
    """A damaged file whose checksum is right all the same."""
    while True:
        damaged = mutated(content, rng)
        if damaged.count(b'"sha256":"') == 1 and damaged.index(b'"sha256":"') + 74 < len(damaged):
            return sealed(damaged)


def attack(count: int, folder: Path) -> None:
    """Either it is refused, or it is a checkpoint as good as one of ours: nothing else ever happens."""
    path, training, rng = folder / "c", begun(1), np.random.default_rng(0)
    content = checkpoint_bytes(snapshot(training))
    for _ in range(count):
        path.write_bytes(hostile(content, rng))
        try:
            restore(training, load_checkpoint(path))
        except CheckpointError:
            continue


def test_hostile_files_are_refused_or_harmless(tmp_path: Path) -> None:
    attack(300, tmp_path)


@pytest.mark.slow
def test_many_hostile_files_are_refused_or_harmless(tmp_path: Path) -> None:
    attack(5_000, tmp_path)


def document(**changes: Any) -> bytes:
    """A file with the checksum and the arrays of a good one, and another document."""
    arrays, good = to_parts(snapshot(trained(1)))
    return tensor_bytes(arrays, {**good, **changes})


@pytest.mark.parametrize(
    "changes",
    [
        {"format": 2},
        {"format": None},
        {"metadata": {}},
        {"metadata": []},
        {"metadata": {"architecture": 3}},
        {"optimizer": {"steps": -1}},
        {"optimizer": {"steps": "many"}},
        {"optimizer": {"steps": True}},
        {"optimizer": 3},
        {"optimizer": {}},
        {"rng": {}},
        {"rng": {"bit_generator": "MT19937"}},
        {"rng": {"bit_generator": "PCG64", "state": {"state": "x", "inc": 1}, "has_uint32": 0, "uinteger": 0}},
        {"rng": {"bit_generator": "PCG64", "state": {"state": -1, "inc": 2**200}, "has_uint32": 0, "uinteger": 0}},
        {"rng": 7},
        {"history": []},
        {"history": [{}]},
        {"history": 7},
        {"history": [[]]},
        {"stopped": 5},
        {"names": []},
        {"names": ["parameters/0.weight"] * 6},
        {"names": [3]},
    ],
    ids=str,
)
def test_a_document_that_lies_is_an_error(changes: dict[str, Any], tmp_path: Path) -> None:
    path = tmp_path / "c"
    path.write_bytes(document(**changes))
    with pytest.raises(CheckpointError):
        restore(begun(1), load_checkpoint(path))


def raw(header: bytes, body: bytes = b"") -> bytes:
    return len(header).to_bytes(8, "little") + header + body


HEAD = '"__metadata__":{"sha256":"' + "0" * 64 + '","typednn":"{}"}'
HEADERS = {
    "lying length": b"\xff" * 8 + b"{}",
    "no header": raw(b""),
    "no JSON": raw(b'{"sha256":"' + b"0" * 64),
    "huge shape": raw(
        f'{{{HEAD},"w":{{"dtype":"F32","shape":[4611686018427387904,4],"data_offsets":[0,16]}}}}'.encode(), b"0" * 16
    ),
    "negative": raw(f'{{{HEAD},"w":{{"dtype":"F32","shape":[-4],"data_offsets":[0,16]}}}}'.encode(), b"0" * 16),
    "beyond": raw(f'{{{HEAD},"w":{{"dtype":"F32","shape":[4],"data_offsets":[0,9999999]}}}}'.encode(), b"0" * 16),
    "unknown dtype": raw(f'{{{HEAD},"w":{{"dtype":"Q7","shape":[4],"data_offsets":[0,16]}}}}'.encode(), b"0" * 16),
    "overlap": raw(
        f'{{{HEAD},"a":{{"dtype":"F32","shape":[4],"data_offsets":[0,16]}},'
        '"b":{"dtype":"F32","shape":[4],"data_offsets":[8,24]}}'.encode(),
        b"0" * 24,
    ),
    "deep": raw(("[" * 100_000 + HEAD).encode()),
    "deep document": raw(f"{{{HEAD}}}".replace('"{}"', '"' + "[" * 100_000 + '"').encode()),
    "list for document": raw(f"{{{HEAD}}}".replace('"{}"', '"[]"').encode()),
    "empty document": raw(f"{{{HEAD}}}".encode()),
}


@pytest.mark.parametrize("content", HEADERS.values(), ids=HEADERS.keys())
def test_a_hostile_header_is_an_error(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "c"
    path.write_bytes(sealed(content) if content.count(b'"sha256":"') == 1 else content)
    with pytest.raises(CheckpointError):
        load_checkpoint(path)


def test_a_file_of_somebody_else_is_an_error(tmp_path: Path) -> None:
    path = tmp_path / "c"
    path.write_bytes(save({"weight": np.zeros(3, np.float32)}))
    with pytest.raises(CheckpointError, match="no checksum of typednn"):
        load_checkpoint(path)
    with pytest.raises(CheckpointError, match="cannot be read"):
        load_checkpoint(tmp_path / "none")
    with pytest.raises(CheckpointError, match="cannot be read"):
        load_checkpoint(tmp_path)


def test_pickles_are_not_opened(tmp_path: Path) -> None:
    trap = b"cos\nsystem\n(S'touch " + str(tmp_path / "sprung").encode() + b"'\ntR."
    (tmp_path / "c").write_bytes(trap)
    for _, read in FORMS.values():
        with pytest.raises(CheckpointError):
            read(tmp_path / "c")
    assert not (tmp_path / "sprung").exists()


# Another network, another optimizer


def test_another_network_is_refused_and_left_alone() -> None:
    checkpoint = snapshot(trained(1))
    other = Training(network(), TrainConfig(1, 16), len(X), rng=0)
    before = flatten_parameters(other.net)
    with pytest.raises(CheckpointError, match="of another network") as caught:
        restore(other, checkpoint)
    assert "4.weight is float32[8, 3] instead of absent" in str(caught.value)
    assert "2.weight is missing instead of float32[8, 3]" in str(caught.value)
    assert np.array_equal(flatten_parameters(other.net), before)


def test_another_precision_is_refused() -> None:
    with pytest.raises(CheckpointError, match=r"0\.weight is float32\[4, 8\] instead of float64\[4, 8\]"):
        load_parameters(normalised().astype(np.float64), snapshot(trained(1)))


def test_another_optimizer_is_refused() -> None:
    checkpoint = snapshot(trained(1, OPTIMIZERS["adam"]))
    with pytest.raises(CheckpointError, match=r"is of a training with Adam.*expected the same optimizer"):
        restore(begun(2, OPTIMIZERS["sgd"]), checkpoint)
    with pytest.raises(CheckpointError, match=r"is of a training with Adam.*expected the same optimizer"):
        restore(begun(2, OPTIMIZERS["adam l2 clip"]), checkpoint)


def test_other_steps_are_refused() -> None:
    checkpoint = snapshot(trained(1, Momentum(0.1)))
    other = Training(normalised(), TrainConfig(2, 8, Momentum(0.1)), len(X), rng=5)
    with pytest.raises(CheckpointError, match=r"batch_size = 16, this one has 8; expected the same"):
        restore(other, checkpoint)
    fewer = Training(normalised(), TrainConfig(2, 16, Momentum(0.1)), 30, rng=5)
    with pytest.raises(CheckpointError, match=r"examples = 90, this one has 30; expected the same"):
        restore(fewer, checkpoint)


@pytest.mark.parametrize("source", [np.random.PCG64, np.random.MT19937, np.random.Philox, np.random.SFC64])
@every_form
def test_every_source_of_random_numbers_goes_on(
    write: Writer, read: Reader, source: type[np.random.BitGenerator], tmp_path: Path
) -> None:
    def of_source() -> Training[AnyLayer]:
        return Training(normalised(), TrainConfig(2, 16), len(X), rng=np.random.Generator(source(3)))

    training = of_source()
    training.rng.random(7)
    training.rng.integers(3, dtype=np.uint32)  # leaves half a number behind
    write(tmp_path / "c", snapshot(training))
    other = of_source()
    restore(other, read(tmp_path / "c"))
    assert other.rng.integers(2**32, size=9, dtype=np.uint32).tolist() == (
        training.rng.integers(2**32, size=9, dtype=np.uint32).tolist()
    )


# Writing


@pytest.mark.parametrize("failing", ["fsync", "open", "replace"])
@every_form
def test_a_full_disk_leaves_the_last_good_one(
    write: Writer, read: Reader, failing: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "c"
    write(path, snapshot(begun(1)))
    good = path.read_bytes()

    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as patch:
        patch.setattr(*((os, "fsync", full) if failing == "fsync" else (Path, failing, full)))
        with pytest.raises(CheckpointError, match="No space left on device; free some space"):
            write(path, snapshot(trained(1)))
    assert path.read_bytes() == good
    assert [each.name for each in tmp_path.iterdir()] == ["c"]


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(CheckpointError, match=r"none/c: cannot be written: No such file"):
        save_checkpoint(tmp_path / "none" / "c", snapshot(begun(1)))


def test_the_text_form_can_be_read_by_people(tmp_path: Path) -> None:
    training = begun(1, Momentum(0.1))
    training.passes.parameters[:4] = [1.0, -0.5, 0.1, 0.0]
    save_text(tmp_path / "c", snapshot(training))
    lines = (tmp_path / "c").read_text().splitlines()
    assert lines[0] == "typednn checkpoint 1"
    assert json.loads(lines[1])["metadata"]["architecture"] == repr(training.net)
    assert lines[2] == "array parameters/0.weight float32 4 8"
    assert lines[3].startswith("0x1.0000000000000p+0 -0x1.0000000000000p-1 0x1.99999a0000000p-4 0x0.0p+0 ")
    assert lines[-1].startswith("sha256 ")
