"""Every kind of expression, on arrays with contracts."""
import asyncio
import functools
import itertools
from collections import defaultdict, namedtuple
from typing import Any, Callable, NamedTuple, TypedDict, TypeVar, cast, reveal_type

import numpy as np
from jaxtyping import Bool, Float, Int

Rows = Float[np.ndarray, "n d"]
T = TypeVar("T", bound=np.ndarray)
Pair = namedtuple("Pair", "a b")


class Point(NamedTuple):
    x: Float[np.ndarray, "3"]
    y: Rows = np.zeros((2, 2))


class Options(TypedDict, total=False):
    x: Rows


def walrus(x: Rows) -> Rows:
    if (n := len(x)) > 3 and (y := x[:n]).ndim == 2:
        return y
    while (k := n - 1) > 0:
        n = k
    return (x := x + 1)


def stars(*xs: Rows, **named: Rows) -> Any:
    first, *middle, last = xs
    [a, [b, *c]] = [first, [last, *middle]]
    (d, e), f = (a, b), c
    together = [*xs, *named.values(), *[1, 2]]
    merged = {**named, "z": first, **dict(q=last)}
    stars(*together, **merged)
    stars(*xs, first, *xs, q=first, **named)
    print(*xs, sep="", **{})
    return np.stack([*xs]), np.concatenate((*xs, first)), np.zeros((*first.shape, 3)), first[(*d.shape, ...)]


def comprehensions(x: Rows) -> Any:
    a = [y for y in x if y.sum() > 0 if True]
    b = {i: y for i, y in enumerate(x)}
    c = {float(y[0]) for y in x}
    d = (z for y in x for z in y)
    e = [[z * 2 for z in y] for y in x]
    f = [w for w in [y @ y for y in x] if (q := w) > 0]
    g = [i for i, (j, *k) in enumerate(zip(x, x))]
    return np.array(a), b[0], c, list(d), np.array(e), f, g, q


def lambdas(x: Rows, f: Callable[[Rows], Rows] = lambda y: y, g: Any = lambda *a, k=3, **q: a[0]) -> Rows:
    h = lambda: f(x)
    i = lambda y, /, z=x, *, w: y + z + w
    (lambda: None)()
    (lambda s: s(s))(lambda s: s)
    return i(h(), w=g(x)) + (lambda y: y.T)(x).T


def operators(x: Rows, y: Rows, m: Bool[np.ndarray, "n d"], i: Int[np.ndarray, " n"]) -> Any:
    print(+x, -x, ~m, not x.size, x is y, x is not None, 3 in x, 3 not in x)
    print(x < y < x, 1 < x.shape[0] <= 5 != 3, x and y, x or y, x if y.any() else None)
    print(x + y - y * x / y // y % y ** y, x @ y.T, m & m | m ^ m, i << i >> i, 3 - x, 2 ** x, 2 @ x.sum())
    print(x[...], x[0, ...], x[..., None], x[None, :, None], x[1:2, ::-1], x[m], x[i], x[i, 0], x[[0, 1]], x[True], x[()], x[-1:-3:-1])
    print(x[1.5], x["a"], x[x], x[None, None, 0, 0, 0], x[slice(1, 2)], x[np.s_[1:, 0]], x[:, i[:, None]], x[{}], x[lambda: 0])
    x += y
    x -= 1
    x *= 2.0
    x /= y
    x //= y
    x %= 3
    x **= 2
    x @= np.eye(x.shape[1])
    m &= m
    m |= m
    m ^= m
    i <<= 1
    i >>= 1
    print(f"{x} {x!r:>{len(x)}} {x.shape=} {'nested ' + f'{y}'}", "%s" % x, "{}".format(x), b"bytes", 1j * x, 0x10, 1_000, ...)
    return x.__add__(y), x.T.T.T, type(x)(3), x.__class__, getattr(x, "T"), cast(Rows, x), cast("Rows", y)


async def later(x: Rows) -> Rows:
    async def inner(y: Rows) -> Rows:
        await asyncio.sleep(0)
        return y

    async def many(y: Rows):
        for row in y:
            yield row

    z = await inner(x)
    async for row in many(x):
        z = z + row
    async with asyncio.Lock() as lock, asyncio.Lock():
        print(lock)
    w = [r async for r in many(x)]
    v = [await inner(x) for _ in range(3)]
    u, t = await asyncio.gather(inner(x), inner(z))
    return await inner(z) + np.stack(v).sum(0) + u - t + np.stack(w)


def generators(x: Rows):
    sent = yield x
    yield from (row for row in x)
    got = yield
    print((yield x[0]), sent, got)
    return x


def others(x: Rows, p: Point, o: Options) -> Any:
    q, r = p
    q2, (r2, s2) = p.x, (p.y, p[1])
    print(p._replace(x=q), Point(x=r, y=q), Point(*p), o["x"], o.get("x"), {"x": x}, Pair(x, x).a, Pair._make([x, x]))
    partial = functools.partial(operators, x, y=x)
    partial(x, x)
    functools.reduce(np.add, [x, x])
    table: defaultdict[str, list[Rows]] = defaultdict(list)
    table["a"].append(x)
    for a, b in itertools.product(x, x):
        print(a @ b)
    print(max(x, key=len), sorted(x, key=lambda row: row[0]), sum(x), map(len, x), list(map(lambda row: row * 2, x)), list(filter(None, x)))
    print(any(x), all(row.any() for row in x), zip(*x), dict(zip("ab", x)), reversed(x), iter(x), next(iter(x)), isinstance(x, (list, tuple)))
    del q, table["a"], x[0]
    return q2, r2, s2, np.vectorize(lambda t: t)(x), np.fromfunction(lambda i, j: i + j, (3, 3)), super
