"""The law of contracts: `@contract` and plain jaxtyping + beartype agree, on first and on repeated calls."""

import random
from collections.abc import Callable

import jaxtyping
import pytest
from beartype import BeartypeConf, beartype

from tests.contracts.drawing import Draw
from typednn.contracts import contract
from typednn.errors import ContractError, ShapeError, ShapeSyntaxError

PLAIN = (jaxtyping.TypeCheckError, jaxtyping.AnnotationError)
OURS = (ShapeError, ContractError, ShapeSyntaxError)
pytestmark = pytest.mark.filterwarnings("ignore:the matrix subclass")  # drawn on purpose
TYPECHECKER = beartype(conf=BeartypeConf(is_pep484_tower=True))  # an int is as good as a float, as for mypy
CHUNKS, SIGNATURES, CALLS = 10, 250, 3  # 7,500 calls, each made three times


def passes(
    function: Callable[..., object],
    arguments: tuple[object, ...],
    keywords: dict[str, object],
    refusals: tuple[type[Exception], ...],
) -> bool:
    try:
        function(*arguments, **keywords)
    except refusals:
        return False
    return True


def agree(seed: int, calls: int) -> tuple[int, int, bool]:
    """How many calls of one drawn signature passed and were refused, and whether any was remembered."""
    draw = Draw(seed)
    signature, returns = draw.signature(), [object()]
    plain = jaxtyping.jaxtyped(typechecker=TYPECHECKER)(signature.function(returns))
    ours = contract(signature.function(returns))
    drawn = [draw.call(signature) for _ in range(calls)]
    verdicts = []
    for arguments, keywords, returns[0] in drawn:
        verdicts.append(passes(plain, arguments, keywords, PLAIN))
    again = list(range(calls)) * 2
    random.Random(seed).shuffle(again)
    for index in [*range(calls), *again]:
        arguments, keywords, returns[0] = drawn[index]
        assert passes(ours, arguments, keywords, OURS) is verdicts[index], (seed, index, drawn[index])
    remembered = bool(ours.__globals__["typednn_memory"])
    return sum(verdicts), calls - sum(verdicts), remembered


@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_contract_and_plain_jaxtyping_agree(chunk: int) -> None:
    counted = [agree(seed, CALLS) for seed in range(chunk * SIGNATURES, (chunk + 1) * SIGNATURES)]
    passed, refused, remembered = (sum(column) for column in zip(*counted, strict=True))
    # The draw must be worth it: many of each verdict, and many that take the short way.
    assert passed > SIGNATURES * CALLS / 3
    assert refused > SIGNATURES * CALLS / 6
    assert remembered > SIGNATURES / 3


@pytest.mark.slow
@pytest.mark.parametrize("chunk", range(40))
def test_contract_and_plain_jaxtyping_agree_at_length(chunk: int) -> None:
    """320,000 calls."""
    for seed in range(1_000_000 + chunk * 1000, 1_000_000 + (chunk + 1) * 1000):
        agree(seed, 8)
