"""The table, to the letter."""

import pytest

from typednn.errors import ShapeError
from typednn.layers import BatchNorm2d, Conv2d, Embedding, Linear, MaxPool2d, Relu, TransformerBlock

PERCEPTRON = """\
path  layer             takes         gives         parameters
0     Linear(784, 128)  "*batch 784"  "*batch 128"     100,480
1     Relu()            "*batch 128"  "*batch 128"           0
2     Linear(128, 10)   "*batch 128"  "*batch 10"        1,290
                        "*batch 784"  "*batch 10"      101,770"""

CONVOLUTIONAL = """\
path  layer            takes                       gives                                 parameters
0     Conv2d(1, 4, 3)  "batch 1 height width"      "batch 4 height-2 width-2"                    40
1     BatchNorm2d(4)   "batch 4 height-2 width-2"  "batch 4 height-2 width-2"                     8
2     MaxPool2d(2, 2)  "batch 4 height-2 width-2"  "batch 4 (height//2)-1 (width//2)-1"           0
                       "batch 1 height width"      "batch 4 (height//2)-1 (width//2)-1"          48"""

IN_NUMBERS = """\
path  layer            takes         gives         parameters
0     Conv2d(1, 4, 3)  "32 1 28 28"  "32 4 26 26"          40
1     BatchNorm2d(4)   "32 4 26 26"  "32 4 26 26"           8
2     MaxPool2d(2, 2)  "32 4 26 26"  "32 4 13 13"           0
                       "32 1 28 28"  "32 4 13 13"          48"""

LANGUAGE = """\
path  layer                                takes           gives            parameters
0     Embedding(50, 8)                     "batch time"    "batch time 8"          400
1     TransformerBlock(8, 2, causal=True)  "batch time 8"  "batch time 8"          872
2     Linear(8, 50)                        "batch time 8"  "batch time 50"         450
                                           "batch time"    "batch time 50"       1,722"""


def test_perceptron() -> None:
    net = Linear(784, 128) >> Relu() >> Linear(128, 10)
    assert net.summary() == PERCEPTRON


def test_for_an_input_of_a_given_shape() -> None:
    net = Conv2d(1, 4, 3) >> BatchNorm2d(4) >> MaxPool2d(2)
    assert net.summary("32 1 28 28") == IN_NUMBERS
    with pytest.raises(ShapeError, match='in_channels = 1, but it is given "batch 3 28 28"'):
        net.summary("batch 3 28 28")


def test_convolutional() -> None:
    net = Conv2d(1, 4, 3) >> BatchNorm2d(4) >> MaxPool2d(2)
    assert net.summary() == CONVOLUTIONAL


def test_language() -> None:
    net = Embedding(50, 8) >> TransformerBlock(8, 2, causal=True) >> Linear(8, 50)
    assert net.summary() == LANGUAGE


def test_one_layer_has_one_row() -> None:
    assert Linear(3, 2).summary().splitlines()[1:] == ['      Linear(3, 2)  "*batch 3"  "*batch 2"           8']
