"""The parameters in the stubs are NumPy's own: their names, their order, how they are given."""

import inspect
from collections.abc import Iterator

import numpy as np
import pytest

from tests.stubs.judge import is_here, table
from typednn.shapes.signature import EITHER, KEYWORD, KEYWORDS, MANY, POSITIONAL, Parameter, Signature

KINDS = {
    POSITIONAL: inspect.Parameter.POSITIONAL_ONLY,
    EITHER: inspect.Parameter.POSITIONAL_OR_KEYWORD,
    KEYWORD: inspect.Parameter.KEYWORD_ONLY,
    MANY: inspect.Parameter.VAR_POSITIONAL,
    KEYWORDS: inspect.Parameter.VAR_KEYWORD,
}
# NumPy says less than it takes (`**kwargs`, `*operands`), or another version says it in another way.
OURS_SAY_MORE = {
    "numpy.einsum": "the equation, then the operands",
    "numpy.einsum_path": "the equation, then the operands",
    "numpy.where": "two forms",
    "numpy.ndarray.view": "two forms",
    "numpy.ndarray.__pow__": "as a ufunc",
    "numpy.random.ranf": "as random_sample, to which it is handed on",
    "numpy.random.sample": "as random_sample, to which it is handed on",
}
# Parameters that only newer NumPys have.
NEWER = ("descending", "check_bounds")
# Objects that are indexed show the signatures of bound methods; methods of ufuncs are given the ufunc first.
WITHOUT_SELF = ("numpy.mgrid.", "numpy.ogrid.", "numpy.r_.", "numpy.c_.", "numpy.ufunc.")


def names() -> list[str]:
    return sorted(name for name in table().names() if is_here(name) and name not in OURS_SAY_MORE)


def numpy_signature(name: str) -> inspect.Signature | None:
    thing: object = np
    for part in name.removeprefix("numpy.").split("."):
        thing = getattr(thing, part)
    if isinstance(thing, np.ufunc) and thing.signature is not None:
        return None
    try:
        return inspect.signature(thing) if callable(thing) else None
    except ValueError:
        return None


def test_numpy_shows_most_signatures() -> None:
    assert sum(numpy_signature(name) is not None for name in names()) > 500


@pytest.mark.parametrize("name", names())
def test_the_parameters_are_those_of_numpy(name: str) -> None:
    theirs = numpy_signature(name)
    rule = table().find(name)
    assert rule is not None
    if theirs is not None:
        for ours in rule.signatures:
            assert list(differences(ours, theirs)) == [], f"{ours.place}: NumPy has {name}{theirs}"


def differences(ours: Signature, theirs: inspect.Signature) -> Iterator[str]:
    """Where a stub and NumPy do not agree; a parameter of ours may stand for NumPy's ``**kwargs``."""
    bound = ours.scope.startswith(WITHOUT_SELF)
    known = {each.name: each for each in ours.parameters if not (bound and each.name == "self")}
    wanted = {name: each for name, each in theirs.parameters.items() if not (bound and name == "self")}
    keywords = any(each.kind is each.VAR_KEYWORD for each in wanted.values())
    for name, each in wanted.items():
        if name in known:
            yield from unlike(known[name], each)
        elif each.kind is not each.VAR_KEYWORD:
            yield f"{name} is missing"
    if not keywords:
        yield from (f"there is no {name}" for name in known if name not in wanted and name not in NEWER)
    if [name for name in wanted if name in known] != [name for name in known if name in wanted]:
        yield "the order is another"


def unlike(ours: Parameter, theirs: inspect.Parameter) -> Iterator[str]:
    if KINDS[ours.kind] is not theirs.kind:
        yield f"{ours.name} is {theirs.kind.description}"
    if ours.kind not in (MANY, KEYWORDS) and ours.has_default != (theirs.default is not theirs.empty):
        yield f"{ours.name} has a default in one of them"
