"""Every kind of statement, and odd places for functions and classes."""
import contextlib
import warnings
from abc import ABC, abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import Enum
from functools import cached_property, lru_cache, singledispatch, wraps
from typing import Any, ClassVar, Final, Generic, Literal, Protocol, TypeVar, overload, no_type_check, TYPE_CHECKING, Self

import numpy as np
from jaxtyping import Float, Int

if TYPE_CHECKING:
    from numpy import ndarray as Arr
else:
    Arr = np.ndarray

Rows = Float[Arr, "n d"]
Late = Float["np.ndarray", "n d"]
N = TypeVar("N", bound=int)
A = TypeVar("A", bound=Rows)
S = TypeVar("S", Rows, Int[np.ndarray, "n"])
SIZE: Final = 3
counter = 0
state: Rows = np.zeros((3, 4))


def match_it(x: Rows | int | None | list[Rows] | dict[str, Rows] | "Box[Any]") -> Any:
    match x:
        case None | 3 | -1 | "a" | True:
            return 1
        case np.ndarray(shape=(a, b)) as y if a > b:
            return y + x
        case np.ndarray():
            return x.T @ x
        case [first, *rest] if len(rest) > 2:
            return first @ rest[0]
        case [Box(inside=inner), _, *_]:
            return inner
        case {"a": value, **others}:
            return value + others["b"]
        case Box(inside=np.ndarray() as deep) | Box(deep):
            return deep
        case int(n) | float(n):
            return np.zeros((n, n))
        case _:
            def inside(y: Rows) -> Rows:
                return y
            return inside
    match x.shape, x:
        case ((n, m), y):
            x = np.zeros((n, m))
        case _:
            pass
    match (z := x):
        case Literal:
            pass
    return z


match state:
    case np.ndarray():
        def in_a_match(x: Rows) -> Rows:
            return x

        class InAMatch:
            def method(self, x: Rows) -> Rows:
                return x


def tries(x: Rows, path: str) -> Rows:
    global counter
    counter += 1
    try:
        y = x @ x
    except (ValueError, IndexError) as error:
        y = x
        raise TypeError(str(error)) from error
    else:
        y = y + 1
    finally:
        x = x * 2
    return y


def tries_2(x: Rows, path: str) -> Rows:
    try:
        try:
            return x
        finally:
            x = x.T
    except Exception:
        raise
    except BaseException:
        pass
    try:
        y = x
    except* ValueError as group:
        print(group)
    with open(path) as a, contextlib.suppress(ValueError), warnings.catch_warnings(record=True) as (w, *v):
        y = x + 1
    with (np.errstate(all="ignore"), open(path) as b):
        return y
    assert x.shape == y.shape, f"{x}"
    assert (x.ndim, y) , "always"
    del y
    return y


def loops(x: Rows) -> Rows:
    for i in range(len(x)):
        if i:
            continue
        for j in x[i]:
            break
        else:
            x = x[1:]
    else:
        x = x.T
    while True:
        x = np.concatenate([x, x])
        if len(x) > 3:
            break
    else:
        x = None
    for x[0], x[1][2] in zip(x, x):
        pass
    for self.x in x:
        pass
    for (a, *b), c in zip(x, range(3)):
        print(a, b, c)
    x[0], y = y, x = x, x[0]
    x[0] = x[1] = y = z = x[2]
    x[:, 0][1:] += y
    x.shape = (3, 4)
    x.T[0] = 3
    (x) = [x]
    ((a), [b, (c)]) = x
    a: int
    b: Rows = x
    x.foo: int = 3
    x[0]: float = 3.0
    return x; pass


def scopes(x: Rows) -> Any:
    y = x
    total = 0

    def inner() -> Rows:
        nonlocal y, total
        total += len(y)
        y = y.T

        def innermost(z: Rows = y) -> Rows:
            nonlocal total
            total = z.shape[0]
            return z + y

        return innermost()

    class Local:
        z = x

        def method(self) -> Rows:
            return self.z + y

        class Deeper:
            @staticmethod
            def static(q: Rows) -> Rows:
                return q @ x

    import numpy.linalg as la
    from numpy import *  # noqa
    la.inv(x)
    return inner() + Local().method() + Local.Deeper.static(x), scopes, __name__, locals()


def decorator(f):
    @wraps(f)
    def wrapped(*args, **kwargs):
        return f(*args, **kwargs)

    return wrapped


def with_arguments(n: int):
    return lambda f: f


class Base(ABC, Generic[N, A]):
    shared: ClassVar[Rows] = np.zeros((3, 3))
    w: Float[np.ndarray, "N d"]
    __slots__ = ("w", "_v")

    def __new__(cls, *args: Any) -> Self:
        return super().__new__(cls)

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)

    @abstractmethod
    def f(self, x: Rows) -> Rows: ...

    @property
    def v(self) -> Rows:
        return self._v

    @v.setter
    def v(self, value: Rows) -> None:
        self._v = value

    @v.deleter
    def v(self) -> None:
        del self._v

    @cached_property
    def u(self) -> Rows:
        return self.v.T

    @classmethod
    def make(cls, x: Rows) -> Self:
        return cls(x, x)

    @staticmethod
    def s(x: Rows) -> Rows:
        return Base.shared @ x

    def __getitem__(self, key: Any) -> Rows:
        return self.w[key]

    def __getattr__(self, name: str) -> Rows:
        return self.w

    def __add__(self, other: Self) -> Self:
        return self

    __radd__ = __add__

    def __matmul__(self, x: Rows) -> Rows:
        return self.w @ x

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None: ...

    def __iter__(self) -> Iterator[Rows]:
        yield self.w

    def __len__(self) -> int:
        return len(self.w)

    def __call__(self, x: Rows) -> Rows:
        return self(x)


class Child(Base[Literal[3], Rows]):
    def f(self, x: Rows) -> Rows:
        with self as me, me as again:
            return super().f(x) + me[0] + again.nothing + (self + self + 3 + 3 + self) + (self @ x) + len(self)

    @decorator
    @with_arguments(3)
    def g(self, x):
        self.made_here = x
        self.made_here.more = x
        return self.g(self.g)

    @lru_cache(maxsize=None)
    def h(self, n: int) -> Rows:
        return np.zeros((n, n)) if n == 0 else self.h(n - 1)

    @overload
    def o(self, x: Float[np.ndarray, "n"]) -> Float[np.ndarray, ""]: ...
    @overload
    def o(self, x: Rows) -> Float[np.ndarray, "n"]: ...
    def o(self, x):
        return x.sum(-1)

    if SIZE > 2:
        def i(self, x: Rows) -> Rows:
            return x
    else:
        i = f

    for _k in range(3):
        def j(self, x: Rows) -> Rows:
            return x


class Box(Generic[A]):
    inside: A
    other: "Box[Box[A]]"
    __match_args__ = ("inside",)

    def __init__(self, inside: A) -> None:
        self.inside = inside
        self.other = Box(Box(inside))
        self.me = self
        self.table = {"me": self, "w": inside}
        self.a, (self.b, self.c) = inside, (inside, inside.shape[0])
        self.c += 1
        self.a[0] = 3


class First:
    def __init__(self, second: "Second") -> None:
        self.second = second
        self.x = second.first.x


class Second(First):
    def __init__(self, first: First) -> None:
        super().__init__(self)
        self.first = first
        self.x = first.second.x


class Loop(Loop2): ...
class Loop2(Loop): ...
class Itself(Itself): ...


@dataclass(frozen=True, order=True)
class Data(Generic[N]):
    x: Rows
    y: Rows = field(default_factory=lambda: np.zeros((3, 3)))
    n: int = 3

    def __post_init__(self) -> None:
        object.__setattr__(self, "x", self.x.T)
        self.y = self.x

    def replaced(self) -> "Data[N]":
        return Data(self.x, n=self.n, **{"y": self.y})


class Kind(Enum):
    ROWS = np.zeros((3, 3))
    OTHER = "other"

    def of(self, x: Rows) -> Rows:
        return self.value @ x


class Shape(Protocol[A]):
    w: Rows

    def __call__(self, x: A, /) -> A: ...


@singledispatch
def dispatched(x: Any) -> Any:
    return x


@dispatched.register
def _(x: np.ndarray) -> Any:
    return x


@dispatched.register(int)
def _(x: int) -> Any:
    return np.zeros(x)


@no_type_check
def unchecked(x: "not a type", y: 3, z: Float[3, 4, 5]) -> lambda: 3:
    return x @ y


def recursion(x: Rows, n: int) -> Rows:
    return recursion(recursion(x, n - 1).T, n)


def mutual(x):
    return mutual_2(x[1:])


def mutual_2(x):
    return mutual(x[:-1])


def many(a, b: Rows, /, c, d: Rows = state, *e: Rows, f, g: Rows = state, **h: Rows) -> Rows:
    return many(a, *e, c=c, **h) + many(b, b, f=f, *e, d=d) + many() + many(1, 2, 3, 4, 5, 6, 7, f=3, q=4)


def generic(x: A, y: S, *z: A) -> tuple[A, S]:
    generic(y, x)
    return generic(x, y, *z)


def unannotated(x, y=3, *z, **w):
    x = x + y
    for x in z:
        x @= w["a"]
    return unannotated(*z, **w)[0].q(lambda: x)


def wrong(x: Float[np.ndarray, n], y: Float[np.ndarray, "n" "m"], z: Float[np.ndarray, f"{3}"], w: "Float[np.ndarray, 'n']", v: Float[Float[np.ndarray, "n"], "m"], u: Float[np.ndarray, 3], t: Float[..., "n"]) -> Nonsense["n"]:
    return x(y)[z].w @ v


state = state.T if counter else state @ state
state += 1
counter: int = "three"
(lambda x: x @ state)(state)
[a for a in state]
print(match_it(state), Child(state).g(3).h, Base.s(state), Kind.ROWS.of(state), Data(state, state).replaced().x)
if counter:
    def conditional(x: Rows) -> Rows:
        return x
elif state.any():
    conditional = loops
else:
    from elsewhere import conditional
while counter:
    def in_a_loop(x: Rows) -> Rows:
        return conditional(x)
    break
with open("x") as file:
    def in_a_with(x: Rows) -> Rows:
        return x
try:
    def in_a_try(x: Rows) -> Rows:
        return x
finally:
    pass
