"""A small server on this machine that holds files, for tests of downloads: nothing leaves the machine."""

import hashlib
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

from tests.data.small import write_folder
from typednn.data.known_sets import FILES, Archive, KnownSet


class Server:
    """Its address, and the paths that were asked for."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.asked: list[str] = []


@contextmanager
def serve(folder: Path) -> Iterator[Server]:
    class Handler(SimpleHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            """Nothing is printed."""

        def do_GET(self) -> None:
            server.asked.append(self.path)
            if self.path.endswith("/short"):  # promises more than it sends
                self.send_response(200)
                self.send_header("Content-Length", "1000")
                self.end_headers()
                self.wfile.write(b"short")
                return
            super().do_GET()

    http = ThreadingHTTPServer(("127.0.0.1", 0), partial(Handler, directory=str(folder)))
    server = Server(f"http://127.0.0.1:{http.server_port}/")
    thread = Thread(target=http.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield server
    finally:
        http.shutdown()
        thread.join()
        http.server_close()


def md5(path: Path) -> str:
    return "md5:" + hashlib.md5(path.read_bytes()).hexdigest()


def small_set(folder: Path, *mirrors: str) -> KnownSet:
    """Four files in `folder`, as a known set."""
    write_folder(folder)
    digests = {name: md5(folder / name) for name in FILES}
    return KnownSet("A made-up set", "CC0", mirrors, digests, remark="made up")


def small_archive(folder: Path, *mirrors: str) -> KnownSet:
    """The same in a zip file, under EMNIST's way of naming."""
    folder.mkdir()
    write_folder(folder / "files")
    members = {name: f"gzip/made-up-{name}" for name in FILES}
    with zipfile.ZipFile(folder / "all.zip", "w") as archive:
        for name, member in members.items():
            archive.write(folder / "files" / name, member)
        archive.writestr("gzip/others", "not asked for")
    return KnownSet("Packed", "CC0", mirrors, archive=Archive("all.zip", md5(folder / "all.zip"), members))
