"""V46, V68: numbers of different kinds are not mixed up: probabilities and logits, bytes and scaled pixels."""

from typednn.theorems.theorem import Standing
from typednn.theorems.verifiednn import CHAPTER

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
