"""S54, S56, S57, S62, S63: certificates: Lipschitz constants that belong to their layers and networks."""

from math import inf

import numpy as np
from numpy.random import Generator

from typednn import certificates, layers, ops
from typednn.contracts import Array
from typednn.errors import ConfigError
from typednn.layers import AnyLayer
from typednn.theorems.leansharp import CHAPTER
from typednn.theorems.theorem import Mode, Standing
from typednn.theorems.trial import Case, Trial

_FLOATS = "1e-9 of the bound: rounding of both values"
_START = "from typednn.certificates import certify\n\nnet = Linear(3, 4, rng=0) >> Relu()\n"


@CHAPTER.theorem(
    "S54",
    Mode.PROPERTY,
    original="mlp_forward_stability (there is a K)",
    standing=Standing.GAP_CLOSED,
    domain="random perceptrons of two or three layers; 20 pairs each, near and far, and a search along the Jacobian",
    tolerance=_FLOATS,
)
def a_perceptron_is_lipschitz_with_this_constant(trial: Trial) -> None:
    """‖f(x) − f(y)‖ ≤ Π ‖W_l‖₂ ‖x − y‖, the norms bounded from above."""
    for case in trial.cases(30, 1000):
        a, b, c = (int(n) for n in case.rng.integers(1, 8, 3))
        net = layers.Linear(a, b, rng=case.rng, dtype=np.float64) >> layers.Relu()
        net = net >> layers.Linear(b, c, rng=case.rng, dtype=np.float64) >> layers.Tanh()
        product_ = float(np.linalg.norm(net[0].weight, 2) * np.linalg.norm(net[2].weight, 2))  # type: ignore[attr-defined]  # Linear
        found = _never_violated(case, net, case.rng.normal(size=(21, a)), inf)
        case.at_most(product_, found, 1e-9 * found)
        case.at_most(found, 1.03 * product_, 1e-9)


@CHAPTER.theorem(
    "S56.1",
    Mode.RUN_TIME,
    original="StabilityCertificate",
    standing=Standing.GAP_CLOSED,
    domain="two networks of the same shape",
)
def a_certificate_belongs_to_its_layer(trial: Trial) -> None:
    """A certificate is refused for another layer, and for its own with other weights."""
    for case, width in trial.each((2, 5)):
        net, other = (layers.Linear(3, width, rng=0) >> layers.Relu() for _ in range(2))
        found = certificates.certify(net, np.zeros((1, 3)))
        found.require(net)
        case.require(_refused(found, other), "another network")
        net[0].weight[0, 0] += 1  # type: ignore[attr-defined]  # Linear
        case.require(_refused(found, net), "other weights")


@CHAPTER.theorem(
    "S56.2",
    Mode.PROPERTY,
    original="StabilityCertificate",
    standing=Standing.GAP_CLOSED,
    domain="all layers that have a certificate, random parameters; 100,000 pairs in the quick budget, and a search "
    "along the Jacobian of each",
    tolerance=_FLOATS,
)
def certificates_are_never_violated(trial: Trial) -> None:
    """‖f(x) − f(y)‖ ≤ K‖x − y‖ for all pairs in the region."""
    for case in trial.cases(90, 4500):
        layer, shape, radius = _subject(case.rng, case.number % 15)
        case.given(layer=layer)
        _never_violated(case, layer, case.rng.normal(size=(1120, *shape)), radius)
        case.stands_for(1119)


@CHAPTER.theorem(
    "S56.3",
    Mode.PROPERTY,
    original="StabilityCertificate",
    standing=Standing.BEYOND,
    domain="random convolutions with stride and padding and pooling by means, images up to 9 by 9, against the norm of "
    "the layer's dense matrix; pooling by maxima with one bright pixel",
    tolerance=_FLOATS,
)
def what_slides_over_an_image_has_these_constants(trial: Trial) -> None:
    """‖A‖₂ ≤ max_ω ‖Ŵ(ω)‖₂ for convolutions, with equality if windows do not overlap; ‖A‖₂ = 1/size for such means;
    the root of the most windows that a pixel is in for maxima, and it is attained.
    """
    for case in trial.cases(90, 4000):
        size, stride, padding = (int(n) for n in case.rng.integers((1, 1, 0), (4, 5, 3)))
        shape = tuple(int(n) for n in case.rng.integers((1, size, size), (4, 10, 10)))
        zero = np.zeros((1, *shape))
        conv = layers.Conv2d(
            shape[0], 2, size, stride=stride, padding=min(padding, size - 1), rng=case.rng, dtype=np.float64
        )
        mean, most = layers.AvgPool2d(size, stride), layers.MaxPool2d(size, stride)
        case.given(conv=conv, pooling=most, shape=shape)
        norms = {layer: _dense_norm(layer, shape) for layer in (conv, mean)}
        bounds = {layer: certificates.certify(layer, zero).constant for layer in (conv, mean, most)}
        for layer, norm in norms.items():
            case.at_most(norm, bounds[layer], 1e-14 * norm)
        if stride >= size:
            case.near(bounds[mean], norms[mean], 1e-12)
            if conv.padding == 0:
                case.near(bounds[conv], norms[conv], 1e-9 * norms[conv])
        bright = np.eye(shape[1] * shape[2]).reshape(-1, 1, *shape[1:])
        case.near(np.sqrt(np.square(most(bright)).sum(axis=(1, 2, 3)).max()), bounds[most], 1e-12)


@CHAPTER.theorem(
    "S57",
    Mode.PROPERTY,
    original="composition of certificates",
    domain="LayerNorm, attention and Linear in a chain, balls of radius 1/2",
    tolerance=_FLOATS,
)
def certificates_compose_by_image_balls(trial: Trial) -> None:
    """K = K₂K₁, the second certificate taken on B(f₁(c), K₁R), which holds f₁(B(c, R))."""
    for case in trial.cases(20, 1000):
        first = layers.Linear(4, 4, rng=case.rng, dtype=np.float64)
        second = layers.MultiHeadAttention(4, 2, rng=case.rng, dtype=np.float64)
        net, centre = first >> second, case.rng.normal(size=(1, 3, 4))
        whole = certificates.certify(net, centre, 0.5)
        one = certificates.certify(first, centre, 0.5)
        two = certificates.certify(second, first(centre), 0.5 * one.constant)
        case.near(whole.constant, one.constant * two.constant, 1e-9 * whole.constant)
        step = case.rng.normal(size=(10, 3, 4))
        step *= 0.5 / np.sqrt((step**2).sum(axis=(1, 2), keepdims=True))
        moved = np.sqrt(((first(centre + step) - first(centre)) ** 2).sum(axis=(1, 2)))
        case.at_most(moved, 0.5 * one.constant, 1e-9, "the image stays in the ball")
        _never_violated(case, net, centre + 0.5 * case.rng.random((21, 1, 1)) * step[[0] * 21], 0.5, centre)


@CHAPTER.theorem(
    "S62",
    Mode.PROPERTY,
    original="ReLU, softplus, dropout, residual",
    domain="rates 0, 1/4, 1/2, 3/4; a residual around a Linear",
    tolerance=_FLOATS,
)
def simple_layers_have_these_constants(trial: Trial) -> None:
    """K = 1 for ReLU and softplus, 1/(1 − p) for Dropout in training, 1 + K of its branch for a residual; none is
    violated.
    """
    zero = np.zeros((1, 3))
    for case in trial.cases(40, 1000):
        rate = (0.0, 0.25, 0.5, 0.75)[case.number % 4]
        linear = layers.Linear(3, 3, rng=case.rng, dtype=np.float64)
        inner = certificates.certify(linear, zero).constant
        case.equal(certificates.certify(layers.Relu(), zero).constant, 1.0)
        case.equal(certificates.certify(layers.Softplus(), zero).constant, 1.0)
        case.equal(certificates.certify(layers.Dropout(rate), zero, training=True).constant, 1 / (1 - rate))
        case.equal(certificates.certify(layers.Dropout(rate), zero).constant, 1.0)
        case.equal(certificates.certify(layers.Residual(linear), zero).constant, 1 + inner)
        x, y = case.rng.normal(size=(2, 1, 3))
        keep = case.rng.random((1, 3)) < 0.5
        moved = np.linalg.norm(ops.dropout(x, keep, rate=rate) - ops.dropout(y, keep, rate=rate))
        case.at_most(float(moved), float(np.linalg.norm(x - y)) / (1 - rate), 1e-9)
        _never_violated(case, layers.Residual(linear), case.rng.normal(size=(21, 3)), inf)


CHAPTER.static(
    "S63.1",
    "a certificate is made from the layer itself, and from nothing else",
    "certify takes a layer, and no parts or constants by hand; what it gives cannot be changed.",
    original="chainStabilityCertificate (accepts certificates of unrelated functions)",
    accepts="""
from typednn.certificates import certify

net = Linear(3, 4, rng=0) >> Relu() >> Linear(4, 2, rng=1)
found = certify(net, np.zeros((1, 3)))
constant: float = found.constant
found.require(net)
""",
    rejects=(
        f"{_START}certify(net, np.zeros((1, 3)), parts=())  # E: call-arg, static",
        f"{_START}certify(net, np.zeros((1, 3))).constant = 0.0  # E: misc, static",
        f"{_START}certify(np.tanh, np.zeros((1, 3)))  # E: arg-type",
    ),
)


@CHAPTER.theorem(
    "S63.2",
    Mode.RUN_TIME,
    original="chainStabilityCertificate (accepts certificates of unrelated functions)",
    standing=Standing.GAP_CLOSED,
    domain="a chain of three layers; a layer that has no certificate; two samples for a centre",
)
def a_chain_s_certificate_comes_from_its_own_layers(trial: Trial) -> None:
    """The parts of a chain's certificate are of its own layers, one for each; there is no way to hand in others."""
    for case, width in trial.each((2, 4)):
        net = layers.Linear(3, width, rng=0) >> layers.Relu() >> layers.Linear(width, 2, rng=1)
        found = certificates.certify(net, np.zeros((1, 3)))
        case.require(all(part.layer is own for part, own in zip(found.parts, net.layers, strict=True)), "its own")
        case.equal(found.constant, float(np.prod([part.constant for part in found.parts])))
        for wrong, x in ((_Unknown(), np.zeros((1, 3))), (net, np.zeros((2, 3)))):
            try:
                certificates.certify(wrong, x)
            except ConfigError:
                continue
            case.require(False, "it is refused")


def _never_violated(case: Case, layer: AnyLayer, x: Array, radius: float, centre: Array | None = None) -> float:
    """K of the layer, after pairs within the region and a search along the Jacobian."""
    found = certificates.certify(layer, x[:1] if centre is None else centre, radius)
    if np.isfinite(radius) and centre is None:
        step = x[1:] - x[:1]
        axes = tuple(range(1, x.ndim))
        lengths = np.sqrt((step**2).sum(axis=axes, keepdims=True))
        x = np.concatenate([x[:1], x[:1] + step * np.minimum(1.0, radius / np.maximum(lengths, 1e-300))])
    at = x[:21] if not np.isfinite(radius) else x[:1]
    values = layer(x)
    moved = np.sqrt(np.square(values[1:] - values[:-1]).reshape(len(x) - 1, -1).sum(axis=1))
    apart = np.sqrt(np.square(x[1:] - x[:-1]).reshape(len(x) - 1, -1).sum(axis=1))
    case.at_most(moved, found.constant * apart, 1e-9 * (1 + found.constant))
    lower = certificates.empirical_constant(layer, at, rng=case.rng, steps=8)
    case.at_most(lower, found.constant, 1e-6 * (1 + found.constant), "the search along the Jacobian")
    return found.constant


def _dense_norm(layer: AnyLayer, shape: tuple[int, ...]) -> float:
    """‖A‖₂ of an affine layer, from what it makes of each unit vector."""
    units = np.eye(int(np.prod(shape))).reshape(-1, *shape)
    columns = layer(units) - layer(np.zeros_like(units))
    return float(np.linalg.norm(columns.reshape(len(units), -1), 2))


def _subject(rng: Generator, kind: int) -> tuple[AnyLayer, tuple[int, ...], float]:
    """A layer, the shape of a sample, and the radius of the region."""
    norm, batch = layers.LayerNorm(5, dtype=np.float64), layers.BatchNorm(5, dtype=np.float64)
    norm.gain[:], batch.gain[:], batch.running_variance[:] = rng.normal(size=5), rng.normal(size=5), rng.random(5) + 0.1
    subjects: list[tuple[AnyLayer, tuple[int, ...], float]] = [
        (layers.Linear(5, 3, rng=rng, dtype=np.float64), (5,), inf),
        (norm, (5,), inf),
        (batch, (5,), inf),
        (layers.MultiHeadAttention(4, 2, rng=rng, dtype=np.float64), (3, 4), 1.0),
        (layers.TransformerBlock(4, 2, rng=rng, dtype=np.float64), (2, 4), 0.1),
        (layers.Conv2d(2, 3, 3, padding=1, rng=rng, dtype=np.float64), (2, 4, 4), inf),
        (layers.Conv2d(2, 3, 3, stride=2, rng=rng, dtype=np.float64), (2, 5, 7), inf),
        (layers.AvgPool2d(3, int(rng.integers(1, 4))), (1, 5, 4), inf),
        (layers.MaxPool2d(3, int(rng.integers(1, 4))), (1, 5, 4), inf),
        (layers.Gelu(), (4,), inf),
        (layers.Silu(), (4,), inf),
        (layers.Sigmoid(), (4,), inf),
        (layers.Elu(1.5), (4,), inf),
        (layers.LeakyRelu(0.1) >> layers.Tanh() >> layers.Softplus(), (4,), inf),
        (layers.Residual(layers.Linear(3, 3, rng=rng, dtype=np.float64) >> layers.Relu()), (3,), inf),
    ]
    return subjects[kind]


class _Unknown(layers.Relu):
    """A layer of which nobody has said what it does."""


def _refused(found: certificates.StabilityCertificate, layer: AnyLayer) -> bool:
    try:
        found.require(layer)
    except ConfigError:
        return True
    return False
