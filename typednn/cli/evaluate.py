"""`typednn eval`: how well a network does on examples that it has not learned from."""

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from typednn.cli import runs, terminal
from typednn.cli.data.options import AsJson, Quiet, print_json

if TYPE_CHECKING:
    from typednn.report import Judged, Mistake
    from typednn.train import Checkpoint, Evaluation, RunData, RunFolder

WORST = 5


def evaluate(
    run: runs.Run,
    last: runs.Last = False,
    part: Annotated[Literal["test", "validation", "train"], typer.Option(help="Which of the run's examples.")] = "test",
    confidence: Annotated[float, typer.Option(metavar="SHARE", help="How certain the interval is, in (0, 1).")] = 0.95,
    worst: Annotated[
        int, typer.Option(min=0, metavar="N", help="Draw the N worst mistakes, those with the largest loss.")
    ] = 0,
    as_json: AsJson = False,
    quiet: Quiet = False,
) -> None:
    """Test the network of a run: accuracy with Wilson's interval, each class, the confusion matrix.

    Exit code 0: it was tested, however well it does; 2: an option cannot be used; 3: the run or its data cannot.
    """
    from typednn.report import judge
    from typednn.train import load_run, wilson_interval

    wilson_interval(1, 1, confidence=confidence)  # refused before anything is computed
    found = load_run(run)
    data = found.data()
    checkpoint = found.checkpoint("last" if last else "best")
    judged = judge(found.network("last" if last else "best", data), data, getattr(data, part))
    evaluation = judged.evaluation()
    mistakes = judged.worst(worst)
    if as_json:
        about = {"run": str(run), "checkpoint": "last" if last else "best", "epoch": checkpoint.metadata.epoch}
        print_json({**about, "part": part, **_document(evaluation, confidence, mistakes)})
    elif quiet:
        typer.echo(f"{evaluation.accuracy:.4f}")
    else:
        _print_head(found, checkpoint, data, part, last)
        _print(evaluation, confidence)
        if worst:
            _draw(judged, mistakes)
        typer.echo(f"next: typednn {'report' if worst else 'eval --worst 5'} {run}", err=True)


def _document(evaluation: "Evaluation", confidence: float, mistakes: "list[Mistake]") -> dict[str, object]:
    from typednn.report.tables import precision

    low, high = evaluation.interval(confidence)
    rows = zip(evaluation.confusion.tolist(), evaluation.per_class(), precision(evaluation.confusion), strict=True)
    classes = [
        {
            "class": label,
            "examples": sum(row),
            "correct": row[label],
            "accuracy": _share(own),
            "precision": _share(all_),
        }
        for label, (row, own, all_) in enumerate(rows)
    ]
    return {
        "examples": evaluation.examples,
        "correct": evaluation.correct,
        "accuracy": evaluation.accuracy,
        "interval": {"low": low, "high": high, "confidence": confidence},
        "loss": evaluation.loss,
        "classes": classes,
        "confusion": evaluation.confusion.tolist(),
        "worst": [asdict(mistake) for mistake in mistakes],
    }


def _share(share: float) -> float | None:
    """JSON has no NaN."""
    return None if share != share else float(share)


def _print_head(run: "RunFolder", checkpoint: "Checkpoint", data: "RunData", part: str, last: bool) -> None:
    typer.echo(f"{run.path}: {runs.epoch_of(checkpoint, last)}; {checkpoint.metadata.architecture}")
    typer.echo(f"{data.name}: {len(getattr(data, part)):,} {part} examples, {data.classes} classes\n")


def _print(evaluation: "Evaluation", confidence: float) -> None:
    from typednn.report.tables import class_table, confusion_list, confusion_table

    low, high = evaluation.interval(confidence)
    typer.echo(f"accuracy  {evaluation.accuracy:.2%}, {100 * confidence:g}% interval {low:.2%} to {high:.2%}")
    typer.echo(f"          {evaluation.correct:,} of {evaluation.examples:,}")
    typer.echo(f"loss      {evaluation.loss:.4f}\n")
    for line in class_table(evaluation):
        typer.echo(line)
    header = next(confusion_table(evaluation.confusion))
    if terminal.fits(len(header)):
        typer.echo("\nconfusion: a row for each class, a column for each answer")
        for line in confusion_table(evaluation.confusion, terminal.paint):
            typer.echo(line)
    else:
        typer.echo("\nmost frequent mistakes (the matrix is too wide for this terminal)")
        for line in confusion_list(evaluation.confusion):
            typer.echo(line)


def _draw(judged: "Judged", mistakes: "list[Mistake]") -> None:
    """As many in a row as the terminal is wide."""
    from typednn.report.pictures import mistakes_gallery

    wrong = int((judged.predicted() != judged.labels).sum())
    typer.echo(f"\nworst mistakes, {len(mistakes)} of {wrong:,}" if wrong else "\nno mistakes")
    for line in mistakes_gallery(judged, mistakes, width=terminal.width(), colour=terminal.colours()):
        typer.echo(line, color=terminal.colours())
