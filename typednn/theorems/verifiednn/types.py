"""V1, V5, V18–V21, V28, V46, V65, V66, V68, V83, V84: what mypy proves, and what it refuses.

In the original these are `True` or `rfl`: they restate the type checker. Here each is a pair of programs.
"""

from typednn.theorems.theorem import Standing
from typednn.theorems.verifiednn import CHAPTER

_VECTORS = """
@contract
def row(x: Float[Array, "b n"], at: int) -> Float[Array, " n"]:
    return x[at]

@contract
def total(x: Float[Array, "784"]) -> float:
    return float(x.sum())
"""
CHAPTER.static(
    "V1",
    "vectors, matrices and batches are types",
    "A vector of n, a matrix of m by n and a batch of b rows are different types; a row of a batch is a vector.",
    original="Vector, Matrix, Batch",
    accepts=f"""{_VECTORS}
batch: Float[Array, "3 784"] = np.zeros((3, 784))
first: Float[Array, "784"] = row(batch, 0)
total(first)
""",
    rejects=(
        f"{_VECTORS}\ntotal(np.zeros(100))  # E: tensor-shape",
        f"{_VECTORS}\ntotal(np.zeros((3, 784)))  # E: tensor-shape",
        f"{_VECTORS}\nrow(np.zeros(784), 0)  # E: tensor-shape",
        'batch: Float[Array, "3 784"] = np.zeros((784, 3))  # E: tensor-shape, static',
    ),
)
CHAPTER.static(
    "V3.5",
    "products have the types of the sums that they are",
    "matvec takes an m by n matrix and a vector of n, matmul m by k and k by n; no other sizes.",
    original="matvec, matmul, transpose, outer",
    accepts="""
a = np.zeros((3, 4))
y: Float[Array, "3"] = matvec(a, np.zeros(4))
c: Float[Array, "3 5"] = matmul(a, np.zeros((4, 5)))
t: Float[Array, "4 3"] = transpose(a)
o: Float[Array, "3 4"] = outer(np.zeros(3), np.zeros(4))
""",
    rejects=(
        "matvec(np.zeros((3, 4)), np.zeros(3))  # E: tensor-shape",
        "matmul(np.zeros((3, 4)), np.zeros((3, 5)))  # E: tensor-shape",
        "matmul(transpose(np.zeros((3, 4))), np.zeros((4, 5)))  # E: tensor-shape",
        "matvec(outer(np.zeros(3), np.zeros(4)), np.zeros(3))  # E: tensor-shape",
    ),
)
CHAPTER.static(
    "V4.4",
    "sums are of vectors of one length",
    "vadd takes two vectors of n and gives one; smul keeps n.",
    original="vadd, vsub, smul, vmul",
    accepts="""
s: Float[Array, "4"] = vadd(np.zeros(4), smul(np.asarray(2.0), np.zeros(4)))
""",
    rejects=(
        "vadd(np.zeros(3), np.zeros(4))  # E: tensor-shape",
        "vadd(np.zeros(3), smul(np.asarray(2.0), np.zeros(4)))  # E: tensor-shape",
        "smul(np.zeros(2), np.zeros(4))  # E: tensor-shape",
    ),
)
CHAPTER.static(
    "V5.3",
    "a matrix times a batch is one row a sample",
    "batch_matvec takes an m by n matrix and b rows of n, and gives b rows of m.",
    original="batchMatvec",
    accepts="""
rows: Float[Array, "32 3"] = batch_matvec(np.zeros((3, 4)), np.zeros((32, 4)))
""",
    rejects=(
        "batch_matvec(np.zeros((3, 4)), np.zeros((4, 32)))  # E: tensor-shape",
        "batch_matvec(np.zeros((3, 4)), np.zeros(4))  # E: tensor-shape",
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
CHAPTER.static(
    "V46.1",
    "probabilities are not logits",
    "Cross-entropy takes Logits; Probs, which softmax gives, and plain arrays do not type-check.",
    original="MLPArchitecture.forward",
    standing=Standing.BEYOND,
    accepts="""
z, t = np.zeros((3, 10)), np.zeros(3, np.int64)
cross_entropy(Logits(z), t)
probabilities: Float[Probs, "3 10"] = softmax(z)
""",
    rejects=(
        "cross_entropy(softmax(np.zeros((3, 10))), np.zeros(3, np.int64))  # E: arg-type",
        "cross_entropy(np.zeros((3, 10)), np.zeros(3, np.int64))  # E: arg-type",
        "cross_entropy(Logits(np.zeros((3, 10))), np.zeros(3))  # E: tensor-dtype",
    ),
)
CHAPTER.static(
    "V65",
    "optimizers are a closed type",
    "A match that forgets an optimizer does not type-check.",
    original="OptimizerState, optimizerStep",
    standing=Standing.BEYOND,
    accepts="""
def name(optimizer: SGD | Momentum) -> str:
    match optimizer:
        case SGD():
            return "descent"
        case Momentum():
            return "heavy ball"
        case _:
            assert_never(optimizer)

name(SGD(0.1))
""",
    rejects=(
        """
def name(optimizer: SGD | Momentum) -> str:
    match optimizer:
        case SGD():
            return "descent"
        case _:
            assert_never(optimizer)  # E: arg-type, static
""",
        """
def name(optimizer: Optimizer) -> str:
    match optimizer:
        case SGD() | Momentum():
            return "one of two"
        case _:
            assert_never(optimizer)  # E: arg-type, static
""",
    ),
)
_STEP = """
theta = np.zeros(5)
optimizer = SGD(0.1)
state = optimizer.init(theta)
"""
CHAPTER.static(
    "V66.1",
    "a step keeps the dimension",
    "An optimizer's step takes parameters of n and a gradient of n, and leaves n.",
    original="sgdStep_preserves_dimension and two more",
    standing=Standing.VACUOUS,
    accepts=f"""{_STEP}
def objective(t: Float[Array, " parameters"]) -> tuple[float, Float[Array, " parameters"]]:
    return 0.0, 2.0 * t

optimizer.step(theta, state, objective)
after: Float[Array, "5"] = theta
""",
    rejects=(
        f"""{_STEP}
def objective(t: Float[Array, " parameters"]) -> tuple[float, Float[Array, "3"]]:
    return 0.0, np.zeros(3)

optimizer.step(theta, state, objective)  # E: tensor-shape
""",
        f"""{_STEP}
def objective(t: Float[Array, " parameters"]) -> tuple[float, Float[Array, " parameters"]]:
    return 0.0, 2.0 * t

optimizer.step(np.zeros((5, 2)), state, objective)  # E: tensor-shape
""",
    ),
)
CHAPTER.static(
    "V68.4",
    "raw pixels are not scaled pixels",
    "What takes floats does not take bytes: a forgotten `normalize` does not type-check.",
    original="Preprocessing",
    standing=Standing.BEYOND,
    accepts="""
raw: UInt8[Array, "3 28 28"] = np.zeros((3, 28, 28), np.uint8)
rows: Float[Array, "3 784"] = flatten(normalize(raw))
Linear(784, 10)(rows)
""",
    rejects=(
        "flatten(np.zeros((3, 28, 28), np.uint8))  # E: tensor-dtype",
        "Linear(784, 10)(np.zeros((3, 784), np.uint8))  # E: tensor-dtype",
        "normalize(normalize(np.zeros((3, 28, 28), np.uint8)))  # E: tensor-dtype",
    ),
)
