"""V67–V71, V77: files, pixels, orders, batches, drawings."""

import tempfile
from itertools import product
from math import factorial, log, sqrt
from pathlib import Path

import numpy as np

from typednn import data
from typednn.contracts import Array
from typednn.errors import DataError
from typednn.theorems.rounding import UNIT
from typednn.theorems.theorem import Mode, Standing
from typednn.theorems.trial import Trial
from typednn.theorems.verifiednn import CHAPTER

_CLASSES = (5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949)
_TYPES = ("u1", "i1", "i2", "i4", "f4", "f8")


@CHAPTER.theorem(
    "V67.1",
    Mode.PROPERTY,
    original="loadImages, loadLabels",
    domain="arrays of 0 to 4 axes of all six element types, plain and gzip",
)
def what_is_written_is_read(trial: Trial) -> None:
    """read_idx(write_idx(x)) = x, bit for bit, with its dtype and shape."""
    with tempfile.TemporaryDirectory() as folder:
        for case in trial.cases(quick=60, full=3000):
            shape = case.rng.integers(0, 5, size=case.rng.integers(0, 5)).tolist()
            kind = str(case.rng.choice(_TYPES))
            size = int(np.prod(shape)) * np.dtype(kind).itemsize
            x = np.frombuffer(case.rng.bytes(size), kind).reshape(shape)
            path = Path(folder, "x.gz" if case.number % 2 else "x")
            case.given(x=x)
            data.write_idx(path, x)
            again = data.read_idx(path)
            case.equal((again.shape, again.dtype, again.tobytes()), (x.shape, x.dtype, x.tobytes()))


@CHAPTER.theorem(
    "V67.2",
    Mode.EXHAUSTIVE,
    original="loadImages, which returns nothing on an error",
    standing=Standing.GAP_CLOSED,
    domain="a file of 3 images of 2 by 2: each of its 28 truncations and its 224 single-bit errors",
)
def a_damaged_file_is_an_error(trial: Trial) -> None:
    """A truncated file is a DataError; so is a wrong bit in the header, unless the number of bytes still fits."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "images")
        data.write_idx(path, np.arange(12, dtype=np.uint8).reshape(3, 2, 2))
        whole = path.read_bytes()
        for case, length in trial.each(range(len(whole))):
            case.given(length=length)
            path.write_bytes(whole[:length])
            case.require(_read(path) is None, f"the first {length} bytes are refused")
        for case, bit in trial.each(range(8 * len(whole))):
            case.given(bit=bit)
            changed = bytearray(whole)
            changed[bit // 8] ^= 1 << bit % 8
            path.write_bytes(changed)
            found = _read(path)
            if bit // 8 < 16:
                case.require(found is None or found.nbytes == 12, "refused, or twelve bytes of elements")
            else:
                case.equal(None if found is None else found.tobytes(), bytes(changed[16:]), "the elements")


@CHAPTER.theorem("V68.1", Mode.EXHAUSTIVE, original="normalizePixels", domain="all 256 bytes, with 1 to 3 axes")
def normalized_pixels_are_in_the_unit_interval(trial: Trial) -> None:
    """normalize(k) = k/255 in float32: from 0 to 1 exactly, strictly rising, the nearest float to k/255."""
    for case, shape in trial.each(((256,), (16, 16), (4, 8, 8))):
        raw = np.arange(256, dtype=np.uint8).reshape(shape)
        unit = data.normalize(raw)
        case.equal((unit.shape, unit.dtype), (shape, np.dtype(np.float32)))
        case.equal(unit.ravel().tolist(), [float(np.float32(k / 255)) for k in range(256)])
        case.equal((float(unit.min()), float(unit.max())), (0.0, 1.0))
        case.require(np.all(np.diff(unit.ravel()) > 0), "strictly rising")
        case.stands_for(256)


@CHAPTER.theorem(
    "V68.2",
    Mode.PROPERTY,
    original="standardizePixels, centerPixels, clipPixels",
    domain="float64 images of up to 400 pixels",
    tolerance="8 (1 + |mean|/deviation) √n u: of a mean of n numbers, and its square root",
)
def standardized_pixels_have_mean_zero_and_deviation_one(trial: Trial) -> None:
    """standardize: mean 0, deviation 1; center: mean 0; clip: within its bounds, and the pixel itself inside them."""
    for case in trial.cases(quick=150, full=8000):
        x = case.rng.random((int(case.rng.integers(2, 20)), int(case.rng.integers(2, 20)))) * case.rng.uniform(0.1, 10)
        case.given(x=x)
        z, centred, clipped = data.standardize(x), data.center(x), data.clip(x, low=0.2, high=0.7)
        allowed = 8 * (1 + abs(float(x.mean())) / float(x.std())) * sqrt(x.size) * UNIT
        case.near(float(z.mean()), 0.0, allowed)
        case.near(float(z.std()), 1.0, allowed)
        case.near(float(centred.mean()), 0.0, allowed * float(x.std()))
        inside = (x >= 0.2) & (x <= 0.7)
        case.require(clipped.min() >= 0.2 and clipped.max() <= 0.7, "within the bounds")
        case.equal(clipped[inside], x[inside], "the pixels inside")


@CHAPTER.theorem(
    "V68.3", Mode.EXHAUSTIVE, original="flattenImages, reshape", domain="0 to 3 images of 1 to 6 by 1 to 6"
)
def flatten_and_unflatten_images_are_inverse(trial: Trial) -> None:
    """flatten puts pixel (i, j) at i·width + j, and unflatten puts it back."""
    for case, (n, height, width) in trial.each(product(range(4), range(1, 7), range(1, 7))):
        images = np.arange(n * height * width, dtype=np.float64).reshape(n, height, width)
        rows = data.flatten(images)
        case.equal(rows.shape, (n, height * width))
        for k, i, j in product(range(n), range(height), range(width)):
            case.equal(float(rows[k, i * width + j]), float(images[k, i, j]))
        case.equal(data.unflatten(rows, height, width), images)


@CHAPTER.theorem(
    "V69.1", Mode.EXHAUSTIVE, original="DataIterator", domain="0 to 200 things, seeds 0 to 19, both ways of drawing"
)
def an_order_is_a_permutation(trial: Trial) -> None:
    """Lcg(seed).permutation(n) holds each of 0..n−1 once; the same seed gives the same order."""
    for case, (n, seed, remainder) in trial.each(product(range(0, 201, 4), range(20), (False, True))):
        case.given(n=n, seed=seed, remainder=remainder)
        order = data.Lcg(seed, remainder=remainder).permutation(n)
        case.equal(np.sort(order), np.arange(n))
        case.equal(order, data.Lcg(seed, remainder=remainder).permutation(n))


@CHAPTER.theorem("V69.2", Mode.EXACT, original="LCG", domain="the first 1,000 states from five seeds, in whole numbers")
def the_generator_is_the_recurrence(trial: Trial) -> None:
    """x⁺ = (1664525 x + 1013904223) mod 2³²."""
    for case, seed in trial.each((0, 1, 42, 2**31, 2**32 - 1)):
        generator, x = data.Lcg(seed), seed
        for _ in range(1000):
            generator.below(10)
            x = (1664525 * x + 1013904223) % 2**32
            case.equal(generator.state, x)
        case.stands_for(1000)


@CHAPTER.theorem(
    "V69.3",
    Mode.MONTE_CARLO,
    original="DataIterator",
    standing=Standing.BEYOND,
    domain="the 24 orders of four things, seeds drawn at random",
    confidence=1 - 1e-6,
)
def all_orders_are_equally_likely(trial: Trial) -> None:
    """Each of the 24 orders of four things has the frequency 1/24, within Hoeffding's bound for all 24 at once."""
    n = trial.size(20_000, 500_000)
    for case, _ in trial.each([None]):
        seeds = case.rng.integers(0, 2**32, n).tolist()
        counts: dict[bytes, int] = {}
        for seed in seeds:
            key = data.Lcg(seed).permutation(4).tobytes()
            counts[key] = counts.get(key, 0) + 1
        bound = sqrt(log(2 * 24 / (1 - (trial.theorem.confidence or 0.0))) / (2 * n))
        case.equal(len(counts), factorial(4))
        for count in counts.values():
            case.at_most(abs(count / n - 1 / 24), bound)
        case.stands_for(n)


@CHAPTER.theorem("V70.1", Mode.EXACT, original="checkDataDistribution", domain="MNIST, all 70,000 labels")
def mnist_has_the_known_counts(trial: Trial) -> None:
    """The training labels 0 to 9 occur 5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851 and 5949 times."""
    for case, part in trial.each(("train", "test")):
        labels = data.load_mnist_part("train" if part == "train" else "test").labels
        counts = data.count_classes(labels, 10)
        case.given(part=part)
        case.equal(int(counts.sum()), 60_000 if part == "train" else 10_000)
        case.equal(counts.tolist(), [sum(labels == k) for k in range(10)], "counted one by one")
        if part == "train":
            case.equal(tuple(counts.tolist()), _CLASSES)
        case.stands_for(len(labels))


@CHAPTER.theorem(
    "V71.1",
    Mode.EXHAUSTIVE,
    original="createBatches, shuffleData",
    domain="1 to 30 examples, batches of 1 to 32, in order and shuffled, last batch kept or dropped",
)
def batches_are_a_partition(trial: Trial) -> None:
    """Each example is in exactly one batch, with its label; all batches are full but the last, which may be short."""
    for case, (n, size, shuffled, drop) in trial.each(
        product(range(1, 31), range(1, 33), (False, True), (False, True))
    ):
        case.given(n=n, size=size, shuffled=shuffled, drop_last=drop)
        if case.assume(not drop or size <= n):
            inputs, labels = np.arange(n, dtype=np.float64)[:, None], np.arange(n)
            rng = np.random.default_rng(n) if shuffled else None
            found = list(data.batches(inputs, labels, size, rng=rng, drop_last=drop))
            seen = np.concatenate([y for _, y in found])
            case.equal(len(found), data.count_batches(n, size, drop_last=drop))
            case.require(all(np.array_equal(x[:, 0], y) for x, y in found), "labels stay with their inputs")
            case.equal(np.unique(seen).size, seen.size, "each at most once")
            case.equal(seen.size, n - n % size if drop else n)
            case.require(all(len(y) == size for _, y in found[:-1]), "full but the last")
            if not shuffled:
                case.equal(seen, np.arange(seen.size))


@CHAPTER.theorem("V71.2", Mode.EXACT, original="numBatches", domain="1 to 2,000 examples, batches of 1 to 100; 3 known")
def the_number_of_batches_is_rounded_up(trial: Trial) -> None:
    """⌈n/b⌉: 938 for 60,000 by 64, 188 for 12,000 by 64, 79 for 5,000 by 64."""
    for case, (n, b, expected) in trial.each(((60_000, 64, 938), (12_000, 64, 188), (5_000, 64, 79))):
        case.equal(data.count_batches(n, b), expected)
    for case, b in trial.each(range(1, 101)):
        for n in range(1, 2001):
            count = data.count_batches(n, b)
            if not (count - 1) * b < n <= count * b:
                case.require(False, f"{count} batches of {b} hold {n} examples, and one less does not")
        case.stands_for(2000)


@CHAPTER.theorem(
    "V77.1",
    Mode.EXHAUSTIVE,
    original="renderMNIST",
    standing=Standing.GAP_CLOSED,
    domain="all 256 brightnesses",
)
def a_brighter_pixel_has_a_denser_glyph(trial: Trial) -> None:
    """Along " .:-=+*#%@" the glyph never falls with the brightness; 0 is blank and 255 is @; inverted the other way."""
    palette = " .:-=+*#%@"
    image = np.arange(256, dtype=np.uint8).reshape(1, 256)
    for case, inverted in trial.each((False, True)):
        (line,) = data.draw(image, inverted=inverted)
        ranks = [palette.index(glyph) for glyph in line.ljust(256)]
        case.given(inverted=inverted, line=line)
        ordered = sorted(ranks, reverse=inverted)
        case.equal(ranks, ordered, "monotone")
        case.equal((ranks[0], ranks[-1]), (9, 0) if inverted else (0, 9), "the ends")
        case.stands_for(256)


@CHAPTER.theorem(
    "V77.2",
    Mode.PROPERTY,
    original="renderMNIST",
    domain="random images of up to 12 by 12",
    standing=Standing.BEYOND,
)
def a_drawing_turns_with_its_image(trial: Trial) -> None:
    """The drawing of the transposed image is the transposed drawing; each pixel is drawn by itself."""
    for case in trial.cases(quick=60, full=3000):
        height, width = case.rng.integers(1, 13, size=2)
        image = case.rng.integers(0, 256, size=(height, width), dtype=np.uint8)
        case.given(image=image)
        drawing = _grid(image)
        case.equal(drawing, _grid(image.T).T)
        case.equal(drawing.shape, image.shape)


def _read(path: Path) -> Array | None:
    try:
        return data.read_idx(path)
    except DataError:
        return None


def _grid(image: Array) -> Array:
    lines = data.draw(image)
    return np.array([list(line.ljust(image.shape[1])) for line in lines])
