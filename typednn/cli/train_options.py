"""The options of `typednn train`, each with its help. None means: as in the file, or the default."""

from pathlib import Path
from typing import Annotated, Literal, TypeAlias

import typer

Model: TypeAlias = Annotated[Literal["mlp", "lenet"] | None, typer.Option(help="The kind of network (mlp).")]
Hidden: TypeAlias = Annotated[
    str | None, typer.Option(metavar="WIDTHS", help="The widths of the hidden layers, such as 256,128 (128).")
]
Dropout: TypeAlias = Annotated[
    float | None, typer.Option(help="The share of units left out in training (0; lenet 0.3).")
]
Optimizer: TypeAlias = Annotated[
    Literal["sgd", "momentum", "nesterov", "adam", "adamw", "sam", "asam", "zsharp"] | None,
    typer.Option(help="The optimizer; the last three stand on momentum (momentum)."),
]
Rate: TypeAlias = Annotated[
    float | None,
    typer.Option(
        "--lr", help="The learning rate at the beginning (0.1; sgd 0.5; adam, adamw 0.002; lenet half of it)."
    ),
]
Momentum: TypeAlias = Annotated[float | None, typer.Option(help="Of momentum, nesterov and what stands on it (0.9).")]
WeightDecay: TypeAlias = Annotated[float | None, typer.Option(help="Weight decay (0.0001).")]
Radius: TypeAlias = Annotated[float | None, typer.Option(help="Of sam (0.05), asam (0.5) and zsharp (0.05).")]
Clip: TypeAlias = Annotated[
    float | None, typer.Option(metavar="NORM", help="Clip the gradient to this norm (no clipping).")
]
Schedule: TypeAlias = Annotated[
    Literal["constant", "step", "exponential", "cosine", "warmup-cosine"] | None,
    typer.Option(help="How the learning rate falls (exponential)."),
]
ScheduleEpochs: TypeAlias = Annotated[
    int | None, typer.Option(metavar="N", help="The epochs over which step and cosine run (--epochs).")
]
Decay: TypeAlias = Annotated[
    float | None, typer.Option(help="The factor of each epoch in the exponential schedule (0.85).")
]
LabelSmoothing: TypeAlias = Annotated[float | None, typer.Option(help="Label smoothing (0.1).")]
BatchSize: TypeAlias = Annotated[int | None, typer.Option(help="Examples a step (64).")]
Epochs: TypeAlias = Annotated[
    int | None, typer.Option(help="Epochs from the beginning, those before a resumption included (12).")
]
Patience: TypeAlias = Annotated[
    int | None, typer.Option(metavar="N", help="Stop when validation has not risen for N epochs (never).")
]
Samples: TypeAlias = Annotated[
    int | None, typer.Option(metavar="N", help="Only N of the training examples (all); 5000 is a quick run.")
]
Validation: TypeAlias = Annotated[
    int | None, typer.Option(metavar="N", help="How many of them are set aside for validation (a twelfth).")
]
Seed: TypeAlias = Annotated[int | None, typer.Option(help="Of all random numbers (0).")]
Threads: TypeAlias = Annotated[int | None, typer.Option(help="BLAS threads (1, mostly the fastest here).")]
Data: TypeAlias = Annotated[
    Path | None,
    typer.Option(metavar="FOLDER", help="A folder with MNIST's four file names, gzipped or not (the built-in MNIST)."),
]
Config: TypeAlias = Annotated[
    Path | None, typer.Option(metavar="FILE", help="Settings in TOML, named as these options; options overrule them.")
]
Out: TypeAlias = Annotated[
    Path | None, typer.Option(metavar="FOLDER", help="Where the run is saved (runs/DATA-MODEL-NUMBER).")
]
Resume: TypeAlias = Annotated[
    Path | None, typer.Option(metavar="RUN", help="Go on with a run, as if it had never been interrupted.")
]
Target: TypeAlias = Annotated[
    float | None, typer.Option(min=0.0, max=1.0, help="Exit with 1 if the test accuracy is below it.")
]
AsJson: TypeAlias = Annotated[bool, typer.Option("--json", help="JSON lines on stdout, nothing else.")]
Quiet: TypeAlias = Annotated[bool, typer.Option("--quiet", "-q", help="Say nothing but the result.")]
Force: TypeAlias = Annotated[bool, typer.Option("--force", help="Overwrite a run in the folder of --out.")]
