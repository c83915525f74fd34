"""Tensor shapes as part of Python's type system: the public names.

`import typednn` loads no NumPy: a name is looked up in its home when it is first asked for.
"""

from importlib import import_module
from typing import TYPE_CHECKING

from typednn.errors import CheckpointError as CheckpointError
from typednn.errors import ConfigError as ConfigError
from typednn.errors import ContractError as ContractError
from typednn.errors import DataError as DataError
from typednn.errors import DivergenceError as DivergenceError
from typednn.errors import ShapeError as ShapeError
from typednn.errors import ShapeSyntaxError as ShapeSyntaxError
from typednn.errors import TypednnError as TypednnError

__version__ = "0.1.0"

if TYPE_CHECKING:
    from typednn.contracts import Array as Array
    from typednn.contracts import Bool as Bool
    from typednn.contracts import Complex as Complex
    from typednn.contracts import Complex64 as Complex64
    from typednn.contracts import Complex128 as Complex128
    from typednn.contracts import Float as Float
    from typednn.contracts import Float16 as Float16
    from typednn.contracts import Float32 as Float32
    from typednn.contracts import Float64 as Float64
    from typednn.contracts import Inexact as Inexact
    from typednn.contracts import Int as Int
    from typednn.contracts import Int8 as Int8
    from typednn.contracts import Int16 as Int16
    from typednn.contracts import Int32 as Int32
    from typednn.contracts import Int64 as Int64
    from typednn.contracts import Integer as Integer
    from typednn.contracts import Num as Num
    from typednn.contracts import Real as Real
    from typednn.contracts import Shaped as Shaped
    from typednn.contracts import UInt as UInt
    from typednn.contracts import UInt8 as UInt8
    from typednn.contracts import UInt16 as UInt16
    from typednn.contracts import UInt32 as UInt32
    from typednn.contracts import UInt64 as UInt64
    from typednn.contracts import assert_shape as assert_shape
    from typednn.contracts import contract as contract
    from typednn.contracts import reveal_shape as reveal_shape
    from typednn.data import Dataset as Dataset
    from typednn.data import Examples as Examples
    from typednn.data import Lcg as Lcg
    from typednn.data import batches as batches
    from typednn.data import flatten as flatten
    from typednn.data import load_folder as load_folder
    from typednn.data import load_mnist as load_mnist
    from typednn.data import load_mnist_part as load_mnist_part
    from typednn.data import moments as moments
    from typednn.data import normalize as normalize
    from typednn.data import read_idx as read_idx
    from typednn.data import split as split
    from typednn.data import standardize as standardize
    from typednn.data import unflatten as unflatten
    from typednn.data import write_idx as write_idx
    from typednn.hopfield import AsymmetricNet as AsymmetricNet
    from typednn.hopfield import Bias as Bias
    from typednn.hopfield import BoltzmannMachine as BoltzmannMachine
    from typednn.hopfield import DenseMemory as DenseMemory
    from typednn.hopfield import Hopfield as Hopfield
    from typednn.hopfield import HopfieldLayer as HopfieldLayer
    from typednn.hopfield import HopfieldNet as HopfieldNet
    from typednn.hopfield import Threshold as Threshold
    from typednn.hopfield import Tie as Tie
    from typednn.layers import AvgPool2d as AvgPool2d
    from typednn.layers import Backpropagation as Backpropagation
    from typednn.layers import BatchNorm as BatchNorm
    from typednn.layers import BatchNorm2d as BatchNorm2d
    from typednn.layers import Chain as Chain
    from typednn.layers import Conv2d as Conv2d
    from typednn.layers import Dropout as Dropout
    from typednn.layers import Elu as Elu
    from typednn.layers import Embedding as Embedding
    from typednn.layers import Flatten as Flatten
    from typednn.layers import Gelu as Gelu
    from typednn.layers import Initialiser as Initialiser
    from typednn.layers import Layer as Layer
    from typednn.layers import LayerNorm as LayerNorm
    from typednn.layers import LeakyRelu as LeakyRelu
    from typednn.layers import Linear as Linear
    from typednn.layers import MaxPool2d as MaxPool2d
    from typednn.layers import MultiHeadAttention as MultiHeadAttention
    from typednn.layers import Relu as Relu
    from typednn.layers import Residual as Residual
    from typednn.layers import Sigmoid as Sigmoid
    from typednn.layers import Silu as Silu
    from typednn.layers import Softplus as Softplus
    from typednn.layers import Tanh as Tanh
    from typednn.layers import TransformerBlock as TransformerBlock
    from typednn.layers import flatten_parameters as flatten_parameters
    from typednn.layers import gradient_like as gradient_like
    from typednn.layers import he_normal as he_normal
    from typednn.layers import he_uniform as he_uniform
    from typednn.layers import lecun_normal as lecun_normal
    from typednn.layers import loss_and_gradient as loss_and_gradient
    from typednn.layers import number_of_parameters as number_of_parameters
    from typednn.layers import orthogonal as orthogonal
    from typednn.layers import parameter_vector as parameter_vector
    from typednn.layers import unflatten_parameters as unflatten_parameters
    from typednn.layers import xavier_normal as xavier_normal
    from typednn.layers import xavier_uniform as xavier_uniform
    from typednn.losses import Logits as Logits
    from typednn.losses import Probs as Probs
    from typednn.losses import cross_entropy as cross_entropy
    from typednn.losses import mse as mse
    from typednn.losses import one_hot as one_hot
    from typednn.losses import regularised_cross_entropy as regularised_cross_entropy
    from typednn.ops import attention as attention
    from typednn.ops import causal_mask as causal_mask
    from typednn.ops import elu as elu
    from typednn.ops import gelu as gelu
    from typednn.ops import leaky_relu as leaky_relu
    from typednn.ops import log_softmax as log_softmax
    from typednn.ops import logsumexp as logsumexp
    from typednn.ops import relu as relu
    from typednn.ops import sigmoid as sigmoid
    from typednn.ops import silu as silu
    from typednn.ops import softmax as softmax
    from typednn.ops import softplus as softplus
    from typednn.ops import tanh as tanh
    from typednn.optim import ASAM as ASAM
    from typednn.optim import SAM as SAM
    from typednn.optim import SGD as SGD
    from typednn.optim import Adam as Adam
    from typednn.optim import AdamW as AdamW
    from typednn.optim import Constant as Constant
    from typednn.optim import Cosine as Cosine
    from typednn.optim import ExponentialDecay as ExponentialDecay
    from typednn.optim import FriendlySAM as FriendlySAM
    from typednn.optim import GradientAccumulator as GradientAccumulator
    from typednn.optim import Momentum as Momentum
    from typednn.optim import Nesterov as Nesterov
    from typednn.optim import PerEpoch as PerEpoch
    from typednn.optim import Schedule as Schedule
    from typednn.optim import SharpnessAware as SharpnessAware
    from typednn.optim import StepDecay as StepDecay
    from typednn.optim import Warmup as Warmup
    from typednn.optim import ZFilter as ZFilter
    from typednn.optim import ZSharp as ZSharp
    from typednn.optim import zsharp_preset as zsharp_preset
    from typednn.train import Checkpoint as Checkpoint
    from typednn.train import CheckpointOnBest as CheckpointOnBest
    from typednn.train import Classifier as Classifier
    from typednn.train import EarlyStopping as EarlyStopping
    from typednn.train import EpochRecord as EpochRecord
    from typednn.train import Evaluation as Evaluation
    from typednn.train import History as History
    from typednn.train import LearningRateLog as LearningRateLog
    from typednn.train import StepRecord as StepRecord
    from typednn.train import StopOnNaN as StopOnNaN
    from typednn.train import TrainConfig as TrainConfig
    from typednn.train import accuracy as accuracy
    from typednn.train import confusion_matrix as confusion_matrix
    from typednn.train import evaluate as evaluate
    from typednn.train import fit as fit
    from typednn.train import lenet as lenet
    from typednn.train import load_checkpoint as load_checkpoint
    from typednn.train import load_run as load_run
    from typednn.train import load_text as load_text
    from typednn.train import mlp as mlp
    from typednn.train import per_class_accuracy as per_class_accuracy
    from typednn.train import predict_logits as predict_logits
    from typednn.train import predict_probabilities as predict_probabilities
    from typednn.train import save_checkpoint as save_checkpoint
    from typednn.train import save_text as save_text
    from typednn.train import wilson_interval as wilson_interval
else:
    # The same names for the run time; a test compares the two lists.
    _HOME = {
        name: home
        for home, names in {
            "typednn.contracts": (
                "Array assert_shape contract reveal_shape "
                "Bool Complex Complex64 Complex128 Float Float16 Float32 Float64 Inexact Int Int8 Int16 "
                "Int32 Int64 Integer Num Real Shaped UInt UInt8 UInt16 UInt32 UInt64"
            ),
            "typednn.ops": (
                "attention causal_mask elu gelu leaky_relu log_softmax logsumexp relu sigmoid silu softmax "
                "softplus tanh"
            ),
            "typednn.losses": "Logits Probs cross_entropy mse one_hot regularised_cross_entropy",
            "typednn.hopfield": (
                "AsymmetricNet Bias BoltzmannMachine DenseMemory Hopfield HopfieldLayer HopfieldNet Threshold Tie"
            ),
            "typednn.layers": (
                "AvgPool2d Backpropagation BatchNorm BatchNorm2d Chain Conv2d Dropout Elu Embedding Flatten "
                "flatten_parameters Gelu gradient_like he_normal he_uniform Initialiser Layer LayerNorm LeakyRelu "
                "lecun_normal Linear loss_and_gradient MaxPool2d MultiHeadAttention number_of_parameters "
                "orthogonal parameter_vector Relu Residual Sigmoid Silu Softplus Tanh TransformerBlock "
                "unflatten_parameters xavier_normal xavier_uniform"
            ),
            "typednn.optim": (
                "Adam AdamW ASAM Constant Cosine ExponentialDecay FriendlySAM GradientAccumulator Momentum "
                "Nesterov PerEpoch SAM Schedule SGD SharpnessAware StepDecay Warmup ZFilter ZSharp zsharp_preset"
            ),
            "typednn.data": (
                "Dataset Examples Lcg batches flatten load_folder load_mnist load_mnist_part moments normalize "
                "read_idx split standardize unflatten write_idx"
            ),
            "typednn.train": (
                "accuracy Checkpoint CheckpointOnBest Classifier confusion_matrix EarlyStopping EpochRecord "
                "evaluate Evaluation fit History LearningRateLog lenet load_checkpoint load_run load_text mlp "
                "per_class_accuracy predict_logits predict_probabilities save_checkpoint save_text StepRecord "
                "StopOnNaN TrainConfig wilson_interval"
            ),
        }.items()
        for name in names.split()
    }

    # For `from typednn import *`, which asks no `__getattr__` for what it does not know of.
    __all__ = sorted({*_HOME, *(name for name in globals() if name.endswith("Error"))})

    def __getattr__(name: str) -> object:
        """Look a public name up in its home and keep it."""
        if name not in _HOME:
            raise AttributeError(f"module 'typednn' has no attribute {name!r}")
        globals()[name] = value = getattr(import_module(_HOME[name]), name)
        return value

    def __dir__() -> list[str]:
        return sorted({*globals(), *_HOME})
