"""`typednn inspect RUN --certificate`: a certified Lipschitz constant of a network, and one that is attained."""

from pathlib import Path
from typing import TYPE_CHECKING

import typer

from typednn.cli.data.options import Document, print_json
from typednn.errors import ConfigError

if TYPE_CHECKING:
    from typednn.certificates import StabilityCertificate

_SAMPLES = 20


def show(path: Path, *, last: bool, as_json: bool) -> None:
    """Certify the network of a run on all inputs; look for the steepest place near test examples."""
    import numpy as np

    from typednn.certificates import certify, empirical_constant
    from typednn.train import load_run

    if not path.is_dir():
        raise ConfigError(
            f"{path}: --certificate is for the folder of a run; a file of arrays does not say which network"
        )
    run = load_run(path)
    data = run.data()
    net = run.network("last" if last else "best", data)
    x, _ = data.inputs(data.test)
    found = certify(net, x[:1])
    found.require(net)
    attained = empirical_constant(net, x[:_SAMPLES], rng=np.random.default_rng(0))
    document: Document = {
        "run": str(run.path),
        "checkpoint": "last" if last else "best",
        "constant": found.constant,
        "attained": attained,
        "smoothness": found.smoothness,
        "layers": [_layer(part) for part in found.parts],
    }
    print_json(document) if as_json else _print(document)


def _layer(part: "StabilityCertificate") -> Document:
    return {
        "layer": repr(part.layer),
        "constant": part.constant,
        "smoothness": part.smoothness,
        "source": part.source,
    }


def _print(document: Document) -> None:
    width = max((len(part["layer"]) for part in document["layers"]), default=5)
    for part in document["layers"]:
        typer.echo(f"{part['layer']:<{width}}  {part['constant']:10.4f}  {part['source']}")
    typer.echo(f"certified: ‖f(x) − f(y)‖ ≤ {document['constant']:.4f} ‖x − y‖ for all inputs")
    typer.echo(f"attained:  {document['attained']:.4f}, near one of {_SAMPLES} test examples")
