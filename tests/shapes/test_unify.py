"""Unification: for arrays whose sizes are all known it is what jaxtyping finds at run time."""

from __future__ import annotations

from random import Random
from typing import Any

import numpy as np
import pytest
from jaxtyping import AnnotationError, Shaped, jaxtyped

from typednn.shapes.facts import Facts
from typednn.shapes.parser import parse
from typednn.shapes.render import quoted
from typednn.shapes.shape import ANY, REST, UNKNOWN, Broadcastable, Many, Shape, of
from typednn.shapes.size import Size, Verdict, evaluate, name
from typednn.shapes.unify import Mismatch, Unifier

WORDS = ("n", "n", "m", "k", "3", "1", "#n", "#m", "#3", "_", "...", "*b", "*b", "*#b", "rows=m")
FORMULAS = ("n+1", "2*n", "n*m", "n//2", "min(n,3)", "m-1", "n%2", "max(n,m)", "n**2")


def declared(random: Random, plain: bool) -> str:
    """A shape string; the first one of a case has no formulas, so that the names in them are bound."""
    words = [random.choice(WORDS) for _ in range(random.randint(0, 3))]
    if not plain and random.random() < 0.5:
        words.append(random.choice(FORMULAS))
    return " ".join(words)


def fitting(random: Random, shape: Shape, values: dict[str, int], runs: dict[str, tuple[int, ...]]) -> tuple[int, ...]:
    """Sizes for a declared shape, mostly as it wants them."""
    sizes: list[int] = []
    for axis in shape:
        if isinstance(axis, Many):
            run = runs.get(axis.name) or tuple(random.randint(1, 3) for _ in range(random.randint(0, 2)))
            sizes.extend(1 if axis.broadcasts and random.random() < 0.3 else size for size in run)
        elif random.random() < 0.05:
            sizes.append(random.randint(1, 4))
        else:
            inner = axis.size if isinstance(axis, Broadcastable) else axis
            size = evaluate(inner, values) if isinstance(inner, Size) else random.randint(1, 4)
            sizes.append(1 if inner is not axis and random.random() < 0.3 else max(size, 0))
    if random.random() < 0.05:
        sizes.insert(random.randint(0, len(sizes)), 2)
    return tuple(sizes)


def at_run_time(texts: list[str], shapes: list[tuple[int, ...]]) -> bool | None:
    """Whether jaxtyping takes all the arrays; None if it cannot say."""
    with jaxtyped("context"):
        try:
            shaped: Any = Shaped
            kinds = [shaped[np.ndarray, text] for text in texts]
            return all(isinstance(np.empty(shape), kind) for kind, shape in zip(kinds, shapes, strict=True))
        except (AnnotationError, ZeroDivisionError):
            return None


def statically(texts: list[str], shapes: list[tuple[int, ...]]) -> tuple[Verdict | None, Unifier]:
    unifier = Unifier()
    verdicts = []
    try:
        for index, (text, shape) in enumerate(zip(texts, shapes, strict=True)):
            verdicts.append(unifier.unify(parse(text), of(*shape), f"x{index}"))
        verdicts.append(unifier.finish())
    except Mismatch:
        return None, unifier
    return Verdict.SAME if set(verdicts) == {Verdict.SAME} else Verdict.UNKNOWN, unifier


def case(number: int) -> tuple[list[str], list[tuple[int, ...]]]:
    random = Random(f"unify {number}")
    values = {text: random.randint(1, 4) for text in "nmk"}
    runs = {"b": tuple(random.randint(1, 3) for _ in range(random.randint(0, 2)))}
    texts = [declared(random, index == 0) for index in range(random.randint(1, 3))]
    # One axis that means many is enough.
    texts = [text if text.count("*b") + text.count("*#b") + text.count("...") < 2 else "n" for text in texts]
    return texts, [fitting(random, parse(text), values, runs) for text in texts]


def test_the_verdict_is_that_of_the_run_time() -> None:
    told: dict[object, int] = {Verdict.SAME: 0, Verdict.UNKNOWN: 0, None: 0}
    for number in range(10_000):
        texts, shapes = case(number)
        verdict, _ = statically(texts, shapes)
        taken = at_run_time(texts, shapes)
        if taken is None:
            continue
        told[verdict] += 1
        if verdict is not Verdict.UNKNOWN:
            assert (verdict is Verdict.SAME) == taken, (number, texts, shapes, verdict)
    assert told[Verdict.SAME] > 2000
    assert told[None] > 1000
    assert told[Verdict.UNKNOWN] < 1000, "all sizes are known: there is little to assume"


def test_what_is_bound_gives_the_shapes_back() -> None:
    for number in range(3_000):
        texts, shapes = case(number)
        verdict, unifier = statically(texts, shapes)
        if verdict is not Verdict.SAME or any(mark in "".join(texts) for mark in "#_."):
            continue
        for text, shape in zip(texts, shapes, strict=True):
            assert unifier.apply(parse(text)) == of(*shape), (texts, shapes)


def unknown(random: Random, shape: tuple[int, ...]) -> Shape:
    """The shape with some of what is known of it taken away."""
    axes = [UNKNOWN if random.random() < 0.4 else axis for axis in of(*shape)]
    if random.random() < 0.3:
        start = random.randint(0, len(axes))
        return (*axes[:start], REST, *axes[random.randint(start, len(axes)) :])
    return tuple(axes)


def test_what_is_unknown_is_never_refused_and_never_proved_wrongly() -> None:
    """If jaxtyping takes the arrays, knowing less of them is no reason for a mismatch."""
    refused = proved = 0
    for number in range(5_000):
        texts, shapes = case(number)
        random = Random(number)
        unifier, verdicts = Unifier(), []
        try:
            for index, (text, shape) in enumerate(zip(texts, shapes, strict=True)):
                verdicts.append(unifier.unify(parse(text), unknown(random, shape), f"x{index}"))
            verdicts.append(unifier.finish())
        except Mismatch as mismatch:
            refused += 1
            assert at_run_time(texts, shapes) is not True, (number, texts, shapes, mismatch)
            continue
        if set(verdicts) == {Verdict.SAME}:
            proved += 1
            assert at_run_time(texts, shapes) is not False, (number, texts, shapes)
    assert refused > 100
    assert proved > 100


def unify(text: str, actual: Shape, unifier: Unifier | None = None) -> Verdict:
    unifier = unifier or Unifier(scopes=("f",))
    verdict = unifier.unify(parse(text, "f"), actual, "x")
    last = unifier.finish()
    return Verdict.SAME if (verdict, last) == (Verdict.SAME, Verdict.SAME) else Verdict.UNKNOWN


def test_names_of_the_caller_are_rigid() -> None:
    unifier = Unifier(scopes=("f",))
    assert unify("n n", parse("b b", "g"), unifier) is Verdict.SAME
    assert unifier.apply(parse("n 2*n", "f")) == parse("b 2*b", "g")
    with pytest.raises(Mismatch):
        unify("n n", parse("b c", "g"))


def test_variadic_names_are_bound_once() -> None:
    unifier = Unifier(scopes=("f",))
    assert unify("*batch n", parse("a b 3", "g"), unifier) is Verdict.SAME
    assert unifier.apply(parse("*batch", "f")) == parse("a b", "g")
    assert unify("*batch", parse("a b", "g"), unifier) is Verdict.SAME
    with pytest.raises(Mismatch, match=r'expected "\*batch" with \*batch = "a b"'):
        unify("*batch", parse("a c", "g"), unifier)


def test_a_variadic_name_of_the_caller_is_one_axis_of_its_own() -> None:
    unifier = Unifier(scopes=("f",))
    assert unify("*batch n", parse("*rows 3", "g"), unifier) is Verdict.SAME
    assert unifier.apply(parse("n *batch", "f")) == parse("3 *rows", "g")
    assert unify("n m", parse("*rows 3", "g")) is Verdict.UNKNOWN


def test_facts_are_used() -> None:
    facts = Facts()
    facts.add_equal(name("b", "g"), name("c", "g"))
    assert unify("n n", parse("b c", "g"), Unifier(scopes=("f",), facts=facts)) is Verdict.SAME


def test_a_name_that_stands_once_is_whatever_is_there() -> None:
    assert unify("n 3", (UNKNOWN, *of(3))) is Verdict.SAME
    assert unify("*batch", ANY) is Verdict.SAME
    unifier = Unifier(scopes=("f",))
    assert unify("n m", (UNKNOWN, *of(3)), unifier) is Verdict.SAME
    assert unify("m", of(3), unifier) is Verdict.SAME
    assert unify("n", of(3), unifier) is Verdict.UNKNOWN


def test_unknown_is_assumed() -> None:
    assert unify("n n", (UNKNOWN, *of(3))) is Verdict.UNKNOWN
    assert unify("n n", (UNKNOWN, UNKNOWN)) is Verdict.UNKNOWN
    assert unify("3 3", (UNKNOWN, *of(3))) is Verdict.UNKNOWN
    assert unify("n 3", ANY) is Verdict.UNKNOWN
    assert unify("_ 3", (UNKNOWN, *of(3))) is Verdict.SAME
    with pytest.raises(Mismatch):
        unify("n 3", (REST, *of(4)))


@pytest.mark.parametrize(
    ("declarations", "actuals", "sentence"),
    [
        (["n 3"], ["5 4"], '"x0" has shape "5 4", expected "n 3"'),
        (["n"], ["5 4"], '"x0" has shape "5 4", expected "n": 2 axes instead of 1 axis'),
        (["*b n m"], ["5"], '"x0" has shape "5", expected "*b n m": 1 axis instead of at least 2 axes'),
        (["n m", "m"], ["5 4", "3"], '"x1" has shape "3", expected "m" with m = 4 (from "x0")'),
        (["n", "n+1"], ["5", "7"], '"x1" has shape "7", expected "n+1" with n = 5 (from "x0")'),
        (["n #m", "m"], ["5 4", "6"], '"x1" has shape "6", expected "m" with m = 4 (from "x0")'),
    ],
)
def test_sentences(declarations: list[str], actuals: list[str], sentence: str) -> None:
    unifier = Unifier()
    with pytest.raises(Mismatch) as caught:
        for index, (text, actual) in enumerate(zip(declarations, actuals, strict=True)):
            unifier.unify(parse(text), parse(actual, "caller"), f"x{index}")
        unifier.finish()
    assert caught.value.sentence == sentence


def test_a_hint_stands_behind_the_sentence() -> None:
    mismatch = Mismatch("a and b differ", "transpose b")
    assert str(mismatch) == "a and b differ; transpose b"
    assert (mismatch.sentence, mismatch.hint) == ("a and b differ", "transpose b")
    values: Any = quoted(())
    assert values == '""'
