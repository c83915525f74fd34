"""Sizes that nobody promised: equal to themselves wherever they go, and never taken for those of another time."""

from pathlib import Path

import pytest

from tests.proving.test_what_is_proved import marked, verdicts_of

LIBRARY = """
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from typing import TypeVar

import numpy as np
from jaxtyping import Float
from numpy import ndarray as Array

Thing = TypeVar("Thing")


class Net:
    weights: Float[Array, "neurons neurons"]

    def __init__(self, weights: Float[Array, "neurons neurons"]) -> None:
        self.weights = weights

    @property
    def neurons(self) -> int:
        return len(self.weights)

    def field(self, s: Float[Array, "*batch neurons"]) -> Float[Array, "*batch neurons"]:
        return s @ self.weights


def each(things: Iterable[Thing]) -> Iterator[tuple[str, Thing]]:
    for thing in things:
        yield "", thing


def best(things: list[Thing], default: Thing) -> Thing:
    return things[0] if things else default


@cache
def square(n: int) -> Float[Array, "{n} {n}"]:
    return np.eye(n)


def make(n: int) -> Net:
    return Net(np.eye(n))


Function = TypeVar("Function", bound=Callable[..., object])


def counted(function: Function) -> Function:
    return function
"""
PROGRAM = """
from itertools import product

import numpy as np
from jaxtyping import Bool, Float, Int, Int32, UInt8
from numpy import ndarray as Array
from library import Net, best, counted, each, make, square


def two(x: Float[Array, "k"], y: Float[Array, "k"]) -> None: ...


def draw(seed: int) -> tuple[Float[Array, "n"], Float[Array, "n"]]:
    x = np.zeros(seed)
    return x, x  # proved


def one(seed: int) -> Float[Array, "n"]:
    return np.zeros(seed)  # proved


def calls(seeds: list[int]) -> None:
    a, b = draw(3)
    two(a, b)  # proved proved
    two(one(1), one(2))  # assumed proved
    old = one(1)
    for seed in seeds:
        c, d = draw(seed)
        two(c, d)  # proved proved
        two(c, old)  # assumed proved
        old = c


def containers(seeds: list[int]) -> None:
    many = [one(s) for s in seeds]
    two(many[0], many[1])  # assumed proved
    again = list(map(one, seeds))
    two(again[0], again[1])  # assumed proved
    found = {s: one(s) for s in seeds}
    two(found[1], found[2])  # assumed proved
    kept = []
    for s in seeds:
        kept.append(one(s))
    two(kept[0], kept[1])  # assumed proved


def later(seeds: list[int]) -> None:
    make = lambda: one(1)
    two(make(), make())  # assumed proved
    z = one(1)
    while len(z) < 5:
        w = z
        z = one(len(z))
        two(w, z)  # assumed proved


def counted(rng: np.random.Generator, xs: list[Array]) -> None:
    old = np.zeros(3)
    for x in xs:
        n = int(rng.integers(1, 5))
        z = rng.normal(size=n)
        two(z, np.zeros(n))  # proved proved
        two(z, old)  # assumed proved
        y: Float[Array, "q"] = x  # assumed
        two(y, y)  # proved proved
        two(y, z)  # assumed proved
        old = z


def handed_on(rows: Float[Array, "m 3"], states: list[Float[Array, "_ 4"]]) -> None:
    for _, row in each(rows):
        two(row, np.zeros(3))  # proved proved
    for _, state in each(states):
        two(state[0], np.zeros(4))  # proved proved
    two(best([np.zeros(3)], np.zeros(3)), np.zeros(3))  # assumed proved
    two(square(5)[0], np.zeros(5))  # proved proved
    for row, at in product(rows, range(3)):
        two(row, np.zeros(3))  # proved proved


class Run:
    fields: Float[Array, "neurons"]
    state: Float[Array, "neurons"]

    def __init__(self, net: Net, state: Float[Array, "{net.neurons}"]) -> None:
        self.net = net
        self.state = state.copy()  # proved
        self.fields = net.field(state)  # proved proved

    def again(self) -> Float[Array, "neurons"]:
        self.fields = self.net.field(self.state)  # proved proved
        return self.net.field(self.state)  # proved proved


def runs(net: Net, other: Net, s: Float[Array, "{net.neurons}"]) -> Float[Array, "{net.neurons}"]:
    run = Run(net, s)  # proved
    Run(other, s)  # assumed
    return net.field(run.state)  # assumed proved


def made(seeds: list[int], s: Float[Array, "k"]) -> None:
    net, other = make(3), make(4)
    net.field(s)  # assumed
    net.field(net.weights[0])  # proved
    other.field(net.weights[0])  # assumed
    nets = [make(n) for n in seeds]
    again = [each for each in nets]
    for here in nets:
        here.field(here.weights[0])  # proved
        here.field(net.weights[0])  # assumed
        nets[0].field(here.weights[0])  # assumed
        again[0].field(again[1].weights[0])  # assumed
    last = net
    for n in seeds:
        new = make(n)
        new.field(last.weights[0])  # assumed
        new.field(new.weights[0])  # proved
        last = new
    fields = [one.field(one.weights[0]) for one in nets]  # proved
    two(fields[0], fields[1])  # assumed proved
    for seed, one in product(seeds, nets):
        one.field(one.weights[0])  # proved


def here(s: Float[Array, "k k"]) -> Net:
    return Net(s @ s)  # proved


def zeros(*shape: int) -> Array:
    return np.zeros(shape)


def stars(n: int) -> None:
    two(zeros(n), np.ones(n))  # proved proved
    two(zeros(n, 2)[:, 0], np.ones(n))  # proved proved
    for k in (2, 3):
        two(zeros(k, n)[0], np.ones(n))  # proved proved


def known(s: Float[Array, "k k"], t: Float[Array, "m"]) -> None:
    net = here(s)  # proved
    net.field(s)  # proved


def some(x: Float[Array, "k"], seeds: list[int]) -> None:
    a = x[x > 0]
    two(a, a + 1.0)  # proved proved
    two(a, np.ones_like(a))  # proved proved
    b = x[x > 1]
    two(a, b)  # assumed proved
    for n in seeds:
        two(np.zeros(n), np.ones(n))  # proved proved
        c = x[x > n]
        two(c, b)  # assumed proved
        b = c
    parts = [x[x > n] for n in seeds]
    two(parts[0], parts[1])  # assumed proved
    for y, z in zip(parts, parts):
        two(y, -y)  # proved proved
        two(y, z)  # assumed proved
    while len(b) > 3:
        old, b = b, b[b > 5]
        two(old, b)  # assumed proved


plain = counted(two)


def decorated(x: Float[Array, "k"], y: Float[Array, "m"]) -> None:
    plain(x, x)  # proved proved
    counted(two)(x, -x)  # proved proved


def like(x: Float[Array, "*shape"], y: Float[Array, "..."]) -> Float[Array, "*shape"]:
    if y.shape != x.shape:
        y = np.empty_like(x)
    return y  # proved


def unlike(x: Float[Array, "*shape"], y: Float[Array, "..."]) -> Float[Array, "*shape"]:
    if y.shape == x.shape:
        y = np.zeros(3)
    return y  # assumed


def of_float(x: Float[Array, "n"]) -> None: ...


def of_byte(x: UInt8[Array, "n"]) -> None: ...


def of_int(x: Int32[Array, "n"]) -> None: ...


def kinds(x: UInt8[Array, "n"] | Float[Array, "n"], y: Int32[Array, "n"] | Float[Array, "n"], z: Array) -> None:
    if x.dtype == np.uint8:
        of_byte(x)  # proved
    else:
        of_float(x)  # proved
    if y.dtype == np.int32:
        of_int(y)  # proved
    else:
        of_float(y)  # assumed
    if z.dtype == np.float32:
        of_float(z)  # assumed


def votes(m: Bool[Array, "n"]) -> Int[Array, "n"]:
    return sum([m, m, m])  # proved


def listed(x: Float[Array, "n"], y: Float[Array, "n m"]) -> Float[Array, "n"]:
    many = x.tolist()
    two(np.array([float(value) for value in many]), x)  # proved proved
    many.append(1.0)
    two(np.array([float(value) for value in many]), x)  # assumed proved
    return np.array([float(sum(row)) for row in y.tolist()])  # proved


def into(x: Float[Array, "b t"], y: Float[Array, "*#shape"], z: Float[Array, "*shape"]) -> None: ...


def masks(m: Float[Array, "#b 1"], n: Float[Array, "#c 1"], x: Float[Array, "b t"], flag: bool) -> Float[Array, "#b 1"]:
    into(x, m, x)  # assumed proved proved
    into(x, n, x)  # assumed proved proved
    return m if flag else np.ones((1, 1))  # proved


def smaller(x: Float[Array, "*shape"], flag: bool) -> Float[Array, "*#shape"]:
    return x if flag else np.zeros(())  # assumed


def scalar(x: Float[Array, "*shape"]) -> Float[Array, "*#shape"]:
    return np.zeros(())  # proved


def longer(x: Float[Array, "*shape"]) -> Float[Array, "*#shape"]:
    return np.zeros(3)  # assumed
"""


@pytest.fixture(scope="module")
def verdicts(tmp_path_factory: pytest.TempPathFactory) -> dict[int, list[str]]:
    folder = tmp_path_factory.mktemp("sizes")
    (folder / "library.py").write_text(LIBRARY)
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        return verdicts_of(PROGRAM, Path("program.py"))


def test_each_contract_has_the_verdict_that_is_due(verdicts: dict[int, list[str]]) -> None:
    assert verdicts == marked(PROGRAM)
