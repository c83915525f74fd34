"""S45, S46, S49, S50, S112: attention, positions, transformer blocks."""

from functools import partial
from itertools import permutations, product
from typing import Any

import numpy as np

from typednn import layers, ops
from typednn.contracts import Array
from typednn.errors import ShapeError
from typednn.theorems.differences import SOURCE, slope
from typednn.theorems.layer_laws import backward_is_the_adjoint_of_the_derivative
from typednn.theorems.layer_subjects import Subject
from typednn.theorems.leansharp import CHAPTER
from typednn.theorems.precise import algebra, fifty_digits
from typednn.theorems.rounding import UNIT
from typednn.theorems.theorem import Mode, Standing
from typednn.theorems.trial import Trial

_ROUNDED = "2^12 u of the terms: a few thousand rounded operations"
_ALLOWED = 2.0**12 * UNIT


@CHAPTER.theorem(
    "S50.2",
    Mode.DIFFERENCES,
    original="transformer block, encoder",
    standing=Standing.GAP_CLOSED,
    domain="blocks of width 4 with two heads, causal and not; the law of every layer, as differences",
    tolerance=SOURCE,
)
def a_block_has_its_derivative(trial: Trial) -> None:
    """Backward is the adjoint of the derivative, in all its parameters and the input."""
    for causal in (False, True):
        net = layers.TransformerBlock(4, 2, causal=causal, rng=0, dtype=np.float64)
        backward_is_the_adjoint_of_the_derivative(trial, Subject(net, None))


@CHAPTER.theorem(
    "S45.1",
    Mode.PROPERTY,
    original="attention, attentionScores",
    domain="up to 4 queries and 5 keys, depth up to 3; fifty digits",
    tolerance=_ROUNDED,
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
    "S45.2",
    Mode.DIFFERENCES,
    original="attention",
    standing=Standing.GAP_CLOSED,
    domain="up to 4 queries and 5 keys, depth up to 3, values of width 2; random directions in all three",
    tolerance=SOURCE,
)
def attention_has_this_derivative(trial: Trial) -> None:
    """⟨dy, D attention(Q, K, V)[tQ, tK, tV]⟩ = ⟨dQ, tQ⟩ + ⟨dK, tK⟩ + ⟨dV, tV⟩ for what the code's vjp gives."""
    for case in trial.cases(40, 3000):
        t, s, d = (int(case.rng.integers(1, n)) for n in (5, 6, 4))
        q, k, v = case.rng.normal(size=(t, d)), case.rng.normal(size=(s, d)), case.rng.normal(size=(s, 2))
        tq, tk, tv = (case.rng.normal(size=each.shape) for each in (q, k, v))
        dy = case.rng.normal(size=(t, 2))
        case.given(q=q, k=k, v=v, dy=dy)
        found = slope(partial(_attention_on_line, (q, k, v), (tq, tk, tv)), dy)
        parts = zip(ops.attention_vjp(dy, q, k, v), (tq, tk, tv), strict=True)
        case.near(sum(float(np.sum(one * two)) for one, two in parts), found.value, found.error)


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
    standing=Standing.GAP_CLOSED,
    domain="the code, widths 2, 4, 8, 64, positions 0 to 49, all shifts among them; the formula in fifty digits",
    tolerance="2^10 u of the angle, and of 1: a power and a sine are rounded",
)
def the_encoding_of_a_shift_is_a_rotation(trial: Trial) -> None:
    """PE(p, 2i) = sin(p/10000^(2i/d)), PE(p, 2i + 1) = cos; one matrix R_k takes PE(p) to PE(p + k) for all p."""
    for case, width in trial.each((2, 4, 8, 64)):
        found = ops.positional_encoding(50, width)
        rounding = 2.0**10 * UNIT * (1 + 50)
        with fifty_digits() as mp:
            angles = [[p * mp.mpf(10_000) ** (-mp.mpf(i) / width) for i in range(0, width, 2)] for p in range(50)]
            exact = [[float(f(a)) for a in row for f in (mp.sin, mp.cos)] for row in angles]
        case.given(width=width)
        case.near(found, np.array(exact), rounding, "the formula")
        for k in range(50):
            s, c = found[k, 0::2], found[k, 1::2]
            before, after = found[: 50 - k], found[k:]
            turned = np.empty_like(after)
            turned[:, 0::2] = c * before[:, 0::2] + s * before[:, 1::2]
            turned[:, 1::2] = c * before[:, 1::2] - s * before[:, 0::2]
            case.near(turned, after, 4 * rounding, "the rotation")
        case.stands_for(50 * 51 // 2)


@CHAPTER.theorem(
    "S50.1",
    Mode.PROPERTY,
    original="transformer block, encoder",
    domain="blocks of width 4 and 8 with random parameters, up to 5 times",
    tolerance=_ROUNDED,
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
    "S112.1",
    Mode.PROPERTY,
    original="roadmap: permutation invariance of transformers",
    standing=Standing.BEYOND,
    domain="self-attention of 1 to 4 heads on up to 6 times, all permutations of the times drawn at random",
    tolerance=_ROUNDED,
)
def attention_is_permutation_equivariant(trial: Trial) -> None:
    """Without a mask and without positions, attention(Px) = P attention(x) for a permutation P of the times."""
    for case in trial.cases(40, 2000):
        heads = (1, 2, 4)[case.number % 3]
        net = layers.MultiHeadAttention(8, heads, rng=case.rng, dtype=np.float64)
        x = case.rng.normal(size=(2, int(case.rng.integers(1, 7)), 8))
        order = case.rng.permutation(x.shape[1])
        case.given(x=x, order=order)
        case.near(net(x[:, order]), net(x)[:, order], _ALLOWED * 16)


@CHAPTER.theorem(
    "S112.4",
    Mode.SYMBOLIC,
    original="roadmap: permutation invariance of transformers",
    standing=Standing.BEYOND,
    domain="two and three times, all their permutations; scores a_ij(x_i, x_j) and values v(x_j) are any functions",
)
def attention_is_permutation_equivariant_exactly(trial: Trial) -> None:
    """Σ_j e^a(x_i, x_j) v(x_j)/Σ_j e^a(x_i, x_j), row by row, of permuted times is the permuted row: no rounding."""
    sympy = algebra()
    a, v = sympy.Function("a"), sympy.Function("v")
    for case, order in trial.each(order for n in (2, 3) for order in permutations(range(n))):
        times = sympy.symbols(f"x:{len(order)}")
        moved = [times[i] for i in order]

        def attend(x: list[Any]) -> list[Any]:  # sympy has no types
            return [sum(sympy.exp(a(p, q)) * v(q) for q in x) / sum(sympy.exp(a(p, q)) for q in x) for p in x]

        before = attend(list(times))
        case.given(order=order)
        case.require(all(f - before[i] == 0 for f, i in zip(attend(moved), order, strict=True)), "the permuted rows")


def _attention_on_line(start: tuple[Array, Array, Array], along: tuple[Array, Array, Array], h: float) -> Array:
    q, k, v = (x + h * tx for x, tx in zip(start, along, strict=True))
    return ops.attention(q, k, v)
