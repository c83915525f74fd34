"""`typednn data`: what is printed where, as text and as JSON, and the exit codes."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, get_args

import numpy as np
import pytest

from tests.cli.terminals import in_terminal
from tests.data.serving import Server, serve, small_set
from tests.data.small import write_folder
from typednn import cli
from typednn.cli.data import show
from typednn.data.drawing import BORDERS, PALETTES
from typednn.data.folder import FORMS, file_name
from typednn.data.idx import write_idx
from typednn.data.known_sets import FILES, KNOWN


@dataclass(frozen=True)
class Done:
    code: object
    out: str
    err: str

    @property
    def json(self) -> Any:
        """Everything on stdout is one JSON document."""
        return json.loads(self.out)


Run = Callable[..., Done]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run `typednn data ...` through the program's door, as a person does."""
    monkeypatch.setenv("COLUMNS", "100")

    def call(*arguments: object) -> Done:
        monkeypatch.setattr(sys, "argv", ["typednn", "data", *map(str, arguments)])
        with pytest.raises(SystemExit) as stop:
            cli.main()
        captured = capsys.readouterr()
        return Done(stop.value.code, captured.out, captured.err)

    return call


@pytest.fixture
def tiny(tmp_path: Path) -> Path:
    """Three training and two test images of 2 by 3 pixels."""
    folder = tmp_path / "tiny"
    folder.mkdir()
    pictures = np.array([[[0, 255, 128], [255, 0, 64]]], dtype=np.uint8)
    stack = np.concatenate([pictures, 255 - pictures, pictures // 2])
    for part, count in (("train", 3), ("test", 2)):
        write_idx(folder / file_name(part, "images"), stack[:count])
        write_idx(folder / file_name(part, "labels"), np.array([1, 0, 1][:count], dtype=np.uint8))
    return folder


SHOWN: dict[tuple[object, ...], str] = {
    (): """\
#0  label 1
 @+
@ :
""",
    (1, "--train"): """\
#1  label 0
@ =
 @#
""",
    (1, "--inverted"): """\
#1  label 0
 @+
@ :
""",
    (0, "--transpose"): """\
#0  label 1
 @
@
+:
""",
    (0, "--stats"): """\
#0  label 1
 @+
@ :
min 0  max 255
mean 117  std 106.8
""",
    ("--count", 2): """\
#0  label 1
 @+
@ :

#1  label 0
@ =
 @#
""",
    (1, 0): """\
#1  label 0
@ =
 @#

#0  label 1
 @+
@ :
""",
    ("--grid", 2, "--border", "heavy"): """\
#0  label 1  #1  label 0
┏━━━┓        ┏━━━┓
┃ @+┃        ┃@ =┃
┃@ :┃        ┃ @#┃
┗━━━┛        ┗━━━┛
""",
    ("--train", "--count", 3, "--grid", 2, "--palette", "blocks"): """\
#0  label 1  #1  label 0
 █▒          █ ▒
█ ░           █▓

#2  label 1
 ▒░
▒
""",
    ("--compare",): """\
#0  label 1  #1  label 0
 @+          @ =
@ :           @#
mean distance of the pixels: 191.33 of 255
""",
    ("--compare", "--train", "--count", 3): """\
#0  label 1  #1  label 0
 @+          @ =
@ :           @#
mean distance of the pixels: 191.33 of 255

#2  label 1
 =:
= .
""",
    ("--half-blocks", "--quiet"): """\
#0  label 1
▄▀▀
""",
}


@pytest.mark.parametrize("arguments", list(SHOWN), ids=lambda arguments: " ".join(map(str, arguments)) or "none")
def test_show(run: Run, tiny: Path, arguments: tuple[object, ...]) -> None:
    assert run("show", "--data", tiny, *arguments) == Done(0, SHOWN[arguments], "")


def test_show_draws_the_embedded_digits(run: Run) -> None:
    done = run("show", 8)
    assert done.code == 0
    lines = done.out.splitlines()
    assert lines[0] == "#8  label 5"
    assert len(lines) == 29
    assert lines[6] == "               :+%@@@%@@@"


def test_show_as_json(run: Run, tiny: Path) -> None:
    done = run("show", 1, "--data", tiny, "--json")
    assert (done.code, done.err) == (0, "")
    (image,) = done.json.pop("images")
    assert done.json["data"] == "tiny" and done.json["part"] == "test"
    assert image["pixels"] == [[255, 0, 127], [0, 255, 191]]
    assert (image["index"], image["label"], image["low"], image["high"]) == (1, 0, 0, 255)
    assert image["mean"] == pytest.approx(138) and image["deviation"] == pytest.approx((68396 / 6) ** 0.5)


class Terminal:
    """Stands before stdout and says that it is a terminal."""

    def __init__(self, stream: Any) -> None:
        self.stream = stream

    def isatty(self) -> bool:
        return True

    def __getattr__(self, name: str) -> Any:
        return getattr(self.stream, name)


@pytest.mark.parametrize(
    ("variable", "value", "coloured"),
    [("TERM", "xterm", True), ("NO_COLOR", "1", False), ("NO_COLOR", "", True), ("TERM", "dumb", False)],
)
def test_half_blocks_have_colours_on_a_terminal_that_shows_them(
    run: Run, tiny: Path, monkeypatch: pytest.MonkeyPatch, variable: str, value: str, coloured: bool
) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv(variable, value)
    monkeypatch.setattr(sys, "stdout", Terminal(sys.stdout))
    done = run("show", "--data", tiny, "--half-blocks")
    assert ("\x1b[38;5;16;48;5;231m▀" in done.out) == coloured
    said = "" if coloured else "no colours here: half blocks in black and white\n"
    assert done.err == said


USAGE_ERRORS: dict[tuple[object, ...], str] = {
    ("show", 2): "there is no image 2; there are 0 to 1",
    ("show", 1, "--count", 2): "there is no image 2; there are 0 to 1",
    ("show", 0, 1, "--count", 2): "--count and several INDEX exclude each other; leave one of them out",
    ("show", "--compare", "--grid", 2): "--compare and --grid exclude each other; leave one of them out",
    ("show", "--half-blocks", "--palette", "simple"): "--half-blocks and --palette exclude each other",
    ("show", "--count", 0): "Invalid value for '--count'",
    ("show", "--grid", 0): "Invalid value for '--grid'",
    ("show", "--palette", "pastel"): "Invalid value for '--palette'",
    ("show", "--border", "thin"): "Invalid value for '--border'",
    ("show", "eight"): "Invalid value for",
    ("show", "--colour"): "No such option",
    ("draw",): "No such command",
}


@pytest.mark.parametrize("arguments", list(USAGE_ERRORS), ids=lambda arguments: " ".join(map(str, arguments)))
def test_wrong_usage_ends_with_2(run: Run, tiny: Path, arguments: tuple[object, ...]) -> None:
    done = run(*arguments, *(["--data", tiny] if arguments[0] == "show" else []))
    assert (done.code, done.out) == (2, "")
    assert USAGE_ERRORS[arguments] in " ".join(done.err.replace("│", " ").split())


@pytest.mark.parametrize("command", ["show", "stats"])
def test_unusable_data_ends_with_3(run: Run, tmp_path: Path, command: str) -> None:
    done = run(command, "--data", tmp_path / "missing", "--json")
    assert done == Done(3, "", f"typednn: {tmp_path / 'missing'}: there is no such folder; check the name\n")


STATS = """\
mnist: 28 by 28 pixels, 10 classes

class     train   share      test   share
    0     5,923    9.9%       980    9.8%  █████████████████████
    1     6,742   11.2%     1,135   11.3%  ████████████████████████
    2     5,958    9.9%     1,032   10.3%  █████████████████████
    3     6,131   10.2%     1,010   10.1%  ██████████████████████
    4     5,842    9.7%       982    9.8%  █████████████████████
    5     5,421    9.0%       892    8.9%  ███████████████████
    6     5,918    9.9%       958    9.6%  █████████████████████
    7     6,265   10.4%     1,028   10.3%  ██████████████████████
    8     5,851    9.8%       974    9.7%  █████████████████████
    9     5,949    9.9%     1,009   10.1%  █████████████████████
  all    60,000            10,000

train  pixels: min 0  max 255  mean 33.32  std 78.57
test   pixels: min 0  max 255  mean 33.79  std 79.17
"""


def test_stats(run: Run) -> None:
    assert run("stats") == Done(0, STATS, "")


def test_stats_as_json(run: Run) -> None:
    done = run("stats", "--json")
    assert (done.code, done.err) == (0, "")
    result = done.json
    assert [result[key] for key in ("data", "height", "width")] == ["mnist", 28, 28]
    assert result["train"]["classes"] == [5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949]
    assert (result["train"]["examples"], result["test"]["examples"]) == (60000, 10000)
    assert result["train"]["pixels"]["mean"] / 255 == pytest.approx(0.1306604762738429, rel=1e-12)


def test_stats_of_a_folder(run: Run, tiny: Path) -> None:
    done = run("stats", "--data", tiny)
    assert done.out.splitlines()[:5] == [
        "tiny: 2 by 3 pixels, 2 classes",
        "",
        "class     train   share      test   share",
        "    0         1   33.3%         1   50.0%  ████████████",
        "    1         2   66.7%         1   50.0%  ████████████████████████",
    ]


def test_check_of_the_embedded_data(run: Run) -> None:
    done = run("check")
    assert (done.code, done.err) == (0, "")
    assert done.out.splitlines()[-2:] == ["remark: these are the published MNIST files, byte for byte", "usable"]


def test_check_tells_all_problems_and_ends_with_3(run: Run, tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "broken")
    missing, damaged = (folder / file_name("train", kind, FORMS[2]) for kind in ("labels", "images"))
    missing.unlink()
    damaged.write_bytes(b"PK\3\4")
    done = run("check", "--data", folder)
    assert (done.code, done.err) == (3, "")
    assert done.out.splitlines() == [
        "train  images  unusable",
        "train  labels  unusable",
        f"test   images         5 × 6 × 5  {folder / 't10k-images-idx3-ubyte.gz'}",
        f"test   labels                 5  {folder / 't10k-labels-idx1-ubyte.gz'}",
        f"problem: {damaged}: at byte 0: expected the magic number to begin with 00 00, found 50 4b; "
        "this is no IDX file; name another",
        f"problem: {folder}: the train labels are missing: expected train-labels-idx1-ubyte, plain or with .gz; "
        "the folder holds t10k-images-idx3-ubyte.gz, t10k-labels-idx1-ubyte.gz, train-images-idx3-ubyte.gz",
        "unusable",
    ]
    assert run("check", "--data", folder, "--quiet") == Done(3, "", "")
    result = run("check", "--data", folder, "--json")
    assert result.code == 3
    assert (result.json["usable"], len(result.json["problems"])) == (False, 2)
    assert [bool(file["problem"]) for file in result.json["files"]] == [True, True, False, False]


def test_a_usable_folder_is_checked_in_silence_too(run: Run, tiny: Path) -> None:
    assert run("check", "--data", tiny, "-q") == Done(0, "", "")


@pytest.fixture
def server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    (tmp_path / "web").mkdir()
    with serve(tmp_path / "web") as running:
        monkeypatch.setitem(KNOWN, "made-up", small_set(tmp_path / "web" / "files", running.address + "files/"))
        yield running


def test_download_says_what_it_fetched_and_what_to_do_next(
    run: Run, server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    done = run("download", "made-up")
    assert (done.code, done.out) == (0, "A made-up set; licence: CC0\nmade up\n")
    folder = Path("data/made-up")
    fetched = [f"fetched {folder / name} ({(folder / name).stat().st_size:,} bytes)" for name in FILES]
    assert done.err.splitlines() == [*fetched, f"next: typednn data show --data {folder}"]
    assert run("show", "--data", folder).code == 0


def test_download_as_json_and_in_silence(run: Run, server: Server, tmp_path: Path) -> None:
    done = run("download", "made-up", "--into", tmp_path / "here", "--json", "--quiet")
    assert (done.code, done.err) == (0, "")
    assert done.json == {
        "data": "made-up",
        "folder": str(tmp_path / "here"),
        "files": [str(tmp_path / "here" / name) for name in FILES],
        "licence": "CC0",
    }
    assert run("download", "made-up", "--into", tmp_path / "here", "--quiet") == Done(0, "", "")


def test_a_failed_download_ends_with_3_and_one_can_be_forced(run: Run, server: Server, tmp_path: Path) -> None:
    (tmp_path / "here").mkdir()
    (tmp_path / "here" / FILES[0]).write_bytes(b"mine")
    done = run("download", "made-up", "--into", tmp_path / "here")
    assert (done.code, done.out) == (3, "")
    assert "there is already a file of another content; choose another folder" in done.err
    assert run("download", "made-up", "--into", tmp_path / "here", "--force").code == 0


def test_an_unknown_set_ends_with_2(run: Run) -> None:
    done = run("download", "imagenet")
    assert (done.code, done.out) == (2, "")
    assert done.err == (
        "typednn: there is no known data set 'imagenet'; "
        "there are emnist-digits, emnist-letters, fashion-mnist, kmnist\n"
    )


def test_a_bar_is_drawn_only_on_a_terminal(
    run: Run, server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "\x1b" not in run("download", "made-up", "--into", tmp_path / "plain").err
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("TERM", "xterm")
    on_a_terminal = run("download", "made-up", "--into", tmp_path / "terminal")
    assert "\x1b" in on_a_terminal.err and FILES[0] in on_a_terminal.err
    assert "\x1b" not in on_a_terminal.out


def test_a_narrow_terminal_has_fewer_images_in_a_row() -> None:
    wide = in_terminal("data", "show", "--grid", 4, width=130).splitlines()
    assert wide[0].count("label") == 4 and max(map(len, wide)) <= 130
    narrow = in_terminal("data", "show", "--grid", 4, "--border", "ascii", width=66).splitlines()
    assert narrow[0] == "66 columns: 2 in a row"
    assert [line.count("label") for line in narrow if "label" in line] == [2, 2]
    assert max(map(len, narrow)) <= 66
    pair = in_terminal("data", "show", "--compare", "--quiet", width=40).splitlines()
    assert [line.count("label") for line in pair if "label" in line] == [1, 1]
    assert pair[-1].startswith("mean distance")


def test_half_blocks_have_colours_on_a_terminal_unless_none_are_wanted() -> None:
    assert "\x1b[38;5;" in in_terminal("data", "show", "--half-blocks", width=80)
    plain = in_terminal("data", "show", "--half-blocks", width=80, NO_COLOR="1")
    assert "\x1b" not in plain
    assert plain.startswith("no colours here: half blocks in black and white\n")


def test_the_choices_are_those_of_the_library() -> None:
    assert get_args(show.Palette) == tuple(PALETTES)
    assert get_args(show.Border) == tuple(BORDERS)


@pytest.mark.parametrize("command", ["show", "stats", "check", "download"])
def test_help_names_every_option(run: Run, command: str) -> None:
    done = run(command, "--help")
    assert (done.code, done.err) == (0, "")
    options = {
        "show": "--data --train --count --grid --compare --palette --half-blocks --border --inverted "
        "--transpose --stats --json --quiet",
        "stats": "--data --json",
        "check": "--data --json --quiet",
        "download": "--into --force --json --quiet",
    }
    assert all(option in done.out for option in options[command].split())


def test_help_loads_nothing_heavy() -> None:
    program = (
        "import sys, atexit; atexit.register(lambda: print(*sys.modules, file=sys.stderr)); "
        "from typednn.cli import app; app(['data', 'show', '--help'])"
    )
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    done = subprocess.run([sys.executable, "-c", program], text=True, capture_output=True, check=True, env=environment)
    heavy = {"numpy", "jaxtyping", "beartype", "pooch", "typednn.data"}
    assert heavy & set(done.stderr.split()) == set()
