"""The report's pictures as PNG files, drawn by matplotlib: ``pip install 'typednn[plot]'``."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from typednn.contracts import Array, UInt8, contract
from typednn.errors import ConfigError
from typednn.report.gathering import Report

if TYPE_CHECKING:
    from matplotlib.figure import Figure

DPI = 120
MOST_UNITS = 64
COLUMNS = 8


def write_plots(report: Report, folder: Path) -> list[Path]:
    """Write them all; what does not exist is left out."""
    try:
        import matplotlib
    except ImportError:
        raise ConfigError("matplotlib is not installed; pip install 'typednn[plot]'") from None
    del matplotlib
    written = []
    for name, draw in PLOTS.items():
        figure = draw(report)
        if figure is None:
            continue
        path = folder / f"{name}.png"
        try:
            folder.mkdir(parents=True, exist_ok=True)
            figure.savefig(path, dpi=DPI)
        except OSError as error:
            raise ConfigError(f"{path}: cannot be written: {error.strerror}; choose another folder") from None
        written.append(path)
    return written


def curves(report: Report) -> "Figure | None":
    """Loss and accuracy by epoch."""
    from matplotlib.figure import Figure

    history = list(report.history)
    if not history:
        return None
    figure = Figure(figsize=(10, 4), layout="constrained")
    left, right = figure.subplots(1, 2)
    epochs = [record.epoch for record in history]
    seen = [record for record in history if record.validation_loss is not None]
    left.plot(epochs, [record.train_loss for record in history], marker=".", label="train")
    right.plot(epochs, [record.train_accuracy for record in history], marker=".", label="train")
    if seen:
        there = [record.epoch for record in seen]
        left.plot(there, [record.validation_loss or 0.0 for record in seen], marker=".", label="validation")
        right.plot(there, [record.validation_accuracy or 0.0 for record in seen], marker=".", label="validation")
    for axes, name in ((left, "loss"), (right, "accuracy")):
        axes.set(xlabel="epoch", ylabel=name)
        axes.grid(alpha=0.3)
        axes.legend()
    return figure


def confusion(report: Report) -> "Figure | None":
    """The matrix, by the share of each class, with the counts."""
    from matplotlib.figure import Figure

    counts = report.evaluation.confusion
    shares = counts / counts.sum(axis=1, keepdims=True).clip(1)
    side = max(4.0, 0.55 * len(counts) + 1.0)
    figure = Figure(figsize=(side, side), layout="constrained")
    axes = figure.subplots()
    axes.imshow(shares, cmap="Blues", vmin=0, vmax=1)
    for label, row in enumerate(counts.tolist()):
        for answer, count in enumerate(row):
            dark = shares[label, answer] > 0.5
            axes.text(answer, label, str(count), ha="center", va="center", color="white" if dark else "black")
    axes.set(xlabel="answer", ylabel="class", xticks=range(len(counts)), yticks=range(len(counts)))
    return figure


def mistakes(report: Report) -> "Figure | None":
    """The worst of them."""
    titles = [f"{mistake.label} taken for {mistake.predicted}" for mistake in report.mistakes]
    return _pictures([report.judged.images[mistake.index] for mistake in report.mistakes], titles, COLUMNS // 2)


def weights(report: Report) -> "Figure | None":
    """What the units of the first layer look for."""
    units = report.weights[:MOST_UNITS]
    return _pictures(list(units), [""] * len(units), COLUMNS)


@contract
def _pictures(images: list[UInt8[Array, "height width"]], titles: list[str], columns: int) -> "Figure | None":
    from matplotlib.figure import Figure

    if not images:
        return None
    rows = -(-len(images) // columns)
    figure = Figure(figsize=(1.6 * columns, 1.8 * rows), layout="constrained")
    grid = figure.subplots(rows, columns, squeeze=False)
    for axes in grid.flat:
        axes.set_axis_off()
    for axes, image, title in zip(grid.flat, images, titles, strict=False):
        axes.imshow(image, cmap="gray", vmin=0, vmax=255)
        axes.set_title(title, fontsize=9)
    return figure


PLOTS: Mapping[str, "Callable[[Report], Figure | None]"] = {
    "curves": curves,
    "confusion": confusion,
    "mistakes": mistakes,
    "weights": weights,
}
