"""The page of a run: whole in itself, true to the run, and looked at in a real browser."""

import base64
import io
import re
import shutil
import subprocess
from html.parser import HTMLParser
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from typednn.data.png.reading import parse_png
from typednn.report.gathering import Report, as_pictures, gather
from typednn.report.page import POLICY, page
from typednn.report.plots import curves
from typednn.train import RunSettings, build_training, create_run, load_data, load_run, snapshot

BROWSERS = ("chromium", "chromium-headless-shell", "chromium-browser", "google-chrome")


@pytest.fixture(scope="module")
def gathered(mlp_run: Path) -> Report:
    return gather(load_run(mlp_run), worst=7)


class Reader(HTMLParser):
    """Every tag with its attributes, and the words."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.words: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, {name: value or "" for name, value in attrs}))

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    def pictures(self) -> list[tuple[str, np.ndarray[tuple[int, ...], np.dtype[np.uint8]]]]:
        prefix = "data:image/png;base64,"
        images = [attributes for tag, attributes in self.tags if tag == "img"]
        assert all(image["src"].startswith(prefix) for image in images)
        return [(image["alt"], parse_png(base64.b64decode(image["src"][len(prefix) :]))) for image in images]


def test_nothing_is_asked_of_anyone_else(gathered: Report) -> None:
    text = page(gathered)
    read = Reader(text)
    assert {"script", "link", "iframe", "object", "embed", "base", "form", "a"} & {tag for tag, _ in read.tags} == set()
    for _, attributes in read.tags:
        assert {"href", "srcset", "background", "action"} & set(attributes) == set()
        assert attributes.get("src", "data:").startswith("data:")
    assert "url(" not in text and "@import" not in text and "http" not in text.replace("http-equiv", "")
    assert f'content="{POLICY}"' in text


def test_the_page_shows_the_run(gathered: Report) -> None:
    read = Reader(page(gathered))
    words = " ".join(" ".join(read.words).split())
    assert f"{gathered.evaluation.accuracy:.2%}" in words
    assert "12,730" in words and "Linear(784, 16) >> Relu() >> Linear(16, 10)" in words
    titles = ["Training", "Confusion matrix", "Worst mistakes", "First layer", "Configuration", "Environment"]
    assert [words.index(title) for title in titles] == sorted(words.index(title) for title in titles)
    settings = gathered.run.settings.as_json()
    assert all(f"{name} " in words for name, value in settings.items() if value is not None)
    assert all(f"{name} {value}" in words for name, value in gathered.run.environment.items())


def test_the_confusion_matrix_is_the_runs(gathered: Report) -> None:
    text = page(gathered)
    table = text[text.index('class="confusion"') : text.index("</table>")]
    rows = [re.findall(r"<td[^>]*>([^<\n]*)", row) for row in table.split("<tr>")[2:]]
    counts = [[int(cell.replace(",", "").replace("·", "0")) for cell in row[:-2]] for row in rows]
    assert counts == gathered.evaluation.confusion.tolist()


def test_the_pictures_are_the_mistakes_and_the_weights(gathered: Report) -> None:
    pictures = Reader(page(gathered)).pictures()
    assert len(pictures) == 7 + 16
    for (alt, image), mistake in zip(pictures, gathered.mistakes, strict=False):
        assert np.array_equal(image, gathered.judged.images[mistake.index])
        assert alt == f"#{mistake.index}: {mistake.label} taken for {mistake.predicted}"
    weight = gathered.checkpoint.parameters["0.weight"]
    for unit, (alt, image) in enumerate(pictures[7:]):
        assert alt == f"unit {unit}"
        column = weight[:, unit].reshape(28, 28)
        assert image.shape == (28, 28)
        assert np.abs(image - (127.5 + 127.5 * column / np.abs(column).max())).max() <= 0.51


def test_the_curves_have_a_point_for_each_epoch(gathered: Report) -> None:
    text = page(gathered)
    assert text.count("<svg") == 2
    assert [len(points.split()) for points in re.findall(r'<polyline points="([^"]*)"', text)] == [4] * 4
    for record in gathered.history:
        assert f"<title>train, epoch {record.epoch}: {record.train_loss:.4g}</title>" in text
        assert (
            f"<title>validation, epoch {record.epoch}: {100 * (record.validation_accuracy or 0):.4g}%</title>" in text
        )


def test_a_lenet_shows_its_filters(lenet_run: Path) -> None:
    gathered = gather(load_run(lenet_run), which="last", worst=0)
    pictures = Reader(page(gathered)).pictures()
    assert [image.shape for _, image in pictures] == [(5, 5)] * 8


def test_a_run_before_its_first_epoch_has_no_curves(digits: Path, tmp_path: Path) -> None:
    settings = RunSettings(hidden=(4,), epochs=2, data=str(digits)).settled()
    training = build_training(settings, load_data(settings))
    create_run(tmp_path / "run", settings).save(snapshot(training))
    gathered = gather(load_run(tmp_path / "run"), worst=1)
    text = page(gathered)
    assert "No epoch is finished yet." in text and "<svg" not in text
    assert curves(gathered) is None


def test_names_are_no_markup(mlp_run: Path, tmp_path: Path) -> None:
    nasty = tmp_path / "<img src=x onerror=1>&\"'"
    shutil.copytree(mlp_run, nasty)
    read = Reader(page(gather(load_run(nasty), worst=1)))
    assert nasty.name in "".join(read.words)
    assert not any("onerror" in attributes for _, attributes in read.tags)


def test_weights_of_one_value_are_pictures_too() -> None:
    flat = as_pictures(np.zeros((2, 3, 3), np.float32))
    assert set(flat.ravel().tolist()) <= {127, 128}
    assert as_pictures(np.full((1, 1, 1), -2, np.float32)).tolist() == [[[0]]]


def browser() -> str:
    """A browser that runs without a screen."""
    found = next(filter(None, map(shutil.which, BROWSERS)), None)
    if found is None:
        pytest.skip("no Chromium is installed (apt-get install chromium): THE PAGE WAS NOT LOOKED AT")
    return found


def look(file: Path, profile: Path, *options: str) -> subprocess.CompletedProcess[str]:
    """Open the page; what it complains about is on stderr."""
    own = ["--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--enable-logging=stderr"]
    command = [browser(), *own, f"--user-data-dir={profile}", *options, file.as_uri()]
    return subprocess.run(command, capture_output=True, text=True, timeout=120, stdin=subprocess.DEVNULL)


@pytest.mark.parametrize(("width", "height"), [(1100, 1500), (420, 3000)])
def test_a_real_browser_shows_the_page(gathered: Report, tmp_path: Path, width: int, height: int) -> None:
    file, shot = tmp_path / "report.html", tmp_path / "shot.png"
    file.write_text(page(gathered), encoding="utf-8")
    done = look(file, tmp_path / "profile", f"--screenshot={shot}", f"--window-size={width},{height}")
    assert done.returncode == 0, done.stderr
    assert "CONSOLE" not in done.stderr  # nothing was refused, nothing failed
    with Image.open(io.BytesIO(shot.read_bytes())) as image:
        pixels = np.asarray(image.convert("RGB")).astype(int)
    assert pixels.shape[1] == width
    lines = {"train": (0x0B, 0x62, 0xC4), "validation": (0xC2, 0x41, 0x0C)}
    for name, colour in lines.items():
        assert (np.abs(pixels - colour).sum(axis=2) < 12).sum() > 100, name
    red, green, blue = np.moveaxis(pixels, 2, 0)
    assert (green > red + 20).sum() > 500  # the right answers of the matrix
    assert ((red > green + 60) & (red > blue + 60)).sum() > 300  # and the wrong ones
    black = (pixels.sum(axis=2) == 0).sum()
    assert black > 7 * 112 * 112 * 0.5  # seven mistakes, mostly ground


def test_in_a_real_browser_every_picture_is_there_and_nothing_sticks_out(gathered: Report, tmp_path: Path) -> None:
    """The page itself allows no script, so a copy without its policy measures itself."""
    script = """<script>onload = () => {
        const images = [...document.images].filter(image => image.naturalWidth > 1).length;
        const root = document.documentElement;
        document.title = [images, root.scrollWidth <= root.clientWidth, document.querySelectorAll("svg").length];
    }</script>"""
    text = page(gathered)
    assert POLICY in text
    for width in (1100, 420):
        (tmp_path / "copy.html").write_text(text.replace(POLICY, "").replace("</body>", script + "</body>"))
        done = look(tmp_path / "copy.html", tmp_path / "profile", "--dump-dom", f"--window-size={width},900")
        assert "<title>23,true,2</title>" in done.stdout, (width, done.stdout[:600])
        # and with its policy the same script does nothing
        (tmp_path / "copy.html").write_text(text.replace("</body>", script + "</body>"))
        done = look(tmp_path / "copy.html", tmp_path / "profile", "--dump-dom")
        assert "<title>23,true,2</title>" not in done.stdout
        assert "Content Security Policy" in done.stderr
