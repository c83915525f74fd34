"""The examples: each is short, runs, prints what it promises, and passes mypy --strict with the plugin."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
EXAMPLES = sorted((ROOT / "examples").glob("[0-9]*.py"))

PRINTED = {
    "01_contracts": r"affine\(\): \"bias\" is float64\[784\], expected Float \"fan_out\" with fan_out = 10",
    "02_k_means": r"sizes: \[50, 50, 50\]",
    "03_mismatches": r"layers that do not fit: Linear\(64, 10\) takes fan_in = 64, but .* gives fan_out = 128",
    "04_own_layer": r"difference quotient (\S+), by hand \1\n",
    "05_sharpness": r"SGD: a = 4.00, .* sharpness 16.04\nSAM: .* sharpness [2-4]\.",
    "06_mnist": r"epoch 4: .*\ntest accuracy 9[0-9]\.",
    "07_memory": r"it is L; certain: 3 wrong bits",
    "08_central_limit": r"coin +64 +0\.0[3-6]\d\d  0\.0593\nuniform",
    "09_permuted_tokens": r"attention +120\n.* mask +1\n.* positions +1\n.*\n.*off by \de-1[5-6]",
    "10_wide_network": r"\n16384 +1\.[2-8]\d +[1-2]\.\d\d\n",
}


def test_every_example_is_known_and_numbered_in_a_row() -> None:
    assert [path.stem for path in EXAMPLES] == list(PRINTED)
    assert [int(path.stem[:2]) for path in EXAMPLES] == list(range(1, len(EXAMPLES) + 1))


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_an_example_runs_and_is_short(path: Path) -> None:
    here = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run([sys.executable, path], env=here, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    assert re.search(PRINTED[path.stem], done.stdout), done.stdout
    assert len(path.read_text().splitlines()) <= 80
