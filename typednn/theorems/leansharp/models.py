"""S36–S52: layers, chains and their laws; what the code's layers compute, and the flaws of the original's."""

from itertools import pairwise, product
from math import cos, sin, sqrt

import numpy as np

from typednn import layers, ops, optim
from typednn.contracts import Array
from typednn.errors import ShapeError
from typednn.layers import AnyLayer, flatten_parameters, unflatten_parameters
from typednn.layers.flat import gradient_like, parameter_vector
from typednn.ops.registry import PRIMITIVES
from typednn.theorems.differences import SOURCE
from typednn.theorems.layer_laws import backward_is_the_adjoint_of_the_derivative
from typednn.theorems.layer_subjects import Subject
from typednn.theorems.leansharp import CHAPTER
from typednn.theorems.precise import algebra, fifty_digits
from typednn.theorems.theorem import Mode, Standing
from typednn.theorems.trial import Trial

_FLOATS = "2^12 u of the terms"
_ALLOWED = 2.0**-41


def _layers() -> list[AnyLayer]:
    return [
        layers.Linear(3, 2, rng=0, dtype=np.float64),
        layers.Relu(),
        layers.Softplus(),
        layers.LayerNorm(4, dtype=np.float64),
        layers.BatchNorm(3, dtype=np.float64),
        layers.MultiHeadAttention(4, 2, rng=0, dtype=np.float64),
        layers.TransformerBlock(4, 2, rng=0, dtype=np.float64),
        layers.Conv2d(1, 2, 2, stride=2, rng=0, dtype=np.float64),
        layers.Residual(layers.Linear(3, 3, rng=0, dtype=np.float64)),
    ]


@CHAPTER.theorem(
    "S36",
    Mode.DIFFERENCES,
    original="Layer (backward not tied to forward)",
    standing=Standing.GAP_CLOSED,
    domain="nine kinds of layers with random parameters; the law of every layer, as `check_layer` asks for it",
    tolerance=SOURCE,
)
def every_backward_is_the_adjoint_of_its_forward(trial: Trial) -> None:
    """⟨dy, D f(θ, x)[tθ, tx]⟩ = ⟨dθ, tθ⟩ + ⟨dx, tx⟩: backward belongs to the derivative, as the original does not
    ask.
    """
    for layer in _layers():
        backward_is_the_adjoint_of_the_derivative(trial, Subject(layer, None))


CHAPTER.static(
    "S37",
    "a chain has the type of its ends",
    "Layers compose where the sizes meet; a chain takes what its first layer takes.",
    original="Chain In Out, ChainData",
    accepts="""
net = Linear(3, 4) >> Relu() >> Linear(4, 2)
y: Float[Array, "5 2"] = net(np.zeros((5, 3), np.float32))
""",
    rejects=(
        "Linear(3, 4) >> Relu() >> Linear(5, 2)  # E: tensor-shape",
        "(Linear(3, 4) >> Linear(4, 2))(np.zeros((5, 4), np.float32))  # E: tensor-shape",
    ),
)


@CHAPTER.theorem(
    "S38",
    Mode.DIFFERENCES,
    original="forwardChain, backpropChain, rawBackpropChain",
    domain="a chain of three layers; the raw pass by the law of every layer, as differences",
    tolerance=SOURCE,
)
def backpropagation_of_a_chain_is_its_derivative(trial: Trial) -> None:
    """Reverse accumulation through a chain is the adjoint of its derivative, parameters and input."""
    wide = layers.Linear(3, 4, rng=0, dtype=np.float64) >> layers.Tanh() >> layers.Linear(4, 2, rng=1, dtype=np.float64)
    backward_is_the_adjoint_of_the_derivative(trial, Subject(wide, None))


@CHAPTER.theorem(
    "S39",
    Mode.EXHAUSTIVE,
    original="chainDataNormSq, zsharp_chain_stability",
    domain="two layers with gradients from {−2, …, 2}³ each, z = 1/2, 1, 5/4; exact squares",
)
def filtering_each_layer_shrinks_the_whole(trial: Trial) -> None:
    """Σ_l ‖filter(g_l)‖² ≤ Σ_l ‖g_l‖²."""
    points = [np.array(point, dtype=np.float64) for point in product(range(-2, 3), repeat=3)]
    for case, (g, h, z) in trial.each(product(points[::3], points[::5], (0.5, 1.0, 1.25))):
        kept = sum(float(np.sum(optim.filtered_gradient(each, z) ** 2)) for each in (g, h))
        case.at_most(kept, float(g @ g + h @ h))


@CHAPTER.theorem(
    "S40",
    Mode.EXHAUSTIVE,
    original="Chain.toVector, toData, toLayer, broadcastLayer",
    domain="chains of one to three dense layers with widths 1 to 4; entry k of the vector is k",
)
def a_chain_s_parameters_are_a_vector(trial: Trial) -> None:
    """toVector(toData(v)) = v, toData(toVector(net)) = net, and a batch is its samples."""
    for case, widths in trial.each(w for n in (2, 3, 4) for w in product((1, 2, 4), repeat=n)):
        net = layers.Chain(*(layers.Linear(a, b, rng=0, dtype=np.float64) for a, b in pairwise(widths)))
        vector = np.arange(parameter_vector(net).size, dtype=np.float64)
        case.equal(flatten_parameters(unflatten_parameters(net, vector)), vector)
        again = unflatten_parameters(net, flatten_parameters(net))
        x = np.ones((3, widths[0]))
        case.equal(again(x), net(x))


@CHAPTER.theorem("S41", Mode.EXACT, original="linear layer", domain="W in R^(2×2), b, x, g in R²: batches of one")
def a_linear_layer_and_its_gradients(trial: Trial) -> None:
    """y = xW + b, dW = xᵀg, db = g, dx = gWᵀ."""
    layer = layers.Linear(2, 2, rng=0, dtype=np.float64)
    for case, point in trial.lattice(10, 2):
        layer.weight[...], layer.bias[...] = point[:4].reshape(2, 2), point[4:6]
        x, g, gradient = point[None, 6:8], point[None, 8:], gradient_like(layer)
        y, cache = layer.forward(x)
        case.equal(y, x @ layer.weight + layer.bias)
        case.equal(layer.backward(g, cache, gradient), g @ layer.weight.T)
        case.equal(gradient.weight, x.T @ g)
        case.equal(gradient.bias, g[0])


@CHAPTER.theorem(
    "S42",
    Mode.DIFFERENCES,
    original="relu, smoothRelu, softmax",
    domain="all primitives of the registry by these names; random inputs",
    tolerance="1e-5 of the size: central differences with step 1e-6 away from kinks",
)
def activations_have_these_derivatives(trial: Trial) -> None:
    """relu' = [x > 0], softplus' = σ, and softmax has the Jacobian diag(s) − ssᵀ."""
    for case in trial.cases(60, 3000):
        x, g = case.rng.normal(size=(2, 5))
        case.given(x=x)
        s = np.asarray(ops.softmax(x))
        case.near(ops.softmax_vjp(g, x), (np.diag(s) - np.outer(s, s)) @ g, 1e-12)
        case.near(ops.softplus_vjp(g, x), g * np.asarray(ops.sigmoid(x)), 1e-12)
        if np.all(np.abs(x) > 1e-3):
            for name in ("relu", "softplus"):
                function = getattr(ops, name)
                slope_ = (function(x + 1e-6) - function(x - 1e-6)) / 2e-6
                case.near(getattr(ops, f"{name}_vjp")(g, x), g * slope_, 1e-5 * (1 + float(np.abs(g).max())))
        case.require({"relu", "softplus", "softmax"} <= set(PRIMITIVES), "they are primitives")


@CHAPTER.theorem(
    "S43",
    Mode.EXHAUSTIVE,
    original="dropout (fixed mask)",
    domain="x from {−2, …, 2}⁴, rates 1/4, 1/2, 3/4, all 2⁴ masks, by their probabilities",
)
def dropout_keeps_the_expectation(trial: Trial) -> None:
    """E[mask ⊙ x/(1 − p)] = x over all Bernoulli masks, and with a fixed mask it is linear."""
    masks = [np.array(mask, dtype=np.bool_) for mask in product((False, True), repeat=4)]
    points = [np.array(point, dtype=np.float64) for point in product((-2, 0, 1), repeat=4)]
    for case, (x, rate) in trial.each(product(points, (0.25, 0.5, 0.75))):
        chances = [rate ** int(np.sum(~mask)) * (1 - rate) ** int(np.sum(mask)) for mask in masks]
        mean = sum(chance * ops.dropout(3 * x, mask, rate=0.5) for chance, mask in zip(chances, masks, strict=True))
        case.equal(mean * 0.5 / (1 - rate), 3 * x)
        case.equal(ops.dropout(2 * x, masks[5], rate=rate), 2 * ops.dropout(x, masks[5], rate=rate))


@CHAPTER.theorem(
    "S44",
    Mode.RUN_TIME,
    original="residual",
    standing=Standing.GAP_CLOSED,
    domain="square and other branches; small integers",
)
def a_residual_is_around_a_square_layer(trial: Trial) -> None:
    """y = x + f(x); a branch that changes the shape is refused when the residual is made."""
    for case, (a, b) in trial.each(product(range(1, 5), repeat=2)):
        inner = layers.Linear(a, b, rng=0, dtype=np.float64)
        if a == b:
            x = np.ones((2, a))
            case.equal(layers.Residual(inner)(x), x + inner(x))
            continue
        try:
            layers.Residual(inner)
        except ShapeError:
            case.require(True, "it is refused")
        else:
            case.require(False, "it is refused")


@CHAPTER.theorem(
    "S45",
    Mode.PROPERTY,
    original="attention, attentionScores",
    domain="up to 4 queries and 5 keys, depth up to 3; fifty digits",
    tolerance=_FLOATS,
)
def attention_is_a_mean_of_values(trial: Trial) -> None:
    """softmax(QKᵀ/√D)V: each row is a convex combination of values, and a permutation of keys with values changes
    nothing.
    """
    for case in trial.cases(40, 2000):
        t, s, d = (int(case.rng.integers(1, n)) for n in (5, 6, 4))
        q, k, v = case.rng.normal(size=(t, d)), case.rng.normal(size=(s, d)), case.rng.normal(size=(s, 2))
        found, order = ops.attention(q, k, v), case.rng.permutation(s)
        case.given(q=q, k=k, v=v)
        case.near(ops.attention(q, k[order], v[order]), found, _ALLOWED * 16)
        case.at_most(v.min(axis=0) - found, 0.0, _ALLOWED)
        case.at_most(found, v.max(axis=0), _ALLOWED)
        with fifty_digits() as mp:
            for i in range(t):
                powers = [mp.exp(mp.fdot(q[i].tolist(), row.tolist()) / mp.sqrt(d)) for row in k]
                exact = [float(mp.fdot(powers, v[:, c].tolist()) / mp.fsum(powers)) for c in range(2)]
                case.near(found[i], np.array(exact), _ALLOWED * 16)


@CHAPTER.theorem(
    "S46",
    Mode.DIFFERENCES,
    original="multi-head attention (one head, W_O unused, backward 0)",
    standing=Standing.GAP_CLOSED,
    domain="one, two and four heads of width 4, causal and not; the law of every layer, as differences",
    tolerance=SOURCE,
)
def attention_with_heads_has_its_derivative(trial: Trial) -> None:
    """Backward is the adjoint of the derivative for each number of heads that divides the width; others are refused."""
    for heads, causal in product((1, 2, 4), (False, True)):
        net = layers.MultiHeadAttention(4, heads, causal=causal, rng=0, dtype=np.float64)
        backward_is_the_adjoint_of_the_derivative(trial, Subject(net, None))
    for case, heads in trial.each((3, 5)):
        try:
            layers.MultiHeadAttention(4, heads)
        except ShapeError:
            case.require(True, "it is refused")
        else:
            case.require(False, "it is refused")


@CHAPTER.theorem(
    "S47",
    Mode.PROPERTY,
    original="layerNorm, batchNorm, featureNorm",
    domain="random batches of 2 to 6 rows of 2 to 6; running statistics",
    tolerance=_FLOATS,
)
def normalising_centres_and_scales(trial: Trial) -> None:
    """LayerNorm by rows and BatchNorm by columns give mean 0 and variance var/(var + ε) < 1; running means move by
    1 − m.
    """
    for case in trial.cases(60, 3000):
        n, d = (int(size) for size in case.rng.integers(2, 7, 2))
        x = case.rng.normal(size=(n, d))
        one, zero = np.ones(d), np.zeros(d)
        case.given(x=x)
        for y, axis in ((ops.layer_norm(x, one, zero), 1), (ops.batch_norm(x, one, zero), 0)):
            variance = x.var(axis=axis)
            case.near(y.mean(axis=axis), np.zeros(variance.shape), 16 * _ALLOWED)
            case.near(y.var(axis=axis), variance / (variance + 1e-5), 16 * _ALLOWED)
        norm = layers.BatchNorm(d, dtype=np.float64)
        norm.forward(x)
        case.near(norm.running_mean, 0.1 * x.mean(axis=0), _ALLOWED)
        case.near(norm.running_variance, 0.9 + 0.1 * x.var(axis=0, ddof=1), _ALLOWED)


@CHAPTER.counterexample(
    "S48",
    original="the backward passes of LN and BN without the mean terms",
    domain="one random row of 5",
    instead="dx = (g − mean g − x̂ mean(g ⊙ x̂))/σ, which is what the code computes (S36).",
    tolerance="1e-6: central differences",
)
def the_mean_terms_of_normalisation_may_be_dropped(trial: Trial) -> None:
    """The derivative of (x − μ)/σ is g/σ."""
    for case, seed in trial.each((0, 1, 2)):
        rng = np.random.default_rng(seed)
        x, g = rng.normal(size=(2, 5))
        one, zero = np.ones(5), np.zeros(5)
        claimed = g / sqrt(float(x.var()) + 1e-5)
        rows = np.eye(5) * 1e-6
        exact = np.array(
            [float(g @ (ops.layer_norm(x + h, one, zero) - ops.layer_norm(x - h, one, zero))) / 2e-6 for h in rows]
        )
        case.near(ops.layer_norm_vjp(g, x, one, zero)[0], exact, 1e-6)
        off = float(np.abs(claimed - exact).max())
        case.require(off > 0.1, "the claimed one is far off")
        trial.say(f"off by {off:.2f} where the derivative is at most {float(np.abs(exact).max()):.2f}")


@CHAPTER.theorem(
    "S49.1",
    Mode.SYMBOLIC,
    original="positional encoding",
    domain="one pair of entries, all real positions, shifts and frequencies",
)
def positions_are_rotated(trial: Trial) -> None:
    """(sin ω(p + k), cos ω(p + k)) is (sin ωp, cos ωp) turned by ωk: PE(p + k) = R_k PE(p)."""
    sympy = algebra()
    p, k, w = sympy.symbols("p k omega", real=True)
    turned = (
        sympy.cos(w * k) * sympy.sin(w * p) + sympy.sin(w * k) * sympy.cos(w * p),
        -sympy.sin(w * k) * sympy.sin(w * p) + sympy.cos(w * k) * sympy.cos(w * p),
    )
    for case, (found, exact) in trial.each(zip(turned, (sympy.sin(w * (p + k)), sympy.cos(w * (p + k))), strict=True)):
        case.require(sympy.simplify(sympy.expand_trig(exact.expand()) - found) == 0, "the rotation")


@CHAPTER.theorem(
    "S49.2",
    Mode.EXHAUSTIVE,
    original="positional encoding",
    domain="width 8, positions 0 to 19, shifts 0 to 9; the formula in floats",
    tolerance="1e-12",
)
def the_encoding_of_a_shift_is_linear(trial: Trial) -> None:
    """One matrix takes PE(p) to PE(p + k) for all p."""
    rates = [10_000 ** (-i / 4) for i in range(4)]
    for case, (p, k) in trial.each(product(range(20), range(10))):
        before = [(sin(p * w), cos(p * w)) for w in rates]
        after = [
            (cos(k * w) * s + sin(k * w) * c, cos(k * w) * c - sin(k * w) * s)
            for (s, c), w in zip(before, rates, strict=True)
        ]
        exact = [(sin((p + k) * w), cos((p + k) * w)) for w in rates]
        case.near(np.array(after), np.array(exact), 1e-12)


@CHAPTER.theorem(
    "S50",
    Mode.PROPERTY,
    original="transformer block, encoder",
    domain="blocks of width 4 and 8 with random parameters, up to 5 times",
    tolerance=_FLOATS,
)
def a_block_is_two_residuals(trial: Trial) -> None:
    """u = x + MHA(LN x), y = u + MLP(LN u), and without positions it is permutation equivariant."""
    for case in trial.cases(20, 1000):
        width = (4, 8)[case.number % 2]
        net = layers.TransformerBlock(width, 2, rng=case.rng, dtype=np.float64)
        x = case.rng.normal(size=(2, int(case.rng.integers(1, 6)), width))
        order = case.rng.permutation(x.shape[1])
        u = x + net.attention.inner(x)
        case.given(x=x, order=order)
        case.near(net(x), u + net.mlp.inner(u), 64 * _ALLOWED)
        case.near(net(x[:, order]), net(x)[:, order], 256 * _ALLOWED)


@CHAPTER.theorem(
    "S51",
    Mode.EXHAUSTIVE,
    original="conv2d, strided conv, max-pool (backward 0)",
    standing=Standing.GAP_CLOSED,
    domain="integer images of 3 to 5 pixels a side, kernels 1 to 3, strides 1 and 2, padding 0 and 1; direct "
    "loops; distinct pixels for the pool",
)
def convolutions_are_their_loops(trial: Trial) -> None:
    """out[i, j] = Σ k[a, b] x[si + a, sj + b] with (H + 2p − k)//s + 1 rows; a max-pool's gradient goes to the
    maxima.
    """
    for case, (size, kernel, stride, padding) in trial.each(product((3, 4, 5), (1, 2, 3), (1, 2), (0, 1))):
        x = np.arange(size * size, dtype=np.float64).reshape(1, 1, size, size) % 7
        k = np.arange(1, kernel * kernel + 1, dtype=np.float64).reshape(1, 1, kernel, kernel)
        found = ops.conv2d(x, k, np.zeros(1), stride=stride, padding=padding)
        padded, rows = np.pad(x[0, 0], padding), (size + 2 * padding - kernel) // stride + 1
        exact = [
            [float(np.sum(k[0, 0] * padded[stride * i :, stride * j :][:kernel, :kernel])) for j in range(rows)]
            for i in range(rows)
        ]
        case.equal(found[0, 0], np.array(exact))
    for case, size in trial.each((2, 4)):
        x = np.arange(size * size, dtype=np.float64).reshape(1, 1, size, size)
        dx = ops.max_pool2d_vjp(np.ones((1, 1, size // 2, size // 2)), x, size=2, stride=2)
        case.equal(float(dx.sum()), float(size * size // 4))
        case.equal(float((dx * x).sum()), float(ops.max_pool2d(x, size=2, stride=2).sum()))


@CHAPTER.theorem(
    "S52",
    Mode.EXHAUSTIVE,
    original="patch_embedding_eq_strided_conv",
    domain="integer images of 2 to 6 pixels a side in patches of 1 to 3, one and two channels",
)
def patches_are_a_strided_convolution(trial: Trial) -> None:
    """A linear map of each patch is the convolution with kernel = stride = patch."""
    for case, (patches, patch, channels) in trial.each(product((1, 2, 3), (1, 2, 3), (1, 2))):
        size = patches * patch
        x = (np.arange(channels * size * size, dtype=np.float64) % 11).reshape(1, channels, size, size)
        kernel = (np.arange(3 * channels * patch * patch, dtype=np.float64) % 5).reshape(3, channels, patch, patch)
        cut = x.reshape(1, channels, patches, patch, patches, patch).transpose(0, 2, 4, 1, 3, 5).reshape(patches**2, -1)
        embedded: Array = cut @ kernel.reshape(3, -1).T
        found = ops.conv2d(x, kernel, np.zeros(3), stride=patch)
        case.equal(found[0].reshape(3, -1).T, embedded)
