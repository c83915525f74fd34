"""V18–V28: the dense layer: its sizes, what it computes, and what layers give one after the other."""

from itertools import product

import numpy as np

from typednn import layers
from typednn.contracts import Array
from typednn.errors import ShapeError
from typednn.layers import AnyLayer, Linear
from typednn.theorems.rounding import DOT, gamma
from typednn.theorems.theorem import Mode, Standing
from typednn.theorems.trial import Trial
from typednn.theorems.verifiednn import CHAPTER

_POLYNOMIALS = "as polynomials in weights, biases, inputs and the factors of the combination"


@CHAPTER.theorem(
    "V18.2",
    Mode.EXHAUSTIVE,
    original="DenseLayer",
    standing=Standing.GAP_CLOSED,
    domain="fan_in, fan_out and the width of the input from 1 to 6, at run time",
)
def a_layer_takes_its_own_width_only(trial: Trial) -> None:
    """Linear(m, n) holds m × n weights and n biases, and takes rows of k if and only if k = m."""
    for case, (fan_in, fan_out, width) in trial.each(product(range(1, 7), repeat=3)):
        case.given(fan_in=fan_in, fan_out=fan_out, width=width)
        layer = layers.Linear(fan_in, fan_out, rng=0)
        case.equal((layer.weight.shape, layer.bias.shape), ((fan_in, fan_out), (fan_out,)))
        case.equal(_accepts(layer, np.ones((2, width), np.float32)), width == fan_in, "accepted")


@CHAPTER.theorem(
    "V19.2",
    Mode.PROPERTY,
    original="forwardBatch",
    domain="sizes up to 40, batches up to 20, through relu too",
    tolerance=f"2 γ_(m+1) (|x| |W| + |b|); {DOT}",
)
def a_batch_through_a_layer_is_its_samples(trial: Trial) -> None:
    """Row i of layer(X) is layer(X_i), and so after relu."""
    for case in trial.cases(quick=150, full=8000):
        fan_in, fan_out, batch = case.rng.integers(1, [41, 41, 21])
        layer = layers.Linear(int(fan_in), int(fan_out), rng=case.rng, dtype=np.float64)
        x = case.rng.normal(size=(batch, fan_in))
        case.given(x=x, weight=layer.weight, bias=layer.bias)
        allowed = 2 * gamma(int(fan_in) + 1) * (np.abs(x) @ np.abs(layer.weight) + np.abs(layer.bias))
        alone = np.stack([layer(row) for row in x])
        case.near(layer(x), alone, allowed)
        case.near((layer >> layers.Relu())(x), np.maximum(alone, 0), allowed)


@CHAPTER.theorem(
    "V20.2",
    Mode.EXHAUSTIVE,
    original="stack",
    standing=Standing.GAP_CLOSED,
    domain="all sizes from 1 to 4, with and without a rectifier between",
)
def layers_compose_exactly_where_they_fit(trial: Trial) -> None:
    """Linear(a, b) >> Linear(c, d) is made if and only if b = c; otherwise it is a ShapeError at once."""
    for case, (a, b, c, d, between) in trial.each(product(*[range(1, 5)] * 4, (False, True))):
        case.given(a=a, b=b, c=c, d=d, rectifier=between)
        first: AnyLayer = layers.Linear(a, b, rng=0)
        if between:
            first = first >> layers.Relu()
        case.equal(_composes(first, layers.Linear(c, d, rng=0)), b == c, "composed")


@CHAPTER.theorem(
    "V22", Mode.EXACT, original="forwardLinear_spec", domain=f"two inputs, two outputs, two rows; {_POLYNOMIALS}"
)
def a_layer_is_a_product_and_a_sum(trial: Trial) -> None:
    """Linear(x) = x W + b, written out as sums."""
    layer = layers.Linear(2, 2, dtype=np.float64)
    for case, point in trial.lattice(10, 3):
        w, b, x = point[:4].reshape(2, 2), point[4:6], point[6:].reshape(2, 2)
        case.given(w=w, b=b, x=x)
        _set(layer, w, b)
        case.equal(layer(x), [[sum(x[i, k] * w[k, j] for k in range(2)) + b[j] for j in range(2)] for i in range(2)])


@CHAPTER.theorem(
    "V23", Mode.EXACT, original="forwardLinear_is_affine", domain=f"two inputs, one output; {_POLYNOMIALS}"
)
def a_layer_is_affine(trial: Trial) -> None:
    """L(a x + b y) = a x W + b y W + bias."""
    layer = layers.Linear(2, 1, dtype=np.float64)
    for case, point in trial.lattice(9, 4):
        w, bias, x, y, a, b = point[:2].reshape(2, 1), point[2:3], point[3:5], point[5:7], point[7], point[8]
        case.given(w=w, bias=bias, x=x, y=y, a=a, b=b)
        _set(layer, w, bias)
        case.equal(layer(a * x + b * y), a * (x @ w) + b * (y @ w) + bias)


@CHAPTER.theorem("V24", Mode.EXACT, original="matvec_is_linear", domain=f"two inputs, two outputs; {_POLYNOMIALS}")
def a_layer_without_bias_is_linear(trial: Trial) -> None:
    """With b = 0: L(a x + b y) = a L(x) + b L(y)."""
    layer = layers.Linear(2, 2, dtype=np.float64)
    for case, point in trial.lattice(10, 4):
        w, x, y, a, b = point[:4].reshape(2, 2), point[4:6], point[6:8], point[8], point[9]
        case.given(w=w, x=x, y=y, a=a, b=b)
        _set(layer, w, np.zeros(2))
        case.equal(layer(a * x + b * y), a * layer(x) + b * layer(y))


@CHAPTER.theorem(
    "V25",
    Mode.EXACT,
    original="layer_preserves_affine_combination",
    domain=f"two inputs, two outputs, b = 1 - a; {_POLYNOMIALS}",
)
def a_layer_keeps_affine_combinations(trial: Trial) -> None:
    """a + b = 1 ⇒ L(a x + b y) = a L(x) + b L(y)."""
    layer = layers.Linear(2, 2, dtype=np.float64)
    for case, point in trial.lattice(11, 4):
        w, bias, x, y, a = point[:4].reshape(2, 2), point[4:6], point[6:8], point[8:10], point[10]
        case.given(w=w, bias=bias, x=x, y=y, a=a)
        _set(layer, w, bias)
        case.equal(layer(a * x + (1 - a) * y), a * layer(x) + (1 - a) * layer(y))


@CHAPTER.theorem(
    "V26",
    Mode.EXACT,
    original="stackLinear_preserves_affine_combination",
    domain=f"two inputs, two hidden, one output, b = 1 - a; {_POLYNOMIALS}",
)
def two_layers_keep_affine_combinations(trial: Trial) -> None:
    """a + b = 1 ⇒ (L₂ ∘ L₁)(a x + b y) = a L₂(L₁ x) + b L₂(L₁ y)."""
    first, second = layers.Linear(2, 2, dtype=np.float64), layers.Linear(2, 1, dtype=np.float64)
    net = first >> second
    for case, point in trial.lattice(14, 4):
        x, y, a = point[9:11], point[11:13], point[13]
        case.given(point=point)
        _set(first, point[:4].reshape(2, 2), point[4:6])
        _set(second, point[6:8].reshape(2, 1), point[8:9])
        case.equal(net(a * x + (1 - a) * y), a * net(x) + (1 - a) * net(y))


@CHAPTER.theorem(
    "V27",
    Mode.EXACT,
    original="forward_with_id_eq_forwardLinear",
    domain="two inputs, two outputs; on either side of the kink, as polynomials",
)
def the_identity_as_activation_changes_nothing(trial: Trial) -> None:
    """Linear >> id is Linear: the identity is the leaky rectifier of slope 1."""
    layer = layers.Linear(2, 2, dtype=np.float64)
    net = layer >> layers.LeakyRelu(1.0)
    for case, point in trial.lattice(8, 3):
        w, b, x = point[:4].reshape(2, 2), point[4:6], point[6:] - 1.0  # both sides of the kink
        case.given(w=w, b=b, x=x)
        _set(layer, w - 1.0, b)
        case.equal(net(x), layer(x))


@CHAPTER.theorem(
    "V28.2",
    Mode.EXHAUSTIVE,
    original="stack_well_defined, stack_output_dimension",
    standing=Standing.GAP_CLOSED,
    domain="three layers of sizes 1 to 3, batches of 0 to 2 rows",
)
def a_composite_gives_the_last_size(trial: Trial) -> None:
    """Linear(a, b) >> Linear(b, c) >> Linear(c, d) maps k rows of a to k rows of d, and says so beforehand."""
    for case, (a, b, c, d, rows) in trial.each(product(*[range(1, 4)] * 4, range(3))):
        case.given(a=a, b=b, c=c, d=d, rows=rows)
        net = layers.Linear(a, b, rng=0) >> layers.Linear(b, c, rng=0) >> layers.Linear(c, d, rng=0)
        case.equal(net(np.ones((rows, a), np.float32)).shape, (rows, d))
        case.equal(net.check(f"rows {a}"), f"rows {d}")


def _set(layer: "Linear[int, int]", weight: Array, bias: Array) -> None:
    layer.weight[...] = weight
    layer.bias[...] = bias


def _accepts(layer: AnyLayer, x: Array) -> bool:
    try:
        layer(x)
    except ShapeError:
        return False
    return True


def _composes(first: AnyLayer, second: AnyLayer) -> bool:
    try:
        _ = first >> second
    except ShapeError:
        return False
    return True
