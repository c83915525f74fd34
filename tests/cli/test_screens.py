"""Screens as they were approved: on a terminal and without one, narrow and wide, with and without colours.

The network has no weights, only biases, so that its numbers are the same on every machine.
A screen is approved by writing it: `python -m tests.cli.test_screens` rewrites them all, for git to show.
"""

import re
import tempfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from tests.cli.terminals import in_pipe, in_terminal
from typednn.data import write_idx
from typednn.data.folder import file_name
from typednn.data.png import png_bytes
from typednn.layers import parameters
from typednn.train import RunSettings, build_training, create_run, load_data, snapshot

SCREENS = Path(__file__).parent / "screens"
WIDTHS = {"wide": 100, "narrow": 40}
COMMANDS = {
    "eval": ["eval", "run", "--worst", "2"],
    "predict": ["predict", "run", "digit.png", "paper.png", "some-idx3-ubyte"],
    "inspect": ["inspect", "run"],
}
VARYING = re.compile(r"(?m)^(  (?:typednn|python|machine|numpy|safetensors|time) +)\S.*$")


def digit(number: int) -> np.ndarray[tuple[int, int], np.dtype[np.uint8]]:
    """So many bright rows."""
    image = np.zeros((28, 28), np.uint8)
    image[4 : 6 + 2 * number, 6:22] = 255
    return image


def prepare(place: Path) -> Path:
    """A run, and files to show it."""
    data = place / "digits"
    data.mkdir()
    labels = np.arange(40, dtype=np.uint8) % 10
    images = np.stack([digit(int(label)) for label in labels])
    for part in ("train", "test"):
        write_idx(data / file_name(part, "images"), images)
        write_idx(data / file_name(part, "labels"), labels)
    write_idx(place / "some-idx3-ubyte", images[3:6])
    (place / "digit.png").write_bytes(png_bytes(images[1]))
    (place / "paper.png").write_bytes(png_bytes(255 - images[1]))
    settings = RunSettings(hidden=(), epochs=2, validation=5, data="digits").settled()
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(place)
        training = build_training(settings, load_data(settings))
        weight, bias = parameters(training.net).values()
        weight[...] = 0.0
        bias[...] = np.linspace(-1, 1, 10)
        create_run(Path("run"), settings).save(snapshot(training, dataset="digits"))
    return place


def screens(place: Path) -> Iterator[tuple[str, str]]:
    """Name and text of each."""
    for name, command in COMMANDS.items():
        yield f"{name}-pipe", in_pipe(*command, folder=place)
        yield f"{name}-wide", in_terminal(*command, width=WIDTHS["wide"], folder=place)
        yield f"{name}-narrow", in_terminal(*command, width=WIDTHS["narrow"], folder=place, NO_COLOR="1")


def comparable(text: str) -> str:
    """Without versions and times; codes for colours can be read."""
    return VARYING.sub(r"\1…", text).replace("\x1b", "␛")


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    return dict(screens(prepare(tmp_path_factory.mktemp("screens"))))


NAMES = [f"{name}-{kind}" for name in COMMANDS for kind in ("pipe", "wide", "narrow")]


@pytest.mark.parametrize("name", NAMES)
def test_the_screen_is_the_approved_one(name: str, shown: dict[str, str]) -> None:
    assert comparable(shown[name]) == (SCREENS / f"{name}.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", NAMES)
def test_colours_are_for_terminals_that_want_them(name: str, shown: dict[str, str]) -> None:
    assert ("\x1b" in shown[name]) == (name == "eval-wide")


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as there:
        for each, text in screens(prepare(Path(there))):
            (SCREENS / f"{each}.txt").write_text(comparable(text), encoding="utf-8")
