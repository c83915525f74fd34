"""The ascent rules in plain Python floats, written from the formulas alone: slow, and independent of ours."""

import math

Vector = list[float]
Tensors = dict[str, tuple[int, Vector]]  # name: number of axes, gradient


def length(vector: Vector) -> float:
    return math.sqrt(math.fsum(x * x for x in vector))


def flat(tensors: Tensors) -> Vector:
    return [x for _, entries in tensors.values() for x in entries]


def z_scores(g: Vector, guard: float) -> Vector:
    """(g − μ) / (σ + guard), σ with n − 1; all 0 for one entry."""
    n = len(g)
    if n < 2:
        return [0.0] * n
    mu = math.fsum(g) / n
    sigma = math.sqrt(math.fsum((x - mu) ** 2 for x in g) / (n - 1))
    return [(x - mu) / (sigma + guard) for x in g]


def percentile(values: Vector, percent: float) -> float:
    """Linear between neighbours."""
    ordered, position = sorted(values), (len(values) - 1) * percent / 100
    below = math.floor(position)
    above = min(below + 1, len(values) - 1)
    return ordered[below] + (position - below) * (ordered[above] - ordered[below])


def paper(tensors: Tensors, radius: float) -> Vector:
    """C.3, official: matrices by themselves, strictly above the 95th percentile, each with the radius."""
    total = length(flat(tensors))
    epsilon: Vector = []
    for ndim, g in tensors.values():
        if ndim <= 1:
            epsilon += [radius * x / (total + 1e-12) for x in g]
            continue
        z = [abs(x) for x in z_scores(g, 1e-12)]
        threshold = percentile(z, 95)
        kept = [x if score > threshold else 0.0 for x, score in zip(g, z, strict=True)]
        if length(kept) == 0.0:
            epsilon += [radius * x / total if total else 0.0 for x in g]
        else:
            epsilon += [radius * x / (length(kept) + 1e-12) for x in kept]
    return epsilon


def bangyen(tensors: Tensors, radius: float) -> Vector:
    """C.3, bangyen: all tensors, one 70th percentile, not below it; an empty tensor keeps its top 20 %."""
    scores = [[abs(x) for x in z_scores(g, 1e-8)] for _, g in tensors.values()]
    threshold = percentile([x for z in scores for x in z], 70)
    kept: Vector = []
    for (_, g), z in zip(tensors.values(), scores, strict=True):
        mask = [score >= threshold for score in z]
        if not any(mask):
            top = sorted(range(len(z)), key=lambda i, z=z: (-z[i], i))[: max(1, len(z) // 5)]  # type: ignore[misc]  # mypy cannot type a lambda's default
            mask = [i in top for i in range(len(z))]
        kept += [x if keep else 0.0 for x, keep in zip(g, mask, strict=True)]
    return [radius * x / (length(kept) + 1e-12) for x in kept]


def sam(g: Vector, radius: float) -> Vector:
    """C.1: ρ g/‖g‖, 0 if g = 0."""
    return [radius * x / length(g) if length(g) else 0.0 for x in g]


def sam_in_norm(g: Vector, radius: float, p: float) -> Vector:
    """C.1: ρ sign(g) |g|^(q−1) / (‖g‖_q^q)^(1/p)."""
    q = p / (p - 1)
    total = math.fsum(abs(x) ** q for x in g) ** (1 / p)
    return [radius * math.copysign(abs(x) ** (q - 1), x) / total if total else 0.0 for x in g]


def asam(tensors: Tensors, weights: Vector, radius: float, eta: float) -> Vector:
    """C.2: ρ T²g/‖Tg‖, T = |w| + η on matrices, 1 on the rest."""
    matrix = [ndim > 1 for ndim, g in tensors.values() for _ in g]
    t = [abs(w) + eta if m else 1.0 for w, m in zip(weights, matrix, strict=True)]
    g = flat(tensors)
    total = length([a * x for a, x in zip(t, g, strict=True)])
    return [radius * a * a * x / total if total else 0.0 for a, x in zip(t, g, strict=True)]
