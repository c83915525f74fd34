"""V18–V21, V28: layers and what they are composed of know their sizes.

In the original these are `True` or `rfl`: they restate the type checker. Here each is a pair of programs.
"""

from typednn.theorems.theorem import Standing
from typednn.theorems.verifiednn import CHAPTER

CHAPTER.static(
    "V18.1",
    "a layer knows its sizes",
    "Linear(in, out) holds weights in by out and a bias of out, and takes rows of in alone.",
    original="DenseLayer",
    accepts="""
layer = Linear(784, 128)
weight: Float[Array, "784 128"] = layer.weight
bias: Float[Array, "128"] = layer.bias
y: Float[Array, "32 128"] = layer(np.zeros((32, 784)))
""",
    rejects=(
        "layer = Linear(784, 128)\nlayer(np.zeros((32, 100)))  # E: tensor-shape",
        'layer = Linear(784, 128)\nweight: Float[Array, "128 784"] = layer.weight  # E: tensor-shape, static',
        "layer = Linear(784, 128)\nlayer(np.zeros((784, 32)))  # E: tensor-shape",
    ),
)

_LAYERS = """
def hidden(x: Float[Array, "b 784"]) -> Float[Array, "b 128"]:
    return Linear(784, 128)(x)

def scores(x: Float[Array, "b 784"]) -> Float[Array, "b 10"]:
    first, second = Linear(784, 128), Linear(128, 10)
    return second(first(x))
"""


CHAPTER.static(
    "V19.1",
    "a layer maps a batch to a batch",
    "Linear[in, out] maps b rows of in to b rows of out, for every b.",
    original="forward, forwardBatch",
    accepts=f"{_LAYERS}\nhidden(np.zeros((3, 784)))\nhidden(np.zeros((1, 784)))",
    rejects=(
        f"{_LAYERS}\nhidden(np.zeros(784))  # E: tensor-shape, static",
        """
def wrong(x: Float[Array, "b 784"]) -> Float[Array, "b 100"]:
    return Linear(784, 128)(x)  # E: tensor-shape, static
""",
        """
def wrong(x: Float[Array, "b 784"]) -> Float[Array, "b 128"]:
    return Linear(784, 128)(x[0])  # E: tensor-shape, static
""",
    ),
)


CHAPTER.static(
    "V20.1",
    "layers that do not fit are refused where one is given what the other gives",
    "g(f(x)) is accepted if f gives what g takes, and for no other sizes.",
    original="stack",
    accepts=f"{_LAYERS}\nscores(np.zeros((3, 784)))",
    rejects=(
        """
def wrong(x: Float[Array, "b 784"]) -> Float[Array, "b 10"]:
    first, second = Linear(784, 128), Linear(64, 10)
    return second(first(x))  # E: tensor-shape, static
""",
        "Linear(64, 10)(Linear(784, 128)(np.zeros((3, 784))))  # E: tensor-shape",
        "Linear(64, 10)(np.maximum(Linear(784, 128)(np.zeros((3, 784))), 0.0))  # E: tensor-shape",
    ),
)


CHAPTER.static(
    "V20.3",
    "layers that do not fit are not composed",
    "Linear(784, 128) >> Linear(64, 10) does not type-check, nor with a rectifier between; what fits maps b to b.",
    original="stack",
    accepts="""
net = Linear(784, 128) >> Relu() >> Linear(128, 10)
y: Float[Array, "3 10"] = net(np.zeros((3, 784)))
""",
    rejects=(
        "net = Linear(784, 128) >> Linear(64, 10)  # E: tensor-shape",
        "net = Linear(784, 128) >> Relu() >> Linear(64, 10)  # E: tensor-shape",
        "net = Linear(784, 128) >> Linear(128, 10)\nnet(np.zeros((3, 100)))  # E: tensor-shape",
        "net = Linear(784, 128) >> Linear(128, 10)\n"
        'y: Float[Array, "3 11"] = net(np.zeros((3, 784)))  # E: tensor-shape, static',
    ),
)


CHAPTER.static(
    "V21",
    "outputs have the declared dimension",
    "What a layer, a batch through a layer, and two layers in a row give has the size that the last one declares.",
    original="forward_dimension_typesafe, forwardBatch_dimension_typesafe, composition_dimension_typesafe",
    standing=Standing.VACUOUS,
    accepts=f"""{_LAYERS}
y: Float[Array, "3 10"] = scores(np.zeros((3, 784)))
h: Float[Array, "7 128"] = hidden(np.zeros((7, 784)))
""",
    rejects=(
        f'{_LAYERS}\ny: Float[Array, "3 11"] = scores(np.zeros((3, 784)))  # E: tensor-shape, static',
        f'{_LAYERS}\nh: Float[Array, "7 784"] = hidden(np.zeros((7, 784)))  # E: tensor-shape, static',
    ),
)


CHAPTER.static(
    "V28.1",
    "a composite is total and ends in the second layer's dimension",
    "For all inputs of its type a composite gives a value, of the type of the second layer's output.",
    original="stack_well_defined, stack_output_dimension",
    standing=Standing.VACUOUS,
    accepts=f"""{_LAYERS}
@contract
def three(x: Float[Array, "b 784"]) -> Float[Array, "b 5"]:
    return Linear(10, 5)(scores(x))

for batch in (1, 2, 7):
    three(np.zeros((batch, 784)))
""",
    rejects=(
        f"""{_LAYERS}
@contract
def three(x: Float[Array, "b 784"]) -> Float[Array, "b 10"]:
    return Linear(10, 5)(scores(x))  # E: tensor-shape

three(np.zeros((2, 784)))
""",
    ),
)
