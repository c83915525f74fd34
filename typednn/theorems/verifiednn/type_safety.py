"""V83, V84: the fourteen type-safety theorems of the original, and its demonstration of a type error.

The originals are proved by `trivial`, `rfl`, or ``∃ r, r = f x``: true of every function. Ours say which programs
are refused.
"""

from typednn.theorems.theorem import Standing
from typednn.theorems.verifiednn import CHAPTER


def _safe(part: int, name: str, statement: str, original: str, accepts: str, *rejects: str) -> None:
    CHAPTER.static(
        f"V83.{part}",
        name,
        statement,
        original=original,
        standing=Standing.VACUOUS,
        accepts=accepts,
        rejects=rejects,
    )


_safe(
    1,
    "the type guarantees the dimension",
    'A Float[Array, "n"] with n = 784 has 784 entries, so that its shape needs no test.',
    "type_guarantees_dimension",
    """
@contract
def size(x: Float[Array, "784"]) -> Float[Array, "28 28"]:
    return x.reshape(28, 28)

size(np.zeros(784))
""",
    """
@contract
def size(x: Float[Array, "784"]) -> Float[Array, "28 27"]:
    return x.reshape(28, 28)  # E: tensor-shape

size(np.zeros(784))
""",
    """
def size(x: Float[Array, "784"]) -> Float[Array, "28 28"]:
    return x[:700].reshape(28, 28)  # E: tensor-shape, static
""",
)
_safe(
    2,
    "a vector has its type",
    'np.zeros(n) is a Float[Array, "n"] and nothing else.',
    "vector_type_correct",
    'x: Float[Array, "5"] = np.zeros(5)',
    'x: Float[Array, "6"] = np.zeros(5)  # E: tensor-shape, static',
    'x: Int[Array, "5"] = np.zeros(5)  # E: tensor-dtype, static',
)
_safe(
    3,
    "a matrix has its type",
    'np.zeros((m, n)) is a Float[Array, "m n"], and its transpose "n m".',
    "matrix_type_correct",
    'a: Float[Array, "3 5"] = np.zeros((3, 5))\nt: Float[Array, "5 3"] = a.T',
    'a: Float[Array, "5 3"] = np.zeros((3, 5))  # E: tensor-shape, static',
    'a: Float[Array, "3 5"] = np.zeros((3, 5))\nt: Float[Array, "3 5"] = a.T  # E: tensor-shape, static',
)
_safe(
    4,
    "a batch has its type",
    "A batch is a matrix of which each row has the type of a sample.",
    "batch_type_correct",
    'x: Float[Array, "32 784"] = np.zeros((32, 784))\none: Float[Array, "784"] = x[0]',
    'x: Float[Array, "32 784"] = np.zeros((32, 784))\none: Float[Array, "32"] = x[0]  # E: tensor-shape, static',
)
_safe(
    5,
    "matvec gives m",
    "matvec of an m by n matrix gives m entries.",
    "matvec_output_dimension",
    'y: Float[Array, "3"] = matvec(np.zeros((3, 4)), np.zeros(4))',
    'y: Float[Array, "4"] = matvec(np.zeros((3, 4)), np.zeros(4))  # E: tensor-shape, static',
    "matvec(np.zeros((3, 4)), np.zeros(5))  # E: tensor-shape",
)
_safe(
    6,
    "vadd gives n",
    "vadd of two vectors of n gives n entries.",
    "vadd_output_dimension",
    'y: Float[Array, "3"] = vadd(np.zeros(3), np.zeros(3))',
    'y: Float[Array, "6"] = vadd(np.zeros(3), np.zeros(3))  # E: tensor-shape, static',
    "vadd(np.zeros(3), np.zeros((3, 1)))  # E: tensor-shape",
)
_safe(
    7,
    "smul gives n",
    "smul of a vector of n gives n entries.",
    "smul_output_dimension",
    'y: Float[Array, "3"] = smul(np.asarray(2.0), np.zeros(3))',
    'y: Float[Array, "1"] = smul(np.asarray(2.0), np.zeros(3))  # E: tensor-shape, static',
    "smul(np.asarray(2.0), np.zeros((3, 3)))  # E: tensor-shape",
)
_safe(
    8,
    "a dense layer gives fan_out",
    "Linear(n, m) gives m entries a row.",
    "dense_layer_output_dimension",
    'y: Float[Array, "2 128"] = Linear(784, 128)(np.zeros((2, 784)))',
    'y: Float[Array, "2 784"] = Linear(784, 128)(np.zeros((2, 784)))  # E: tensor-shape, static',
)
_safe(
    9,
    "a dense layer takes fan_in",
    "Linear(n, m) takes n entries a row.",
    "dense_layer_type_safe",
    "Linear(784, 128)(np.zeros((2, 784)))",
    "Linear(784, 128)(np.zeros((2, 785)))  # E: tensor-shape",
    "Linear(784, 128)(np.zeros((784, 2)))  # E: tensor-shape",
)
_safe(
    10,
    "a dense layer keeps the batch",
    "Linear(n, m) gives as many rows as it takes.",
    "dense_layer_batch_output_dimension",
    'y: Float[Array, "32 128"] = Linear(784, 128)(np.zeros((32, 784)))',
    'y: Float[Array, "31 128"] = Linear(784, 128)(np.zeros((32, 784)))  # E: tensor-shape, static',
)
_safe(
    11,
    "two layers compose",
    "Linear(n, m) after Linear(k, l) needs l = n.",
    "layer_composition_type_safe",
    "Linear(128, 10)(Linear(784, 128)(np.zeros((2, 784))))",
    "Linear(100, 10)(Linear(784, 128)(np.zeros((2, 784))))  # E: tensor-shape",
)
_safe(
    12,
    "three layers compose",
    "Each layer takes what the one before it gives.",
    "triple_layer_composition_type_safe",
    'y: Float[Array, "2 10"] = Linear(64, 10)(Linear(128, 64)(Linear(784, 128)(np.zeros((2, 784)))))',
    "Linear(64, 10)(Linear(100, 64)(Linear(784, 128)(np.zeros((2, 784)))))  # E: tensor-shape",
    "Linear(128, 10)(Linear(128, 64)(Linear(784, 128)(np.zeros((2, 784)))))  # E: tensor-shape",
)
_safe(
    13,
    "a batch composes",
    "A composite of layers keeps the number of rows, whatever it is.",
    "batch_layer_composition_type_safe",
    """
def scores(x: Float[Array, "b 784"]) -> Float[Array, "b 10"]:
    return Linear(128, 10)(Linear(784, 128)(x))

y: Float[Array, "32 10"] = scores(np.zeros((32, 784)))
""",
    """
def scores(x: Float[Array, "b 784"]) -> Float[Array, "b 10"]:
    return Linear(128, 10)(Linear(784, 128)(x[1:]))  # E: tensor-shape, static
""",
)
_safe(
    14,
    "a perceptron gives a score for each class",
    "784 → 128 → 10 gives ten numbers a row, through the rectifier too.",
    "mlp_output_dimension",
    """
def scores(x: Float[Array, "b 784"]) -> Float[Array, "b 10"]:
    return Linear(128, 10)(Relu()(Linear(784, 128)(x)))

scores(np.zeros((2, 784)))
""",
    """
def scores(x: Float[Array, "b 784"]) -> Float[Array, "b 12"]:
    return Linear(128, 10)(Relu()(Linear(784, 128)(x)))  # E: tensor-shape, static
""",
    """
def scores(x: Float[Array, "b 784"]) -> Float[Array, "b 10"]:
    return Linear(120, 10)(Relu()(Linear(784, 128)(x)))  # E: tensor-shape, static
""",
)
_safe(
    15,
    "flattened parameters are a vector",
    "flatten_parameters gives one axis, whatever the network.",
    "flatten_params_type_correct",
    """
def total(v: Float[Array, " n"]) -> Float[Array, ""]:
    return np.asarray(v.sum())

total(flatten_parameters(Linear(3, 4)))
""",
    """
@contract
def total(v: Float[Array, "m n"]) -> Float[Array, ""]:
    return np.asarray(v.sum())

total(flatten_parameters(Linear(3, 4)))  # E: tensor-shape
""",
)
_safe(
    16,
    "unflattened parameters are a network",
    "unflatten_parameters takes a vector and gives a network of the type of the given one.",
    "unflatten_params_type_correct",
    """
layer = unflatten_parameters(Linear(3, 4), np.zeros(16))
weight: Float[Array, "3 4"] = layer.weight
""",
    "unflatten_parameters(Linear(3, 4), np.zeros((4, 4)))  # E: tensor-shape",
    "relu: Relu = unflatten_parameters(Linear(3, 4), np.zeros(16))  # E: assignment, static",
    "unflatten_parameters(Linear(3, 4), np.zeros(15))  # E: run-time",
)
CHAPTER.static(
    "V84",
    "100 entries are not 784",
    "Passing 100 entries where 784 are required is refused, and the message names both sizes.",
    original="the page's demonstration, whose message compares Float^[10] with Float^[10]",
    standing=Standing.GAP_CLOSED,
    accepts="""
@contract
def classify(image: Float[Array, "784"]) -> Float[Array, "10"]:
    return np.zeros(10)

classify(np.zeros(784))
""",
    rejects=(
        """
@contract
def classify(image: Float[Array, "784"]) -> Float[Array, "10"]:
    return np.zeros(10)

classify(np.zeros(100))  # E: tensor-shape "image" has shape "100", expected "784"
""",
    ),
)
