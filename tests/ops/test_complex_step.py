"""Every primitive: ⟨dy, J t⟩ = ⟨Jᵀ dy, t⟩ with J t by a complex step, to rounding."""

import inspect

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.complex_step import assert_adjoint, complex_numbers, derivative, stepped
from typednn import ops
from typednn.ops.registry import PRIMITIVES

# Constant almost everywhere, without a direction to move in, or differentiated elsewhere.
WITHOUT_DERIVATIVE = {
    "attention_weights": "the softmax inside `attention`, shown",
    "batch_innermost": "moves memory, no numbers",
    "batch_statistics": "inside `batch_norm`, which differentiates them",
    "causal_mask": "a mask",
    "dropout_mask": "a mask",
    "fold": "the adjoint of `unfold`: tests/ops/test_images.py",
    "positional_encoding": "of whole numbers",
    "prune": "leaves out what is small: the identity, or 0",
    "quantize": "piecewise constant",
    "unfold": "the adjoint of `fold`",
    "unit": "the derivative of `norm`",
}


@pytest.mark.parametrize("name", PRIMITIVES)
@given(seed=st.integers(0, 2**32 - 1))
def test_vjp_is_the_adjoint_of_the_derivative(name: str, seed: int) -> None:
    primitive, rng = PRIMITIVES[name], np.random.default_rng(seed)
    example = primitive.draw(rng)
    directions = tuple(np.asarray(rng.uniform(-1.0, 1.0, primal.shape)) for primal in example.primals)
    moved = example.at(tuple(map(stepped, example.primals, directions)))
    with complex_numbers():
        tangent = derivative(np.asarray(primitive.value(moved)))
    dy = np.asarray(rng.normal(size=tangent.shape))
    assert_adjoint(tangent, dy, primitive.pull_back(dy, example), directions)
    pushed = primitive.push_forward(directions, example)
    assert pushed is None or np.allclose(pushed, tangent, rtol=1e-12, atol=1e-13)


def test_every_differentiable_function_is_a_primitive() -> None:
    """What takes and gives floats is in the registry, with its backward function, or listed above with the reason."""
    forward = {primitive.forward.__name__ for primitive in PRIMITIVES.values()}
    public = {name for name, value in vars(ops).items() if inspect.isfunction(value) and not name.startswith("_")}
    rest = {name for name in public if not name.endswith(("_vjp", "_jvp"))} - forward
    assert rest == WITHOUT_DERIVATIVE.keys()
