"""Certificates of layers, and of what is made of them.

A chain is certified layer by layer: with K₁ on the ball B(c, R), the second layer is certified on B(f₁(c), K₁R), which
holds the image, and so on; the constants are multiplied. So a chain's certificate can come from its own layers only.
"""

import math
from collections.abc import Callable
from typing import Any, TypeAlias

import numpy as np

from typednn import layers
from typednn.certificates.certificate import Smoothness, StabilityCertificate, fingerprint
from typednn.certificates.spectral import spectral_norm_bound
from typednn.certificates.windows import convolution_bound, maximum_bound, mean_bound
from typednn.contracts import Array, Float, contract
from typednn.errors import ConfigError
from typednn.hopfield import HopfieldLayer
from typednn.layers import AnyLayer
from typednn.layers.tree import parameters, state

Found: TypeAlias = tuple[float, float, Smoothness, str, tuple[StabilityCertificate, ...]]
Rule: TypeAlias = Callable[[Any, Array, float], Found]  # of whichever layer


@contract
def certify(
    layer: AnyLayer, centre: Float[Array, "batch *shape"], radius: float = math.inf, *, training: bool = False
) -> StabilityCertificate:
    """A certificate on the ball around one sample (a batch of 1); `training` counts what Dropout then does."""
    if len(centre) != 1 or not radius >= 0.0:
        raise ConfigError(
            f"a certificate around {len(centre)} samples with radius {radius}: give one, and a radius ≥ 0"
        )
    rule = _rule_of(layer, training)
    _require_finite(layer, centre)
    layer(centre)  # a sample that the layer does not take is refused, with the layer's own words
    found = rule(layer, centre, radius)
    constant, valid, smoothness, source, parts = found
    return StabilityCertificate(layer, constant, valid, smoothness, source, parts, fingerprint(layer))


def _require_finite(layer: AnyLayer, centre: Array) -> None:
    for name, array in ("the centre", centre), *parameters(layer).items(), *state(layer).items():
        if not np.isfinite(array).all():
            wrong = array[~np.isfinite(array)][0]
            raise ConfigError(f"{layer!r} has no certificate: {name} holds {wrong}; expected finite numbers")


def _rule_of(layer: AnyLayer, training: bool) -> Rule:
    composed: dict[type[AnyLayer], Callable[[Any, Array, float, bool], Found]] = {
        layers.Chain: _chain,
        layers.Residual: _residual,
        layers.TransformerBlock: _block,
    }
    for kind, rule in composed.items():
        if isinstance(layer, kind):
            return lambda own, centre, radius: rule(own, centre, radius, training)
    if isinstance(layer, layers.Dropout):
        factor = 1.0 / (1.0 - layer.rate) if training else 1.0
        return lambda own, centre, radius: _everywhere(factor, "smooth", "1/(1 − rate) in training, 1 in use")
    if type(layer) not in _RULES:
        kinds: tuple[type[AnyLayer], ...] = (*_RULES, *composed, layers.Dropout)
        known = ", ".join(sorted(kind.__name__ for kind in kinds))
        raise ConfigError(f"{layer!r} has no certificate; those that have one are {known}")
    return _RULES[type(layer)]


def _everywhere(constant: float, smoothness: Smoothness, source: str) -> Found:
    return constant, math.inf, smoothness, source, ()


def _fixed(constant: float, smoothness: Smoothness, source: str) -> Rule:
    return lambda layer, centre, radius: _everywhere(constant, smoothness, source)


def _linear(layer: layers.Linear[Any, Any], centre: Array, radius: float) -> Found:
    return _everywhere(spectral_norm_bound(layer.weight), "smooth", "‖W‖₂ from above, by powers of WᵀW")


def _conv(layer: layers.Conv2d[Any, Any, Any], centre: Array, radius: float) -> Found:
    height, width = centre.shape[2:]
    bound = convolution_bound(layer.weight, height, width, stride=layer.stride, padding=layer.padding)
    return _everywhere(bound, "smooth", "the largest ‖Ŵ(ω)‖₂ of all frequencies, or √windows ‖W‖₂ if that is less")


def _average(layer: layers.AvgPool2d, centre: Array, radius: float) -> Found:
    height, width = centre.shape[2:]
    bound = mean_bound(height, width, size=layer.size, stride=layer.stride)
    return _everywhere(bound, "smooth", "‖D ⊗ D′‖₂ = ‖D‖₂‖D′‖₂, means along rows and columns")


def _maximum(layer: layers.MaxPool2d, centre: Array, radius: float) -> Found:
    height, width = centre.shape[2:]
    bound = maximum_bound(height, width, size=layer.size, stride=layer.stride)
    return _everywhere(bound, "lipschitz", "√(the most windows that one pixel is in)")


def _layer_norm(layer: layers.LayerNorm[Any], centre: Array, radius: float) -> Found:
    gain = float(np.abs(layer.gain).max())
    return _everywhere(gain / math.sqrt(layer.epsilon), "smooth", "max |gain| / √ε, as ‖∂x̂/∂x‖₂ ≤ 1/√(var + ε)")


def _batch_norm(layer: layers.BatchNorm[Any], centre: Array, radius: float) -> Found:
    gain, variance = np.asarray(layer.gain, np.float64), np.asarray(layer.running_variance, np.float64)
    scale = np.abs(gain) / np.sqrt(variance + layer.epsilon)
    return _everywhere(float(scale.max()), "smooth", "max |gain| / √(running variance + ε)")


def _attention(layer: layers.MultiHeadAttention[Any], centre: Array, radius: float) -> Found:
    """Projections, then √(T + R⁴/16D) for each head on the ball that they reach, then the output's ‖W‖₂."""
    if not math.isfinite(radius):
        raise ConfigError("dot-product attention is not Lipschitz on the whole space: give certify() a radius")
    parts = (layer.query, layer.key, layer.value)
    into = spectral_norm_bound(np.concatenate([part.weight for part in parts], axis=1))
    projected = math.sqrt(sum(float(np.sum(np.square(part(centre), dtype=np.float64))) for part in parts))
    reach, times, depth = projected + into * radius, centre.shape[-2], layer.width // layer.heads
    inner = math.sqrt(times + reach**4 / (16.0 * depth))
    constant = into * inner * spectral_norm_bound(layer.output.weight)
    return constant, radius, "smooth", "‖[Wq Wk Wv]‖₂ √(T + R⁴/16D) ‖Wo‖₂, R the norm that the projections reach", ()


def _hopfield(layer: HopfieldLayer[Any, Any], centre: Array, radius: float) -> Found:
    """J = β Xᵀ(diag p − ppᵀ)X with ‖diag p − ppᵀ‖₂ ≤ ½ and (diag p − ppᵀ)1 = 0, so that X may be centred."""
    stored = np.asarray(layer.stored, np.float64)
    rounding = 4.0 * float(np.finfo(np.float64).eps) * math.sqrt(stored.size) * float(np.abs(stored).max())
    apart = spectral_norm_bound(stored - stored.mean(axis=0)) + rounding
    once = layer.scale / math.sqrt(layer.features) / 2.0 * apart**2
    return _everywhere(once**layer.steps, "smooth", "(β/2 ‖X − x̄‖₂²)^steps")


def _chain(chain: layers.Chain, centre: Array, radius: float, training: bool) -> Found:
    return _sequence(chain.layers, centre, radius, training)


def _sequence(parts: tuple[AnyLayer, ...], centre: Array, radius: float, training: bool) -> Found:
    constant, valid, smooth = 1.0, math.inf, True
    found: list[StabilityCertificate] = []
    for part in parts:
        ball = constant * radius if constant > 0.0 else 0.0
        found.append(certify(part, centre, ball, training=training))
        valid = valid if math.isinf(found[-1].radius) else radius
        smooth = smooth and found[-1].smoothness == "smooth"
        constant, centre = constant * found[-1].constant, part(centre)
    return constant, valid, "smooth" if smooth else "lipschitz", "the product along the chain", tuple(found)


def _residual(layer: layers.Residual, centre: Array, radius: float, training: bool) -> Found:
    inner = certify(layer.inner, centre, radius, training=training)
    return 1.0 + inner.constant, inner.radius, inner.smoothness, "1 + that of the branch", (inner,)


def _block(layer: layers.TransformerBlock[Any], centre: Array, radius: float, training: bool) -> Found:
    return _sequence((layer.attention, layer.mlp), centre, radius, training)


_ONE = "each entry: |φ'| ≤ "
_RULES: dict[type[AnyLayer], Rule] = {
    layers.Linear: _linear,
    layers.Conv2d: _conv,
    layers.AvgPool2d: _average,
    layers.MaxPool2d: _maximum,
    layers.LayerNorm: _layer_norm,
    layers.BatchNorm: _batch_norm,
    layers.BatchNorm2d: lambda layer, centre, radius: _batch_norm(layer.norm, centre, radius),
    layers.MultiHeadAttention: _attention,
    HopfieldLayer: _hopfield,
    layers.Relu: _fixed(1.0, "lipschitz", f"{_ONE}1"),
    layers.LeakyRelu: lambda layer, centre, radius: _everywhere(
        max(1.0, abs(layer.slope)), "lipschitz", f"{_ONE}1, slope"
    ),
    layers.Elu: lambda layer, centre, radius: _everywhere(max(1.0, abs(layer.alpha)), "lipschitz", f"{_ONE}1, α"),
    layers.Softplus: _fixed(1.0, "smooth", f"{_ONE}1"),
    layers.Tanh: _fixed(1.0, "smooth", f"{_ONE}1"),
    layers.Sigmoid: _fixed(0.25, "smooth", f"{_ONE}1/4"),
    layers.Silu: _fixed(1.1, "smooth", f"{_ONE}1.0998…"),
    layers.Gelu: _fixed(1.13, "smooth", f"{_ONE}1.1289…"),
    layers.Flatten: _fixed(1.0, "smooth", "the same numbers"),
}
"""The layers that stand alone; softmax is ½-Lipschitz (theorem S59)."""
