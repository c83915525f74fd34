"""What a certificate says, and of which layer: it belongs to that layer with those weights, and to no other."""

import hashlib
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

import numpy as np

from typednn.errors import ConfigError
from typednn.layers import AnyLayer
from typednn.layers.tree import parameters, state

Smoothness: TypeAlias = Literal["lipschitz", "smooth"]
"""`smooth`: derivatives of all orders; `lipschitz`: kinks are possible."""


@dataclass(frozen=True, eq=False)
class StabilityCertificate:
    """‖f(y) − f(z)‖₂ ≤ constant · ‖y − z‖₂ for y, z in the ball around the centre; radius ∞ is everywhere.

    f is the layer as it is used, `layer(x)`, over the real numbers; rounding is not part of the statement.
    """

    layer: AnyLayer = field(repr=False)
    constant: float
    radius: float
    smoothness: Smoothness
    source: str
    parts: tuple["StabilityCertificate", ...] = field(default=(), repr=False)
    fingerprint: str = field(default="", repr=False)

    def require(self, layer: AnyLayer) -> None:
        """An error unless it is of this very layer, with the weights that it had."""
        if layer is not self.layer:
            raise ConfigError(f"the certificate is of another layer, {self.layer!r}; certify {layer!r} itself")
        if fingerprint(layer) != self.fingerprint:
            raise ConfigError(f"the weights of {layer!r} have changed since it was certified; certify it again")


def fingerprint(layer: AnyLayer) -> str:
    """A hash of all arrays that the layer's output depends on."""
    found = hashlib.sha256()
    for name, array in (*parameters(layer).items(), *state(layer).items()):
        found.update(f"{name} {array.shape} {array.dtype}".encode())
        found.update(np.ascontiguousarray(array).tobytes())
    return found.hexdigest()
