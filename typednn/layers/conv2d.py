"""Two-dimensional convolution: each filter slides over the image."""

from typing import ClassVar, Generic, TypeVar

import numpy as np
from numpy.random import Generator

from typednn.contracts import Array, Float, contract
from typednn.errors import ConfigError
from typednn.layers.initialisers import Initialiser, he_normal
from typednn.layers.layer import Layer
from typednn.layers.settings import Precision, Seed, floating, generator, require_positive
from typednn.layers.workspace import FRESH, Workspace
from typednn.ops.conv2d import conv2d, conv2d_input_vjp, conv2d_parameters_vjp

In = TypeVar("In", bound=int)
Out = TypeVar("Out", bound=int)
Kernel = TypeVar("Kernel", bound=int)


@contract
class Conv2d(Layer[Array], Generic[In, Out, Kernel]):
    """y[n, f, i, j] = b[f] + Σ w[f, c, k, l] · x[n, c, s·i + k − p, s·j + l − p] over c, k, l."""

    PARAMETERS: ClassVar[tuple[str, ...]] = ("weight", "bias")
    weight: Float[Array, "Out In Kernel Kernel"]
    bias: Float[Array, " Out"]

    def __init__(
        self,
        in_channels: In,
        out_channels: Out,
        kernel: Kernel,
        *,
        stride: int = 1,
        padding: int = 0,
        rng: Seed = None,
        initialiser: Initialiser = he_normal,
        dtype: Precision = np.float32,
    ) -> None:
        require_positive(in_channels=in_channels, out_channels=out_channels, kernel=kernel, stride=stride)
        if not 0 <= padding < kernel:
            raise ConfigError(f"padding is {padding}: it must be at least 0 and below the kernel, {kernel}")
        self.in_channels, self.out_channels, self.kernel = in_channels, out_channels, kernel
        self.stride, self.padding = stride, padding
        self.initialiser = initialiser
        self.weight = np.empty((out_channels, in_channels, kernel, kernel), floating(dtype))
        self.bias = np.empty(out_channels, floating(dtype))
        self.initialise(generator(rng))

    def initialise(self, rng: Generator) -> None:
        patch = self.kernel * self.kernel
        self.initialiser(self.weight, self.in_channels * patch, self.out_channels * patch, rng)
        self.bias[...] = 0.0

    def __call__(
        self, x: Float[Array, "batch In height width"]
    ) -> Float[
        Array,
        "batch Out (height+2*{self.padding}-Kernel)//{self.stride}+1 (width+2*{self.padding}-Kernel)//{self.stride}+1",
    ]:
        return conv2d(x, self.weight, self.bias, stride=self.stride, padding=self.padding)

    def forward(
        self,
        x: Float[Array, "batch In height width"],
        *,
        rng: Generator | None = None,
        space: Workspace = FRESH,
    ) -> tuple[
        Float[
            Array,
            "batch Out (height+2*{self.padding}-Kernel)//{self.stride}+1"
            " (width+2*{self.padding}-Kernel)//{self.stride}+1",
        ],
        Float[Array, "batch In height width"],
    ]:
        return self(x), x

    def backward(
        self,
        dy: Float[
            Array,
            "batch Out {(cache.shape[2]+2*self.padding-self.kernel)//self.stride+1}"
            " {(cache.shape[3]+2*self.padding-self.kernel)//self.stride+1}",
        ],
        cache: Float[Array, "batch In height width"],
        gradient: "Conv2d[In, Out, Kernel]",
        *,
        space: Workspace = FRESH,
    ) -> Float[Array, "batch In height width"]:
        self.backward_parameters(dy, cache, gradient)
        height, width = cache.shape[2:]
        return conv2d_input_vjp(dy, self.weight, height, width, stride=self.stride, padding=self.padding)

    def backward_parameters(
        self,
        dy: Float[
            Array,
            "batch Out {(cache.shape[2]+2*self.padding-self.kernel)//self.stride+1}"
            " {(cache.shape[3]+2*self.padding-self.kernel)//self.stride+1}",
        ],
        cache: Float[Array, "batch In height width"],
        gradient: "Conv2d[In, Out, Kernel]",
        *,
        space: Workspace = FRESH,
    ) -> None:
        gradient.weight[...], gradient.bias[...] = conv2d_parameters_vjp(
            dy, cache, self.kernel, self.kernel, stride=self.stride, padding=self.padding
        )
