"""Laws that hold for every optimizer: resuming, failing, dtype, purity, no allocation, shapes."""

import tracemalloc

import numpy as np
import pytest

from tests.optim.every import LAYOUT, SIZE, every_optimizer
from tests.optim.objectives import Recorder, failing_at
from tests.optim.problems import batch_objective, parameters_like_a_network
from typednn.contracts import Array
from typednn.errors import CheckpointError, ConfigError, ShapeError
from typednn.optim import Optimizer, SharpnessAware, State, load_state, optimizer_step, save_state
from typednn.optim.saving import Saved


def snapshot(parameters: Array, state: State) -> dict[str, bytes | int]:
    """Everything that the next step depends on, bit for bit."""
    saved = {name: value if isinstance(value, int) else value.tobytes() for name, value in save_state(state).items()}
    return saved | {"parameters": parameters.tobytes()}


def run(optimizer: Optimizer, parameters: Array, state: State, steps: range) -> None:
    for step in steps:
        optimizer_step(optimizer, parameters, state, batch_objective(step, str(parameters.dtype)))


@every_optimizer
@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_resumed_is_uninterrupted_bit_for_bit(optimizer: Optimizer, dtype: str) -> None:
    straight = parameters_like_a_network(dtype)
    state = optimizer.init(straight, LAYOUT)
    run(optimizer, straight, state, range(4))
    stopped, saved = straight.copy(), save_state(state)
    run(optimizer, straight, state, range(4, 9))

    for _ in range(2):  # twice from what was saved: to load is not to hand over
        again, fresh = stopped.copy(), optimizer.init(stopped, LAYOUT)
        load_state(fresh, saved)
        run(optimizer, again, fresh, range(4, 9))
        assert snapshot(again, fresh) == snapshot(straight, state)


@every_optimizer
def test_saved_is_a_copy_of_plain_arrays_and_numbers(optimizer: Optimizer) -> None:
    parameters = parameters_like_a_network()
    state = optimizer.init(parameters, LAYOUT)
    run(optimizer, parameters, state, range(2))
    saved = save_state(state)
    before = snapshot(parameters, state)
    assert all(type(value) in (int, np.ndarray) for value in saved.values())
    for value in saved.values():
        if isinstance(value, np.ndarray):
            value.fill(np.nan)
    assert snapshot(parameters, state) == before


@every_optimizer
@pytest.mark.parametrize("call", [1, 2])
@pytest.mark.parametrize("bad", [np.nan, np.inf], ids=["nan", "inf"])
def test_a_failed_step_changes_nothing(optimizer: Optimizer, call: int, bad: float) -> None:
    if call == 2 and not isinstance(optimizer, SharpnessAware):
        return  # there is no second gradient

    def spoil(gradient: Array) -> Array:
        gradient[SIZE // 2 :: 7] = bad
        return gradient

    parameters = parameters_like_a_network()
    state = optimizer.init(parameters, LAYOUT)
    run(optimizer, parameters, state, range(3))
    before = snapshot(parameters, state)
    with pytest.raises(ConfigError, match=r"3 of 34 entries .* not finite, the first is (nan|inf) at index 17"):
        optimizer_step(optimizer, parameters, state, failing_at(call, batch_objective(3), spoil))
    assert snapshot(parameters, state) == before

    def interrupt(gradient: Array) -> Array:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        optimizer_step(optimizer, parameters, state, failing_at(call, batch_objective(3), interrupt))
    assert snapshot(parameters, state) == before


@every_optimizer
def test_float32_stays_float32(optimizer: Optimizer) -> None:
    parameters = parameters_like_a_network("float32")
    state = optimizer.init(parameters, LAYOUT)
    asked = Recorder(batch_objective(0, "float32"))
    for _ in range(2):
        optimizer_step(optimizer, parameters, state, asked)
    saved = save_state(state).values()
    vectors = [parameters, *asked.points, *(value for value in saved if isinstance(value, np.ndarray))]
    assert {vector.dtype for vector in vectors} == {np.dtype(np.float32)}


@every_optimizer
def test_float32_does_what_float64_does(optimizer: Optimizer) -> None:
    results = []
    for dtype in ("float32", "float64"):
        parameters = parameters_like_a_network(dtype)
        run(optimizer, parameters, optimizer.init(parameters, LAYOUT), range(3))
        results.append(parameters)
    assert results[0] == pytest.approx(results[1], rel=1e-4, abs=1e-4)


@every_optimizer
def test_no_vector_is_allocated_in_a_step(optimizer: Optimizer) -> None:
    """Views, numbers, a sample and NumPy's buffers of 32 kB are; the vectors here have 400 kB."""
    rng = np.random.default_rng(0)
    parameters, gradient = (rng.normal(size=100_000).astype(np.float32) for _ in range(2))
    state = optimizer.init(parameters, {"weight": (1000, 99), "bias": (1000,)})
    for _ in range(2):  # contracts verify the first call of a kind
        optimizer_step(optimizer, parameters, state, lambda w: (1.0, gradient))
    tracemalloc.start()
    try:
        optimizer_step(optimizer, parameters, state, lambda w: (1.0, gradient))
        assert tracemalloc.get_traced_memory()[1] < 80_000
    finally:
        tracemalloc.stop()


@every_optimizer
def test_the_step_reports_the_loss_at_the_parameters_before_it(optimizer: Optimizer) -> None:
    parameters = parameters_like_a_network()
    state = optimizer.init(parameters, LAYOUT)
    asked = Recorder(batch_objective(0))
    step = optimizer_step(optimizer, parameters, state, asked)
    assert step.loss == batch_objective(0)(asked.points[0])[0]
    assert len(asked.points) == (2 if isinstance(optimizer, SharpnessAware) else 1)
    assert step.gradient_norm > 0


def other_arrays() -> list[Array]:
    """Too long, of two axes, of whole numbers. Said here, so that the gate does not see it coming."""
    return [np.ones(SIZE + 1), np.ones((SIZE, 1)), np.ones(SIZE, np.int64)]


@every_optimizer
def test_wrong_shapes_and_dtypes_are_refused_before_anything_changes(optimizer: Optimizer) -> None:
    parameters = parameters_like_a_network()
    state = optimizer.init(parameters, LAYOUT)
    run(optimizer, parameters, state, range(1))
    before = snapshot(parameters, state)
    with pytest.raises(ShapeError):
        optimizer_step(optimizer, parameters, state, lambda w: (1.0, np.ones(SIZE + 1)))
    with pytest.raises(ShapeError, match="the gradient is float32 and the parameters are float64"):
        optimizer_step(optimizer, parameters, state, lambda w: (1.0, np.ones(SIZE, np.float32)))
    assert snapshot(parameters, state) == before

    for wrong in other_arrays():
        kept = wrong.copy()
        with pytest.raises(ShapeError):
            optimizer_step(optimizer, wrong, state, lambda w: (1.0, np.ones_like(w)))
        assert (wrong == kept).all()
    single = parameters.astype(np.float32)
    with pytest.raises(
        ShapeError, match="the state was made for 34 parameters of float64, and these are 34 of float32"
    ):
        optimizer_step(optimizer, single, state, lambda w: (1.0, np.ones_like(w)))


@every_optimizer
def test_a_state_is_loaded_whole_or_not_at_all(optimizer: Optimizer) -> None:
    parameters = parameters_like_a_network()
    state = optimizer.init(parameters, LAYOUT)
    run(optimizer, parameters, state, range(3))
    saved, before = save_state(state), snapshot(parameters, state)
    last = list(saved)[-1]
    steps = next(name for name in saved if name.endswith("steps"))
    shorter: Saved = {name: value if isinstance(value, int) else value[:-1] for name, value in saved.items()}
    single: Saved = {name: value if isinstance(value, int) else value.astype("f4") for name, value in saved.items()}
    broken: list[tuple[Saved, str]] = [
        ({name: value for name, value in saved.items() if name != last}, f"lacks '{last}'"),
        (saved | {"temperature": 1}, "has an unknown 'temperature'"),
        (saved | {steps: -1}, f"has -1 as '{steps}'"),
        (saved | {steps: np.zeros(SIZE)}, f"float64.34. as '{steps}'; expected int"),
    ]
    if any(isinstance(value, np.ndarray) for value in saved.values()):
        broken += [(shorter, r"expected float64\[34\]"), (single, r"float32\[34\]")]
    for wrong, complaint in broken:
        with pytest.raises(CheckpointError, match=complaint):
            load_state(state, wrong)
        assert snapshot(parameters, state) == before
