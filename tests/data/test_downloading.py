"""Downloads from a server on this machine: checksums, mirrors, files that are there already, archives."""

import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tests.data.serving import Server, md5, serve, small_archive, small_set
from typednn.data.downloading import Listener, download, known_set
from typednn.data.folder import load_folder
from typednn.data.known_sets import FILES, KNOWN, Archive, KnownSet
from typednn.errors import ConfigError, DataError


class Heard(Listener):
    def __init__(self) -> None:
        self.messages: list[str] = []

    def say(self, message: str) -> None:
        self.messages.append(message)


@pytest.fixture
def server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    (tmp_path / "web").mkdir()
    with serve(tmp_path / "web") as running:
        yield running


@pytest.fixture
def known(server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> KnownSet:
    """A made-up set behind the server."""
    made = small_set(tmp_path / "web" / "files", server.address + "files/")
    monkeypatch.setitem(KNOWN, "made-up", made)
    return made


def test_four_files_are_fetched_and_can_be_loaded(server: Server, known: KnownSet, tmp_path: Path) -> None:
    heard, folder = Heard(), tmp_path / "data" / "made-up"
    paths = download("made-up", folder, listener=heard)
    assert paths == [folder / name for name in FILES]
    assert len(load_folder(folder).train) == 12
    assert sorted(server.asked) == sorted(f"/files/{name}" for name in FILES)
    assert heard.messages == [f"fetched {path} ({path.stat().st_size:,} bytes)" for path in paths]
    assert {path.name for path in folder.iterdir()} == set(FILES)


def test_what_is_there_is_kept(server: Server, known: KnownSet, tmp_path: Path) -> None:
    download("made-up", tmp_path / "data")
    (tmp_path / "data" / FILES[1]).unlink()
    server.asked.clear()
    heard = Heard()
    download("made-up", tmp_path / "data", listener=heard)
    assert server.asked == [f"/files/{FILES[1]}"]
    assert [message.split()[0] for message in heard.messages] == ["kept", "fetched", "kept", "kept"]


def test_a_file_of_another_content_is_not_replaced_unless_forced(known: KnownSet, tmp_path: Path) -> None:
    mine = tmp_path / "data" / FILES[2]
    mine.parent.mkdir()
    mine.write_bytes(b"my own data")
    with pytest.raises(DataError, match=r"there is already a file of another content; choose another folder"):
        download("made-up", tmp_path / "data")
    assert mine.read_bytes() == b"my own data"
    download("made-up", tmp_path / "data", force=True)
    assert md5(mine) == known.digests[FILES[2]]


def test_a_wrong_checksum_is_refused_and_leaves_no_file(known: KnownSet, tmp_path: Path) -> None:
    (tmp_path / "web" / "files" / FILES[0]).write_bytes(b"something else")
    with pytest.raises(DataError) as refused:
        download("made-up", tmp_path / "data")
    assert str(refused.value).startswith(
        f"{FILES[0]} could not be fetched; try again later, or fetch it by hand:\n  {known.mirrors[0]}{FILES[0]}: "
    )
    assert "hash" in str(refused.value)
    assert list((tmp_path / "data").iterdir()) == []


def test_a_missing_file_is_refused(known: KnownSet, tmp_path: Path) -> None:
    (tmp_path / "web" / "files" / FILES[3]).unlink()
    with pytest.raises(DataError, match="404"):
        download("made-up", tmp_path / "data")
    assert {path.name for path in (tmp_path / "data").iterdir()} == set(FILES[:3])


def test_an_answer_that_is_cut_off_is_refused(
    server: Server, known: KnownSet, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    packed = Archive("short", md5(tmp_path / "web" / "files" / FILES[0]), {})
    monkeypatch.setitem(KNOWN, "made-up", replace(known, archive=packed))
    with pytest.raises(DataError, match="short could not be fetched"):
        download("made-up", tmp_path / "data", archives=tmp_path / "archives")
    assert list((tmp_path / "archives").iterdir()) == []


def test_the_next_mirror_is_asked_and_that_is_said(
    server: Server, known: KnownSet, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    nobody = "http://127.0.0.1:9/"  # the port of discard: nobody answers
    mirrors = (nobody, server.address + "elsewhere/", *known.mirrors)
    monkeypatch.setitem(KNOWN, "made-up", replace(known, mirrors=mirrors))
    heard = Heard()
    download("made-up", tmp_path / "data", listener=heard)
    assert len(load_folder(tmp_path / "data").test) == 5
    assert heard.messages[0].startswith(f"{nobody}{FILES[0]}: ")
    assert "404" in heard.messages[1]
    assert heard.messages[2].startswith("fetched ")


def test_an_archive_is_fetched_once_and_only_its_four_members_are_taken(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(KNOWN, "packed", small_archive(tmp_path / "web" / "zip", server.address + "zip/"))
    for folder in ("one", "two"):
        paths = download("packed", tmp_path / folder, archives=tmp_path / "archives")
        assert [path.name for path in paths] == list(FILES)
        assert {path.name for path in (tmp_path / folder).iterdir()} == set(FILES)
        assert len(load_folder(tmp_path / folder).train) == 12
    assert server.asked == ["/zip/all.zip"]
    assert [path.name for path in (tmp_path / "archives").iterdir()] == ["packed-all.zip"]


def test_files_from_an_archive_are_kept_or_protected_too(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(KNOWN, "packed", small_archive(tmp_path / "web" / "zip", server.address + "zip/"))
    heard, archives = Heard(), tmp_path / "archives"
    download("packed", tmp_path / "data", archives=archives)
    (tmp_path / "data" / FILES[0]).unlink()
    download("packed", tmp_path / "data", archives=archives, listener=heard)
    assert [message.split()[0] for message in heard.messages[1:]] == ["unpacked", "kept", "kept", "kept"]
    (tmp_path / "data" / FILES[0]).write_bytes(b"mine")
    with pytest.raises(DataError, match="another content"):
        download("packed", tmp_path / "data", archives=archives)
    download("packed", tmp_path / "data", archives=archives, force=True)
    assert len(load_folder(tmp_path / "data").train) == 12


def test_a_damaged_archive_is_refused(server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its checksum is right, so the registry is wrong: a message all the same."""
    made = small_archive(tmp_path / "web" / "zip", server.address + "zip/")
    assert made.archive is not None
    broken = tmp_path / "web" / "zip" / "broken.zip"
    broken.write_bytes((tmp_path / "web" / "zip" / "all.zip").read_bytes()[:-30])
    monkeypatch.setitem(
        KNOWN, "packed", replace(made, archive=replace(made.archive, name="broken.zip", digest=md5(broken)))
    )
    with pytest.raises(DataError, match=r"the archive is damaged: .*; delete it and try again"):
        download("packed", tmp_path / "data", archives=tmp_path / "archives")
    lacking = replace(made.archive, members=dict.fromkeys(FILES, "gzip/not-there"))
    monkeypatch.setitem(KNOWN, "lacking", replace(made, archive=lacking))
    with pytest.raises(DataError, match="not-there"):
        download("lacking", tmp_path / "data", archives=tmp_path / "archives")
    assert list((tmp_path / "data").iterdir()) == []


def test_a_folder_that_cannot_be_written_to_is_an_error_of_the_data(known: KnownSet, tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(DataError, match=r"cannot be written: .*; choose another folder"):
        download("made-up", tmp_path / "file" / "data")


def test_an_unknown_name_lists_the_known_ones() -> None:
    with pytest.raises(
        ConfigError,
        match="no known data set 'mnits'; there are emnist-digits, emnist-letters, fashion-mnist, kmnist",
    ):
        known_set("mnits")


def test_without_pooch_it_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pooch", None)
    with pytest.raises(ConfigError, match=r"which is not installed: pip install 'typednn\[download\]'"):
        download("kmnist", tmp_path / "data")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", list(KNOWN))
def test_each_known_set_names_its_four_files_and_a_checksum_for_all_of_them(name: str) -> None:
    known = KNOWN[name]
    assert known.licence and known.title
    assert all(mirror.startswith("http") and mirror.endswith("/") for mirror in known.mirrors)
    if known.archive is None:
        assert set(known.digests) == set(FILES)
    else:
        assert set(known.archive.members) == set(FILES)
    digests = [known.archive.digest] if known.archive else list(known.digests.values())
    assert len(set(digests)) == len(digests)
    assert all(digest.startswith("md5:") and len(digest) == 36 for digest in digests)


def test_the_members_of_emnist() -> None:
    archive = KNOWN["emnist-letters"].archive
    assert archive is not None
    assert archive.members["t10k-labels-idx1-ubyte.gz"] == "gzip/emnist-letters-test-labels-idx1-ubyte.gz"
    assert archive.members["train-images-idx3-ubyte.gz"] == "gzip/emnist-letters-train-images-idx3-ubyte.gz"
