"""`typednn export`: a trained network in the form of others, or as text."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from typednn.cli import runs
from typednn.cli.data.options import AsJson, Quiet, print_json
from typednn.errors import CheckpointError, ConfigError

if TYPE_CHECKING:
    from typednn.train import RunFolder

COMPARED = 100


def export(
    run: runs.Run,
    onnx: Annotated[Path | None, typer.Option(metavar="FILE", help="Write an ONNX model (extra `onnx`).")] = None,
    text: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write the checkpoint as text, without loss (float.hex).")
    ] = None,
    last: runs.Last = False,
    force: runs.Force = False,
    as_json: AsJson = False,
    quiet: Quiet = False,
) -> None:
    """Write the network of a run for other programs, and compare what they compute with what it computes.

    An ONNX model takes scaled pixels, x / 255, and gives logits. Where onnxruntime is installed, both are run on
    test images. Exit code 0: written; 1: onnxruntime computes something else; 2: a file cannot be written; 3: the run
    cannot be used.
    """
    from typednn.train import load_run

    if onnx is None and text is None:
        raise ConfigError("nothing to write; name a file: --onnx model.onnx, --text model.txt")
    for file in (onnx, text):
        if file is not None:
            runs.require_free(file, force=force)
    found = load_run(run)
    written: dict[str, object] = {"run": str(run), "checkpoint": "last" if last else "best"}
    good = True
    if text is not None:
        written["text"] = str(text)
        _text(found, text, last)
        _say(f"wrote {text}", as_json or quiet)
    if onnx is not None:
        good = _onnx(found, onnx, last, written, as_json or quiet)
    if as_json:
        print_json(written)
    if not good:
        raise typer.Exit(1)


def _say(line: str, silent: bool) -> None:
    if not silent:
        typer.echo(line)


def _text(run: "RunFolder", file: Path, last: bool) -> None:
    from typednn.train import save_text

    checkpoint = run.checkpoint("last" if last else "best")
    try:
        save_text(file, checkpoint)
    except CheckpointError as error:
        raise ConfigError(str(error)) from None


def _onnx(run: "RunFolder", file: Path, last: bool, written: dict[str, object], silent: bool) -> bool:
    """Written only after it was compared; False if it computes something else."""
    from typednn.integrations.onnx_check import compare
    from typednn.integrations.onnx_model import onnx_bytes

    data = run.data()
    net = run.network("last" if last else "best", data)
    inputs, _ = data.inputs(data.test)
    about = f"{net!r}, trained on {data.name}; takes pixels / 255"
    content = onnx_bytes(net, inputs.shape[1:], name=f"{data.name}-{run.settings.model}", description=about)
    seen = compare(content, net, inputs[:COMPARED])
    runs.write(file, content)
    shape = " ".join(["batch", *map(str, inputs.shape[1:])])
    _say(f'wrote {file}: takes "input", float32 "{shape}"; gives "logits"', silent)
    written |= {"onnx": str(file), "input": shape, "bytes": len(content)}
    if seen is None:
        written["difference"] = None
        _say("not compared: onnxruntime is not installed (pip install onnxruntime)", silent)
        return True
    written |= {"difference": seen.difference, "onnxruntime": seen.version}
    what = f"onnxruntime {seen.version} on {seen.examples} test images"
    _say(f"{what}: logits differ by at most {seen.difference:.2g}, the largest is {seen.largest:.3g}", silent)
    if not seen.good:
        typer.echo(f"typednn: {file} computes something else than the network; do not use it", err=True)
    return seen.good
