"""`typednn doctor`: what is found, what is wrong, and the remedies; mypy is really run."""

import json
import os
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError
from pathlib import Path

import pytest

from tests.cli.conftest import Run
from tests.cli.terminals import ROOT
from tests.cli.test_door import program
from typednn.cli.doctor import gate, machine, versions
from typednn.cli.doctor.finding import Finding
from typednn.errors import DataError

SETTINGS = "[mypy]\nplugins = typednn.mypy_plugin\n"


def test_a_sound_installation(run: Run) -> None:
    done = run("doctor", "--no-gate")
    assert (done.code, done.err) == (0, "")
    lines = done.out.splitlines()
    assert lines[0].startswith("ok      typednn ")
    starts = [line[8:].split()[0] for line in lines if line.startswith(("ok", "remark"))]
    core = ["numpy", "jaxtyping", "beartype", "typer", "safetensors"]
    assert set(core) <= set(starts)
    assert starts[-6:] == ["BLAS:", "threads:", "contracts:", "MNIST:", "network:", "terminal:"]
    assert lines[-1].startswith("nothing wrong, ")


def test_json_and_silence(run: Run) -> None:
    done = run("doctor", "--no-gate", "--json")
    assert (done.code, done.err) == (0, "")
    assert list(done.json) == ["good", "findings"]
    assert done.json["good"] is True
    for finding in done.json["findings"]:
        assert list(finding) == ["state", "what", "remedy"]
        assert finding["state"] in ("ok", "remark")
    done = run("doctor", "--no-gate", "--quiet")
    assert (done.code, done.out, done.err) == (0, "", "")


def states(wanted: list[str]) -> list[tuple[str, str, str]]:
    return [(finding.state, finding.what, finding.remedy) for finding in versions.judge(wanted)]


def test_requirements_are_judged(monkeypatch: pytest.MonkeyPatch) -> None:
    there = {"numpy": "2.4.6", "mypy": "3.0.1", "old": "1.9.9"}

    def version(name: str) -> str:
        if name not in there:
            raise PackageNotFoundError(name)
        return there[name]

    monkeypatch.setattr(versions, "version", version)
    assert states(["numpy>=2.0", "old>=1.10", "gone>=3"]) == [
        ("ok", "numpy 2.4.6 (needs >=2.0)", ""),
        ("wrong", "old 1.9.9, but >=1.10 is needed", "pip install 'old>=1.10'"),
        ("wrong", "gone is not installed, and nothing goes without it", "pip install 'gone>=3'"),
    ]
    assert states(['mypy<3,>=2.0; extra == "mypy"', "matplotlib>=3.9; extra == 'plot'"]) == [
        ("wrong", "mypy 3.0.1, but <3,>=2.0 is needed", "pip install 'mypy<3,>=2.0'"),
        ("remark", "matplotlib is not installed; it is for `typednn report --plots`", "pip install 'typednn[plot]'"),
    ]
    assert states(['pytest>=8; extra == "dev"', 'typednn[mypy]; extra == "dev"']) == []


@pytest.mark.parametrize(
    ("found", "limits", "kept"),
    [
        ("2.10.0", ">=2.9", True),
        ("2.0", ">=2.0.0", True),
        ("2.0.0rc1", ">=2.0", True),
        ("1.26.4", ">=2.0", False),
        ("2.9", ">=2.0, <3", True),
        ("3.0", "<3,>=2.0", False),
        ("1.0", "", True),
    ],
)
def test_limits(found: str, limits: str, kept: bool) -> None:
    assert versions.keeps(found, limits) is kept


def test_the_extras_are_those_of_the_package() -> None:
    import tomllib

    extras = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["optional-dependencies"]
    assert set(versions.EXTRAS) <= set(extras)
    core = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["dependencies"]
    assert set(versions.CORE) <= {versions._REQUIREMENT.match(line)[1] for line in core}  # type: ignore[index]  # all do


def test_an_old_library_ends_with_1_and_the_remedy(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(versions, "requires", lambda name: ["numpy>=99"])
    done = run("doctor", "--no-gate", "--quiet")
    assert (done.code, done.err) == (1, "")
    assert done.out.splitlines()[1] == "        pip install 'numpy>=99'"
    assert run("doctor", "--no-gate", "--json").json["good"] is False
    assert run("doctor", "--no-gate").out.splitlines()[-1].startswith("1 wrong, ")


def test_damaged_digits_are_wrong(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse() -> None:
        raise DataError("train-images: cut off")

    monkeypatch.setattr("typednn.data.load_mnist", refuse)
    assert machine.mnist() == Finding("wrong", "MNIST: train-images: cut off", "pip install --force-reinstall typednn")


def test_a_network_with_a_wild_gradient_is_wrong(monkeypatch: pytest.MonkeyPatch) -> None:
    sound = machine.smoke()
    assert sound.state == "ok"
    assert "probabilities sum to 1.000, a gradient of 101,770 numbers has norm" in sound.what
    monkeypatch.setattr(machine, "NORMS", (100.0, 200.0))
    assert machine.smoke().state == "wrong"


def test_contracts_that_are_off_and_poor_terminals_are_remarked() -> None:
    done = program("doctor", "--no-gate", "--json", JAXTYPING_DISABLE="1", PYTHONIOENCODING="cp1252")
    assert done.returncode == 0
    remarks = [finding for finding in json.loads(done.stdout)["findings"] if finding["state"] == "remark"]
    assert "contracts: switched off, a wrong shape passes at run time" in [each["what"] for each in remarks]
    assert "terminal: cp1252 cannot show the drawings" in [each["what"] for each in remarks]


def test_threads_name_who_limits_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENBLAS_NUM_THREADS", "1")
    assert machine.threads().what.endswith("OPENBLAS_NUM_THREADS=1")


def test_a_slow_product_is_remarked(monkeypatch: pytest.MonkeyPatch) -> None:
    assert machine.blas().state == "ok"
    monkeypatch.setattr(machine, "flops", lambda: 5e8)
    assert machine.blas().state == "remark"


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """One for all runs of mypy here."""
    before = dict(os.environ)
    os.environ["MYPY_CACHE_DIR"] = str(tmp_path_factory.mktemp("cache"))
    os.environ["PYTHONPATH"] = os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")])
    yield
    os.environ.clear()
    os.environ.update(before)


@pytest.fixture
def place(cache: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder, and no other mypy on the path."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("HOME", str(tmp_path))
    return tmp_path


def test_the_gate_is_tried_with_the_settings_found_here(place: Path) -> None:
    (found,) = gate.findings()
    assert (found.state, found.remedy) == ("remark", gate.REMEDY)
    assert found.what == "gate: the plugin works with python -m mypy, and no settings here enable it"
    (place / "mypy.ini").write_text(SETTINGS)
    (found,) = gate.findings()
    assert found == Finding("ok", f"gate: python -m mypy refuses a wrong shape ({place / 'mypy.ini'})")
    (place / "mypy.ini").write_text("[mypy]\nstrict = true\n")
    (found,) = gate.findings()
    assert (found.state, found.remedy) == ("wrong", gate.REMEDY)
    assert found.what.endswith(f"but {place / 'mypy.ini'} does not enable it")


def test_a_misspelt_plugin_is_said_in_mypys_words(place: Path, run: Run) -> None:
    (place / "mypy.ini").write_text("[mypy]\nplugins = typednn.mypy_plugn\n")
    done = run("doctor")
    assert done.code == 1
    assert 'Error importing plugin "typednn.mypy_plugn"' in done.out
    assert "plugins = typednn.mypy_plugin" in done.out
    assert done.err == "asking mypy, which takes a while the first time\n"


def fake_mypy(place: Path, words: str) -> None:
    file = place / "mypy"
    file.write_text(f"#!/bin/sh\necho '{words}'\n")
    file.chmod(0o755)


def test_a_mypy_that_cannot_load_the_plugin(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gate, "find_spec", lambda name: None)
    (found,) = gate.findings()
    assert (found.state, found.remedy) == ("remark", "pip install 'typednn[mypy]'")
    fake_mypy(place, "mypy.ini: error: Error importing plugin")
    (found,) = gate.findings()
    assert found.state == "wrong"
    assert f"{place / 'mypy'}, is of another environment and does not load the plugin" in found.what
    fake_mypy(place, "mismatch.py:2: error: wrong  [tensor-shape]")
    (found,) = gate.findings()
    assert found.state == "ok"


def test_our_own_mypy_without_the_plugin(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fake_mypy(place, "error: Error importing plugin: no module")
    assert "report these lines" in gate._tried("mypy", [str(place / "mypy")], place).remedy
    fake_mypy(place, 'error: Cannot find module "typednn" [import-not-found]')
    found = gate._tried("mypy", [str(place / "mypy")], place)
    assert found.state == "wrong" and "pip install typednn" in found.remedy
    found = gate._tried("mypy", [str(place / "not-there")], place)
    assert found.state == "wrong" and "No such file" in found.remedy


def test_the_mismatch_is_two_lines() -> None:
    assert len(gate.MISMATCH.splitlines()) == 2
