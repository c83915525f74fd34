"""Typed layers: each a differentiable map with a contract, a backward pass, and a gradient of its own type.

    net = Linear(784, 128) >> Relu() >> Linear(128, 10)
    logits = net(x)
    print(net.summary())

A layer's sizes are its class parameters, `Linear[784, 128]`; `>>` composes contracts and refuses what does
not fit. Parameters and gradients of a network lie in one flat vector each.
"""

from typednn.layers.avg_pool2d import AvgPool2d as AvgPool2d
from typednn.layers.batch_norm import BatchNorm as BatchNorm
from typednn.layers.batch_norm2d import BatchNorm2d as BatchNorm2d
from typednn.layers.chain import Chain as Chain
from typednn.layers.compressing import prune as prune
from typednn.layers.compressing import quantize as quantize
from typednn.layers.conv2d import Conv2d as Conv2d
from typednn.layers.dropout import Dropout as Dropout
from typednn.layers.elu import Elu as Elu
from typednn.layers.embedding import Embedding as Embedding
from typednn.layers.flat import flatten_parameters as flatten_parameters
from typednn.layers.flat import gradient_like as gradient_like
from typednn.layers.flat import parameter_vector as parameter_vector
from typednn.layers.flat import unflatten_parameters as unflatten_parameters
from typednn.layers.flattening import Flatten as Flatten
from typednn.layers.gelu import Gelu as Gelu
from typednn.layers.gradients import Backpropagation as Backpropagation
from typednn.layers.gradients import Loss as Loss
from typednn.layers.gradients import LossAndGradient as LossAndGradient
from typednn.layers.gradients import loss_and_gradient as loss_and_gradient
from typednn.layers.initialisers import Initialiser as Initialiser
from typednn.layers.initialisers import he_normal as he_normal
from typednn.layers.initialisers import he_uniform as he_uniform
from typednn.layers.initialisers import lecun_normal as lecun_normal
from typednn.layers.initialisers import orthogonal as orthogonal
from typednn.layers.initialisers import xavier_normal as xavier_normal
from typednn.layers.initialisers import xavier_uniform as xavier_uniform
from typednn.layers.initialisers import zeros as zeros
from typednn.layers.layer import AnyLayer as AnyLayer
from typednn.layers.layer import Layer as Layer
from typednn.layers.layer_norm import LayerNorm as LayerNorm
from typednn.layers.leaky_relu import LeakyRelu as LeakyRelu
from typednn.layers.linear import Linear as Linear
from typednn.layers.max_pool2d import MaxPool2d as MaxPool2d
from typednn.layers.multi_head_attention import MultiHeadAttention as MultiHeadAttention
from typednn.layers.relu import Relu as Relu
from typednn.layers.residual import Residual as Residual
from typednn.layers.sigmoid import Sigmoid as Sigmoid
from typednn.layers.silu import Silu as Silu
from typednn.layers.softplus import Softplus as Softplus
from typednn.layers.tanh import Tanh as Tanh
from typednn.layers.transformer_block import TransformerBlock as TransformerBlock
from typednn.layers.tree import layout as layout
from typednn.layers.tree import number_of_parameters as number_of_parameters
from typednn.layers.tree import parameters as parameters
from typednn.layers.tree import state as state
from typednn.layers.workspace import FRESH as FRESH
from typednn.layers.workspace import ReusedWorkspace as ReusedWorkspace
from typednn.layers.workspace import Workspace as Workspace
