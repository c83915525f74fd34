"""Facts: what is rewritten by them is the same wherever they hold."""

from __future__ import annotations

from random import Random

import pytest

from tests.shapes.expressions import NAMES, expression, values
from typednn.shapes.facts import Facts
from typednn.shapes.parser import parse
from typednn.shapes.size import Name, Size, Verdict, evaluate, name, number

n, m, k, d, h = map(name, ("n", "m", "k", "d", "h"))


def holding(random: Random, left: Size, right: Size) -> dict[str, int] | None:
    """Values at which an equation is true, if chance finds some."""
    for _ in range(60):
        at = values(random, 0, 6)
        try:
            if evaluate(left, at) == evaluate(right, at):
                return at
        except ZeroDivisionError:
            continue
    return None


def test_an_equation_changes_no_value_where_it_holds() -> None:
    used = 0
    for case in range(3_000):
        random = Random(f"facts {case}")
        left, right = expression(random, 2, "+-*/<")[0], expression(random, 1, "+-*")[0]
        at = holding(random, left, right)
        facts = Facts()
        if at is None or not facts.add_equal(left, right):
            continue
        used += 1
        assert facts.compare(left, right) is Verdict.SAME
        for _ in range(3):
            size = expression(random, 2)[0]
            try:
                assert evaluate(facts.normal(size), at) == evaluate(size, at)
            except ZeroDivisionError:
                continue
    assert used > 500


def test_several_equations_are_used_together() -> None:
    used = 0
    for case in range(3_000):
        random = Random(f"several facts {case}")
        at = values(random, 0, 4)
        facts = Facts()
        for _ in range(3):
            left = expression(random, 1, "+-*")[0]
            # An equation that is true at these values: the difference is made up for.
            right = expression(random, 1, "+-*")[0]
            gap = evaluate(left, at) - evaluate(right, at)
            used += facts.add_equal(left, right + gap)
        size = expression(random, 2)[0]
        try:
            assert evaluate(facts.normal(size), at) == evaluate(size, at)
        except ZeroDivisionError:
            continue
        assert facts.normal(facts.normal(size)) == facts.normal(size)
    assert used > 3_000


def test_divisibility() -> None:
    facts = Facts()
    assert facts.add_divisible(d, h)
    assert facts.compare(d // h * h, d) is Verdict.SAME
    assert facts.compare(d % h, number(0)) is Verdict.SAME
    assert facts.compare(d, h) is Verdict.DIFFERENT
    assert facts.compare(n * d // h, n * (d // h)) is Verdict.SAME


def test_divisibility_by_a_number() -> None:
    facts = Facts()
    assert facts.add_divisible(n, number(2))
    assert facts.compare(n // 2 * 2, n) is Verdict.SAME
    assert facts.compare((n + 1) // 2, n // 2) is Verdict.SAME


def test_what_cannot_be_divided() -> None:
    facts = Facts()
    assert not facts.add_divisible(n + 1, number(2))
    assert not facts.add_divisible(n, number(0))
    assert not facts.add_divisible(n, n + m)
    assert not facts


def test_equal_names_stand_for_one_another() -> None:
    facts = Facts()
    assert facts.add_equal(n, m)
    assert facts.add_equal(m, k)
    assert facts.compare(n, k) is Verdict.SAME
    assert facts.compare(n + 1, k) is Verdict.DIFFERENT
    assert facts.compare(n, h) is Verdict.DIFFERENT


def test_what_is_equal_already_is_used() -> None:
    facts = Facts()
    assert facts.add_equal(n, n)
    assert not facts
    assert not facts.add_equal(n * m, k * h)


def test_a_copy_learns_nothing_of_the_original() -> None:
    facts = Facts()
    copy = facts.copy()
    facts.add_equal(n, m)
    assert not copy
    assert copy.compare(n, m) is Verdict.DIFFERENT


def test_shapes_that_are_equal() -> None:
    facts = Facts()
    assert facts.add_equal_shapes(parse("n *rows 3"), parse("m *others k"))
    assert facts.compare(n, m) is Verdict.SAME
    assert facts.compare(k, number(3)) is Verdict.SAME
    assert facts.normal_shape(parse("*rows n #n _")) == facts.normal_shape(parse("*others m #m _"))
    assert not facts.add_equal_shapes(parse("n"), parse("n m"))


@pytest.mark.parametrize("text", NAMES)
def test_values_in_braces_are_replaced_by_names(text: str) -> None:
    facts = Facts()
    assert facts.add_equal(name("{a}"), name(text))
    assert facts.sizes == {Name("{a}"): name(text)}
