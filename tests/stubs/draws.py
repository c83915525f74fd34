"""The random things that the calls in calls/ are about, by their names."""

import io

import numpy as np

DTYPES = (
    "float64",
    "float64",
    "float32",
    "int64",
    "int64",
    "bool",
    "complex128",
    "int8",
    "uint8",
    "float16",
    "uint64",
)


def draw(seed: int) -> dict[str, object]:
    """Arrays, ints and shapes by the names that the calls use."""
    rng = np.random.default_rng(seed)
    n, p, q = (int(each) for each in rng.integers(1, 5, 3))
    plain = seed % 3 == 0

    def array(*shape: int, dtype: str | None = None) -> np.ndarray:
        chosen = dtype or ("float64" if plain else str(rng.choice(DTYPES)))
        return (rng.random(shape) * 5 - 1 * (chosen[0] != "u")).astype(chosen)

    def some(least: int = 0, most: int = 4) -> tuple[int, ...]:
        return tuple(int(each) for each in rng.integers(1, 4, rng.integers(least, most)))

    shape = some()
    stack = some(0, 2)
    x = array(*shape)
    things = {
        # of any shape; y has the shape of x, z broadcasts with x, u is of any other shape
        "x": x,
        "y": array(*shape),
        "z": array(*(size if rng.random() < 0.7 else 1 for size in shape[int(rng.integers(0, 2)) :])),
        "u": array(*some()),
        "mask": rng.random(shape) < 0.5,
        # vectors, matrices, stacks of matrices
        "v": array(n),
        "w": array(n),
        "e": array(p),
        "m": array(n, p),
        "m2": array(p, q),
        "square": array(n, n),
        "cube": array(n, p, q),
        "stack": array(*stack, n, p),
        "squares": array(*stack, n, n),
        "vectors": array(*stack, n),
        "many": array(3, n, p),
        "triples": array(n, 3),
        # of one kind of dtype
        "f": array(*shape, dtype="float64"),
        "fv": array(n, dtype="float64"),
        "fw": array(n, dtype="float64"),
        "fm": array(n, p, dtype="float64"),
        "i": array(*shape, dtype="int64"),
        "iv": np.abs(array(n, dtype="int64")),
        "bits": array(*shape, dtype=str(rng.choice(["int64", "uint8", "int8", "bool"]))),
        "bits2": array(*shape, dtype=str(rng.choice(["int64", "uint8", "int16", "bool"]))),
        "bytes_": array(n, dtype="uint8"),
        "positive": _positive(rng, stack, n),
        "regular": rng.random((*stack, n, n)) + 3 * np.eye(n),
        "single": (rng.random((*stack, n, n)) + 3 * np.eye(n)).astype("float32"),
        "signal": array(int(rng.integers(2, 9))),
        "chances": rng.dirichlet(np.ones(n)),
        "sorted_v": np.sort(array(n, dtype="float64")),
        "rows": rng.integers(0, n, some(1, 3)),
        "indices": rng.integers(0, x.shape[0] if x.ndim else 1, some(0, 3)),
        # positive floats and ints of the shape of x; fp and fq broadcast
        "fp": np.abs(array(*shape, dtype="float64")) + 1,
        "fq": np.abs(array(*shape[1:], dtype="float64")) + 1,
        "ip": np.abs(array(*shape, dtype="int64")) + 1,
        # numbers and shapes
        "n": n,
        "p": p,
        "q": q,
        "k": int(rng.integers(-2, 4)),
        "axis": int(rng.integers(-3, 3)),
        "axis2": int(rng.integers(-3, 3)),
        "s": some(),
        "shape": shape,
        "scalar": x.dtype.type(2),
        "number": rng.choice([2, 2.5, True, 1j][: 3 if plain else 4]).item(),
        "flag": bool(rng.integers(0, 2)),
        "dt": (np.float32, np.int64, np.complex128, bool, float, int)[int(rng.integers(0, 6))],
        "size": [None, n, (n, p), ()][int(rng.integers(0, 4))],
        "saved": _saved(x),
        # makers of random numbers
        "rng": np.random.default_rng(seed),
        "state": np.random.RandomState(seed),
    }
    return things


def _saved(array: np.ndarray) -> io.BytesIO:
    file = io.BytesIO()
    np.save(file, array)
    file.seek(0)
    return file


def _positive(rng: np.random.Generator, stack: tuple[int, ...], n: int) -> np.ndarray:
    root = rng.random((*stack, n, n))
    return root @ np.swapaxes(root, -1, -2) + n * np.eye(n)
