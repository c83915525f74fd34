"""Compact encodings of arrays: quantised, packed into bits, padded, as phasors or as PCM samples."""

import random

import numpy as np
from jaxtyping import (
    Bool,
    Complex64,
    Complex128,
    Float,
    Float16,
    Inexact,
    Int,
    Int8,
    Int16,
    Num,
    Real,
    UInt,
    UInt8,
    UInt16,
    UInt64,
)
from numpy import ndarray as Array

BITS = 16


def quantise(x: Float[Array, "*shape"], scale: float) -> Int8[Array, "*shape"]:
    return np.clip(np.round(x / scale), -128, 127).astype(np.int8)


def dequantise(q: Int8[Array, "*shape"], scale: float) -> Float16[Array, "*shape"]:
    return q.astype(np.float16) * np.float16(scale)


def pack(bits: Bool[Array, "rows 16"]) -> UInt16[Array, " rows"]:
    powers = (1 << np.arange(16)).astype(np.uint16)
    return (bits * powers).sum(axis=1, dtype=np.uint16)


def unpack(words: UInt[Array, " rows"]) -> Bool[Array, "rows 16"]:
    return (words[:, None] >> np.arange(16, dtype=np.uint16)) & 1 == 1


def to_phasors(angles: Real[Array, "rows columns"]) -> Complex128[Array, "rows columns"]:
    return np.exp(1j * angles)


def compress(z: Complex128[Array, "..."]) -> Complex64[Array, "..."]:
    return z.astype(np.complex64)


def magnitude(z: Inexact[Array, "*shape"]) -> Float[Array, "*shape"]:
    return np.abs(z)


def pcm(x: Float[Array, " time"]) -> Int16[Array, " time"]:
    return (np.clip(x, -1.0, 1.0) * 32767).astype(np.int16)


def total(x: Num[Array, "rows columns"]) -> Num[Array, " columns"]:
    return np.add.reduce(x, axis=0)


def scalar_mean(x: Real[Array, "..."]) -> Float[Array, ""]:
    return np.array(x.mean())


class Codebook:
    """Vector quantisation: each row becomes the number of the nearest code."""

    def __init__(self, codes: Float[Array, "count width"]) -> None:
        self.codes = codes
        self.lengths = np.sum(codes**2, axis=1)

    def encode(self, x: Float[Array, "rows width"]) -> UInt8[Array, " rows"]:
        scores = self.lengths - 2.0 * x @ self.codes.T
        return scores.argmin(axis=1).astype(np.uint8)

    def decode(self, index: UInt8[Array, "*shape"]) -> Float[Array, "*shape width"]:
        return self.codes[index]

    def refine(self, x: Float[Array, "rows width"]) -> "Codebook":
        """One step of k-means; a code that nobody chose stays."""
        index = self.encode(x)
        counts = np.bincount(index, minlength=len(self.codes))
        sums = np.zeros_like(self.codes)
        np.add.at(sums, index, x)
        means = sums / np.maximum(counts, 1)[:, None]
        return Codebook(np.where(counts[:, None] > 0, means, self.codes))


def delta(x: Int[Array, "rows columns"]) -> tuple[Int[Array, " rows"], Int[Array, "rows columns-1"]]:
    return x[:, 0], np.diff(x, axis=1)


def undelta(first: Int[Array, " rows"], steps: Int[Array, "rows n"]) -> Int[Array, "rows n+1"]:
    return np.cumsum(np.concatenate([first[:, None], steps], axis=1), axis=1)


def run_lengths(x: Int[Array, " n"]) -> tuple[Int[Array, " runs"], Int[Array, " runs"]]:
    starts = np.flatnonzero(np.concatenate([[True], x[1:] != x[:-1]]))
    lengths = np.diff(np.append(starts, len(x)))
    return x[starts], lengths


def expand(values: Int[Array, " runs"], lengths: Int[Array, " runs"]) -> Int[Array, " n"]:
    return np.repeat(values, lengths)


def hashes(words: UInt64[Array, "rows columns"], odd: UInt64[Array, " columns"]) -> UInt64[Array, " rows"]:
    return np.bitwise_xor.reduce(words * odd, axis=1)


def pad_sequences(
    sequences: list[Int[Array, " _"]], fill: int = 0
) -> tuple[Int[Array, "count longest"], Bool[Array, "count longest"]]:
    longest = max(len(s) for s in sequences)
    table = np.full((len(sequences), longest), fill)
    mask = np.zeros((len(sequences), longest), dtype=bool)
    for row, s in enumerate(sequences):
        table[row, : len(s)] = s
        mask[row, : len(s)] = True
    return table, mask


def masked_mean(x: Real[Array, "count time"], mask: Bool[Array, "count time"]) -> Float[Array, " count"]:
    return np.sum(x * mask, axis=1) / mask.sum(axis=1)


def main(seed: int) -> None:
    rows, columns, count = random.Random(seed).sample(range(6, 40, 4), 3)
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(rows, columns))
    assert np.allclose(dequantise(quantise(x, 0.05), 0.05), x, atol=0.1)
    bits = rng.random((rows, BITS)) < 0.5
    assert np.array_equal(unpack(pack(bits)), bits)
    assert np.allclose(magnitude(compress(to_phasors(x))), 1.0)
    assert pcm(x[:, 0]).shape == (rows,) and total(x).shape == (columns,)
    assert scalar_mean(x).shape == () and scalar_mean(np.arange(count)).shape == ()
    book = Codebook(rng.normal(size=(count, columns))).refine(x)
    assert book.decode(book.encode(x)).shape == (rows, columns)
    assert book.decode(book.encode(x).reshape(2, -1)).shape == (2, rows // 2, columns)
    levels = rng.integers(0, 3, size=(rows, columns))
    first, steps = delta(levels)
    assert np.array_equal(undelta(first, steps), levels)
    values, lengths = run_lengths(levels[0])
    assert np.array_equal(expand(values, lengths), levels[0])
    words = rng.integers(0, 1000, size=(rows, columns)).astype(np.uint64)
    assert hashes(words, 2 * np.arange(columns, dtype=np.uint64) + 1).shape == (rows,)
    padded, mask = pad_sequences([np.arange(2), np.arange(count), np.arange(3)])
    assert masked_mean(padded, mask).shape == (3,)


if __name__ == "__main__":
    main(0)
