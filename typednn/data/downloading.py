"""Fetch a well-known data set: each file is compared with its checksum before it is given its name.

Needs pooch (`pip install 'typednn[download]'`), which fetches to a temporary file, compares, and renames.
"""

import importlib
import logging
import shutil
import zipfile
import zlib
from pathlib import Path
from types import ModuleType

from typednn.data.known_sets import FILES, KNOWN, Archive, KnownSet
from typednn.errors import ConfigError, DataError


class Listener:
    """Hears what is going on; this one keeps silent."""

    def say(self, message: str) -> None: ...

    def meter(self, name: str) -> object:
        """What pooch shows progress on: an object as tqdm's, or False for none."""
        return False


SILENT = Listener()


def download(
    name: str,
    folder: str | Path,
    *,
    force: bool = False,
    archives: str | Path | None = None,
    listener: Listener = SILENT,
) -> list[Path]:
    """The four files of a known set, in `folder`; those that are there already are kept.

    A file of another content is replaced only with `force`. EMNIST comes as one large archive, which is kept
    in `archives` (pooch's cache folder) for the next time.
    """
    known, folder = known_set(name), Path(folder)
    pooch = _pooch()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if known.archive is None:
            return [_fetch_file(pooch, known, folder / file, force, listener) for file in FILES]
        stored = Path(archives) if archives is not None else Path(pooch.os_cache("typednn"))
        packed = stored / f"{name.partition('-')[0]}-{known.archive.name}"
        _fetch(pooch, known.mirrors, known.archive.name, known.archive.digest, packed, listener)
        return _unpack(known.archive, packed, folder, force, listener)
    except OSError as error:
        raise DataError(f"{folder}: cannot be written: {error}; choose another folder") from None


def known_set(name: str) -> KnownSet:
    if name not in KNOWN:
        raise ConfigError(f"there is no known data set {name!r}; there are {', '.join(sorted(KNOWN))}")
    return KNOWN[name]


def _fetch_file(pooch: ModuleType, known: KnownSet, path: Path, force: bool, listener: Listener) -> Path:
    digest = known.digests[path.name]
    algorithm, _, expected = digest.partition(":")
    if path.exists() and not force:
        _keep(path, str(pooch.file_hash(str(path), alg=algorithm)) == expected, listener)
    else:
        _fetch(pooch, known.mirrors, path.name, digest, path, listener)
    return path


def _keep(path: Path, same: bool, listener: Listener) -> None:
    if not same:
        raise DataError(
            f"{path}: there is already a file of another content; "
            "choose another folder, or replace it with force (--force)"
        )
    listener.say(f"kept {path}")


def _fetch(pooch: ModuleType, mirrors: tuple[str, ...], name: str, digest: str, path: Path, listener: Listener) -> None:
    """From the first mirror that has the right content."""
    failures: list[str] = []
    for mirror in mirrors:
        try:
            pooch.retrieve(mirror + name, digest, fname=path.name, path=path.parent, progressbar=listener.meter(name))
        except (
            OSError,
            ValueError,
        ) as error:  # requests' errors are OSErrors; ValueError: the wrong checksum
            failures.append(f"{mirror + name}: {_reason(error)}")
            listener.say(failures[-1])
        else:
            listener.say(f"fetched {path} ({path.stat().st_size:,} bytes)")
            return
    raise DataError("\n  ".join([f"{name} could not be fetched; try again later, or fetch it by hand:", *failures]))


def _reason(error: Exception) -> str:
    """The first line of what may be a long story."""
    return next(iter(str(error).splitlines()), type(error).__name__)


def _unpack(archive: Archive, packed: Path, folder: Path, force: bool, listener: Listener) -> list[Path]:
    paths = [folder / file for file in FILES]
    try:
        with zipfile.ZipFile(packed) as opened:
            for path in paths:
                member = opened.getinfo(archive.members[path.name])
                if path.exists() and not force:
                    _keep(path, zlib.crc32(path.read_bytes()) == member.CRC, listener)
                else:
                    _unpack_member(opened, member, path)
                    listener.say(f"unpacked {path} ({member.file_size:,} bytes)")
    except (zipfile.BadZipFile, zlib.error, KeyError) as error:
        raise DataError(f"{packed}: the archive is damaged: {error}; delete it and try again") from None
    return paths


def _unpack_member(opened: zipfile.ZipFile, member: zipfile.ZipInfo, path: Path) -> None:
    """To a temporary file first, so that half a file never has the whole one's name."""
    temporary = path.with_name(f".{path.name}.part")
    try:
        with opened.open(member) as source, temporary.open("wb") as target:
            shutil.copyfileobj(source, target)
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)


def _pooch() -> ModuleType:
    """Loaded only here: the rest of the package does without it."""
    try:
        pooch = importlib.import_module("pooch")
    except ImportError:
        raise ConfigError("downloading needs pooch, which is not installed: pip install 'typednn[download]'") from None
    pooch.get_logger().setLevel(logging.WARNING)  # what is going on is said by the listener
    return pooch
