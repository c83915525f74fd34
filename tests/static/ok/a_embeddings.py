"""Word vectors and documents: vocabulary, co-occurrence, tf-idf, search, analogies."""
# mypy: disable-error-code="no-any-return"

import collections
import itertools
import operator
import random
import string
from typing import Iterable, Mapping, Optional, Sequence, Union

import numpy as np
import numpy.typing as npt
from jaxtyping import Bool, Float, Float32, Int, UInt8

Vector = Float[np.ndarray, "dim"]
Table = Float[np.ndarray, "words dim"]
Ragged = list[Int[np.ndarray, " _"]]
Query = Union[str, Vector, Table, None]


class Vocabulary:
    UNKNOWN = 0

    def __init__(self, tokens: Iterable[str], limit: Optional[int] = None):
        common = collections.Counter(tokens).most_common(limit)
        self.words = ["<unk>"] + [word for word, _ in common]
        self.index = {word: i for i, word in enumerate(self.words)}

    def __len__(self) -> int:
        return len(self.words)

    def __contains__(self, word: object) -> bool:
        return word in self.index

    def encode(self, tokens: Sequence[str]) -> Int[np.ndarray, " _"]:
        return np.array([self.index.get(t, self.UNKNOWN) for t in tokens], dtype=np.int64)

    def decode(self, ids: Int[np.ndarray, " t"]) -> list[str]:
        return [self.words[i] for i in ids]


def pad(docs: Ragged, length: Optional[int] = None) -> tuple[Int[np.ndarray, "docs t"], Bool[np.ndarray, "docs t"]]:
    length = length or max(len(d) for d in docs)
    ids = np.zeros((len(docs), length), dtype=np.int64)
    mask = np.zeros_like(ids, dtype=bool)
    for i, doc in enumerate(docs):
        doc = doc[:length]
        ids[i, : doc.size] = doc
        mask[i, : doc.size] = True
    return ids, mask


def count_matrix(docs: Ragged, v: int) -> Int[np.ndarray, "docs {v}"]:
    return np.vstack([np.bincount(doc, minlength=v) for doc in docs])


def tf_idf(counts: Int[np.ndarray, "docs words"]) -> Float[np.ndarray, "docs words"]:
    frequency = counts / counts.sum(axis=1, keepdims=True)
    present = (counts > 0).sum(axis=0)
    idf = np.log((1 + len(counts)) / (1 + present)) + 1
    weighted = frequency * idf
    return weighted / np.linalg.norm(weighted, axis=1)[:, np.newaxis]


def cooccurrence(docs: Ragged, v: int, window: int = 2) -> Float[np.ndarray, "{v} {v}"]:
    c = np.zeros((v, v))
    for doc in docs:
        for offset in range(1, window + 1):
            left, right = doc[:-offset], doc[offset:]
            np.add.at(c, (left, right), 1.0 / offset)
            np.add.at(c, (right, left), 1.0 / offset)
    return c


def ppmi(c: Float[np.ndarray, "words words"]) -> Float[np.ndarray, "words words"]:
    total = c.sum() or 1.0
    row = c.sum(axis=1)
    expected = np.outer(row, row) / total
    with np.errstate(divide="ignore", invalid="ignore"):
        m = np.log(c / expected)
    m[~np.isfinite(m)] = 0.0
    return np.maximum(m, 0)


def factorise(m: Float[np.ndarray, "words words"], dim: int) -> Float[np.ndarray, "words {dim}"]:
    u, s, _ = np.linalg.svd(m, hermitian=True)
    return u[:, :dim] * np.sqrt(s[:dim])


def cosine(a: Float[np.ndarray, "n dim"], b: Float[np.ndarray, "m dim"]) -> Float[np.ndarray, "n m"]:
    norms = np.linalg.norm(a, axis=1)[:, None] * np.linalg.norm(b, axis=1)
    return a @ b.T / np.maximum(norms, 1e-12)


def bag(ids: Int[np.ndarray, "docs t"], mask: Bool[np.ndarray, "docs t"], table: Table) -> Float[np.ndarray, "docs dim"]:
    vectors = table[ids] * mask[:, :, None]
    return vectors.sum(axis=1) / mask.sum(axis=1, keepdims=True).clip(min=1)


class Index:
    """Nearest neighbours by cosine; a query may be a word, one vector or several."""

    def __init__(self, vocabulary: Vocabulary, table: Table) -> None:
        self.vocabulary = vocabulary
        self.table = table
        self.extra: dict[str, Vector] = {}

    @property
    def dim(self) -> int:
        return self.table.shape[1]

    def __getitem__(self, word: str) -> Vector:
        try:
            return self.extra[word]
        except KeyError:
            return self.table[self.vocabulary.index.get(word, 0)]

    def __setitem__(self, word: str, vector: Vector) -> None:
        if vector.shape != (self.dim,):
            raise ValueError(f"expected {self.dim} numbers, got {vector.shape}")
        self.extra[word] = vector

    def vectors(self, query: Query) -> Float[np.ndarray, "q dim"]:
        if query is None:
            return self.table
        if isinstance(query, str):
            query = self[query]
        if query.ndim == 1:
            query = query[None, :]
        return query

    def search(self, query: Query, k: int = 3, *, skip: Sequence[str] = ()) -> list[list[tuple[str, float]]]:
        scores = cosine(self.vectors(query), self.table)
        results = []
        for row in scores:
            pairs = [(w, float(s)) for w, s in zip(self.vocabulary.words, row) if w not in skip]
            pairs.sort(key=operator.itemgetter(1), reverse=True)
            results.append(pairs[:k])
        return results

    def analogy(self, a: str, b: str, c: str) -> Optional[str]:
        target = self[b] - self[a] + self[c]
        best = self.search(target, 1, skip=(a, b, c))[0]
        return best[0][0] if best else None

    def compressed(self, bits: int = 8) -> tuple[UInt8[np.ndarray, "words dim"], Float32[np.ndarray, "2 dim"]]:
        low, high = self.table.min(axis=0), self.table.max(axis=0)
        step = np.where(high > low, (high - low) / (2**bits - 1), 1.0)
        codes = np.rint((self.table - low) / step).astype(np.uint8)
        return codes, np.stack([low, step]).astype(np.float32)


def decompress(codes: UInt8[np.ndarray, "w d"], scale: Float32[np.ndarray, "2 d"]) -> Float32[np.ndarray, "w d"]:
    low, step = scale
    return low + step * codes.astype(np.float32)


def top_words(weights: Float[np.ndarray, "docs words"], vocabulary: Vocabulary, k: int) -> list[list[str]]:
    order: npt.NDArray[np.intp] = np.argsort(-weights, axis=1)[:, :k]
    return [vocabulary.decode(row) for row in order]


def edit_distance(a: str, b: str) -> int:
    previous = np.arange(len(b) + 1)
    for i, ca in enumerate(a, start=1):
        current = np.full_like(previous, i)
        for j, cb in enumerate(b, start=1):
            current[j] = min(previous[j] + 1, current[j - 1] + 1, previous[j - 1] + (ca != cb))
        previous = current
    return int(previous[-1])


def by_topic(vectors: Mapping[str, Vector], topics: Mapping[str, Vector]) -> dict[str, list[str]]:
    names = sorted(topics)
    centres = np.array([topics[name] for name in names])
    groups: dict[str, list[str]] = {name: [] for name in names}
    for word, vector in vectors.items():
        groups[names[int((centres @ vector).argmax())]].append(word)
    return groups


def main(seed: int) -> None:
    r = random.Random(seed)
    n_docs, dim, k = r.sample(range(3, 8), 3)
    words = ["".join(p) for p in itertools.islice(itertools.product(string.ascii_lowercase, repeat=2), 12)]
    texts = [r.choices(words, k=r.randint(9, 20)) for _ in range(n_docs)]
    vocabulary = Vocabulary(itertools.chain.from_iterable(texts))
    docs = [vocabulary.encode(text) for text in texts]
    assert vocabulary.decode(docs[0]) == texts[0] and "zz" not in vocabulary
    v = len(vocabulary)
    counts = count_matrix(docs, v)
    assert top_words(tf_idf(counts), vocabulary, k)[0][0] in texts[0]
    table = factorise(ppmi(cooccurrence(docs, v)), dim)
    ids, mask = pad(docs)
    assert bag(ids, mask, table).shape == (n_docs, dim) and pad(docs, 5)[0].shape == (n_docs, 5)
    index = Index(vocabulary, table)
    word = texts[0][0]
    index["new"] = table.mean(axis=0)
    assert index.search(word, k)[0][0][1] > 0.99 and len(index.search("new")) == 1
    assert len(index.search(table[:k])) == k and len(index.search(None)) == v
    assert index.analogy(*texts[0][:3]) not in texts[0][:3]
    assert np.allclose(decompress(*index.compressed()), table, atol=0.05)
    assert edit_distance("kitten", "sitting") == 3
    groups = by_topic({w: index[w] for w in words}, {"a": table[1], "b": table[2]})
    assert sum(map(len, groups.values())) == len(words)
    try:
        index["bad"] = table[0, :-1]
    except ValueError as error:
        assert str(dim) in str(error)


if __name__ == "__main__":
    main(0)
