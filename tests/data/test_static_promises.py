"""What mypy knows of data: forgetting to scale is an error, and so is an image of the wrong size."""

import os
import re
import subprocess
import sys
from pathlib import Path

PROGRAM = """\
from typing import Literal

import numpy as np

from typednn.contracts import Array, Float32, UInt8, contract, reveal_shape
from typednn.data.batches import batches
from typednn.data.embedded import load_mnist
from typednn.data.examples import Examples
from typednn.data.labels import one_hot
from typednn.data.pixels import flatten, moments, normalize, standardize
from typednn.data.splitting import split


@contract
def scores(x: Float32[Array, "batch 784"]) -> Float32[Array, "batch 10"]:
    return np.zeros((x.shape[0], 10), dtype=np.float32)


rng = np.random.default_rng(0)
data = load_mnist()
reveal_shape(data.train.images)  # N: "examples 28 28", uint8
train, validation = split(data.train, 5_000, rng=rng)
reveal_shape(validation.images)  # N: "examples 28 28", uint8
unit = normalize(train.images)
reveal_shape(unit)  # N: "examples 28 28", float32
x = flatten(unit)
reveal_shape(x)  # N: "examples 784", Float
reveal_shape(one_hot(train.labels, 10))  # N: "examples 10", float32
scores(x)
for inputs, labels in batches(x, train.labels, 64, rng=rng):
    reveal_shape(inputs)  # N: "_ 784", Float
    scores(inputs)

flatten(train.images)  # E: tensor-dtype
standardize(train.images)  # E: tensor-dtype
moments(train.images)  # E: tensor-dtype
batches(train.images, train.labels, 64)  # E: tensor-dtype
scores(train.images.reshape(-1, 784))  # E: tensor-dtype
normalize(unit)  # E: tensor-dtype
scores(unit)  # E: tensor-shape
batches(x, np.zeros((5, 2), dtype=np.uint8), 64)  # E: tensor-shape
wide: Examples[Literal[28], Literal[28]] = Examples(
    np.zeros((5, 28, 28), dtype=np.uint8), np.zeros(4, dtype=np.uint8)  # E: tensor-shape
)
"""


def test_mypy_says_what_the_comments_say(tmp_path: Path) -> None:
    (tmp_path / "program.py").write_text(PROGRAM)
    (tmp_path / "mypy.ini").write_text(
        "[mypy]\nplugins = typednn.mypy_plugin\nstrict = true\nallow_redefinition = true\n"
    )
    done = subprocess.run(
        [sys.executable, "-m", "mypy", "--cache-dir", tmp_path / "cache", "program.py"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
        text=True,
        capture_output=True,
    )
    said: dict[int, str] = {}
    for line in done.stdout.splitlines():
        if error := re.match(r"program\.py:(\d+): error: .* \[([\w-]+)\]$", line):
            said[int(error[1])] = "E: " + error[2]
        elif note := re.match(r"program\.py:(\d+): note: Shape of .*?: (.*)$", line):
            said[int(note[1])] = "N: " + note[2]
    marks = {
        number: line.rpartition("  # ")[2]
        for number, line in enumerate(PROGRAM.splitlines(), start=1)
        if "  # " in line
    }
    assert said == marks, done.stdout + done.stderr
