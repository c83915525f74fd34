"""Grey-scale and colour image processing with sliding windows."""
# mypy: disable-error-code="no-any-return"

import random
from typing import Literal

import jaxtyping as jt
import numpy as np
import numpy.typing as npt
from numpy.lib.stride_tricks import sliding_window_view

Grey = jt.Float[np.ndarray, "h w"]
Colour = jt.Float[np.ndarray, "h w 3"]
Pixels = jt.UInt8[np.ndarray, "h w"]
Kernel = jt.Float[np.ndarray, "kh kw"]

SOBEL_X = np.array([[1.0, 0.0, -1.0], [2.0, 0.0, -2.0], [1.0, 0.0, -1.0]])
LUMA: jt.Float[np.ndarray, "3"] = np.array([0.299, 0.587, 0.114])


def to_float(pixels: Pixels) -> Grey:
    return pixels.astype(np.float64) / 255.0


def to_pixels(image: Grey) -> Pixels:
    return np.round(255.0 * np.clip(image, 0.0, 1.0)).astype(np.uint8)


def luminance(image: Colour) -> Grey:
    return image @ LUMA


def tint(image: Grey, colour: jt.Float[np.ndarray, "3"]) -> Colour:
    return image[..., np.newaxis] * colour


def correlate_valid(image: Grey, kernel: Kernel) -> jt.Float[np.ndarray, "h-kh+1 w-kw+1"]:
    windows = sliding_window_view(image, kernel.shape)
    return np.einsum("xyij,ij->xy", windows, kernel)


def correlate_loops(image: Grey, kernel: Kernel) -> jt.Float[np.ndarray, "h-kh+1 w-kw+1"]:
    kh, kw = kernel.shape
    rows = image.shape[0] - kh + 1
    cols = image.shape[1] - kw + 1
    out = np.zeros((rows, cols))
    for i in range(kh):
        for j in range(kw):
            out += kernel[i, j] * image[i : i + rows, j : j + cols]
    return out


def pad_edges(image: Grey, p: int) -> jt.Float[np.ndarray, "h+2*{p} w+2*{p}"]:
    return np.pad(image, p, mode="edge")


def pad_zeros(image: Grey, top: int, left: int) -> jt.Float[np.ndarray, "h+{top} w+{left}"]:
    h, w = image.shape
    canvas = np.zeros((h + top, w + left), dtype=image.dtype)
    canvas[top:, left:] = image
    return canvas


def gaussian_kernel(radius: int, sigma: float) -> jt.Float[np.ndarray, "2*{radius}+1 2*{radius}+1"]:
    t = np.arange(-radius, radius + 1)
    g = np.exp(-(t**2) / (2.0 * sigma**2))
    kernel = np.outer(g, g)
    return kernel / kernel.sum()


def blur(image: Grey, radius: int = 1, sigma: float = 1.0) -> Grey:
    kernel = gaussian_kernel(radius, sigma)
    padded = np.pad(image, ((radius, radius), (radius, radius)), mode="reflect")
    return correlate_valid(padded, kernel)


def edges(image: Grey) -> jt.Float[np.ndarray, "h-2 w-2"]:
    gx = correlate_valid(image, SOBEL_X)
    gy = correlate_valid(image, SOBEL_X.T)
    return np.hypot(gx, gy)


def pool(image: Grey, how: Literal["max", "mean"] = "max") -> jt.Float[np.ndarray, "h//2 w//2"]:
    """2 by 2 pooling; an odd last row or column is dropped."""
    h, w = image.shape
    cropped = image[: h // 2 * 2, : w // 2 * 2]
    blocks = cropped.reshape(h // 2, 2, w // 2, 2)
    return blocks.max(axis=(1, 3)) if how == "max" else blocks.mean(axis=(1, 3))


def downsample(image: Grey) -> jt.Float[np.ndarray, "(h+1)//2 (w+1)//2"]:
    return image[::2, ::2]


def upsample(image: Grey, factor: int) -> jt.Float[np.ndarray, "h*{factor} w*{factor}"]:
    return np.repeat(np.repeat(image, factor, axis=0), factor, axis=1)


def patches(image: Grey, size: int) -> jt.Float[np.ndarray, "_ {size}*{size}"]:
    """Non-overlapping square patches, flattened, in reading order."""
    h, w = image.shape
    found = []
    for top in range(0, h - size + 1, size):
        for left in range(0, w - size + 1, size):
            found.append(image[top : top + size, left : left + size].ravel())
    return np.stack(found)


def histogram(pixels: jt.UInt8[np.ndarray, "..."], bins: int = 256) -> jt.Int[np.ndarray, "{bins}"]:
    counts, _ = np.histogram(pixels, bins=bins, range=(0, 256))
    return counts


def equalize(pixels: Pixels) -> Pixels:
    cumulative = histogram(pixels).cumsum()
    lookup = np.round(255 * cumulative / cumulative[-1]).astype(np.uint8)
    return lookup[pixels]


def otsu_threshold(pixels: Pixels) -> int:
    p: npt.NDArray[np.float64] = histogram(pixels) / pixels.size
    levels = np.arange(256)
    weight = np.cumsum(p)
    mean = np.cumsum(p * levels)
    with np.errstate(divide="ignore", invalid="ignore"):
        between = (mean[-1] * weight - mean) ** 2 / (weight * (1 - weight))
    return int(np.nanargmax(between))


def binarize(image: Grey, level: float) -> jt.Bool[np.ndarray, "h w"]:
    return image > level


def paint(image: Colour, mask: jt.Bool[np.ndarray, "h w"], colour: tuple[float, float, float]) -> Colour:
    painted = image.copy()
    painted[mask] = colour
    painted[~mask, 0] *= 0.5
    return painted


def bounding_box(mask: jt.Bool[np.ndarray, "h w"]) -> tuple[slice, slice]:
    rows = np.flatnonzero(mask.any(axis=1))
    cols = np.flatnonzero(mask.any(axis=0))
    if rows.size == 0:
        return slice(0, 0), slice(0, 0)
    return slice(int(rows[0]), int(rows[-1]) + 1), slice(int(cols[0]), int(cols[-1]) + 1)


def main(seed: int) -> None:
    r = random.Random(seed)
    h, w = r.randint(8, 12), r.randint(18, 24)
    kh, kw, factor = r.sample(range(2, 7), 3)
    rng = np.random.default_rng(seed)
    pixels = rng.integers(0, 256, size=(h, w), dtype=np.uint8)
    image = to_float(pixels)
    assert np.array_equal(to_pixels(image), pixels)
    assert np.allclose(luminance(tint(image, np.ones(3))), image)
    kernel = rng.normal(size=(kh, kw))
    assert np.allclose(correlate_valid(image, kernel), correlate_loops(image, kernel))
    assert pad_edges(image, kh)[kh, kh] == image[0, 0]
    assert np.array_equal(pad_zeros(image, kh, kw)[kh:, kw:], image)
    for smooth in (blur(image), blur(image, radius=2, sigma=0.7)):
        assert edges(smooth).min() >= 0.0
    assert np.all(pool(image) >= pool(image, "mean"))
    small = downsample(image)
    back = upsample(small, 2)[:h, :w]
    assert back.shape == image.shape and upsample(image, factor).size == h * w * factor**2
    assert patches(image, kh).shape[1] == kh * kh
    flat = equalize(pixels)
    assert histogram(flat, bins=16).sum() == h * w
    mask = binarize(image, otsu_threshold(pixels) / 255.0)
    painted = paint(tint(image, LUMA), mask, (1.0, 0.0, 0.0))
    assert painted[bounding_box(mask)].shape[-1] == 3
    assert bounding_box(np.zeros_like(mask)) == (slice(0, 0), slice(0, 0))


if __name__ == "__main__":
    main(0)
