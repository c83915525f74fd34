"""The grammar: what a string declares, and each mistake with its column and remedy; jaxtyping agrees."""

from __future__ import annotations

import ast
import re
from random import Random

import jaxtyping
import numpy as np
import pytest

from typednn.errors import ShapeSyntaxError
from typednn.shapes.parser import ParseError, parse
from typednn.shapes.render import render
from typednn.shapes.shape import REST, UNKNOWN, Broadcastable, Many, of
from typednn.shapes.size import maximum, minimum, name, number

n, m, d, h = map(name, "nmdh")


@pytest.mark.parametrize(
    ("text", "shape"),
    [
        ("", ()),
        ("  ", ()),
        ("784", of(784)),
        (" batch  784 ", of(name("batch"), 784)),
        ("n+1", of(n + 1)),
        ("2*n", of(n * 2)),
        ("h*d-1", of(h * d - 1)),
        ("n**2", of(n**2)),
        ("(h+1)//2", of((h + 1) // 2)),
        ("n%3", of(n % 3)),
        ("-n+5", of(-n + 5)),
        ("min(n,3)", of(minimum(n, 3))),
        ("max(n,m,3)", of(maximum(n, m, 3))),
        ("_", (UNKNOWN,)),
        ("_rows", (UNKNOWN,)),
        ("?n", (UNKNOWN,)),
        ("...", (REST,)),
        ("*_", (REST,)),
        ("*batch n", (Many("batch"), n)),
        ("*#batch n", (Many("batch", broadcasts=True), n)),
        ("#n 3", (Broadcastable(n), *of(3))),
        ("#3", (Broadcastable(number(3)),)),
        ("rows=4", of(4)),
        ("rows=n", of(n)),
        ("rows=#n", (Broadcastable(n),)),
        ("{n}", of(name("{n}"))),
        ("{self.n}+1", of(name("{self.n}") + 1)),
        ("{3}", of(3)),
        ("{n}*{m}", of(name("{n}") * name("{m}"))),
        ("n/2*2", (UNKNOWN,)),
        ("f(n)", (UNKNOWN,)),
        ("(2*n)/2", of(n)),
    ],
)
def test_what_a_string_declares(text: str, shape: object) -> None:
    assert parse(text) == shape


def test_names_belong_to_their_scope() -> None:
    assert parse("n *b", "f") == (name("n", "f"), Many("b", "f"))
    assert parse("n", "f") != parse("n", "g")


@pytest.mark.parametrize(
    ("text", "column", "problem"),
    [
        ("a, b", 0, 'sizes are separated by spaces, not commas: write "a b"'),
        ("n, 3", 0, 'sizes are separated by spaces, not commas: write "n 3"'),
        ("a b#", 2, "`#` stands before its size: write `#b`"),
        ("n...", 0, "`...` stands alone: write `*n`, or put a space"),
        ("a ...3", 2, "`...` stands alone: write `*3`, or put a space"),
        (
            "*a b *c",
            5,
            "only one axis can stand for many (`*name` or `...`): give the others names of their own",
        ),
        (
            "... n ...",
            6,
            "only one axis can stand for many (`*name` or `...`): give the others names of their own",
        ),
        ("a **b", 2, "`*` stands twice in `**b`: once is enough"),
        ("##n", 0, "`#` stands twice in `##n`: once is enough"),
        ("*4", 0, "`*4` is not possible: only a name can stand for many axes"),
        ("a *n+1", 2, "`*n+1` is not possible: only a name can stand for many axes"),
        ("_4", 0, "`_4` is not possible: `_` goes before a name, or stands alone"),
        ("?4", 0, "`?4` is not possible: `?` goes before a name"),
        ("#_", 0, "`#_` is both nameless and broadcastable: write `_`, which takes any size"),
        ("a *", 2, "`*` has no name: write `*name` or `...`"),
        ("#", 0, "`#` has no name: write `#name`"),
        ("rows= n", 0, "`rows=` has no size: write `rows=4`, or `rows` for a name"),
        ("a n+", 2, "`n+` ends in an operator: write the second operand, without spaces, as in `n+1`"),
        ("a n +1", 4, None),
        ("/2", 0, "`/2` begins with an operator: write the first operand, without spaces, as in `n+1`"),
        ("(n+1", 0, "a parenthesis in `(n+1` is not closed; an expression has no spaces inside"),
        ("min(n, 3)", 0, "a parenthesis in `min(n,` is not closed; an expression has no spaces inside"),
        ("n-$", 0, "`n-$` is not a size: expected an integer, a name, or an expression such as `2*n+1`"),
        ("a {n", 2, "a brace in `{n` is not closed: write `{name}`"),
        ("{}", 0, "empty braces: write the argument whose value is meant, as in `{n}`"),
        ("n+1.5", 0, "`n+1.5` is not a size: sizes are integers"),
        ("n+True", 0, "`n+True` is not a size: sizes are integers"),
        ("a n//0", 2, "`n//0` divides by zero"),
        ("n%0", 0, "`n%0` divides by zero"),
    ],
)
def test_mistakes(text: str, column: int, problem: str | None) -> None:
    if problem is None:
        parse(text)  # `n +1` are two sizes, of which the second is 1
        return
    with pytest.raises(ParseError) as caught:
        parse(text)
    assert (caught.value.problem, caught.value.column, caught.value.text) == (problem, column, text)
    assert str(caught.value) == f'in "{text}" at column {column + 1}: {problem}'
    assert isinstance(caught.value, ShapeSyntaxError)


PIECES = [
    *("n", "m", "batch", "3", "0", "-1", "12", "_", "#", "*", "...", "?", "=", "+", "-", "//", "%", "**"),
    *(
        "(",
        ")",
        "{",
        "}",
        "{n}",
        ",",
        ".",
        "min(",
        "max(",
        "$",
        "self.n",
        "1.5",
        "é",
        "<",
        '"',
        "\\",
        " ",
        " ",
    ),
]


def strange(random: Random) -> str:
    return "".join(random.choice(PIECES) for _ in range(random.randint(0, 7)))


def sensible(random: Random) -> str:
    words = (
        "n",
        "m",
        "3",
        "n+1",
        "2*m",
        "#n",
        "*b",
        "...",
        "_",
        "rows=4",
        "rows=m",
        "_x",
        "(n+1)//2",
        "#4",
        "*#b",
    )
    return " ".join(random.choice(words) for _ in range(random.randint(0, 4)))


def jaxtyping_takes(text: str) -> bool:
    try:
        jaxtyping.Float[np.ndarray, text]
    except ValueError:
        return False
    return True


def is_no_size(word: str) -> bool:
    """What jaxtyping takes at first, and cannot check when an array comes."""
    bare = re.sub(r"^([#*_?]|\w*=)*", "", word)
    if not bare or word.endswith("="):
        return word[-1:] != "_"
    plain = re.sub(r"\{[^{}]+\}", "x", bare)
    if "{" in plain or "}" in plain:
        return True
    try:
        tree = ast.parse(plain, mode="eval")
    except (SyntaxError, ValueError):
        return True
    return any(isinstance(node, ast.Constant) and type(node.value) is not int for node in ast.walk(tree)) or "0" in bare


def test_jaxtyping_takes_what_the_parser_takes() -> None:
    """10,000 strings: what jaxtyping refuses is refused; what else is refused is no size."""
    refused = 0
    for case in range(10_000):
        random = Random(f"strange {case}")
        text = strange(random) if case % 2 else sensible(random)
        try:
            parse(text)
            taken = True
        except ParseError as mistake:
            taken = False
            assert 0 <= mistake.column <= len(text)
        if taken:
            assert jaxtyping_takes(text), (case, text)
        elif jaxtyping_takes(text):
            refused += 1
            assert any(map(is_no_size, text.split())), (case, text)
    assert refused > 100


def test_rendering_is_read_back() -> None:
    for case in range(2_000):
        text = sensible(Random(f"render {case}"))
        try:
            shape = parse(text)
        except ParseError:
            continue
        assert parse(render(shape)) == shape
