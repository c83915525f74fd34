"""Rigid motions in 3-D: rotation matrices, quaternions (w, x, y, z), homogeneous transforms.

Every function that can takes any number of leading batch axes.
"""
# mypy: disable-error-code="no-any-return"

from __future__ import annotations

import functools
import operator
import random
from typing import Iterable, Union

import numpy as np
from jaxtyping import Bool, Float, Int

Array = np.ndarray
Vec3 = Float[Array, "*batch 3"]
Quat = Float[Array, "*batch 4"]
Mat3 = Float[Array, "*batch 3 3"]
Cloud = Float[Array, "points 3"]

IDENTITY = np.array([1.0, 0.0, 0.0, 0.0])
AXES = dict(zip("xyz", np.eye(3)))


def unit(v: Float[Array, "*batch d"]) -> Float[Array, "*batch d"]:
    return v / np.linalg.norm(v, axis=-1, keepdims=True)


def skew(v: Vec3) -> Mat3:
    out = np.zeros(v.shape + (3,))
    out[..., 0, 1], out[..., 0, 2] = -v[..., 2], v[..., 1]
    out[..., 1, 0], out[..., 1, 2] = v[..., 2], -v[..., 0]
    out[..., 2, 0], out[..., 2, 1] = -v[..., 1], v[..., 0]
    return out


def rodrigues(axis: Float[Array, " 3"], angle: float) -> Float[Array, "3 3"]:
    K = skew(axis / np.linalg.norm(axis))
    return np.eye(3) + np.sin(angle) * K + (1 - np.cos(angle)) * K @ K


def rotation_z(angle: float) -> Float[Array, "3 3"]:
    c, s = np.cos(angle), np.sin(angle)
    return np.array([[c, -s, 0.0], [s, c, 0.0], [0.0, 0.0, 1.0]])


def multiply(p: Quat, q: Quat) -> Quat:
    pw, pv = p[..., :1], p[..., 1:]
    qw, qv = q[..., :1], q[..., 1:]
    w = pw * qw - np.sum(pv * qv, axis=-1, keepdims=True)
    v = pw * qv + qw * pv + np.cross(pv, qv)
    return np.concatenate([w, v], axis=-1)


def conjugate(q: Quat) -> Quat:
    return q * np.array([1, -1, -1, -1])


def rotate(q: Float[Array, " 4"], v: Vec3) -> Vec3:
    t = 2.0 * np.cross(q[1:], v)
    return v + q[0] * t + np.cross(q[1:], t)


def to_matrix(q: Quat) -> Mat3:
    w, x, y, z = np.moveaxis(unit(q), -1, 0)
    rows = [
        np.stack([1 - 2 * (y * y + z * z), 2 * (x * y - z * w), 2 * (x * z + y * w)], axis=-1),
        np.stack([2 * (x * y + z * w), 1 - 2 * (x * x + z * z), 2 * (y * z - x * w)], axis=-1),
        np.stack([2 * (x * z - y * w), 2 * (y * z + x * w), 1 - 2 * (x * x + y * y)], axis=-1),
    ]
    return np.stack(rows, axis=-2)


def from_axis_angle(axis: Vec3, angle: Union[float, Float[Array, "*batch"]]) -> Quat:
    half = np.asarray(angle)[..., None] / 2
    w = np.broadcast_to(np.cos(half), axis.shape[:-1] + (1,))
    return np.concatenate([w, np.sin(half) * unit(axis)], axis=-1)


def slerp(p: Float[Array, " 4"], q: Float[Array, " 4"], t: Float[Array, " steps"]) -> Float[Array, "steps 4"]:
    dot = float(p @ q)
    if dot < 0:
        q, dot = -q, -dot
    if dot > 0.9995:
        return unit(p + t[:, None] * (q - p))
    theta = np.arccos(dot)
    a = np.sin((1 - t) * theta)[:, None]
    b = np.sin(t * theta)[:, None]
    return (a * p + b * q) / np.sin(theta)


def random_rotations(count: int, rng: np.random.Generator) -> Float[Array, "{count} 3 3"]:
    q, r = np.linalg.qr(rng.normal(size=(count, 3, 3)))
    q = q * np.sign(np.diagonal(r, axis1=-2, axis2=-1))[:, None, :]
    q[np.linalg.det(q) < 0] *= -1
    return q


class Pose:
    """x -> R x + t"""

    rotation: Float[Array, "3 3"]
    translation: Float[Array, "3"]

    def __init__(self, rotation: Float[Array, "3 3"], translation: Float[Array, "3"]) -> None:
        self.rotation, self.translation = rotation, translation

    def __call__(self, x: Float[Array, "*batch 3"]) -> Float[Array, "*batch 3"]:
        return x @ self.rotation.T + self.translation

    def __matmul__(self, other: Pose) -> Pose:
        return Pose(self.rotation @ other.rotation, self(other.translation))

    @property
    def inverse(self) -> Pose:
        return Pose(self.rotation.T, -self.rotation.T @ self.translation)

    @property
    def matrix(self) -> Float[Array, "4 4"]:
        m = np.eye(4)
        m[:3, :3] = self.rotation
        m[:3, 3] = self.translation
        return m

    @classmethod
    def identity(cls) -> Pose:
        return cls(np.eye(3), np.zeros(3))

    @classmethod
    def from_matrix(cls, m: Float[Array, "4 4"]) -> Pose:
        *top, last = m
        assert np.allclose(last, [0, 0, 0, 1])
        block = np.stack(top)
        return cls(block[:, :3], block[:, 3])

    @staticmethod
    def chain(poses: Iterable[Pose]) -> Pose:
        return functools.reduce(operator.matmul, poses, Pose.identity())


def homogeneous(x: Cloud) -> Float[Array, "points 4"]:
    return np.c_[x, np.ones(len(x))]


def project(x: Cloud, camera: Float[Array, "3 4"]) -> Float[Array, "points 2"]:
    image = homogeneous(x) @ camera.T
    return image[:, :2] / image[:, 2:]


def align(source: Cloud, target: Cloud) -> Pose:
    """Kabsch: the rigid motion that takes source nearest to target."""
    a, b = source.mean(axis=0), target.mean(axis=0)
    u, _, vt = np.linalg.svd((source - a).T @ (target - b))
    flip = np.diag([1.0, 1.0, np.sign(np.linalg.det(u @ vt))])
    R = (u @ flip @ vt).T
    return Pose(R, b - R @ a)


def nearest(a: Float[Array, "n 3"], b: Float[Array, "m 3"]) -> Int[Array, " n"]:
    gaps = np.linalg.norm(a[:, None] - b, axis=2)
    return gaps.argmin(axis=1)


def icp(source: Float[Array, "n 3"], target: Float[Array, "m 3"], rounds: int) -> Pose:
    pose = Pose.identity()
    for _ in range(rounds):
        moved = pose(source)
        pose = align(moved, target[nearest(moved, target)]) @ pose
    return pose


def inside(x: Cloud, low: Float[Array, "#points 3"], high: Float[Array, "#points 3"]) -> Bool[Array, " points"]:
    return np.all((x >= low) & (x <= high), axis=-1)


def main(seed: int) -> None:
    n, m, steps = random.Random(seed).sample(range(5, 14), 3)
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(n, 3))
    R, q = random_rotations(n, rng), unit(rng.normal(size=(n, m, 4)))
    assert np.allclose(R @ R.mT, np.eye(3)) and np.allclose(np.linalg.det(to_matrix(q)), 1)
    assert np.allclose(multiply(q, conjugate(q)), IDENTITY)
    assert np.allclose(rodrigues(AXES["z"], 0.3), rotation_z(0.3))
    turn = from_axis_angle(AXES["x"], 0.7)
    assert np.allclose(rotate(turn, x), x @ to_matrix(turn).T)
    assert np.allclose(to_matrix(from_axis_angle(x, np.full(n, 0.2)))[0], rodrigues(x[0], 0.2))
    path = slerp(IDENTITY, q[0, 0], np.linspace(0.0, 1.0, steps))
    assert np.allclose(np.linalg.norm(path, axis=1), 1)
    assert slerp(turn, turn, np.linspace(0, 1, m)).shape == (m, 4)
    pose = Pose(R[0], x[1])
    assert np.allclose((pose @ pose.inverse).matrix, np.eye(4))
    assert np.allclose(Pose.from_matrix(pose.matrix)(x), pose(x))
    assert np.allclose(Pose.chain([pose, pose])(x[0]), pose(pose(x[0])))
    assert np.allclose(align(x, pose(x)).matrix, pose.matrix)
    assert np.isfinite(icp(x, rng.normal(size=(m, 3)), rounds=3).matrix).all()
    camera = np.hstack([np.eye(3), [[0.0], [0.0], [9.0]]])
    assert np.allclose(project(x, camera), x[:, :2] / (x[:, 2:] + 9))
    assert slerp(turn, -turn, np.zeros(m)).shape == (m, 4)
    assert inside(x, x - 1, x + 1).all() and inside(x, x.min(axis=0)[None], x.max(axis=0)[None]).all()


if __name__ == "__main__":
    main(0)
