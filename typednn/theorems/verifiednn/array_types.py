"""V1, V3–V5: vectors, matrices and batches are types, and operations have the types of their sums.

In the original these are `True` or `rfl`: they restate the type checker. Here each is a pair of programs.
"""

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
