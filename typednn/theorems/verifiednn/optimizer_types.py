"""V65, V66: optimizers are a closed type, and their steps keep the dimension."""

from typednn.theorems.theorem import Standing
from typednn.theorems.verifiednn import CHAPTER

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
