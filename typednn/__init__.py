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
    from typednn.layers import layout as layout
    from typednn.layers import lecun_normal as lecun_normal
    from typednn.layers import loss_and_gradient as loss_and_gradient
    from typednn.layers import number_of_parameters as number_of_parameters
    from typednn.layers import orthogonal as orthogonal
    from typednn.layers import parameter_vector as parameter_vector
    from typednn.layers import parameters as parameters
    from typednn.layers import unflatten_parameters as unflatten_parameters
    from typednn.layers import xavier_normal as xavier_normal
    from typednn.layers import xavier_uniform as xavier_uniform
    from typednn.losses import Logits as Logits
    from typednn.losses import Probs as Probs
    from typednn.losses import cross_entropy as cross_entropy
    from typednn.losses import mse as mse
    from typednn.losses import one_hot as one_hot
    from typednn.losses import regularised_cross_entropy as regularised_cross_entropy
    from typednn.ops import affine as affine
    from typednn.ops import affine_vjp as affine_vjp
    from typednn.ops import attention as attention
    from typednn.ops import attention_vjp as attention_vjp
    from typednn.ops import attention_weights as attention_weights
    from typednn.ops import avg_pool2d as avg_pool2d
    from typednn.ops import avg_pool2d_vjp as avg_pool2d_vjp
    from typednn.ops import batch_add_vec as batch_add_vec
    from typednn.ops import batch_add_vec_vjp as batch_add_vec_vjp
    from typednn.ops import batch_matvec as batch_matvec
    from typednn.ops import batch_matvec_vjp as batch_matvec_vjp
    from typednn.ops import batch_norm as batch_norm
    from typednn.ops import batch_norm_inference as batch_norm_inference
    from typednn.ops import batch_norm_inference_vjp as batch_norm_inference_vjp
    from typednn.ops import batch_norm_vjp as batch_norm_vjp
    from typednn.ops import causal_mask as causal_mask
    from typednn.ops import conv2d as conv2d
    from typednn.ops import conv2d_vjp as conv2d_vjp
    from typednn.ops import dot as dot
    from typednn.ops import dot_vjp as dot_vjp
    from typednn.ops import dropout as dropout
    from typednn.ops import dropout_mask as dropout_mask
    from typednn.ops import dropout_vjp as dropout_vjp
    from typednn.ops import elu as elu
    from typednn.ops import elu_vjp as elu_vjp
    from typednn.ops import embedding as embedding
    from typednn.ops import embedding_vjp as embedding_vjp
    from typednn.ops import gelu as gelu
    from typednn.ops import gelu_vjp as gelu_vjp
    from typednn.ops import layer_norm as layer_norm
    from typednn.ops import layer_norm_vjp as layer_norm_vjp
    from typednn.ops import leaky_relu as leaky_relu
    from typednn.ops import leaky_relu_vjp as leaky_relu_vjp
    from typednn.ops import log_softmax as log_softmax
    from typednn.ops import log_softmax_vjp as log_softmax_vjp
    from typednn.ops import logsumexp as logsumexp
    from typednn.ops import logsumexp_vjp as logsumexp_vjp
    from typednn.ops import mat_add as mat_add
    from typednn.ops import mat_add_vjp as mat_add_vjp
    from typednn.ops import mat_smul as mat_smul
    from typednn.ops import mat_smul_vjp as mat_smul_vjp
    from typednn.ops import mat_sub as mat_sub
    from typednn.ops import mat_sub_vjp as mat_sub_vjp
    from typednn.ops import matmul as matmul
    from typednn.ops import matmul_vjp as matmul_vjp
    from typednn.ops import matvec as matvec
    from typednn.ops import matvec_vjp as matvec_vjp
    from typednn.ops import max_last as max_last
    from typednn.ops import max_last_vjp as max_last_vjp
    from typednn.ops import max_pool2d as max_pool2d
    from typednn.ops import max_pool2d_vjp as max_pool2d_vjp
    from typednn.ops import mean_first as mean_first
    from typednn.ops import mean_first_vjp as mean_first_vjp
    from typednn.ops import mean_last as mean_last
    from typednn.ops import mean_last_vjp as mean_last_vjp
    from typednn.ops import norm as norm
    from typednn.ops import norm_sq as norm_sq
    from typednn.ops import norm_sq_vjp as norm_sq_vjp
    from typednn.ops import norm_vjp as norm_vjp
    from typednn.ops import outer as outer
    from typednn.ops import outer_vjp as outer_vjp
    from typednn.ops import relu as relu
    from typednn.ops import relu_vjp as relu_vjp
    from typednn.ops import rms_norm as rms_norm
    from typednn.ops import rms_norm_vjp as rms_norm_vjp
    from typednn.ops import sigmoid as sigmoid
    from typednn.ops import sigmoid_vjp as sigmoid_vjp
    from typednn.ops import silu as silu
    from typednn.ops import silu_vjp as silu_vjp
    from typednn.ops import smul as smul
    from typednn.ops import smul_vjp as smul_vjp
    from typednn.ops import softmax as softmax
    from typednn.ops import softmax_vjp as softmax_vjp
    from typednn.ops import softplus as softplus
    from typednn.ops import softplus_vjp as softplus_vjp
    from typednn.ops import sum_first as sum_first
    from typednn.ops import sum_first_vjp as sum_first_vjp
    from typednn.ops import sum_last as sum_last
    from typednn.ops import sum_last_vjp as sum_last_vjp
    from typednn.ops import tanh as tanh
    from typednn.ops import tanh_vjp as tanh_vjp
    from typednn.ops import transpose as transpose
    from typednn.ops import transpose_vjp as transpose_vjp
    from typednn.ops import vadd as vadd
    from typednn.ops import vadd_vjp as vadd_vjp
    from typednn.ops import vmul as vmul
    from typednn.ops import vmul_vjp as vmul_vjp
    from typednn.ops import vsub as vsub
    from typednn.ops import vsub_vjp as vsub_vjp
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
    from typednn.optim import Optimizer as Optimizer
    from typednn.optim import PerEpoch as PerEpoch
    from typednn.optim import Schedule as Schedule
    from typednn.optim import Shards as Shards
    from typednn.optim import SharpnessAware as SharpnessAware
    from typednn.optim import StepDecay as StepDecay
    from typednn.optim import Then as Then
    from typednn.optim import Warmup as Warmup
    from typednn.optim import ZFilter as ZFilter
    from typednn.optim import ZSharp as ZSharp
    from typednn.optim import optimizer_step as optimizer_step
    from typednn.optim import zsharp_preset as zsharp_preset
    from typednn.train import Callback as Callback
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
    from typednn.train import Training as Training
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
                "affine affine_vjp attention attention_vjp attention_weights avg_pool2d avg_pool2d_vjp "
                "batch_add_vec batch_add_vec_vjp batch_matvec batch_matvec_vjp batch_norm batch_norm_inference "
                "batch_norm_inference_vjp batch_norm_vjp causal_mask conv2d conv2d_vjp dot dot_vjp dropout "
                "dropout_mask dropout_vjp elu elu_vjp embedding embedding_vjp gelu gelu_vjp layer_norm "
                "layer_norm_vjp leaky_relu leaky_relu_vjp log_softmax log_softmax_vjp logsumexp logsumexp_vjp "
                "mat_add mat_add_vjp mat_smul mat_smul_vjp mat_sub mat_sub_vjp matmul matmul_vjp matvec "
                "matvec_vjp max_last max_last_vjp max_pool2d max_pool2d_vjp mean_first mean_first_vjp mean_last "
                "mean_last_vjp norm norm_sq norm_sq_vjp norm_vjp outer outer_vjp relu relu_vjp rms_norm "
                "rms_norm_vjp sigmoid sigmoid_vjp silu silu_vjp smul smul_vjp softmax softmax_vjp softplus "
                "softplus_vjp sum_first sum_first_vjp sum_last sum_last_vjp tanh tanh_vjp transpose transpose_vjp "
                "vadd vadd_vjp vmul vmul_vjp vsub vsub_vjp"
            ),
            "typednn.losses": "Logits Probs cross_entropy mse one_hot regularised_cross_entropy",
            "typednn.hopfield": (
                "AsymmetricNet Bias BoltzmannMachine DenseMemory Hopfield HopfieldLayer HopfieldNet Threshold Tie"
            ),
            "typednn.layers": (
                "AvgPool2d Backpropagation BatchNorm BatchNorm2d Chain Conv2d Dropout Elu Embedding Flatten "
                "flatten_parameters Gelu gradient_like he_normal he_uniform Initialiser Layer LayerNorm layout "
                "LeakyRelu lecun_normal Linear loss_and_gradient MaxPool2d MultiHeadAttention "
                "number_of_parameters orthogonal parameter_vector parameters Relu Residual Sigmoid Silu Softplus "
                "Tanh TransformerBlock unflatten_parameters xavier_normal xavier_uniform"
            ),
            "typednn.optim": (
                "Adam AdamW ASAM Constant Cosine ExponentialDecay FriendlySAM GradientAccumulator Momentum "
                "Nesterov Optimizer optimizer_step PerEpoch SAM Schedule SGD Shards SharpnessAware StepDecay Then "
                "Warmup ZFilter ZSharp zsharp_preset"
            ),
            "typednn.data": (
                "Dataset Examples Lcg batches flatten load_folder load_mnist load_mnist_part moments normalize "
                "read_idx split standardize unflatten write_idx"
            ),
            "typednn.train": (
                "accuracy Callback Checkpoint CheckpointOnBest Classifier confusion_matrix EarlyStopping "
                "EpochRecord evaluate Evaluation fit History LearningRateLog lenet load_checkpoint load_run "
                "load_text mlp per_class_accuracy predict_logits predict_probabilities save_checkpoint save_text "
                "StepRecord StopOnNaN TrainConfig Training wilson_interval"
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
