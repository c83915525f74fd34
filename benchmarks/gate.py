"""What the gate costs: mypy with and without the plugin over 96 small annotated programs.

    python -m benchmarks.gate [--repeat 3]

Whole processes, cold (empty cache) and warm (nothing changed), medians. The programs are the pairs of tests/static,
each correct one copied under other names until there are 96. Both runs have allow_redefinition.
"""

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from itertools import cycle, islice
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PROGRAMS = 96
MOST_COLD, MOST_WARM = 1.5, 0.1  # times mypy's own, and seconds more


def programs(folder: Path) -> None:
    """Write 96 correct programs into the folder."""
    sources = sorted((ROOT / "tests/static/pairs").glob("*_good.py"))
    for number, source in enumerate(islice(cycle(sources), PROGRAMS)):
        (folder / f"program_{number:02}.py").write_text(source.read_text())


def seconds(folder: Path, settings: Path, cache: Path) -> float:
    """One whole mypy process; anything but success is an error."""
    command = [sys.executable, "-m", "mypy", f"--config-file={settings}", f"--cache-dir={cache}", "."]
    start = time.perf_counter()
    done = subprocess.run(
        command, cwd=folder, env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True, text=True
    )
    spent = time.perf_counter() - start
    if done.returncode:
        raise SystemExit(f"mypy exits with {done.returncode}:\n{done.stdout}{done.stderr}")
    return spent


def measure(folder: Path, repeat: int) -> dict[str, dict[str, float]]:
    """Medians of cold and warm runs, without and with the plugin, in turns so that both see the same machine."""
    times: dict[str, dict[str, list[float]]] = {}
    for turn in range(repeat):
        for name, plugin in (("mypy", ""), ("mypy + typednn", "plugins = typednn.mypy_plugin\n")):
            settings = folder.parent / "mypy.ini"
            settings.write_text(f"[mypy]\nallow_redefinition = true\n{plugin}")
            cache = folder.parent / f"cache-{turn}-{len(plugin)}"
            for state in ("cold", "warm"):
                times.setdefault(name, {}).setdefault(state, []).append(seconds(folder, settings, cache))
    return {name: {state: statistics.median(all_of) for state, all_of in row.items()} for name, row in times.items()}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--repeat", type=int, default=3)
    repeat = parser.parse_args().repeat
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "programs"
        folder.mkdir()
        programs(folder)
        found = measure(folder, repeat)
    print(f"{PROGRAMS} programs, medians of {repeat} whole processes, seconds")
    print(f"{'':16}{'cold':>8}{'warm':>8}")
    for name, row in found.items():
        print(f"{name:16}{row['cold']:8.2f}{row['warm']:8.2f}")
    alone, gated = found.values()
    print(f"{'cold ratio':16}{gated['cold'] / alone['cold']:8.2f}   at most {MOST_COLD}")
    print(f"{'warm, more':16}{'':8}{gated['warm'] - alone['warm']:8.2f}   at most {MOST_WARM} s")


if __name__ == "__main__":
    main()
