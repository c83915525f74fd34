"""Image filters: correlation, separable blurs, edges, morphology, histograms, pyramids."""

import random
from collections.abc import Callable
from functools import partial, reduce

import numpy as np
from jaxtyping import Bool, Float, Int, UInt8
from numpy import ndarray as Array
from numpy.lib.stride_tricks import sliding_window_view

Grey = Float[Array, "h w"]
Filter = Callable[[Float[Array, "h w"]], Float[Array, "h w"]]

SOBEL = np.array([[1.0, 0.0, -1.0], [2.0, 0.0, -2.0], [1.0, 0.0, -1.0]])


def correlate(image: Float[Array, "h w"], kernel: Float[Array, "a b"]) -> Float[Array, "h-a+1 w-b+1"]:
    windows = sliding_window_view(image, kernel.shape)
    return np.einsum("hwab,ab->hw", windows, kernel)


def padded(image: Grey, by: int) -> Float[Array, "h+2*{by} w+2*{by}"]:
    return np.pad(image, by, mode="edge")


def same(image: Grey, kernel: Float[Array, "3 3"]) -> Grey:
    return correlate(np.pad(image, ((1, 1), (1, 1)), mode="edge"), kernel)


def gauss(radius: int, sigma: float) -> Float[Array, " 2*{radius}+1"]:
    x = np.arange(-radius, radius + 1)
    weights = np.exp(-0.5 * (x / sigma) ** 2)
    return weights / weights.sum()


def blur(image: Grey, *, sigma: float = 1.0) -> Grey:
    """Rows first, then columns."""
    kernel = gauss(2, sigma)
    big = padded(image, 2)
    rows = sliding_window_view(big, 5, axis=1) @ kernel
    return sliding_window_view(rows, 5, axis=0) @ kernel


def edges(image: Grey) -> tuple[Grey, Grey]:
    """Strength and direction."""
    gx = same(image, SOBEL)
    gy = same(image, SOBEL.T)
    return np.hypot(gx, gy), np.arctan2(gy, gx)


def median(image: Grey) -> Grey:
    windows = sliding_window_view(np.pad(image, 1, mode="reflect"), (3, 3))
    h, w = image.shape
    return np.median(windows.reshape(h, w, 9), axis=-1)


def sharpen(image: Grey, amount: float) -> Grey:
    return image + amount * (image - blur(image))


def composed(*filters: Filter) -> Filter:
    def run(image: Float[Array, "h w"]) -> Float[Array, "h w"]:
        return reduce(lambda acc, f: f(acc), filters, image)

    return run


def threshold(image: Grey, bins: int = 16) -> float:
    """Otsu: the cut that separates the classes best."""
    counts, borders = np.histogram(image, bins=bins)
    centres = (borders[:-1] + borders[1:]) / 2
    below = np.cumsum(counts)[:-1]
    above = counts.sum() - below
    mass = np.cumsum(counts * centres)
    mean_below = mass[:-1] / np.maximum(below, 1)
    mean_above = (mass[-1] - mass[:-1]) / np.maximum(above, 1)
    between = below * above * (mean_below - mean_above) ** 2
    return float(borders[1:-1][np.argmax(between)])


def dilate(mask: Bool[Array, "h w"]) -> Bool[Array, "h w"]:
    big = np.pad(mask, 1)
    out = big[1:-1, 1:-1].copy()
    for dy, dx in ((0, 1), (2, 1), (1, 0), (1, 2)):
        out |= big[dy : dy + mask.shape[0], dx : dx + mask.shape[1]]
    return out


def erode(mask: Bool[Array, "h w"]) -> Bool[Array, "h w"]:
    return ~dilate(~mask)


def equalised(image: UInt8[Array, "h w"]) -> UInt8[Array, "h w"]:
    counts = np.bincount(image.ravel(), minlength=256)
    cdf = counts.cumsum()
    low = cdf[cdf > 0].min()
    table = np.round(255.0 * (cdf - low) / max(1, image.size - int(low)))
    return table.astype(np.uint8)[image]


def halved(image: Float[Array, "h w"]) -> Float[Array, "(h+1)//2 (w+1)//2"]:
    return blur(image)[::2, ::2]


def integral(image: Grey) -> Float[Array, "h+1 w+1"]:
    table = np.zeros((image.shape[0] + 1, image.shape[1] + 1))
    table[1:, 1:] = image.cumsum(axis=0).cumsum(axis=1)
    return table


def box(image: Grey, size: int) -> Float[Array, "h-{size}+1 w-{size}+1"]:
    s = integral(image)
    total = s[size:, size:] - s[:-size, size:] - s[size:, :-size] + s[:-size, :-size]
    return total / size**2


def grey(image: Float[Array, "h w"] | Float[Array, "h w 3"]) -> Float[Array, "h w"]:
    if image.ndim == 3:
        return image.mean(axis=2)
    return image


def labels(mask: Bool[Array, "h w"]) -> Int[Array, "h w"]:
    """Connected parts, by spreading the smallest number."""
    h, w = mask.shape
    number = np.where(mask, np.arange(1, h * w + 1).reshape(h, w), 0)
    while True:
        spread = number.copy()
        spread[1:] = np.maximum(spread[1:], number[:-1])
        spread[:-1] = np.maximum(spread[:-1], number[1:])
        spread[:, 1:] = np.maximum(spread[:, 1:], number[:, :-1])
        spread[:, :-1] = np.maximum(spread[:, :-1], number[:, 1:])
        spread[~mask] = 0
        if np.array_equal(spread, number):
            return number
        number = spread


def main(seed: int) -> None:
    h, w = random.Random(seed).sample(range(7, 16), 2)
    rng = np.random.default_rng(seed)
    colour = rng.random((h, w, 3))
    image = grey(colour)
    chain = composed(blur, partial(sharpen, amount=0.5), median, grey)
    assert chain(image).shape == (h, w)
    strength, direction = edges(image)
    mask = strength > threshold(strength)
    assert erode(dilate(mask)).shape == direction.shape == labels(mask).shape
    assert equalised((255 * image).astype(np.uint8)).shape == (h, w)
    assert halved(image).shape == ((h + 1) // 2, (w + 1) // 2)
    assert np.allclose(box(image, 3), correlate(image, np.full((3, 3), 1 / 9)))


if __name__ == "__main__":
    main(0)
