"""A training that is interrupted, killed, or watched on a terminal: in a process of its own."""

import os
import pty
import random
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.data.small import write_folder
from typednn.train import load_run

ROOT = Path(__file__).resolve().parent.parent.parent
DOOR = (sys.executable, "-c", "from typednn.cli import main; main()", "train")
SMALL = ("--data", "data", "--validation", "3", "--batch-size", "2", "--hidden", "16", "--dropout", "0.1")
EPOCHS = "120"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write_folder(tmp_path / "data")
    return tmp_path


def environment(**more: str) -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(ROOT), "OPENBLAS_NUM_THREADS": "1", **more}


def started(folder: Path, *arguments: str) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [*DOOR, *arguments],
        cwd=folder,
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def finished(folder: Path, *arguments: str) -> None:
    subprocess.run([*DOOR, *arguments], cwd=folder, env=environment(), check=True, capture_output=True)


def numbers(run: Path) -> list[bytes]:
    """Weights, optimizer and random numbers after the last epoch; weights of the best one."""
    last, best = load_run(run).checkpoint("last"), load_run(run).checkpoint("best")
    state = [repr(value).encode() if isinstance(value, int) else value.tobytes() for value in last.optimizer.values()]
    weights = [array.tobytes() for each in (last, best) for array in each.parameters.values()]
    return [*weights, *state, repr(last.rng).encode()]


def test_ctrl_c_saves_and_says_how_to_go_on(folder: Path) -> None:
    process = started(folder, *SMALL, "--epochs", "100000", "--out", "mine", "--json")
    assert process.stdout is not None
    seen = [process.stdout.readline() for _ in range(3)]
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=60)
    assert process.returncode == 130, err
    epochs = load_run(folder / "mine").checkpoint("last").metadata.epoch
    assert epochs >= len(seen)
    assert f"interrupted: {epochs} epochs are saved in mine; go on with: typednn train --resume mine" in err
    assert "Traceback" not in err
    assert all(line.startswith('{"event": "epoch"') for line in out.splitlines())
    finished(folder, "--resume", "mine", "--epochs", str(epochs + 2), "--quiet")
    assert load_run(folder / "mine").checkpoint("last").metadata.epoch == epochs + 2


def kill_and_go_on(folder: Path, kills: int, seed: int) -> None:
    """Killed again and again, at random moments; what comes out is what comes out of one piece."""
    rng = random.Random(seed)
    finished(folder, *SMALL, "--epochs", EPOCHS, "--out", "whole", "--quiet")
    arguments: tuple[str, ...] = (*SMALL, "--epochs", EPOCHS, "--out", "killed")
    died = 0
    for _ in range(kills):
        process = started(folder, *arguments, "--json")
        assert process.stdout is not None
        for _ in range(rng.randint(1 if died == 0 else 0, 2 * int(EPOCHS) // (3 * kills) or 1)):
            process.stdout.readline()
        try:
            process.wait(rng.uniform(0.0, 0.05))
        except subprocess.TimeoutExpired:
            process.kill()
        process.communicate(timeout=60)
        died += process.returncode == -signal.SIGKILL
        arguments = ("--resume", "killed")
    assert died == kills, "each time there was a training to kill"
    finished(folder, "--resume", "killed", "--quiet")
    assert numbers(folder / "killed") == numbers(folder / "whole")


def test_kill_at_random_moments_loses_nothing(folder: Path) -> None:
    kill_and_go_on(folder, 3, seed=0)


@pytest.mark.slow
@pytest.mark.parametrize("seed", [1, 2])
def test_thirty_kills_at_random_moments_lose_nothing(folder: Path, seed: int) -> None:
    kill_and_go_on(folder, 30, seed)


def on_a_terminal(folder: Path, *arguments: str, **variables: str) -> str:
    """What somebody at a terminal sees."""
    master, slave = pty.openpty()
    process = subprocess.Popen(
        [*DOOR, *arguments],
        cwd=folder,
        env=environment(TERM="xterm-256color", **variables),
        stdin=slave,
        stdout=slave,
        stderr=slave,
    )
    os.close(slave)
    seen = b""
    while True:
        try:
            piece = os.read(master, 4096)
        except OSError:  # on Linux that is how a terminal ends
            break
        if not piece:
            break
        seen += piece
    os.close(master)
    assert process.wait(60) == 0
    return seen.decode()


def test_a_terminal_gets_a_bar(folder: Path) -> None:
    seen = on_a_terminal(folder, *SMALL, "--epochs", "3", COLUMNS="80")
    assert "\x1b[" in seen
    assert "━" in seen
    assert "epoch  validation       train        loss     seconds        rate" in seen
    assert "test accuracy" in seen


def test_no_colour_where_none_is_wanted(folder: Path) -> None:
    seen = on_a_terminal(folder, *SMALL, "--epochs", "3", COLUMNS="80", NO_COLOR="1")
    assert "━" in seen
    assert "\x1b[3" not in seen
    assert "\x1b[38" not in seen


def test_a_narrow_terminal(folder: Path) -> None:
    seen = on_a_terminal(folder, *SMALL, "--epochs", "2", COLUMNS="40")
    assert "epoch  validation       train\r\n" in seen
    assert "rate" not in seen


@pytest.mark.parametrize("argument", ["--json", "--quiet"])
def test_no_bar_where_none_is_wanted(argument: str, folder: Path) -> None:
    assert "\x1b" not in on_a_terminal(folder, *SMALL, "--epochs", "2", argument)


def test_a_full_disk_leaves_the_last_good_checkpoint(folder: Path) -> None:
    """A limit on the size of files stands for the disk: the checkpoint of a larger network does not fit."""
    finished(folder, *SMALL, "--epochs", "2", "--out", "mine", "--quiet")
    good = (folder / "mine" / "last.safetensors").read_bytes()
    limited = (
        "import resource, signal; signal.signal(signal.SIGXFSZ, signal.SIG_IGN); "
        "resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096)); from typednn.cli import main; main()"
    )
    done = subprocess.run(
        [sys.executable, "-c", limited, "train", "--resume", "mine", "--epochs", "4"],
        cwd=folder,
        env=environment(),
        capture_output=True,
        text=True,
    )
    assert done.returncode == 3
    assert "cannot be written: File too large; free some space" in done.stderr
    assert "Traceback" not in done.stderr
    assert (folder / "mine" / "last.safetensors").read_bytes() == good
    assert not list((folder / "mine").glob("*.part"))
    finished(folder, "--resume", "mine", "--epochs", "4", "--quiet")
    assert load_run(folder / "mine").checkpoint("last").metadata.epoch == 4
