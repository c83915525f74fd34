"""In a class under contract a name means the same size in all fields and methods of one instance."""

import dataclasses
import functools
import pickle
from dataclasses import InitVar, dataclass, field
from typing import Any, ClassVar, Final, Generic, NamedTuple, TypeVar

import jaxtyping
import numpy as np
import pytest
from beartype import beartype

from tests.contracts.counting import counted_looks
from typednn.contracts import Array, Float, Int, contract
from typednn.errors import ContractError, ShapeError, ShapeSyntaxError

In = TypeVar("In", bound=int)
Out = TypeVar("Out", bound=int)


@contract
@dataclass
class Affine:
    """A dataclass, with every kind of method."""

    weight: Float[Array, "fan_in fan_out"]
    bias: Float[Array, " fan_out"]
    name: str = "affine"
    kind: ClassVar[str] = "layer"

    def __call__(self, x: Float[Array, "batch fan_in"]) -> Float[Array, "batch fan_out"]:
        return np.asarray(x @ self.weight + self.bias)

    def grown(self, x: Float[Array, "batch fan_out+1"]) -> Float[Array, " fan_out"]:
        return np.asarray(x[0, 1:])

    @property
    def row(self) -> Float[Array, " fan_out"]:
        return np.asarray(self.weight[0])

    @row.setter
    def row(self, value: Float[Array, " fan_out"]) -> None:
        self.weight[0] = value

    @functools.cached_property
    def column(self) -> Float[Array, " fan_in"]:
        return np.asarray(self.weight[:, 0])

    @classmethod
    def made(cls, weight: Float[Array, "fan_in fan_out"]) -> "Affine":
        return cls(weight, np.zeros(weight.shape[1]))

    @staticmethod
    def half(x: Float[Array, " n"]) -> Float[Array, " n"]:
        return x / 2

    def describe(self) -> str:
        return self.name


@contract
class Plain(Generic[In, Out]):
    """No dataclass; one method has a contract of its own already."""

    weight: Float[Array, "In Out"]
    mask: Float[Array, " Out"] | None = None
    size: Final[int]

    def __init__(self, fan_in: int, fan_out: int, wrong: int = 0) -> None:
        self.size = fan_in
        self.weight = np.ones((fan_in, fan_out))
        if wrong:
            self.mask = np.ones(wrong)

    @contract
    def __call__(self, x: Float[Array, "b In"]) -> Float[Array, "b Out"]:
        out: Array = x @ self.weight
        return out if x.sum() else out[:, 1:]

    def masked(self, x: Float[Array, "b Out"]) -> "Plain[In, Out]":
        return self


@contract
class Deeper(Plain[In, Out]):
    """Adds a field; the constructor is inherited."""

    extra: Float[Array, " Out"]

    def add(self, x: Float[Array, " Out"]) -> Float[Array, " Out"]:
        self.extra = x
        return self.extra


class Later(Affine):
    """A subclass that is not decorated keeps what it inherits."""


@contract
class Pair(NamedTuple):
    x: Float[Array, "n d"]
    y: Int[Array, " n"]


def layer(fan_in: int = 3, fan_out: int = 4) -> Affine:
    return Affine(np.ones((fan_in, fan_out)), np.ones(fan_out))


def test_fields_of_a_dataclass_agree() -> None:
    for _ in range(2):
        layer()
        with pytest.raises(
            ShapeError,
            match=r'^Affine\(\): "bias" is float64\[5\], expected Float "fan_out" '
            r'with fan_out = 4 \(from "weight": float64\[3, 4\]\)',
        ):
            Affine(np.ones((3, 4)), np.ones(5))
        with pytest.raises(ContractError, match=r'^Affine\(\): "name" is int 3, expected str'):
            Affine(np.ones((3, 4)), np.ones(4), 3)  # type: ignore[arg-type]  # it is the point


def test_methods_know_the_sizes_of_the_instance() -> None:
    for fan_in in (3, 5, 3):
        made = layer(fan_in)
        assert made(np.ones((2, fan_in))).shape == (2, 4)
        with pytest.raises(
            ShapeError,
            match=rf'^Affine\.__call__\(\): "x" is float64\[2, 6\], expected Float "batch fan_in" '
            rf'with fan_in = {fan_in} \(from "self\.weight": float64\[{fan_in}, 4\]\)',
        ):
            made(np.ones((2, 6)))
        made.grown(np.ones((1, 5)))
        with pytest.raises(ShapeError, match='expected Float "batch fan_out\\+1" with fan_out = 4'):
            made.grown(np.ones((1, 4)))


def test_properties_know_them_too() -> None:
    made = layer()
    made.row = np.zeros(4)
    assert made.row.sum() == 0
    with pytest.raises(ShapeError, match=r'Affine\.row\(\): "value" is float64\[3\]'):
        made.row = np.zeros(3)
    assert made.column.shape == (3,)
    assert "column" in vars(made)


def test_class_and_static_methods_have_no_instance() -> None:
    assert Affine.made(np.ones((7, 2))).bias.shape == (2,)
    assert Affine.half(np.ones(9)).shape == (9,)
    with pytest.raises(ShapeError):
        Affine.half(np.ones((9, 1)))


def test_methods_without_shapes_are_left_alone() -> None:
    assert not hasattr(Affine.describe, "__wrapped__")


def test_a_field_that_has_changed_is_looked_at() -> None:
    made = layer()
    x = np.ones((2, 3))
    made(x)
    made.weight = np.ones((6, 4))
    with pytest.raises(ShapeError, match="fan_in = 6"):
        made(x)
    made.weight = [1.0]  # type: ignore[assignment]  # it is the point
    with pytest.raises(ShapeError, match=r'"self\.weight" is a list of 1, expected Float "fan_in fan_out"'):
        made(x)


def test_calls_of_a_kind_are_judged_once() -> None:
    layer()(np.ones((2, 3)))
    with counted_looks() as looks:
        layer()(np.zeros((2, 3)))
        assert looks.taken() == 0


def test_a_plain_class_is_judged_when_its_constructor_is_done() -> None:
    for _ in range(2):
        Plain(3, 4)
        Plain(3, 4, wrong=4)
        with pytest.raises(
            ShapeError,
            match=r'^Plain\(\): "self\.mask" is float64\[5\], expected Float "Out" or None '
            r'with Out = 4 \(from "self\.weight": float64\[3, 4\]\)',
        ):
            Plain(3, 4, wrong=5)


def test_a_contract_inside_the_class_learns_its_names() -> None:
    made: Plain[int, int] = Plain(3, 4)
    for _ in range(2):
        made(np.ones((2, 3)))
        with pytest.raises(ShapeError, match="with In = 3"):
            made(np.ones((2, 4)))
        with pytest.raises(ShapeError, match=r"Plain\.__call__\(\) returned float64\[2, 3\]"):
            made(np.zeros((2, 3)))
    assert made.masked(np.ones((1, 4))) is made


def test_subclasses() -> None:
    made: Deeper[int, int] = Deeper(3, 4)
    made.add(np.ones(4))
    with pytest.raises(ShapeError, match=r'with Out = 4 \(from "self\.weight"'):
        made.add(np.ones(5))
    with pytest.raises(ShapeError, match=r'^Deeper\(\): "self\.mask"'):
        Deeper(3, 4, wrong=5)
    with pytest.raises(ShapeError):
        Later(np.ones((3, 4)), np.ones(5))
    with pytest.raises(ShapeError, match="fan_in = 3"):
        Later(np.ones((3, 4)), np.ones(4))(np.ones((1, 4)))


def test_named_tuples() -> None:
    assert Pair(np.ones((2, 3)), y=np.ones(2, int)).y.shape == (2,)
    with pytest.raises(ShapeError, match=r'^Pair\(\): "y" is int64\[3\], expected Int "n" with n = 2'):
        Pair(np.ones((2, 3)), np.ones(3, int))


def test_the_class_is_the_same_class() -> None:
    made = layer()
    assert dataclasses.is_dataclass(Affine)
    assert pickle.loads(pickle.dumps(made)).weight.shape == (3, 4)
    assert dataclasses.replace(made, bias=np.zeros(4)).bias.sum() == 0
    with pytest.raises(ShapeError):
        dataclasses.replace(made, bias=np.zeros(5))


def test_frozen_and_slotted_dataclasses() -> None:
    @contract
    @dataclass(frozen=True, slots=True)
    class Frozen:
        x: Float[Array, " n"]
        y: Float[Array, " n"] = field(default_factory=lambda: np.ones(3))

        def both(self, z: Float[Array, " n"]) -> Float[Array, " n"]:
            return z + 1

    assert Frozen(np.ones(3)).both(np.ones(3)).sum() == 6
    assert Frozen(np.ones(3), np.ones(3)).y.shape == (3,)
    for _ in range(2):
        with pytest.raises(ShapeError):
            Frozen(np.ones(4), np.ones(3))
        with pytest.raises(ShapeError):
            Frozen(np.ones(3)).both(np.ones(4))


def test_fields_that_are_set_afterwards() -> None:
    @contract
    @dataclass
    class Built:
        x: Float[Array, " n"]
        count: InitVar[int]
        y: Float[Array, " n"] = field(init=False)

        def __post_init__(self, count: int) -> None:
            self.y = np.ones(count)

    for _ in range(2):
        Built(np.ones(3), 3)
        with pytest.raises(ShapeError, match=r'^Built\(\): "self\.y" is float64\[4\], expected Float "n" with n = 3'):
            Built(np.ones(3), 4)


def test_methods_called_while_the_constructor_runs() -> None:
    @contract
    class Growing:
        first: Float[Array, " n"]
        second: Float[Array, " n"]

        def __init__(self, n: int) -> None:
            self.set_first(np.ones(n))
            self.set_second(np.ones(3))

        def set_first(self, x: Float[Array, " n"]) -> None:
            self.first = x

        def set_second(self, x: Float[Array, " n"]) -> None:
            self.second = x

    Growing(3)
    with pytest.raises(ShapeError, match=r'Growing\.set_second\(\): "x" is float64\[3\], .* with n = 4'):
        Growing(4)


def test_values_in_braces_of_fields() -> None:
    @contract
    @dataclass
    class Sized:
        n: int
        x: Float[Array, "{n} m"]

        def f(self, y: Float[Array, "{self.n}"]) -> None: ...

    Sized(2, np.ones((2, 5))).f(np.ones(2))
    with pytest.raises(ShapeError, match=r"\{n\} = 3"):
        Sized(3, np.ones((2, 5)))
    with pytest.raises(ShapeError, match=r"\{self.n\} = 2"):
        Sized(2, np.ones((2, 5))).f(np.ones(3))


def test_dataclasses_have_jaxtypings_verdict() -> None:
    def make() -> Any:
        @dataclass
        class Both:
            x: Float[Array, "n m"]
            y: Float[Array, " m"] | None
            k: int = 3
            z: tuple[Int[Array, "m+1"], ...] = ()

        return Both

    ours, plain = contract(make()), jaxtyping.jaxtyped(make(), typechecker=beartype)
    rows: list[tuple[Any, ...]] = [
        (np.ones((2, 3)), np.ones(3)),
        (np.ones((2, 3)), None, 4),
        (np.ones((2, 3)), np.ones(2)),
        (np.ones((2, 3)), None, "4"),
        (np.ones((2, 3)), None, 3, (np.ones(4, int),)),
        (np.ones((2, 3)), None, 3, (np.ones(3, int),)),
        ([1.0], None),
    ]
    for row in rows * 2:
        try:
            plain(*row)
        except jaxtyping.TypeCheckError:
            with pytest.raises((ShapeError, ContractError)):
                ours(*row)
        else:
            ours(*row)


def test_mistakes_in_fields_and_methods_are_found_at_the_decoration() -> None:
    with pytest.raises(ShapeSyntaxError, match=r'"x": in "n,m" at column 1'):

        @contract
        class Commas:
            x: "Float[Array, 'n,m']"

    with pytest.raises(ShapeSyntaxError, match=r'Unbound\.f\(\): "y": in "k\+1" nothing before `k\+1` says'):

        @contract
        class Unbound:
            x: Float[Array, " n"]

            def f(self, y: Float[Array, "k+1"]) -> None: ...
