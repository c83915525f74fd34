"""What the table says of calls with sizes that are names, and how it says no."""

import pytest

from tests.stubs.judge import table
from typednn.shapes.apply import apply_rule
from typednn.shapes.dtypes import DtypeMismatch
from typednn.shapes.parser import parse
from typednn.shapes.render import render
from typednn.shapes.size import Size, name, number
from typednn.shapes.unify import Mismatch, Unknowable
from typednn.shapes.value import MISSING, NOTHING, Value

N, K = name("n"), name("k")


def array(shape: str, dtype: str = "float64", text: str = "") -> Value:
    return Value(shape=parse(shape), dtype=dtype, text=text)


def literal(value: int | float | str | bool | slice | None) -> Value:
    return Value(literal=value)


def size(value: int | Size) -> Value:
    return Value(shape=(), dtype="python int", size=number(value) if isinstance(value, int) else value)


def items(*values: Value, kind: str = "tuple") -> Value:
    return Value(items=values, kind=kind)


def call(function: str, *positional: Value, **keywords: Value) -> Value:
    rule = table().find(function)
    assert rule is not None, function
    return apply_rule(rule, positional, keywords)


def said(value: Value) -> str:
    """``float64 "b n"``, a list of them, an int, or ? for nothing."""
    if value.items is not None:
        return f"{value.kind}({', '.join(map(said, value.items))})"
    if value.element is not None:
        length = "" if value.length is None else render((value.length,)) + " "
        return f"{value.kind} of {length}{said(value.element)}"
    if value.sizes is not None:
        return f"sizes ({render(value.sizes)})"
    if value.shape is None:
        return value.dtype or ("None" if value.literal is None else "?")
    if value.dtype == "python int" and value.size is not None:
        return f"int {render((value.size,))}"
    return f'{value.dtype} "{render(value.shape)}"'


X, W = array("b n", "float32", "x"), array("n m", "float64", "w")

KNOWN = [
    (call_, expected)
    for call_, expected in [
        (("numpy.matmul", X, W), 'float64 "b m"'),
        (("numpy.add", X, size(1)), 'float32 "b n"'),
        (("numpy.add", X, array("", "python float")), 'float32 "b n"'),
        (("numpy.add", array("b", "int64"), array("", "python float")), 'float64 "b"'),
        (("numpy.divide", array("b", "int8"), array("b", "int8")), 'float64 "b"'),
        (("numpy.greater", X, literal(0.5)), 'bool "b n"'),
        (("numpy.sin", array("n", "floating")), 'floating "n"'),
        (("numpy.add", array("n", "floating"), array("n", "int64")), 'float64 "n"'),
        (("numpy.add", array("n", "integer"), array("n", "float64")), 'float64 "n"'),
        (("numpy.add", array("n", ""), array("n", "float64")), ' "n"'),
        (("numpy.sum", X, literal(0)), 'float32 "n"'),
        (("numpy.sum", array("b n", "bool")), 'int64 ""'),
        (("numpy.mean", array("b n", "int64"), literal(-1)), 'float64 "b"'),
        (("numpy.sum", array("*batch n"), literal(-1)), 'float64 "*batch"'),
        (("numpy.ndarray.T", X), 'float32 "n b"'),
        (("numpy.ndarray.shape", X), "sizes (b n)"),
        (("numpy.ndarray.shape", array("*b n")), "sizes (*b n)"),
        (("numpy.ndarray.size", X), "int b*n"),
        (("numpy.ndarray.ndim", X), "int 2"),
        (("numpy.ndarray.ndim", array("... n")), 'python int ""'),
        (("numpy.ndarray.__len__", X), "int b"),
        (("numpy.ndarray.__iter__", X), 'iterator of b float32 "n"'),
        (("numpy.ndarray.dtype", X), "float32"),
        (("numpy.ndarray.astype", X, Value(dtype="float64")), 'float64 "b n"'),
        (("numpy.ndarray.astype", X, literal("int32")), 'int32 "b n"'),
        (("numpy.ndarray.astype", X, Value(dtype="python int")), 'int64 "b n"'),
        (("numpy.ndarray.astype", X, NOTHING), ' "b n"'),
        (("numpy.ndarray.item", array("", "float32")), 'python float ""'),
        (("numpy.ndarray.reshape", X, size(-1)), 'float32 "b*n"'),
        (("numpy.ndarray.reshape", array("b 12"), size(name("b")), size(3), size(-1)), 'float64 "b 3 4"'),
        (
            ("numpy.ndarray.reshape", array("b 12"), items(size(name("b")), size(3), size(4))),
            'float64 "b 3 4"',
        ),
        (("numpy.ndarray.reshape", array("b 12"), Value(sizes=parse("b 3 4"))), 'float64 "b 3 4"'),
        (("numpy.ndarray.transpose", array("a b c"), size(2), size(0), size(1)), 'float64 "c a b"'),
        (("numpy.ndarray.transpose", array("a b c"), items(size(2), size(0), size(1))), 'float64 "c a b"'),
        (("numpy.ndarray.transpose", array("a b c")), 'float64 "c b a"'),
        (("numpy.zeros", items(size(N), size(3))), 'float64 "n 3"'),
        (("numpy.zeros", size(N)), 'float64 "n"'),
        (("numpy.zeros", Value(sizes=parse("*b n"))), 'float64 "*b n"'),
        (("numpy.zeros", NOTHING), 'float64 "..."'),
        (("numpy.full", size(N), literal(1)), 'int64 "n"'),
        (("numpy.array", items(X, X, kind="list")), 'float32 "2 b n"'),
        (
            ("numpy.array", items(items(literal(1), literal(2.5)), items(literal(3), literal(4)))),
            'float64 "2 2"',
        ),
        (("numpy.asarray", Value(element=array("d"), length=N)), 'float64 "n d"'),
        (("numpy.stack", Value(element=array("d"), length=N)), 'float64 "n d"'),
        (("numpy.stack", Value(element=array("d"))), 'float64 "_ d"'),
        (("numpy.concatenate", Value(element=array("3 d"), length=N)), 'float64 "3*n d"'),
        (("numpy.concatenate", items(X, X)), 'float32 "2*b n"'),
        (("numpy.vstack", Value(element=array("d"), length=N)), 'float64 "n d"'),
        (("numpy.split", array("6 d"), size(3)), 'list(float64 "2 d", float64 "2 d", float64 "2 d")'),
        (("numpy.nonzero", X), 'tuple(int64 "_", int64 "_")'),
        (("numpy.divmod", X, X), 'tuple(float32 "b n", float32 "b n")'),
        (("numpy.frexp", X), 'tuple(float32 "b n", int32 "b n")'),
        (("numpy.where", array("b n", "bool"), X, literal(0)), 'float32 "b n"'),
        (("numpy.where", array("b", "bool")), 'tuple(int64 "_")'),
        (("numpy.eye", size(N)), 'float64 "n n"'),
        (("numpy.identity", size(N)), 'float64 "n n"'),
        (("numpy.linspace", literal(0), literal(1), size(N)), 'float64 "n"'),
        (("numpy.arange", size(N)), 'int64 "n"'),
        (("numpy.arange", literal(0.0), literal(1.0), literal(0.25)), 'float64 "4"'),
        (("numpy.linalg.svd", W), 'tuple(float64 "n n", float64 "min(m,n)", float64 "m m")'),
        (("numpy.linalg.eigh", array("n n", "float32")), 'tuple(float32 "n", float32 "n n")'),
        (("numpy.linalg.solve", array("n n"), array("n k")), 'float64 "n k"'),
        (("numpy.fft.rfft", array("b n", "float32")), 'complex64 "b (n//2)+1"'),
        (("numpy.einsum", literal("ij,jk->ik"), X, W), 'float64 "b m"'),
        (("numpy.einsum", NOTHING, X, W), 'float64 "..."'),
        (("numpy.add.reduce", X), 'float32 "n"'),
        (("numpy.multiply.outer", array("n", "int8"), array("m", "int8")), 'int8 "n m"'),
        (("numpy.maximum.accumulate", X), 'float32 "b n"'),
        (("numpy.random.Generator.normal", NOTHING), 'python float ""'),
        (("numpy.random.Generator.normal", NOTHING, array("n")), 'float64 "n"'),
        (("numpy.random.Generator.normal", NOTHING, literal(0), literal(1), size(N)), 'float64 "n"'),
        (("numpy.random.Generator.normal", NOTHING, literal(0), literal(1), NOTHING), 'floating "..."'),
        (("numpy.random.Generator.integers", NOTHING, literal(5)), 'int64 ""'),
        (("numpy.random.Generator.permutation", NOTHING, size(N)), 'int64 "n"'),
        (("numpy.random.Generator.permutation", NOTHING, X), 'float32 "b n"'),
        (("numpy.random.Generator.choice", NOTHING, size(N)), 'python int ""'),
        (("numpy.lib.stride_tricks.sliding_window_view", array("n"), size(K)), 'float64 "n-k+1 k"'),
        (("numpy.apply_along_axis", Value(element=array("k")), literal(0), X), ' "k n"'),
        (("numpy.polynomial.polynomial.polyfit", array("n"), array("n"), size(K)), 'float64 "k+1"'),
        (("numpy.random.Generator.shuffle", NOTHING, X), "None"),
    ]
]


@pytest.mark.parametrize(("arguments", "expected"), KNOWN, ids=lambda each: str(each[0]) if each else "")
def test_the_result_of_a_call(arguments: tuple[str, *tuple[Value, ...]], expected: str) -> None:
    assert said(call(*arguments)) == expected


def test_keywords() -> None:
    assert said(call("numpy.sum", X, axis=literal(1), keepdims=literal(True))) == 'float32 "b 1"'
    assert said(call("numpy.zeros", size(N), dtype=Value(dtype="float32"))) == 'float32 "n"'
    assert said(call("numpy.random.Generator.normal", NOTHING, size=items(size(N), size(3)))) == 'float64 "n 3"'
    assert said(call("numpy.linalg.svd", W, full_matrices=literal(False))) == (
        'tuple(float64 "n min(m,n)", float64 "min(m,n)", float64 "min(m,n) m")'
    )
    assert said(call("numpy.linalg.svd", W, compute_uv=literal(False))) == 'float64 "min(m,n)"'
    assert said(call("numpy.unique", X, return_counts=literal(True))) == 'tuple(float32 "_", int64 "_")'


def index(*parts: Value) -> Value:
    return parts[0] if len(parts) == 1 else items(*parts)


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        (index(size(0)), 'float32 "n"'),
        (index(literal(slice(1, None))), 'float32 "b-1 n"'),
        (index(literal(slice(None, size(3))), literal(None)), 'float32 "min(b,3) 1 n"'),
        (index(Value(literal=...), size(-1)), 'float32 "b"'),
        (array("b n", "bool"), 'float32 "_"'),
        (array("k", "int64"), 'float32 "k n"'),
        (items(size(0), size(2), kind="list"), 'float32 "2 n"'),
        (index(array("k", "int64"), array("k", "int64")), 'float32 "k"'),
        (Value(shape=(), dtype="int64"), 'float32 "n"'),
        (NOTHING, 'float32 "..."'),
    ],
)
def test_indexing(key: Value, expected: str) -> None:
    assert said(call("numpy.ndarray.__getitem__", X, key)) == expected


REFUSED = [
    (("numpy.matmul", X, array("10 784", text="w")), '"b n" @ "10 784" needs n = 10'),
    (("numpy.matmul", X, array("m n", text="w")), '"b n" @ "m n" needs n = m; did you mean w.T, "n m"?'),
    (("numpy.add", X, array("b m")), 'cannot broadcast "b n" with "b m": n and m differ'),
    (("numpy.sum", X, literal(2)), 'axis 2 is out of range for "b n", which has 2 axes'),
    (
        ("numpy.array", items(array("2"), array("3"))),
        "the items of the list have different shapes: an array needs items of one shape; "
        "pad them, or keep them in a list",
    ),
    (("numpy.linalg.outer", X, array("n")), '"x" has shape "b n", expected "n": 2 axes instead of 1 axis'),
]


@pytest.mark.parametrize(("arguments", "message"), REFUSED, ids=lambda each: str(each)[:30])
def test_what_cannot_be_computed_is_refused(arguments: tuple[str, *tuple[Value, ...]], message: str) -> None:
    with pytest.raises(Mismatch) as problem:
        call(*arguments)
    assert str(problem.value) == message


REFUSED_DTYPES = [
    (("numpy.bitwise_and", X, X), "NumPy does not compute this for float32 and float32"),
    (
        ("numpy.subtract", array("n", "bool"), array("n", "bool")),
        "NumPy does not compute this for bool and bool",
    ),
    (("numpy.linalg.inv", array("n n", "float16")), "numpy.linalg does not compute with float16"),
    (
        ("numpy.ndarray.__getitem__", X, array("n", "float64")),
        "an index must be of ints or bools, not float64",
    ),
    (
        ("numpy.add", array("n", "int64"), array("n"), array("n", "int64", "total")),
        "a result of dtype float64 cannot be written into total, int64",
    ),
]


@pytest.mark.parametrize(("arguments", "message"), REFUSED_DTYPES, ids=lambda each: str(each)[:30])
def test_dtypes_that_cannot_be_computed_are_refused(arguments: tuple[str, *tuple[Value, ...]], message: str) -> None:
    with pytest.raises(DtypeMismatch) as problem:
        call(*arguments)
    assert str(problem.value) == message


def test_out() -> None:
    target = array("b n", "float64", "target")
    assert call("numpy.add", X, X, out=target) == Value(shape=target.shape, dtype="float64")
    assert call("numpy.add", array("n"), literal(1), out=target).shape == target.shape
    with pytest.raises(Mismatch, match='the result has shape "b n", and is written into target, "b m"'):
        call("numpy.add", X, X, out=array("b m", text="target"))
    assert said(call("numpy.sum", X, literal(0), out=array("n", "int64"))) == 'int64 "n"'
    assert said(call("numpy.modf", X, out=items(X, NOTHING))) == 'tuple(float32 "b n", ?)'


def test_an_overload_is_chosen_by_literals() -> None:
    weights = {"returned": literal(True)}
    assert said(call("numpy.average", X, literal(0), **weights)) == 'tuple(float32 "n", float32 "n")'
    assert said(call("numpy.average", X, literal(0))) == 'float32 "n"'
    with pytest.raises(Unknowable, match=r"which form of numpy\.average is called depends on values"):
        call("numpy.average", X, literal(0), returned=NOTHING)
    assert said(call("numpy.bincount", array("n", "int64"), NOTHING)) == 'real "_"'


def test_a_call_that_python_refuses_is_not_judged() -> None:
    with pytest.raises(Unknowable, match=r"the call does not fit numpy\.sum: no parameter axes"):
        call("numpy.sum", X, axes=literal(0))
    with pytest.raises(Unknowable, match=r"the call does not fit numpy\.matmul: x2 is missing"):
        call("numpy.matmul", X)
    with pytest.raises(Unknowable, match=r"1 arguments too many"):
        call("numpy.ravel", X, literal("C"), NOTHING)


def test_nothing_is_said_of_what_is_not_known() -> None:
    assert said(call("numpy.sum", NOTHING)) == ' ""'
    assert said(call("numpy.matmul", NOTHING, W)) == ' "... m"'
    assert NOTHING.literal is MISSING
