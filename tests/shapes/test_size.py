"""Sizes: the normal form says the same as the numbers."""

from __future__ import annotations

from random import Random

import pytest

from tests.shapes.expressions import NAMES, expression, values
from typednn.shapes.parser import parse
from typednn.shapes.render import render_size
from typednn.shapes.size import (
    ONE,
    Operation,
    Size,
    Verdict,
    atoms,
    compare,
    divide,
    evaluate,
    exact_quotient,
    is_nonnegative,
    is_positive,
    maximum,
    minimum,
    name,
    names,
    number,
    substitute,
)

n, m, k, d, h = map(name, ("n", "m", "k", "d", "h"))
CASES = 3_000


def seeds(what: str) -> list[Random]:
    return [Random(f"{what} {case}") for case in range(CASES)]


def test_normal_form_has_the_value_of_the_expression() -> None:
    for random in seeds("value"):
        size, computed = expression(random, 3)
        for _ in range(3):
            at = values(random)
            try:
                wanted = computed(at)
            except ZeroDivisionError:
                continue
            assert evaluate(size, at) == wanted, (render_size(size), at)


def test_polynomials_are_equal_exactly_if_their_values_are() -> None:
    for random in seeds("equal"):
        left, one = expression(random, 3, "+-*")
        right, other = expression(random, 2, "+-*")
        points = [values(random, -50, 50) for _ in range(20)]
        assert (left == right) == all(one(at) == other(at) for at in points)


def test_laws_of_a_ring_hold_as_equality_of_objects() -> None:
    for random in seeds("ring"):
        a, b, c = (expression(random, 2)[0] for _ in range(3))
        assert a + b == b + a
        assert (a + b) + c == a + (b + c)
        assert a * b == b * a
        assert a * (b + c) == a * b + a * c
        assert a - a == number(0)
        assert hash(a + b) == hash(b + a)


def test_min_and_max_do_not_depend_on_order() -> None:
    for random in seeds("order"):
        a, b, c = (expression(random, 2, "+-*")[0] for _ in range(3))
        assert minimum(a, minimum(b, c)) == minimum(c, b, a)
        assert maximum(a, maximum(b, c)) == maximum(c, b, a)
        assert minimum(a, a) == a == maximum(a, a)


def test_division_leaves_a_rest() -> None:
    for random in seeds("divide"):
        whole, by = expression(random, 3, "+-*")[0], expression(random, 2, "+-*")[0]
        quotient, rest = divide(whole, by)
        assert quotient * by + rest == whole
        if by.terms:
            assert exact_quotient(whole * by, by) == whole
            assert (whole * by) // by == whole


def test_rendering_is_read_back() -> None:
    for random in seeds("render"):
        size = expression(random, 3)[0]
        text = render_size(size)
        if "//0" in text or "%0" in text:
            continue  # which is no size, and refused
        (axis,) = parse(text)
        assert axis == size, text


def test_bounds_are_true_of_all_values() -> None:
    told = 0
    for random in seeds("bounds"):
        size, computed = expression(random, 3)
        for holds, least in ((is_nonnegative, 0), (is_positive, 1)):
            if holds(size):
                told += 1
                for _ in range(5):
                    at = values(random)
                    try:
                        assert computed(at) >= least, (render_size(size), at)
                    except ZeroDivisionError:
                        continue
    assert told > 500


def test_comparison_is_true_of_general_values() -> None:
    told = dict.fromkeys(Verdict, 0)
    for random in seeds("compare"):
        left, one = expression(random, 2)
        right, other = expression(random, 2) if random.random() < 0.8 else (left + 0, one)
        verdict = compare(left, right)
        told[verdict] += 1
        assert compare(right, left) is verdict
        equal = 0
        for _ in range(4):
            at = values(random, 50, 5000)
            try:
                equal += one(at) == other(at)
            except ZeroDivisionError:
                continue
            if verdict is Verdict.SAME:
                assert one(at) == other(at)
        assert verdict is not Verdict.DIFFERENT or equal == 0, (render_size(left), render_size(right))
    assert min(told.values()) > 50, told


def test_substituting_is_computing_with_the_value() -> None:
    for random in seeds("substitute"):
        size, _ = expression(random, 2)
        inner, _ = expression(random, 2)
        at = values(random)
        replaced = substitute(size, {next(names(n)): inner})
        try:
            wanted = evaluate(size, {**at, "n": evaluate(inner, at)})
            found = evaluate(replaced, at)
        except ZeroDivisionError:
            continue
        assert found == wanted


def test_names_are_replaced_all_at_once() -> None:
    first, second = next(names(n)), next(names(m))
    assert substitute(n - m, {first: m, second: n}) == m - n


@pytest.mark.parametrize(
    ("size", "text"),
    [
        (n * 2 // 2, "n"),
        (n * d // d, "n"),
        ((h + 1) // 2, "((h+1)//2)"),
        ((n * 2 + 4) // 2, "n+2"),
        ((n * 2 + 3) // 2, "n+1"),
        ((h + 3) // 2, "((h+1)//2)+1"),
        (n * h % h, "0"),
        ((n * h + 1) // h, "n+(1//h)"),
        ((n + 1) * (n - 1), "n**2-1"),
        (minimum(n, n + 1), "n"),
        (minimum(n, 3), "min(n,3)"),
        (maximum(n, 0), "n"),
        (minimum(n * 2, n), "n"),
        (number(7) // number(2), "3"),
        (number(-7) // number(2), "-4"),
        (number(7) % number(-2), "-1"),
    ],
)
def test_normal_forms(size: Size, text: str) -> None:
    assert render_size(size) == text


def test_names_of_two_scopes_are_not_the_same() -> None:
    inner, outer = name("n", "f"), name("n", "g")
    assert inner != outer
    assert compare(inner, outer) is Verdict.UNKNOWN
    assert compare(inner, name("m", "g")) is Verdict.DIFFERENT


def test_a_size_that_nobody_promised_differs_from_nothing() -> None:
    found = name("n", "?mask")
    assert compare(found, number(3)) is Verdict.UNKNOWN
    assert compare(found, m) is Verdict.UNKNOWN
    assert compare(found, found + 1) is Verdict.DIFFERENT


def test_operations_differ_if_they_differ_everywhere() -> None:
    assert compare((n + 1) // 2, m // 2) is Verdict.DIFFERENT
    assert compare((n + 1) // 2, m) is Verdict.UNKNOWN
    assert compare(minimum(n, m) + 1, m) is Verdict.DIFFERENT
    assert compare(minimum(n, 5), number(7)) is Verdict.DIFFERENT
    assert compare(m // n, n) is Verdict.DIFFERENT


@pytest.mark.parametrize("divisor", [2, 3, 4, 5, 7, 8, 16, 32, 64])
def test_operations_that_agree_under_a_usual_assumption_do_not_differ(divisor: int) -> None:
    assert compare(n // divisor * divisor, n) is Verdict.UNKNOWN
    assert compare((n - m) // divisor * divisor + m, n) is Verdict.UNKNOWN
    assert compare(n // m * m, n) is Verdict.UNKNOWN
    assert compare(n // 2 * 2 + 1, n) is Verdict.UNKNOWN
    assert compare(minimum(n, m), n) is Verdict.UNKNOWN
    assert compare((n + divisor - 1) // divisor, n // divisor) is Verdict.UNKNOWN


def test_nothing_is_concluded_from_operations_of_unknown_sign() -> None:
    assert compare(minimum(n, 3), number(3)) is Verdict.UNKNOWN
    assert compare((n + 1) // 2, (n + 1) // 2 + 1) is Verdict.DIFFERENT
    assert compare(n + 1, n) is Verdict.DIFFERENT


def test_the_value_of_an_argument_is_taken_to_be_no_negative_number() -> None:
    value = name("{k}")
    assert is_nonnegative(value)
    assert is_nonnegative(minimum(value, n))
    assert not is_nonnegative(value - 1)
    assert is_nonnegative(maximum(value - 1, n))


def test_division_by_zero_stays_where_it_is_and_has_no_value() -> None:
    size = n // number(0)
    assert any(isinstance(atom, Operation) for atom in atoms(size))
    with pytest.raises(ZeroDivisionError, match="no value at"):
        evaluate(size, {"n": 3})


def test_powers_that_are_no_polynomials_are_kept() -> None:
    size = number(2) ** n
    assert size.atom is not None
    assert evaluate(size, {"n": 5}) == 32
    assert evaluate(n**3, {"n": 2}) == 8
    assert n**0 == ONE


def test_constants() -> None:
    assert number(0).constant == 0
    assert (n - n + 4).constant == 4
    assert n.constant is None
    assert n.atom == next(names(n))
    assert (n + 1).atom is None
    assert set(names(minimum(n, m * k))) == {next(names(size)) for size in (n, m, k)}
    assert set(NAMES) == {"n", "m", "k", "h"}
