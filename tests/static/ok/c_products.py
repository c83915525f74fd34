"""Multilinear algebra: star-argument kernels, guards by rank, facts of equality, tensor trains."""

import random
from functools import reduce
from typing import Optional, Union

import numpy as np
from jaxtyping import Bool, Float, Num, Shaped

Array = np.ndarray
Matrix = Float[Array, "rows columns"]
Square = Float[Array, "n n"]


def chain(first: Float[Array, "a b"], *rest: Float[Array, "b b"]) -> Float[Array, "a b"]:
    out = first
    for each in rest:
        out = out @ each
    return out


def total(*arrays: Float[Array, "*shape"]) -> Float[Array, "*shape"]:
    out = np.zeros_like(arrays[0])
    for each in arrays:
        out = out + each
    return out


def stacked(*rows: Float[Array, " n"]) -> Float[Array, "_ n"]:
    return np.vstack(rows)


def khatri_rao(a: Float[Array, "i r"], b: Float[Array, "j r"]) -> Float[Array, "i*j r"]:
    return (a[:, None, :] * b[None, :, :]).reshape(-1, a.shape[1])


def hadamard(a: Num[Array, "*s"], b: Num[Array, "*s"]) -> Num[Array, "*s"]:
    return a * b


def unfold(t: Float[Array, "i j k"], mode: int) -> Float[Array, "_ _"]:
    return np.moveaxis(t, mode, 0).reshape(t.shape[mode], -1)


def cp(a: Float[Array, "i r"], b: Float[Array, "j r"], c: Float[Array, "k r"]) -> Float[Array, "i j k"]:
    return np.einsum("ir,jr,kr->ijk", a, b, c)


def als_step(
    t: Float[Array, "i j k"], b: Float[Array, "j r"], c: Float[Array, "k r"]
) -> Float[Array, "i r"]:
    gram = (b.T @ b) * (c.T @ c)
    flat = t.reshape(t.shape[0], -1)
    return np.linalg.lstsq(gram.T, (flat @ khatri_rao(b, c)).T, rcond=None)[0].T


def cp_als(t: Float[Array, "i j k"], r: int, rounds: int, rng: np.random.Generator) -> tuple[
    Float[Array, "i {r}"], Float[Array, "j {r}"], Float[Array, "k {r}"]
]:
    i, j, k = t.shape
    a, b, c = rng.normal(size=(i, r)), rng.normal(size=(j, r)), rng.normal(size=(k, r))
    for _ in range(rounds):
        a = als_step(t, b, c)
        b = als_step(t.transpose(1, 0, 2), a, c)
        c = als_step(np.transpose(t, (2, 0, 1)), a, b)
    return a, b, c


def tucker(core: Float[Array, "p q s"], a: Float[Array, "i p"], b: Float[Array, "j q"], c: Float[Array, "k s"]) -> Float[Array, "i j k"]:
    first = np.tensordot(a, core, axes=(1, 0))
    second = np.tensordot(first, b, axes=([1], [1]))
    return np.einsum("isj,ks->ijk", second, c)


def low_rank(m: Matrix, r: int) -> Matrix:
    u, s, vt = np.linalg.svd(m, full_matrices=False)
    return (u[:, :r] * s[:r]) @ vt[:r]


def symmetric(m: Matrix) -> Bool[Array, ""]:
    if m.shape[0] != m.shape[1]:
        return np.asarray(False)
    return np.asarray(np.allclose(m, m.T))


def commutator(a: Float[Array, "n m"], b: Float[Array, "m n"]) -> Float[Array, "n n"]:
    assert a.shape == b.shape
    return a @ b - b @ a


def mixed(a: Float[Array, " n"], b: Float[Array, " m"]) -> Float[Array, " n"]:
    """Elementwise where the lengths agree; else by the mean of the other."""
    if len(a) == len(b):
        return a * b
    return a * b.mean()


def as_matrix(x: Float[Array, "..."]) -> Float[Array, "_ _"]:
    if x.ndim == 1:
        return x[np.newaxis, :]
    if x.ndim > 2:
        return x.reshape(-1, x.shape[-1])
    if x.ndim == 2:
        return x
    return x.reshape(1, 1)


def norm(x: Union[Float[Array, " n"], Float[Array, "n n"]]) -> float:
    match x.ndim:
        case 1:
            return float(np.sqrt(x @ x))
        case _:
            return float(np.sqrt(np.trace(x.T @ x)))


def outer(*vectors: Float[Array, "_"]) -> Shaped[Array, "..."]:
    return reduce(np.multiply.outer, vectors)


def project(x: Float[Array, "batch d"], basis: Optional[Float[Array, "k d"]] = None) -> Float[Array, "batch d"]:
    if basis is None:
        return x
    q, _ = np.linalg.qr(basis.T)
    return x @ q @ q.T


def gram_schmidt(a: Float[Array, "n k"]) -> Float[Array, "n k"]:
    q = np.zeros_like(a)
    for j in range(a.shape[1]):
        v = a[:, j].copy()
        v -= q[:, :j] @ (q[:, :j].T @ v)
        q[:, j] = v / np.linalg.norm(v)
    return q


def householder(v: Float[Array, " n"]) -> Square:
    return np.eye(v.size) - 2.0 * np.outer(v, v) / (v @ v)


def block_diagonal(a: Float[Array, "n m"], b: Float[Array, "p q"]) -> Float[Array, "n+p m+q"]:
    top = np.hstack([a, np.zeros((a.shape[0], b.shape[1]))])
    bottom = np.hstack([np.zeros((b.shape[0], a.shape[1])), b])
    return np.vstack([top, bottom])


def schur(a: Float[Array, "n n"], b: Float[Array, "n m"], d: Float[Array, "m m"]) -> Float[Array, "m m"]:
    return d - b.T @ np.linalg.solve(a, b)


def train_value(cores: list[Float[Array, "_ 2 _"]], bits: tuple[int, ...]) -> float:
    left = np.ones((1, 1))
    for core, bit in zip(cores, bits):
        left = left @ core[:, bit, :]
    return float(left[0, 0])


def vandermonde(x: Float[Array, " n"], degree: int) -> Float[Array, "n {degree}+1"]:
    return x[:, None] ** np.arange(degree + 1)


def main(seed: int) -> None:
    i, j, k, r = random.Random(seed).sample(range(2, 9), 4)
    rng = np.random.default_rng(seed)
    a, b, c = rng.normal(size=(i, r)), rng.normal(size=(j, r)), rng.normal(size=(k, r))
    t = cp(a, b, c)
    assert np.allclose(a @ khatri_rao(b, c).T, unfold(t, 0))
    found = cp_als(t, r, 3, rng)
    assert [each.shape[0] for each in found] == [i, j, k]
    assert tucker(rng.normal(size=(r, r, r)), a, b, c).shape == t.shape
    m = rng.normal(size=(i, j))
    assert np.linalg.matrix_rank(low_rank(m, 1)) == 1 and not symmetric(m)
    square = rng.normal(size=(r, r))
    assert np.isclose(np.trace(commutator(square, square.T)), 0.0)
    assert chain(a, square, square).shape == a.shape and total(t, t).shape == t.shape
    assert hadamard(m, m).shape == m.shape and stacked(m[0], m[1]).shape == (2, j)
    assert mixed(m[0], m[1]).shape == mixed(m[0], m[:, 0]).shape == (j,)
    assert as_matrix(t).shape == (i * j, k) and norm(square) > 0 and norm(m[0]) > 0
    assert outer(m[0], m[1], m[0]).shape == (j, j, j)
    assert project(m, None).shape == project(m, rng.normal(size=(2, j))).shape
    tall = rng.normal(size=(r + j, r))
    assert np.allclose(gram_schmidt(tall).T @ gram_schmidt(tall), np.eye(r))
    assert np.allclose(householder(m[0]) @ m[0], -m[0])
    assert block_diagonal(m, a).shape == (i + i, j + r)
    assert schur(np.eye(i), m, np.eye(j)).shape == (j, j)
    cores = [rng.normal(size=(1, 2, r)), rng.normal(size=(r, 2, 1))]
    assert np.isfinite(train_value(cores, (0, 1))) and vandermonde(m[0], k).shape == (j, k + 1)


if __name__ == "__main__":
    main(0)
