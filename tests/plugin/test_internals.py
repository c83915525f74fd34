"""What the plugin uses of mypy beside its public interface is still there, and still means the same.

Each test asks mypy for one such thing, while mypy runs, and says which function of internals.py depends on it.
When a new mypy moves one of them, this file fails before anybody's shapes go unchecked in silence.
"""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from mypy import build
from mypy.errorcodes import NO_ANY_RETURN
from mypy.modulefinder import BuildSource
from mypy.nodes import MypyFile, TryStmt
from mypy.options import Options
from mypy.types import LiteralType, RawExpressionType, UnboundType

from tests.plugin import spying
from typednn.mypy_plugin import internals
from typednn.mypy_plugin.markers import Contract, contract_of

PROGRAM = """
from typing import Annotated, Any
import numpy as np

Alias = Annotated[np.ndarray, "a b"]


def function(x: Annotated[np.ndarray, "n d"], y: Annotated[np.ndarray, " n"], z: Any) -> int:
    "text".upper()
    return z


class Class:
    class Inner:
        pass

    def method(self) -> None:
        for _ in range(3):
            "text".upper()
"""


@pytest.fixture(scope="module")
def seen(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What the spy has seen in one run of mypy, in this process."""
    folder = tmp_path_factory.mktemp("internals")
    path = folder / "program.py"
    path.write_text(PROGRAM)
    config = folder / "mypy.ini"
    config.write_text("[mypy]\nplugins = tests.plugin.spying\n")
    options = Options()
    options.config_file = str(config)
    options.plugins = ["tests.plugin.spying"]
    options.incremental = False
    options.cache_dir = os.devnull
    options.warn_return_any = True
    options.python_executable = sys.executable
    options.preserve_asts = True
    spying.seen.clear()
    result = build.build([BuildSource(str(path), "program")], options)
    return {**spying.seen, "path": str(path), "result": result}


def test_the_tree_of_a_type(seen: dict[str, Any]) -> None:
    """current_tree: TypeAnalyzerPluginInterface.api.modules and .cur_mod_id."""
    assert {tree.fullname for tree in seen["trees"]} == {"program"}


def test_the_tree_that_is_checked(seen: dict[str, Any]) -> None:
    """checked_tree: TypeChecker.tree."""
    assert all(isinstance(tree, MypyFile) and tree.path == seen["path"] for tree in seen["checked"])


def test_the_function_that_is_checked(seen: dict[str, Any]) -> None:
    """current_function: TypeChecker.scope.current_function()."""
    assert seen["functions"] == ["function", "method"]


def test_the_type_of_an_expression(seen: dict[str, Any]) -> None:
    """expression_type: TypeChecker.has_type and lookup_type do not raise for what has no type yet."""
    assert len(seen["known"]) == 2


def test_a_class_by_its_name(seen: dict[str, Any]) -> None:
    """class_named: TypeChecker.modules holds the symbol tables of all modules that are read."""
    found = {name: info.fullname if info is not None else None for name, info in seen["classes"].items()}
    assert found == {
        "numpy.ndarray": "numpy.ndarray",
        "program.Class": "program.Class",
        "program.Class.Inner": "program.Class.Inner",
        "program.function": None,
        "nowhere.Class": None,
    }


def test_the_modules_that_a_plugin_sees(seen: dict[str, Any]) -> None:
    """ShapePlugin._watch: Plugin._modules holds each module from its semantic analysis on."""
    assert isinstance(seen["modules"], dict)
    assert isinstance(seen["modules"]["program"], MypyFile)
    assert "numpy" in seen["modules"]


def test_the_two_forms_of_a_shape_string(seen: dict[str, Any]) -> None:
    """shape_text: a literal of more words is a RawExpressionType, one word an UnboundType with its text."""
    words, word = seen["arguments"][-2:]
    assert isinstance(words, RawExpressionType)
    assert words.literal_value == "n d"
    assert isinstance(word, RawExpressionType | UnboundType)
    text = word.literal_value if isinstance(word, RawExpressionType) else word.original_str_expr
    assert str(text).strip() == "n"


def test_the_mark_survives(seen: dict[str, Any]) -> None:
    """markers.mark: the last known value of ndarray's shape argument is kept through checking."""
    declared = seen["declared"][0]
    assert contract_of(declared) == Contract("Float", "n d")
    shape = declared.args[0]
    assert isinstance(shape.last_known_value, LiteralType)


def test_the_mark_changes_no_subtyping(tmp_path: Path) -> None:
    """Arrays with different contracts are of one type for mypy: only the plugin tells them apart."""
    path = tmp_path / "two.py"
    path.write_text(
        "import numpy as np\nfrom jaxtyping import Float\n"
        'def f(x: Float[np.ndarray, "a"], y: Float[np.ndarray, "b c"]) -> None:\n'
        "    z: np.ndarray = x\n"
        "    both: list[np.ndarray] = [x, y]\n"
        '    w: list[Float[np.ndarray, "..."]] = both\n'
    )
    (tmp_path / "mypy.ini").write_text("[mypy]\nplugins = typednn.mypy_plugin\n")
    command = [sys.executable, "-m", "mypy", "--config-file=mypy.ini", "--cache-dir=/dev/null", "--strict", path.name]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, env=_environment())
    assert "Success" in done.stdout, done.stdout + done.stderr


def _environment() -> dict[str, str]:
    root = str(Path(__file__).resolve().parent.parent.parent)
    return {**os.environ, "PYTHONPATH": root}


def test_the_list_of_errors(seen: dict[str, Any]) -> None:
    """returns_any: errors.error_info_map by file, with line and code; errors.file is the present file."""
    errors = seen["errors"]
    assert isinstance(errors.error_info_map, dict)
    assert hasattr(errors, "file")
    assert any("Returning Any" in text for text in seen["result"].errors)
    assert NO_ANY_RETURN.code == "no-any-return"


def test_what_a_module_imports(seen: dict[str, Any]) -> None:
    """Concern and imported_as: MypyFile.imports lists the imports of a module that was read."""
    tree = seen["modules"]["program"]
    assert internals.Concern()(tree, {})
    assert not tree.is_cache_skeleton
    assert [internals.imported_as(tree, name) for name in ("np", "Any", "other")] == ["numpy", "typing.Any", "other"]


def test_a_wrapped_body_is_checked_as_before(seen: dict[str, Any]) -> None:
    """instrument: a body in try/finally with the trigger keeps its statements, and is found again."""
    tree = seen["modules"]["program"]
    internals.instrument(tree)
    assert internals.is_instrumented(tree)
    functions = list(internals.functions_in(tree.defs))
    assert [function.name for function in functions] == ["function", "method"]
    for function in functions:
        wrapped = function.body.body[0]
        assert isinstance(wrapped, TryStmt)
        assert internals.body_of(function) is wrapped.body
    before = [list(function.body.body) for function in functions]
    internals.instrument(tree)
    assert [list(function.body.body) for function in functions] == before


def test_all_of_internals_is_watched() -> None:
    """A function that is added to internals.py needs a test here."""
    known = {
        "Concern",
        "announce",  # test_caches.py: the daemon sees what an initialiser no longer says
        "blocks_of",
        "body_of",
        "checked_tree",
        "class_named",
        "current_function",
        "current_tree",
        "expression_type",
        "functions_in",
        "imported_as",
        "instrument",
        "instrument_module",
        "is_instrumented",
        "is_ours",
        "is_trigger",
        "listen",  # as `announce`
        "returns_any",
    }
    public = {
        name
        for name, thing in vars(internals).items()
        if callable(thing) and getattr(thing, "__module__", "") == internals.__name__ and not name.startswith("_")
    }
    assert public <= known, f"watch these too: {sorted(public - known)}"
