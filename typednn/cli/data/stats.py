"""`typednn data stats`: how many examples each class has, and the pixels in four numbers."""

from typing import TYPE_CHECKING

import typer

from typednn.cli.data.options import AsJson, DataFolder, load, name_of, print_json

if TYPE_CHECKING:
    from typednn.data.examples import Examples

BAR = 24


def stats(data: DataFolder = None, as_json: AsJson = False) -> None:
    """Count the examples of each class; the lowest, the highest, the mean and the deviation of the pixels."""
    dataset = load(data)
    _, height, width = dataset.train.images.shape
    parts = {
        "train": _summary(dataset.train, dataset.classes),
        "test": _summary(dataset.test, dataset.classes),
    }
    if as_json:
        print_json({"data": name_of(data), "height": height, "width": width, **parts})
        return
    typer.echo(f"{name_of(data)}: {height} by {width} pixels, {dataset.classes} classes\n")
    typer.echo("\n".join(_table(_counts(dataset.train, dataset.classes), _counts(dataset.test, dataset.classes))))
    typer.echo()
    for name, examples in (("train", dataset.train), ("test", dataset.test)):
        typer.echo(f"{name:5}  pixels: {'  '.join(_described(examples))}")


def _summary(examples: "Examples[int, int]", classes: int) -> dict[str, object]:
    from typednn.data.statistics import describe

    return {
        "examples": len(examples),
        "classes": _counts(examples, classes),
        "pixels": describe(examples.images).as_json(),
    }


def _counts(examples: "Examples[int, int]", classes: int) -> list[int]:
    from typednn.data.labels import count_classes

    return [int(count) for count in count_classes(examples.labels, classes)]


def _described(examples: "Examples[int, int]") -> list[str]:
    from typednn.data.statistics import describe

    return describe(examples.images).lines()


def _table(train: list[int], test: list[int]) -> list[str]:
    """A row for each class, and a bar as long as its share of the training set."""
    rows = [f"class {'train':>9} {'share':>7} {'test':>9} {'share':>7}"]
    for label, (many, few) in enumerate(zip(train, test, strict=True)):
        bar = "█" * round(BAR * many / max(train))
        shares = many / sum(train), few / sum(test)
        rows.append(f"{label:>5} {many:>9,} {shares[0]:>7.1%} {few:>9,} {shares[1]:>7.1%}  {bar}".rstrip())
    return [*rows, f"{'all':>5} {sum(train):>9,} {'':7} {sum(test):>9,}"]
