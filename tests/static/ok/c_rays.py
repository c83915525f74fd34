"""A small ray tracer: shapes by protocol, shading, a camera, everything in whole arrays."""

import random
from dataclasses import dataclass
from typing import Protocol, TypeAlias, runtime_checkable

import numpy as np
from jaxtyping import Bool, Float, Int

Arr: TypeAlias = np.ndarray
Vec3: TypeAlias = Float[Arr, "3"]
Vecs: TypeAlias = Float[Arr, "rays 3"]
Scalars: TypeAlias = Float[Arr, " rays"]


def vec(x: float, y: float, z: float) -> Vec3:
    return np.array([x, y, z], dtype=np.float64)


def dots(a: Float[Arr, "*rays 3"], b: Float[Arr, "*rays 3"]) -> Float[Arr, "*rays"]:
    return np.einsum("...i,...i->...", a, b)


def unit(v: Vecs) -> Vecs:
    return v / np.linalg.norm(v, axis=1, keepdims=True)


@dataclass(frozen=True)
class Rays:
    origin: Vecs
    direction: Vecs

    def at(self, t: Scalars) -> Vecs:
        return self.origin + t[:, None] * self.direction

    def masked(self, mask: Bool[Arr, " rays"]) -> "Rays":
        return Rays(self.origin[mask], self.direction[mask])

    def __len__(self) -> int:
        return self.origin.shape[0]


@runtime_checkable
class Solid(Protocol):
    colour: Vec3

    def distance(self, rays: Rays) -> Float[Arr, " rays"]: ...

    def normal(self, point: Vecs) -> Vecs: ...


@dataclass
class Sphere:
    centre: Vec3
    radius: float
    colour: Vec3

    def distance(self, rays: Rays) -> Float[Arr, " rays"]:
        to_origin = rays.origin - self.centre
        b = np.sum(to_origin * rays.direction, axis=1)
        c = np.sum(to_origin * to_origin, axis=1) - self.radius**2
        under = b**2 - c
        root = np.sqrt(np.maximum(under, 0.0))
        near = np.where(-b - root > 1e-6, -b - root, -b + root)
        return np.where((under > 0) & (near > 1e-6), near, np.inf)

    def normal(self, point: Vecs) -> Vecs:
        return (point - self.centre) / self.radius


@dataclass
class Plane:
    height: float
    colour: Vec3

    def distance(self, rays: Rays) -> Float[Arr, " rays"]:
        dy = rays.direction[:, 1]
        safe = np.where(np.abs(dy) < 1e-9, 1e-9, dy)
        t = (self.height - rays.origin[:, 1]) / safe
        return np.where(t > 1e-6, t, np.inf)

    def normal(self, point: Vecs) -> Vecs:
        up = np.zeros_like(point)
        up[:, 1] = 1.0
        return up


def nearest(solids: list[Solid], rays: Rays) -> tuple[Int[Arr, " rays"], Scalars]:
    table = np.stack([solid.distance(rays) for solid in solids])
    which = np.argmin(table, axis=0)
    return which, table[which, np.arange(table.shape[1])]


def shade(solids: list[Solid], rays: Rays, light: Vec3) -> Float[Arr, "rays 3"]:
    which, t = nearest(solids, rays)
    hit = np.isfinite(t)
    colour = np.zeros((len(rays), 3))
    for number, solid in enumerate(solids):
        mine = hit & (which == number)
        point = rays.masked(mine).at(t[mine])
        normal = solid.normal(point)
        to_light = unit(light - point)
        lambert = np.clip(np.sum(normal * to_light, axis=1), 0.0, 1.0)
        shadow = Rays(point + 1e-4 * normal, to_light)
        _, blocked = nearest(solids, shadow)
        lit = lambert * np.where(np.isfinite(blocked), 0.3, 1.0)
        colour[mine] = lit[:, np.newaxis] * solid.colour
    return colour


class Camera:
    def __init__(self, width: int, height: int, field: float = 1.0) -> None:
        self.width = width
        self.height = height
        self.field = field

    def rays(self) -> Rays:
        xs = np.linspace(-self.field, self.field, self.width)
        ys = np.linspace(self.field, -self.field, self.height)
        gx, gy = np.meshgrid(xs, ys)
        direction = np.stack([gx, gy, np.ones_like(gx)], axis=-1).reshape(-1, 3)
        return Rays(np.zeros_like(direction), unit(direction))

    def image(self, colours: Float[Arr, "{self.height}*{self.width} 3"]) -> Float[Arr, "{self.height} {self.width} 3"]:
        return colours.reshape(self.height, self.width, 3)


def luminance(image: Float[Arr, "h w 3"]) -> Float[Arr, "h w"]:
    return image @ np.array([0.2126, 0.7152, 0.0722])


def tone_mapped(image: Float[Arr, "h w 3"], gamma: float = 2.2) -> Int[Arr, "h w 3"]:
    grey = luminance(image)
    scale = 1.0 / max(float(grey.max()), 1e-9)
    return (255 * np.clip(image * scale, 0, 1) ** (1 / gamma)).astype(int)


def main(seed: int) -> None:
    width, height, count = random.Random(seed).sample(range(4, 12), 3)
    rng = np.random.default_rng(seed)
    solids: list[Solid] = [Plane(-1.0, vec(0.5, 0.5, 0.5))]
    for _ in range(count):
        solids.append(Sphere(rng.normal(size=3) + vec(0.0, 0.0, 5.0), 0.8, rng.random(3)))
    camera = Camera(width, height)
    rays = camera.rays()
    assert dots(rays.direction, rays.direction).shape == (width * height,)
    image = camera.image(shade(solids, rays, vec(5.0, 5.0, -5.0)))
    assert tone_mapped(image).shape == (height, width, 3)


if __name__ == "__main__":
    main(0)
