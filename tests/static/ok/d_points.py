"""Point clouds: registration, RANSAC, quaternions."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
from jaxtyping import Bool, Float, Int
from numpy import ndarray as Array

Points = Float[Array, "n 3"]
Matrix3 = Float[Array, "3 3"]


class Rigid(NamedTuple):
    rotation: Float[Array, "3 3"]
    translation: Float[Array, 3]

    def apply(self, points: Float[Array, "n 3"]) -> Float[Array, "n 3"]:
        return points @ self.rotation.T + self.translation

    def inverse(self) -> Rigid:
        r = self.rotation.T
        return Rigid(r, -r @ self.translation)

    def then(self, other: Rigid) -> Rigid:
        return Rigid(other.rotation @ self.rotation, other.rotation @ self.translation + other.translation)

    def matrix(self) -> Float[Array, "4 4"]:
        out = np.eye(4)
        out[:3, :3] = self.rotation
        out[:3, 3] = self.translation
        return out


def centroid(points: Float[Array, "n 3"], weights: Float[Array, " n"] | None = None) -> Float[Array, 3]:
    if weights is None:
        return points.mean(axis=0)
    w = weights / weights.sum()
    return (w[:, None] * points).sum(axis=0)


def kabsch(source: Float[Array, "n 3"], target: Float[Array, "n 3"]) -> Rigid:
    mu_s, mu_t = centroid(source), centroid(target)
    cov = (source - mu_s).T @ (target - mu_t)
    u, _, vt = np.linalg.svd(cov)
    sign = np.sign(np.linalg.det(vt.T @ u.T))
    d = np.diag([1.0, 1.0, sign])
    rotation = vt.T @ d @ u.T
    return Rigid(rotation, mu_t - rotation @ mu_s)


def nearest(
    query: Float[Array, "q 3"], base: Float[Array, "n 3"], chunk: int = 256
) -> tuple[Int[Array, " q"], Float[Array, " q"]]:
    index = np.empty(len(query), dtype=np.int64)
    distance = np.empty(len(query))
    for start in range(0, len(query), chunk):
        part = query[start : start + chunk]
        d2 = ((part[:, None, :] - base[None, :, :]) ** 2).sum(-1)
        best = d2.argmin(axis=1)
        index[start : start + chunk] = best
        distance[start : start + chunk] = np.sqrt(d2[np.arange(len(part)), best])
    return index, distance


def icp(
    source: Float[Array, "m 3"], target: Float[Array, "n 3"], rounds: int = 20, trim: float = 0.9
) -> tuple[Rigid, list[float]]:
    total = Rigid(np.eye(3), np.zeros(3))
    moved = source.copy()
    history: list[float] = []
    for _ in range(rounds):
        idx, dist = nearest(moved, target)
        keep = dist <= np.quantile(dist, trim)
        if keep.sum() < 3:
            break
        step = kabsch(moved[keep], target[idx[keep]])
        moved = step.apply(moved)
        total = total.then(step)
        history.append(float(dist[keep].mean()))
    return total, history


def quaternion_to_matrix(q: Float[Array, "*batch 4"]) -> Float[Array, "*batch 3 3"]:
    q = q / np.linalg.norm(q, axis=-1, keepdims=True)
    w, x, y, z = np.moveaxis(q, -1, 0)
    rows = [
        [1 - 2 * (y * y + z * z), 2 * (x * y - z * w), 2 * (x * z + y * w)],
        [2 * (x * y + z * w), 1 - 2 * (x * x + z * z), 2 * (y * z - x * w)],
        [2 * (x * z - y * w), 2 * (y * z + x * w), 1 - 2 * (x * x + y * y)],
    ]
    return np.stack([np.stack(r, axis=-1) for r in rows], axis=-2)


def multiply(p: Float[Array, "*b 4"], q: Float[Array, "*b 4"]) -> Float[Array, "*b 4"]:
    pw, pv = p[..., :1], p[..., 1:]
    qw, qv = q[..., :1], q[..., 1:]
    w = pw * qw - (pv * qv).sum(-1, keepdims=True)
    v = pw * qv + qw * pv + np.cross(pv, qv)
    return np.concatenate([w, v], axis=-1)


def slerp(p: Float[Array, 4], q: Float[Array, 4], t: Float[Array, " k"]) -> Float[Array, "k 4"]:
    dot = float(np.dot(p, q))
    if dot < 0:
        q, dot = -q, -dot
    if dot > 0.9995:
        out = p + t[:, None] * (q - p)
        return out / np.linalg.norm(out, axis=1, keepdims=True)
    theta = np.arccos(dot)
    return (np.sin((1 - t) * theta)[:, None] * p + np.sin(t * theta)[:, None] * q) / np.sin(theta)


def fit_plane(points: Float[Array, "n 3"]) -> tuple[Float[Array, 3], float]:
    c = points.mean(0)
    _, _, vt = np.linalg.svd(points - c, full_matrices=False)
    normal = vt[-1]
    return normal, float(normal @ c)


def ransac_plane(
    points: Float[Array, "n 3"], rng: np.random.Generator, rounds: int = 100, tolerance: float = 0.05
) -> tuple[Float[Array, 3], float, Bool[Array, " n"]]:
    best = np.zeros(len(points), dtype=bool)
    for _ in range(rounds):
        a, b, c = points[rng.choice(len(points), 3, replace=False)]
        normal = np.cross(b - a, c - a)
        length = np.linalg.norm(normal)
        if length < 1e-12:
            continue
        normal = normal / length
        inliers = np.abs((points - a) @ normal) < tolerance
        if inliers.sum() > best.sum():
            best = inliers
    normal, offset = fit_plane(points[best])
    return normal, offset, best


def voxel_downsample(points: Float[Array, "n 3"], size: float) -> Float[Array, "m 3"]:
    cells = np.floor(points / size).astype(np.int64)
    _, inverse, counts = np.unique(cells, axis=0, return_inverse=True, return_counts=True)
    inverse = inverse.reshape(-1)
    out = np.zeros((len(counts), 3))
    np.add.at(out, inverse, points)
    return out / counts[:, None]


def homography(src: Float[Array, "n 2"], dst: Float[Array, "n 2"]) -> Matrix3:
    n = len(src)
    a = np.zeros((2 * n, 9))
    ones = np.ones((n, 1))
    a[0::2, :2] = src
    a[0::2, 2:3] = ones
    a[0::2, 6:8] = -dst[:, :1] * src
    a[0::2, 8] = -dst[:, 0]
    a[1::2, 3:5] = src
    a[1::2, 5:6] = ones
    a[1::2, 6:8] = -dst[:, 1:] * src
    a[1::2, 8] = -dst[:, 1]
    *_, vt = np.linalg.svd(a)
    h = vt[-1].reshape(3, 3)
    return h / h[2, 2]


def project(h: Matrix3, points: Float[Array, "n 2"]) -> Float[Array, "n 2"]:
    homogeneous = np.hstack([points, np.ones((points.shape[0], 1))])
    mapped = homogeneous @ h.T
    return mapped[:, :2] / mapped[:, 2:]


@dataclass
class Camera:
    focal: float
    size: tuple[int, int]
    pose: Rigid = field(default_factory=lambda: Rigid(np.eye(3), np.zeros(3)))

    @property
    def intrinsics(self) -> Matrix3:
        h, w = self.size
        return np.array([[self.focal, 0, w / 2], [0, self.focal, h / 2], [0, 0, 1]])

    def project(self, points: Points) -> tuple[Float[Array, "n 2"], Bool[Array, " n"]]:
        local = self.pose.inverse().apply(points)
        uvw = local @ self.intrinsics.T
        uv = uvw[:, :2] / np.maximum(uvw[:, 2:], 1e-9)
        h, w = self.size
        inside = (uvw[:, 2] > 0) & (uv >= 0).all(axis=1) & (uv[:, 0] < w) & (uv[:, 1] < h)
        return uv, inside

    def depth_map(self, points: Points) -> Float[Array, "h w"]:
        h, w = self.size
        depth = np.full((h, w), np.inf)
        uv, inside = self.project(points)
        cols, rows = uv[inside].astype(int).T
        z = self.pose.inverse().apply(points)[inside, 2]
        np.minimum.at(depth, (rows, cols), z)
        return depth


def main(seed: int) -> None:
    n, m, q = random.Random(seed).sample(range(12, 24), 3)
    rng = np.random.default_rng(seed)
    cloud = rng.normal(size=(n, 3))
    turn = quaternion_to_matrix(rng.normal(size=4))
    pose = Rigid(turn, rng.normal(size=3))
    moved = pose.apply(cloud)
    assert np.allclose(kabsch(cloud, moved).rotation, turn)
    assert pose.matrix().shape == (4, 4)
    found, history = icp(cloud[: n - 2], cloud + 0.01)
    assert found.inverse().then(found).translation.shape == (3,)
    assert len(history) > 0
    qs = rng.normal(size=(2, m, 4))
    assert multiply(qs, qs).shape == (2, m, 4)
    assert slerp(np.array([1.0, 0, 0, 0]), np.array([0, 1.0, 0, 0]), np.linspace(0, 1, q)).shape == (q, 4)
    normal, offset, inliers = ransac_plane(cloud * np.array([1, 1, 1e-3]), rng)
    assert normal.shape == (3,) and inliers.shape == (n,) and offset < 10
    assert voxel_downsample(cloud, 0.5).shape[1] == 3
    flat = rng.normal(size=(m, 2))
    h = homography(flat, flat + 1.0)
    assert np.allclose(project(h, flat), flat + 1.0)
    camera = Camera(20.0, (q, m))
    uv, inside = camera.project(cloud + np.array([0, 0, 5]))
    assert uv.shape == (n, 2) and inside.shape == (n,)
    assert camera.depth_map(cloud + np.array([0, 0, 5])).shape == (q, m)


if __name__ == "__main__":
    main(0)
