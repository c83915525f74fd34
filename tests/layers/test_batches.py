"""What holds for every layer beside its derivative: samples do not meet, dtypes stay, nothing is random."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.layers.chains import random_chain
from typednn.contracts import Array
from typednn.layers import AnyLayer, Layer, Linear, ReusedWorkspace, gradient_like, parameter_vector, parameters, state
from typednn.layers.examples import EXAMPLES, draw

DRAWS = 10
every_layer = pytest.mark.parametrize("name", EXAMPLES)


@every_layer
def test_a_batch_is_its_samples_one_by_one(name: str) -> None:
    for seed in range(DRAWS):
        example = draw(name, np.random.default_rng(seed))
        if example.x.ndim < 2:
            continue  # one sample
        whole = example.layer(example.x)
        one_by_one = np.concatenate([example.layer(example.x[at : at + 1]) for at in range(len(example.x))])
        np.testing.assert_allclose(whole, one_by_one, rtol=1e-12, atol=1e-12)


@every_layer
def test_forward_without_rng_is_the_call(name: str) -> None:
    for seed in range(DRAWS):
        example = draw(name, np.random.default_rng(seed))
        if example.layer.STATE or state(example.layer):
            continue  # batch normalisation: it has tests of its own
        np.testing.assert_array_equal(example.layer.forward(example.x)[0], example.layer(example.x))


@every_layer
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_the_dtype_stays(name: str, dtype: type[np.floating]) -> None:
    for seed in range(DRAWS):
        rng = np.random.default_rng(seed)
        example = draw(name, rng, dtype)
        y, cache = example.layer.forward(example.x, rng=rng)
        gradient = gradient_like(example.layer)
        dx = example.layer.backward(np.ones_like(y), cache, gradient)
        found = {"y": y, "called": example.layer(example.x), "dx": dx, **parameters(gradient)}
        found |= parameters(example.layer) | state(example.layer)
        assert {key: array.dtype for key, array in found.items()} == dict.fromkeys(found, np.dtype(dtype))


@pytest.mark.parametrize(
    ("dtype", "expected"), [("float16", "float32"), ("float32", "float32"), ("float64", "float64")]
)
def test_the_wider_of_input_and_weights_decides(dtype: str, expected: str) -> None:
    layer = Linear(3, 2, rng=0)
    assert layer(np.ones((4, 3), dtype)).dtype == expected


@every_layer
def test_nothing_that_was_given_is_written_over(name: str) -> None:
    for seed in range(DRAWS):
        rng = np.random.default_rng(seed)
        example = draw(name, rng)
        x, flat = example.x.copy(), parameter_vector(example.layer).copy()
        y, cache = example.layer.forward(example.x, rng=rng)
        dy = rng.normal(size=y.shape)
        before = dy.copy()
        example.layer.backward(dy, cache, gradient_like(example.layer))
        np.testing.assert_array_equal(example.x, x)
        np.testing.assert_array_equal(dy, before)
        np.testing.assert_array_equal(parameter_vector(example.layer), flat)


@every_layer
def test_backward_parameters_is_backward_without_the_input(name: str) -> None:
    for seed in range(DRAWS):
        rng = np.random.default_rng(seed)
        example = draw(name, rng)
        y, cache = example.layer.forward(example.x, rng=np.random.default_rng(0))
        dy = rng.normal(size=y.shape)
        full, alone = gradient_like(example.layer), gradient_like(example.layer)
        parameter_vector(full)[:] = parameter_vector(alone)[:] = np.nan  # every entry is to be written
        example.layer.backward(dy, cache, full)
        example.layer.backward_parameters(dy, cache, alone)
        np.testing.assert_array_equal(parameter_vector(full), parameter_vector(alone))
        assert np.isfinite(parameter_vector(full)).all()


@every_layer
def test_the_same_seed_gives_the_same_numbers(name: str) -> None:
    def run() -> tuple[Array, ...]:
        rng = np.random.default_rng(3)
        example = draw(name, rng, np.float32)
        y, cache = example.layer.forward(example.x, rng=rng)
        gradient = gradient_like(example.layer)
        dx = example.layer.backward(rng.normal(size=y.shape).astype(np.float32), cache, gradient)
        return parameter_vector(example.layer), y, dx, parameter_vector(gradient)

    for first, second in zip(run(), run(), strict=True):
        np.testing.assert_array_equal(first, second)


@every_layer
def test_initialise_draws_what_the_constructor_draws(name: str) -> None:
    layer = EXAMPLES[name](np.random.default_rng(1), np.float32).layer
    layer.initialise(np.random.default_rng(7))
    first = parameter_vector(layer).copy()
    parameter_vector(layer)[:] = 9.0
    layer.initialise(np.random.default_rng(7))
    np.testing.assert_array_equal(parameter_vector(layer), first)


@every_layer
def test_every_array_of_a_layer_is_declared(name: str) -> None:
    layer = draw(name, np.random.default_rng(0)).layer
    assert arrays_of(layer) == arrays_declared(layer)


def arrays_of(layer: AnyLayer) -> set[str]:
    own = {name for name, value in vars(layer).items() if isinstance(value, np.ndarray)}
    return own.union(*(arrays_of(part) for part in layer.parts().values()))


def arrays_declared(layer: AnyLayer) -> set[str]:
    own = {*layer.PARAMETERS, *layer.STATE}
    return own.union(*(arrays_declared(part) for part in layer.parts().values()))


@given(st.integers(0, 2**32 - 1))
def test_a_reused_workspace_changes_no_number(seed: int) -> None:
    rng = np.random.default_rng(seed)
    net, x = random_chain(rng)
    other, space = rng.normal(size=x.shape), ReusedWorkspace()
    for batch in (x, other, x[:3], x):  # the last batch is short, then the first comes again
        fresh, kept = gradient_like(net), gradient_like(net)
        y, cache = net.forward(batch, rng=np.random.default_rng(1))
        dy = np.cos(y)
        dx = net.backward(dy, cache, fresh)
        again, cache = net.forward(batch, rng=np.random.default_rng(1), space=space)
        np.testing.assert_array_equal(y, again)
        np.testing.assert_array_equal(dx, net.backward(dy, cache, kept, space=space))
        np.testing.assert_array_equal(parameter_vector(fresh), parameter_vector(kept))


def test_a_workspace_gives_arrays_in_the_order_in_memory_that_is_asked_for() -> None:
    """Images lie with the batch innermost; what is computed from them does too."""
    space, rows = ReusedWorkspace(), np.zeros((3, 4))
    first, second = space.like("y", rows), space.like("y", rows.T.copy().T)
    assert first.flags.c_contiguous and second.flags.f_contiguous
    assert space.like("y", rows) is first and space.room("part").like("y", rows) is not first
    assert space.nbytes == 3 * 96


def test_a_layer_of_ones_own_takes_part() -> None:
    from typednn.contracts import Float, contract

    @contract
    class Pairs(Layer[Array]):
        """y = the sums of neighbours: an example that knows nothing but its contract."""

        def __call__(self, x: Float[Array, "*batch n"]) -> Float[Array, "*batch n-1"]:
            y: Float[Array, "*batch n-1"] = x[..., 1:] + x[..., :-1]
            return y

        def forward(self, x, *, rng=None, space=None):  # type: ignore[no-untyped-def]  # as people write it
            return self(x), x

        def backward(self, dy, cache, gradient, *, space=None):  # type: ignore[no-untyped-def]  # the same
            dx = np.zeros_like(cache)
            dx[..., 1:] += dy
            dx[..., :-1] += dy
            return dx

    net = Linear(5, 4, rng=0) >> Pairs() >> Linear(3, 2, rng=1)
    assert net.check("b 5") == "b 2" and net(np.ones((6, 5), np.float32)).shape == (6, 2)
