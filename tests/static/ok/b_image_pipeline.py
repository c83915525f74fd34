"""Image processing steps, registered by name and chained from a list of settings."""

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import numpy as np
from jaxtyping import Bool, Float32, Int, UInt8

Image = Float32[np.ndarray, "height width channels"]
Grey = Float32[np.ndarray, "height width"]
Raw = UInt8[np.ndarray, "height width 3"]
Step = Callable[[Image], Image]

LUMA = np.array([0.299, 0.587, 0.114], dtype=np.float32)
STEPS: dict[str, Callable[..., Image]] = {}


def step(name: str) -> Callable[[Callable[..., Image]], Callable[..., Image]]:
    """Register a processing step under a name."""

    def register(function: Callable[..., Image]) -> Callable[..., Image]:
        STEPS[name] = function
        return function

    return register


def decode(raw: Raw) -> Float32[np.ndarray, "height width 3"]:
    return raw.astype(np.float32) / np.float32(255.0)


def encode(image: Float32[np.ndarray, "height width 3"]) -> Raw:
    return np.clip(np.rint(image * 255.0), 0, 255).astype(np.uint8)


def to_grey(image: Float32[np.ndarray, "height width 3"]) -> Grey:
    return image @ LUMA


@step("gamma")
def gamma(image: Image, value: float = 2.2) -> Image:
    return np.power(image, np.float32(1.0 / value))


@step("stretch")
def stretch(image: Image) -> Image:
    """Map each channel's range to [0, 1]."""
    low = image.min(axis=(0, 1))
    high = image.max(axis=(0, 1))
    return (image - low) / np.maximum(high - low, np.float32(1e-6))


@step("blur")
def blur(image: Image, radius: int = 1) -> Image:
    """A box filter, edges repeated."""
    height, width, _ = image.shape
    padded = np.pad(image, ((radius, radius), (radius, radius), (0, 0)), mode="edge")
    total = np.zeros_like(image)
    for dy in range(2 * radius + 1):
        for dx in range(2 * radius + 1):
            total += padded[dy : dy + height, dx : dx + width]
    return total / np.float32((2 * radius + 1) ** 2)


@step("mirror")
def mirror(image: Image) -> Image:
    return image[:, ::-1]


@step("vignette")
def vignette(image: Image, strength: float = 0.5) -> Image:
    height, width = image.shape[:2]
    y = np.linspace(-1.0, 1.0, height, dtype=np.float32)
    x = np.linspace(-1.0, 1.0, width, dtype=np.float32)
    falloff = 1.0 - np.float32(strength) * (y[:, None] ** 2 + x[None, :] ** 2) / 2.0
    return image * falloff[:, :, None]


def halve(image: Image) -> Float32[np.ndarray, "height//2 width//2 channels"]:
    h, w, c = image.shape
    even = image[: h - h % 2, : w - w % 2]
    return even.reshape(h // 2, 2, w // 2, 2, c).mean(axis=(1, 3))


def rotate(image: Image) -> Float32[np.ndarray, "width height channels"]:
    return np.rot90(image)


def edges(grey: Grey) -> Float32[np.ndarray, "height-2 width-2"]:
    """The length of the Sobel gradient, at inner pixels."""
    smooth_rows = grey[:-2] + 2.0 * grey[1:-1] + grey[2:]
    smooth_columns = grey[:, :-2] + 2.0 * grey[:, 1:-1] + grey[:, 2:]
    gx = smooth_rows[:, 2:] - smooth_rows[:, :-2]
    gy = smooth_columns[2:] - smooth_columns[:-2]
    return np.hypot(gx, gy)


def histogram(grey: Grey, bins: int = 32) -> Int[np.ndarray, " {bins}"]:
    index = np.clip((grey * bins).astype(np.int64), 0, bins - 1)
    return np.bincount(index.ravel(), minlength=bins)


def equalise(grey: Grey, bins: int = 32) -> Grey:
    cumulative = np.cumsum(histogram(grey, bins)).astype(np.float32)
    curve = cumulative / cumulative[-1]
    index = np.clip((grey * bins).astype(int), 0, bins - 1)
    return curve[index]


def bounding_box(mask: Bool[np.ndarray, "height width"]) -> tuple[slice, slice]:
    rows = np.flatnonzero(mask.any(axis=1))
    columns = np.flatnonzero(mask.any(axis=0))
    return slice(int(rows[0]), int(rows[-1]) + 1), slice(int(columns[0]), int(columns[-1]) + 1)


def crop(
    image: Image, mask: Bool[np.ndarray, "height width"]
) -> Float32[np.ndarray, "rows columns channels"]:
    return image[bounding_box(mask)]


def composite(below: Image, above: Image, alpha: Grey) -> Image:
    weight = alpha[..., np.newaxis]
    return weight * above + (1.0 - weight) * below


def contact_sheet(images: list[Image], gap: int) -> Float32[np.ndarray, "rows columns channels"]:
    """The images side by side, with a white gap after each one."""
    height, _, channels = images[0].shape
    white = np.ones((height, gap, channels), dtype=np.float32)
    tiles = [np.concatenate([image, white], axis=1) for image in images]
    return np.hstack(tiles)


@dataclass
class Pipeline:
    steps: list[Step] = field(default_factory=list)
    seen: int = 0

    @classmethod
    def from_settings(cls, settings: list[tuple[str, Mapping[str, Any]]]) -> "Pipeline":
        return cls([partial(STEPS[name], **options) for name, options in settings])

    def __call__(self, image: Image) -> Image:
        self.seen += 1
        for function in self.steps:
            image = function(image)
        return image


def main(seed: int) -> None:
    height, width = random.Random(seed).sample(range(6, 30, 4), 2)
    rng = np.random.default_rng(seed)
    raw = rng.integers(0, 256, size=(height, width, 3)).astype(np.uint8)
    pipeline = Pipeline.from_settings(
        [
            ("gamma", {"value": 1.8}),
            ("blur", {"radius": 2}),
            ("stretch", {}),
            ("mirror", {}),
            ("vignette", {}),
        ]
    )
    image = decode(raw)
    assert encode(image).shape == raw.shape and np.array_equal(encode(image), raw)
    result = pipeline(image)
    assert result.shape == image.shape and pipeline.seen == 1
    assert halve(image).shape == (height // 2, width // 2, 3)
    assert rotate(image).shape == (width, height, 3)
    grey = to_grey(image)
    assert edges(grey).shape == (height - 2, width - 2)
    assert histogram(grey).sum() == height * width and equalise(grey).max() == 1.0
    mask = np.zeros((height, width), dtype=bool)
    mask[2:5, 1:5] = True
    assert crop(image, mask).shape == (3, 4, 3)
    assert np.allclose(composite(image, image, grey), image, atol=1e-6)
    assert contact_sheet([image, result], 2).shape == (height, 2 * width + 4, 3)


if __name__ == "__main__":
    main(0)
