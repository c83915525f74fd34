"""V68: pixels: scaled, standardized, clipped, flattened."""

from itertools import product
from math import sqrt

import numpy as np

from typednn import data
from typednn.theorems.rounding import UNIT
from typednn.theorems.theorem import Mode
from typednn.theorems.trial import Trial
from typednn.theorems.verifiednn import CHAPTER


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
