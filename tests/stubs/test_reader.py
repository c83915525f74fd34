"""Stubs of users: what they may write, what the table makes of it, and what it says of mistakes."""

import ast
from pathlib import Path

import pytest

from tests.stubs.test_apply import array, items, literal, said, size
from typednn.errors import ConfigError
from typednn.shapes import stubs
from typednn.shapes.apply import apply_rule
from typednn.shapes.dtypes import DtypeMismatch
from typednn.shapes.size import name
from typednn.shapes.stubs import Table, read
from typednn.shapes.unify import Mismatch
from typednn.shapes.value import NOTHING, Value
from typednn.stub_path import stub_folder

MINE = '''
"""The shapes of my library.

def not_a_rule(x): a line of the docstring that looks like one
"""
import numpy as np
from jaxtyping import Float, Int
import jaxtyping as jt

Image = Float[np.ndarray, "h w"]
Pair = tuple[Float[np.ndarray, "n"], Float[np.ndarray, "n"]]
# loops of a ufunc of mine
mine = "ff->f dd->d"

def blur(image: Image, sigma: float = 1.0) -> Image: ...
def rows(x: jt.Float[np.ndarray, "n d"]) -> "Float[np.ndarray, 'n']": ...
def scaled(x: Float[np.ndarray, "*s"], by: Model | None = None) -> Float[np.ndarray, "*s"]: ...
def grown(x: Float[np.ndarray, "n d"], pad: int, *, up: bool = True) -> Float[np.ndarray, "n+{pad} d"]: ...
def halves(x: Float[np.ndarray, "2*n"]) -> Pair: ...
def joined(parts: list[Float[np.ndarray, "_ d"]]) -> Float[np.ndarray, "_ d"]: ...
def batches(x: Float[np.ndarray, "n d"], count: int) -> Iterator[Float[np.ndarray, "{count} d"]]: ...
def mixed(x: Float[np.ndarray, "*#b n"], y: Float[np.ndarray, "*#b n"]) -> Float[np.ndarray, "*b"]: ...
def count(x: np.ndarray) -> int: ...
def report(x, file: Path) -> None: ...
def model(name: str) -> Model: ...
def maybe(x: Float[np.ndarray, "n"] | None = None) -> Int[np.ndarray, "n"]: ...

@overload
def norm(x: Float[np.ndarray, "n"], squared: Literal[True]) -> Float[np.ndarray, ""]: ...
@overload
def norm(x: Float[np.ndarray, "n"], squared: Literal[False] = False) -> Float[np.ndarray, "1"]: ...
@overload
def norm(x: Float[np.ndarray, "n d"], squared: bool = False) -> Float[np.ndarray, "n"]: ...

@elementwise(mine)
def soft(x, y): ...
@shape(concatenate(x, x, 0))
def wrong_use(x: Array): ...
@some_decorator
@shape(reduce(x, -1, True))
@dtype(promote(x, float32))
def last(x: Array): ...

class Filter:
    """A class of mine."""
    def __init__(self, taps: int) -> None: ...
    def __call__(self, signal: Float[np.ndarray, "t"]) -> Float[np.ndarray, "t"]: ...
    @property
    def taps(self) -> Float[np.ndarray, "k"]: ...

smooth = blur
'''


@pytest.fixture(scope="module")
def table(tmp_path_factory: pytest.TempPathFactory) -> Table:
    path = tmp_path_factory.mktemp("stubs") / "mylib.pyi"
    path.write_text(MINE)
    found = Table()
    found.add(path)
    return found


def call(table: Table, function: str, *positional: Value, **keywords: Value) -> str:
    rule = table.find(f"mylib.{function}")
    assert rule is not None, function
    return said(apply_rule(rule, positional, keywords))


def test_what_is_in_a_stub(table: Table) -> None:
    names = {each.removeprefix("mylib.") for each in table.names()}
    assert {"blur", "smooth", "Filter.__call__", "Filter.taps", "norm"} <= names
    assert "not_a_rule" not in names
    assert table.find("mylib.nothing") is None
    assert table.find("other.blur") is None
    taps, blur = table.find("mylib.Filter.taps"), table.find("mylib.blur")
    assert taps is not None and taps.is_property
    assert blur is not None and not blur.is_property


@pytest.mark.parametrize(
    ("function", "arguments", "expected"),
    [
        ("blur", [array("64 64")], 'floating "64 64"'),
        ("smooth", [array("a b", "float32"), literal(2.0)], 'floating "a b"'),
        ("rows", [array("b 3")], 'floating "b"'),
        ("scaled", [array("a b c")], 'floating "a b c"'),
        ("scaled", [array("*z c"), NOTHING], 'floating "*z c"'),
        ("grown", [array("b 3"), size(2)], 'floating "b+2 3"'),
        ("grown", [array("b 3"), size(name("p"))], 'floating "b+p 3"'),
        ("grown", [array("b 3"), NOTHING], 'floating "_ 3"'),
        ("halves", [array("2*k")], 'tuple(floating "_", floating "_")'),
        ("joined", [items(array("a 3"), array("b 3"), kind="list")], 'floating "_ 3"'),
        ("joined", [Value(element=array("a 3"))], 'floating "_ 3"'),
        ("batches", [array("n d"), size(8)], 'iterator of floating "8 d"'),
        ("mixed", [array("a 1 n"), array("b n")], 'floating "a b"'),
        ("count", [array("n")], 'python int ""'),
        ("report", [array("n"), NOTHING], "None"),
        ("model", [literal("x")], "?"),
        ("maybe", [array("k")], 'signedinteger "k"'),
        ("maybe", [], 'signedinteger "_"'),
        ("norm", [array("n"), literal(True)], 'floating ""'),
        ("norm", [array("n")], 'floating "1"'),
        ("norm", [array("n d")], 'floating "n"'),
        ("norm", [array("n d"), NOTHING], 'floating "n"'),
        ("soft", [array("n", "float32"), array("b 1", "float32")], 'float32 "b n"'),
        ("last", [array("b n", "int8")], 'float32 "b 1"'),
        ("Filter.__call__", [NOTHING, array("9")], 'floating "9"'),
        ("Filter.taps", [NOTHING], 'floating "_"'),
    ],
)
def test_a_rule_of_mine(table: Table, function: str, arguments: list[Value], expected: str) -> None:
    assert call(table, function, *arguments) == expected


def test_refusals(table: Table) -> None:
    with pytest.raises(Mismatch, match='"image" has shape "n", expected "h w": 1 axis instead of 2 axes'):
        call(table, "blur", array("n"))
    with pytest.raises(DtypeMismatch, match='"image" has dtype int64, expected Float "h w"'):
        call(table, "blur", array("n n", "int64"))
    with pytest.raises(Mismatch, match='"parts" has shape "b 4", expected "_ d"'):
        call(table, "joined", items(array("a 3"), array("b 4")))
    assert call(table, "norm", NOTHING) == 'floating "_"', "which form is not known"


MISTAKES = [
    (
        'def f(x: Float[Array, "n, d"]): ...',
        'mylib.pyi:1: in "n, d" at column 1: sizes are separated by spaces, not commas: write "n d"',
    ),
    (
        "\ndef f(x: Float[Array]): ...",
        'mylib.pyi:2: `Float[Array]` is no contract: write a shape too, as in Float[Array, "n d"]',
    ),
    ("def f(x: Arry): ...", "mylib.pyi:1: `Arry` is not known here: did you mean `Array`?"),
    ("def f(x: Array) -> Unknwon: ...", "mylib.pyi:1: `Unknwon` is not known here: did you mean `Unknown`?"),
    (
        "@shape(reduze)\ndef f(x: Array): ...",
        "mylib.pyi:2: there is no shape function or dtype rule `reduze`: "
        "docs/shape-stubs.md lists them; or say the result in the signature",
    ),
    (
        "@shape(x + 1)\ndef f(x: Array): ...",
        "mylib.pyi:1: `x + 1` is not understood: use parameters, literals, function calls, `or` and `*`",
    ),
    (
        "@shapes(reduce)\ndef f(x: Array): ...",
        "mylib.pyi:1: `@shapes(reduce)` is not understood: write @shape(...), @dtype(...) or @elementwise",
    ),
    (
        "@elementwise(floats)\ndef f(x): ...",
        'mylib.pyi:1: `floats` is not defined in this file: write floats = "dd->d"',
    ),
    (
        "a = 1\ndef f(x:",
        'mylib.pyi:1: `a` is neither a text nor the name of another function: write a = "..." or a = other',
    ),
    ("\n\ndef f(x: ", "mylib.pyi:3: not Python: '(' was never closed"),
    ("f = g", "mylib.pyi: `f = g`: there is no rule of the name g"),
    ('def f(x: "Float[") -> None: ...', "mylib.pyi:1: `Float[` is no annotation: '[' was never closed"),
]


@pytest.mark.parametrize(("text", "message"), MISTAKES, ids=[text[:24].strip() for text, _ in MISTAKES])
def test_a_mistake_in_a_stub_is_explained(text: str, message: str, tmp_path: Path) -> None:
    path = tmp_path / "mylib.pyi"
    path.write_text(text)
    with pytest.raises(ConfigError) as problem:
        read(path)
    assert str(problem.value).removeprefix(f"{tmp_path}/") == message


def test_a_folder_of_stubs_and_a_module_by_another_name(tmp_path: Path) -> None:
    (tmp_path / "one.pyi").write_text('module = "a.b"\ndef f(x: Array) -> int: ...')
    (tmp_path / "two.pyi").write_text('def f(x: Float[Array, "n"]) -> Float[Array, "n n"]: ...')
    assert sorted(read(tmp_path)) == ["a.b.f", "two.f"]


def test_a_later_file_wins(tmp_path: Path) -> None:
    for folder, result in (("one", "n"), ("two", "n n")):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "m.pyi").write_text(f'def f(x: Float[A, "n"]) -> Float[A, "{result}"]: ...')
    table = Table()
    table.add(tmp_path / "one")
    table.add(tmp_path / "two" / "m.pyi")
    rule = table.find("m.f")
    assert rule is not None and said(apply_rule(rule, [array("k")])) == 'floating "k k"'


def test_no_stubs(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"there are no shape rules in .*: expected files that end in \.pyi"):
        read(tmp_path)
    with pytest.raises(ConfigError, match=r"cannot read the shape rules in .*missing\.pyi"):
        read(tmp_path / "missing.pyi")


@pytest.mark.parametrize(
    ("private", "public"),
    [
        ("numpy._core.fromnumeric.sum", "numpy.sum"),
        ("numpy.lib._function_base_impl.diff", "numpy.diff"),
        ("numpy.lib._stride_tricks_impl.sliding_window_view", "numpy.lib.stride_tricks.sliding_window_view"),
        ("numpy.lib._stride_tricks_impl.broadcast_to", "numpy.broadcast_to"),
        ("numpy.linalg._linalg.svd", "numpy.linalg.svd"),
        ("numpy.fft._pocketfft.rfft", "numpy.fft.rfft"),
        ("numpy.fft._helper.fftshift", "numpy.fft.fftshift"),
        ("numpy.random._generator.Generator.normal", "numpy.random.Generator.normal"),
        ("numpy.random.mtrand.RandomState.rand", "numpy.random.RandomState.rand"),
        ("numpy.random.mtrand.rand", "numpy.random.rand"),
        ("numpy._ArrayOrScalarCommon.T", "numpy.ndarray.T"),
        ("numpy.ndarray.sum", "numpy.ndarray.sum"),
        ("numpy.generic.item", "numpy.ndarray.item"),
        ("numpy._core.multiarray.concatenate", "numpy.concatenate"),
        ("numpy._core.einsumfunc.einsum", "numpy.einsum"),
    ],
)
def test_numpys_private_names_are_known(private: str, public: str) -> None:
    from tests.stubs.judge import table as numpy_table

    rule = numpy_table().find(private)
    assert rule is not None
    assert rule == numpy_table().find(public)


def test_every_private_name_of_numpy_leads_to_its_rule() -> None:
    import numpy as np

    from tests.stubs.judge import table as numpy_table

    for name_ in np.__all__:
        thing = getattr(np, name_)
        module = getattr(thing, "__module__", None)
        if callable(thing) and module and numpy_table().find(f"numpy.{name_}"):
            assert numpy_table().find(f"{module}.{thing.__name__}"), name_


def test_adding_the_table_parses_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """mypy starts with the whole table; a definition is parsed when it is asked for, once."""
    parsed: list[str] = []

    def counted(text: str, path: Path, first_line: int) -> ast.Module:
        parsed.append(text)
        return ast.parse(text)

    monkeypatch.setattr(stubs, "_parsed", counted)
    whole = Table()
    whole.add(stub_folder())
    assert parsed == []
    assert whole.find("numpy.trace") is whole.find("numpy._core.fromnumeric.trace")
    assert len(parsed) == 1


def test_finding_a_rule_costs_nothing_the_second_time(table: Table) -> None:
    assert table.find("mylib.blur") is table.find("mylib.blur")
