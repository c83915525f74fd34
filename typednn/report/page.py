"""A run as one HTML page: no script, no other file, nothing from a network; its own policy forbids all three."""

from base64 import b64encode
from collections.abc import Iterator, Mapping
from html import escape

from typednn.contracts import Array, UInt8, contract
from typednn.data.png import png_bytes
from typednn.report.charts import line_chart
from typednn.report.gathering import Report
from typednn.report.style import STYLE
from typednn.report.tables import percent, precision

POLICY = "default-src 'none'; img-src data:; style-src 'unsafe-inline'"
MOST_UNITS = 256


def page(report: Report) -> str:
    """The whole document."""
    title = f"{report.run.path.resolve().name}: {report.evaluation.accuracy:.2%} on {report.data}"
    return "\n".join(
        [
            '<!doctype html><html lang="en"><head><meta charset="utf-8">',
            f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            f"<title>{escape(title)}</title><style>{STYLE}</style></head><body>",
            *_head(report),
            *_curves(report),
            *_confusion(report),
            *_mistakes(report),
            *_weights(report),
            *_about(report),
            "</body></html>\n",
        ]
    )


def _head(report: Report) -> Iterator[str]:
    evaluation = report.evaluation
    low, high = evaluation.interval()
    yield f"<h1>{escape(report.run.path.resolve().name)}</h1>"
    yield f"<p><small>{escape(report.checkpoint.metadata.architecture)}</small></p>"
    numbers = {
        f"of {evaluation.examples:,} test images are right; 95% interval {low:.2%} to {high:.2%}": (
            f"{evaluation.accuracy:.2%}"
        ),
        "test loss": f"{evaluation.loss:.4f}",
        f"{'best' if report.which == 'best' else 'last'} epoch, of {len(report.history)}": (
            str(report.checkpoint.metadata.epoch)
        ),
        "parameters": f"{report.parameters:,}",
    }
    yield '<div class="numbers">'
    for words, number in numbers.items():
        yield f"<div><b>{number}</b><small>{escape(words)}</small></div>"
    yield "</div>"


def _curves(report: Report) -> Iterator[str]:
    history = list(report.history)
    yield "<h2>Training</h2>"
    if not history:
        yield "<p>No epoch is finished yet.</p>"
        return
    losses = {
        "train": [(record.epoch, record.train_loss) for record in history],
        "validation": [(r.epoch, r.validation_loss) for r in history if r.validation_loss is not None],
    }
    accuracies = {
        "train": [(record.epoch, record.train_accuracy) for record in history],
        "validation": [(r.epoch, r.validation_accuracy) for r in history if r.validation_accuracy is not None],
    }
    yield f'<div class="side">{line_chart("Loss", losses)}{line_chart("Accuracy", accuracies, percent=True)}</div>'
    if report.history.stopped:
        yield f"<p>Stopped: {escape(report.history.stopped)}</p>"
    seconds, smoothing = sum(record.seconds for record in history), report.run.settings.label_smoothing
    took = f"{len(history)} epoch{'' if len(history) == 1 else 's'} in {seconds:.1f} s"
    smoothed = f"; the loss in training is that with label smoothing {smoothing:g}" if smoothing else ""
    yield f"<p><small>{took}{smoothed}.</small></p>"


def _confusion(report: Report) -> Iterator[str]:
    confusion = report.evaluation.confusion
    yield "<h2>Confusion matrix</h2><p><small>A row for each class, a column for each answer.</small></p>"
    yield '<div class="wide"><table class="confusion"><tr><th>class'
    yield "".join(f"<th scope=col>{answer}" for answer in range(len(confusion))) + "<th>accuracy<th>precision</tr>"
    shares = zip(report.evaluation.per_class(), precision(confusion), strict=True)
    for label, (row, (own, right)) in enumerate(zip(confusion.tolist(), shares, strict=True)):
        cells = "".join(_cell(count, sum(row), right=label == answer) for answer, count in enumerate(row))
        yield f"<tr><th scope=row>{label}{cells}<td>{percent(own)}<td>{percent(right)}</tr>"
    yield "</table></div>"


def _cell(count: int, total: int, *, right: bool) -> str:
    """The darker, the more of the class; mistakes are rarer, so their colour is stronger."""
    share = count / max(1, total)
    strength = 0.45 * share if right else min(0.75, 5 * share)
    colour = f' style="background:rgba(var(--{"right" if right else "wrong"}),{strength:.2f})"' if count else ""
    return f"<td{colour}>{f'{count:,}' if count else '·'}"


def _mistakes(report: Report) -> Iterator[str]:
    wrong = report.evaluation.examples - report.evaluation.correct
    yield f"<h2>Worst mistakes</h2><p><small>{len(report.mistakes)} of {wrong:,}, by their loss.</small></p>"
    yield '<div class="pictures">'
    for mistake in report.mistakes:
        sure = f"{mistake.predicted}: {mistake.probability:.1%}, {mistake.label}: {mistake.probability_of_label:.1%}"
        words = f"#{mistake.index}: {mistake.label} taken for {mistake.predicted}"
        yield (
            f"<figure>{_picture(report.judged.images[mistake.index], words)}"
            f"<figcaption>{words}<br>{sure}</figcaption></figure>"
        )
    yield "</div>"


def _weights(report: Report) -> Iterator[str]:
    units = report.weights[:MOST_UNITS]
    if not len(units):
        return
    how_many = f"{len(units):,}" if len(units) == len(report.weights) else f"{len(units)} of {len(report.weights):,}"
    yield f"<h2>First layer</h2><p><small>What each of {how_many} units looks for: bright is more, dark is less. "
    yield 'Each has its own scale.</small></p><div class="pictures weights">'
    for number, image in enumerate(units):
        yield _picture(image, f"unit {number}")
    yield "</div>"


def _about(report: Report) -> Iterator[str]:
    metadata = report.checkpoint.metadata
    settings = {name: value for name, value in report.run.settings.as_json().items() if value is not None}
    yield '<div class="side"><section><h2>Configuration</h2>'
    yield _pairs(settings)
    yield "</section><section><h2>Environment</h2>"
    yield _pairs(report.run.environment)
    yield "<h2>Optimizer</h2>"
    yield f"<p>{escape(metadata.optimizer)}</p><p><small>{metadata.examples:,} examples, batches of "
    yield f"{metadata.batch_size}</small></p></section></div>"


def _pairs(pairs: Mapping[str, object]) -> str:
    rows = (f"<tr><th scope=row>{escape(name)}<td>{escape(_words(value))}</tr>" for name, value in pairs.items())
    return f'<table class="pairs">{"".join(rows)}</table>'


def _words(value: object) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list | tuple) else str(value)


@contract
def _picture(image: UInt8[Array, "height width"], words: str) -> str:
    """An image in the page itself."""
    content = b64encode(png_bytes(image)).decode()
    return f'<img src="data:image/png;base64,{content}" alt="{escape(words)}" title="{escape(words)}">'
