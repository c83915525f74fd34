"""dtypes: jaxtyping's words as jaxtyping means them, promotion and loops as NumPy does them."""

import itertools
import warnings
from collections.abc import Iterable

import jaxtyping
import numpy as np
import pytest

from tests.stubs.judge import table
from typednn.shapes.dtypes import (
    ABSTRACT,
    CONCRETE,
    PYTHON,
    DtypeMismatch,
    accepts,
    canonical,
    compare_dtypes,
    members,
    word_dtype,
)
from typednn.shapes.loops import can_cast, can_store, loop_dtypes
from typednn.shapes.promotion import promote
from typednn.shapes.signature import Apply, Constant
from typednn.shapes.size import Verdict
from typednn.shapes.table.dtype_rules import RULES

NUMBERS = sorted(CONCRETE - {"str_", "bytes_", "object_", "datetime64", "timedelta64", "void"})
WEAK = {"python bool": True, "python int": 1, "python float": 1.0, "python complex": 1j}
WORDS = [name for name in dir(jaxtyping) if isinstance(getattr(jaxtyping, name), type) and word_dtype(name)]


def array(dtype: str) -> object:
    if dtype in WEAK:
        return WEAK[dtype]
    if dtype in ("datetime64", "timedelta64"):
        return np.ones(2, "i8").astype(f"{dtype}[s]")
    return np.ones(2, getattr(np, dtype))


def said_by_numpy(dtypes: Iterable[str]) -> str:
    things = [WEAK.get(dtype, getattr(np, dtype, None)) for dtype in dtypes]
    try:
        return str(np.result_type(*things).type.__name__)
    except TypeError:
        return "refused"


def said_by_us(dtypes: Iterable[str]) -> str:
    try:
        return promote(*dtypes)
    except DtypeMismatch:
        return "refused"


def test_there_are_the_words_of_jaxtyping() -> None:
    assert {"Float", "Int", "UInt", "Integer", "Num", "Real", "Inexact", "Complex", "Bool", "Shaped"} <= {*WORDS}
    assert {"Float64", "Int8", "UInt32", "BFloat16", "Complex64"} <= {*WORDS}


@pytest.mark.parametrize("word", WORDS)
def test_a_word_admits_what_jaxtyping_admits(word: str) -> None:
    kind = getattr(jaxtyping, word)[np.ndarray, "..."]
    for dtype in sorted(CONCRETE - {"void"}):
        expected = Verdict.SAME if isinstance(np.empty(2, getattr(np, dtype)), kind) else Verdict.DIFFERENT
        assert accepts(word, dtype) is expected, dtype
    if word != "Shaped":
        assert accepts(word, word_dtype(word)) is Verdict.SAME
    assert accepts(word, "") is (Verdict.SAME if word == "Shaped" else Verdict.UNKNOWN)


def test_words_and_abstract_dtypes() -> None:
    assert accepts("Float", "floating") is Verdict.SAME
    assert accepts("Float64", "floating") is Verdict.UNKNOWN
    assert accepts("Int", "floating") is Verdict.DIFFERENT
    assert accepts("Int", "integer") is Verdict.UNKNOWN
    assert accepts("Num", "integer") is Verdict.SAME
    assert accepts("Real", "inexact") is Verdict.UNKNOWN
    assert accepts("Key", "float64") is Verdict.DIFFERENT
    assert accepts("Mine", "float64") is Verdict.UNKNOWN


@pytest.mark.parametrize("count", [1, 2])
def test_promotion_is_that_of_numpy(count: int) -> None:
    for dtypes in itertools.product([*sorted(CONCRETE), *WEAK], repeat=count):
        assert said_by_us(dtypes) == said_by_numpy(dtypes), dtypes


def test_promotion_of_three_is_that_of_numpy() -> None:
    for dtypes in itertools.product([*NUMBERS, *WEAK], repeat=3):
        assert said_by_us(dtypes) == said_by_numpy(dtypes), dtypes


@pytest.mark.parametrize("abstract", ABSTRACT)
def test_promotion_of_an_abstract_dtype_covers_its_members(abstract: str) -> None:
    for other in ("float32", "int64", "bool", "python int", "python float", "floating", "complexfloating"):
        result = members(said_by_us([abstract, other]))
        for member in (members(abstract) or frozenset()) & CONCRETE:
            for partner in (members(other) or frozenset()) & CONCRETE if other in ABSTRACT else [other]:
                one = said_by_us([member, partner])
                assert result is None or one in result or one == "refused"


def test_casts_are_those_of_numpy() -> None:
    for one, other in itertools.product(NUMBERS, repeat=2):
        classes = getattr(np, one), getattr(np, other)
        assert can_cast(one, other) == np.can_cast(*classes, "safe"), (one, other)
        assert can_store(one, other) == np.can_cast(*classes, "same_kind"), (one, other)


UFUNCS = sorted(
    name
    for name in np.__all__
    if isinstance(getattr(np, name), np.ufunc) and not getattr(np, name).signature and name != "ldexp"
)


@pytest.mark.parametrize("name", UFUNCS)
def test_a_ufunc_gives_the_dtypes_that_numpy_gives(name: str) -> None:
    """Exactly so for numbers. (Beside times NumPy refuses a few more.)"""
    loops = loops_of(name)
    function = getattr(np, name)
    for inputs in itertools.product([*NUMBERS, "datetime64", "timedelta64", *WEAK], repeat=function.nin):
        ours, theirs = our_loop(loops, inputs), numpy_loop(function, inputs)
        times = any("64" in each and "e" in each and "time" in each for each in (*inputs, *theirs))
        if times:
            continue
        assert ours == theirs, inputs


def loops_of(name: str) -> str:
    rule = table().find(f"numpy.{name}")
    assert rule is not None
    dtype = rule.signatures[0].dtype
    assert isinstance(dtype, Apply) and dtype.arguments and isinstance(dtype.arguments[0], Constant)
    return str(dtype.arguments[0].value)


def our_loop(loops: str, inputs: tuple[str, ...]) -> tuple[str, ...]:
    try:
        return loop_dtypes(loops, *inputs)
    except DtypeMismatch:
        return ("refused",)


def numpy_loop(function: np.ufunc, inputs: tuple[str, ...]) -> tuple[str, ...]:
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        try:
            result = function(*map(array, inputs))
        except TypeError:
            return ("refused",)
    several = result if isinstance(result, tuple) else (result,)
    return tuple(np.asarray(each).dtype.type.__name__ for each in several)


def test_every_spelling_of_a_dtype() -> None:
    for spelling in ("float64", "float", "d", "<f8", "f8", "double", "np.float64", "numpy.float64"):
        assert canonical(spelling) == "float64"
    for name in sorted(CONCRETE):
        assert canonical(np.dtype(getattr(np, name)).char) == name
    for code in "bhilBHILefdFD?":
        assert canonical(np.dtype(code).str) == np.dtype(code).type.__name__
    assert canonical("M8[s]") == canonical("<M8") == "datetime64"
    assert canonical("U5") == "str_"
    assert canonical("nonsense") == ""


def test_what_is_certain_about_two_dtypes() -> None:
    assert compare_dtypes("floating", "float32") is Verdict.SAME
    assert compare_dtypes("float32", "floating") is Verdict.UNKNOWN
    assert compare_dtypes("integer", "float32") is Verdict.DIFFERENT
    assert compare_dtypes("", "float32") is Verdict.UNKNOWN


@pytest.mark.parametrize(
    "rule",
    sorted(set(RULES) - {"loops", "average", "either", "operator_power", "edges", "scaled", "value_of_series"}),
)
def test_a_rule_for_an_abstract_dtype_covers_its_members(rule: str) -> None:
    for abstract in ("floating", "integer", "number", "real"):
        whole = members(as_one(rule, abstract))
        for member in sorted((members(abstract) or frozenset()) & CONCRETE):
            one = as_one(rule, member)
            assert whole is None or one in ("", "refused") or {*(members(one) or ())} <= whole, member


def as_one(rule: str, dtype: str) -> str:
    try:
        found = RULES[rule](dtype)
    except DtypeMismatch:
        return "refused"
    return found if isinstance(found, str) else found[0]


def test_python_numbers_are_weak() -> None:
    assert promote("float32", "python float") == "float32"
    assert promote("int8", "python float") == "float64"
    assert promote("bool", "python int") == "int64"
    assert promote(*PYTHON) == "complex128"
