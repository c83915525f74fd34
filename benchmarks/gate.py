"""What the gate costs: mypy with and without the plugin over 96 small annotated programs.

    python -m benchmarks.gate [--repeat 3]

Whole processes, cold (empty cache) and warm (nothing changed), medians. The programs are the pairs of tests/static,
each correct one copied under other names until there are 96. Both runs have allow_redefinition.
"""

import argparse
import os
import resource
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


def seconds(folder: Path, settings: Path, cache: Path) -> tuple[float, float]:
    """One whole mypy process, on the clock and on the processor; anything but success is an error."""
    command = [sys.executable, "-m", "mypy", f"--config-file={settings}", f"--cache-dir={cache}", "."]
    # An installed package has its bytecode.
    env = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
    before, start = _processor(), time.perf_counter()
    done = subprocess.run(command, cwd=folder, env={**env, "PYTHONPATH": str(ROOT)}, capture_output=True, text=True)
    spent = time.perf_counter() - start, _processor() - before
    if done.returncode:
        raise SystemExit(f"mypy exits with {done.returncode}:\n{done.stdout}{done.stderr}")
    return spent


def _processor() -> float:
    """Processor seconds of all child processes so far; other work on the machine hardly changes them."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def measure(folder: Path, repeat: int) -> dict[str, dict[str, tuple[float, float]]]:
    """Medians of cold and warm runs, without and with the plugin, in turns so that both see the same machine."""
    times: dict[str, dict[str, list[tuple[float, float]]]] = {}
    for turn in range(-1, repeat):  # the first turn writes bytecode, and does not count
        for name, plugin in (("mypy", ""), ("mypy + typednn", "plugins = typednn.mypy_plugin\n")):
            settings = folder.parent / "mypy.ini"
            settings.write_text(f"[mypy]\nallow_redefinition = true\n{plugin}")
            cache = folder.parent / f"cache-{turn}-{len(plugin)}"
            for state in ("cold", "warm"):
                spent = seconds(folder, settings, cache)
                if turn >= 0:
                    times.setdefault(name, {}).setdefault(state, []).append(spent)
    return {
        name: {
            state: (statistics.median(clock for clock, _ in all_of), statistics.median(used for _, used in all_of))
            for state, all_of in row.items()
        }
        for name, row in times.items()
    }


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
    print(f"{'':16}{'clock':>8}{'':8}{'processor':>12}")
    print(f"{'':16}{'cold':>8}{'warm':>8}{'cold':>12}{'warm':>8}")
    for name, row in found.items():
        (clock, used), (warm_clock, warm_used) = row["cold"], row["warm"]
        print(f"{name:16}{clock:8.2f}{warm_clock:8.2f}{used:12.2f}{warm_used:8.2f}")
    alone, gated = found.values()
    ratios = [gated["cold"][at] / alone["cold"][at] for at in (0, 1)]
    more = [gated["warm"][at] - alone["warm"][at] for at in (0, 1)]
    print(f"{'cold ratio':16}{ratios[0]:8.2f}{'':8}{ratios[1]:12.2f}{'':8}   at most {MOST_COLD}")
    print(f"{'warm, more':16}{'':8}{more[0]:8.2f}{'':12}{more[1]:8.2f}   at most {MOST_WARM} s")


if __name__ == "__main__":
    main()
