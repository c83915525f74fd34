"""Losses: values and gradients against definitions, differences and forty digits; properties; refusals."""

import math
import subprocess
import sys
from collections.abc import Callable
from decimal import Decimal, localcontext
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from autograd import elementwise_grad
from autograd import numpy as anp

from tests.ops.differences import slope
from typednn.contracts import Array
from typednn.errors import ConfigError, ContractError, DataError, ShapeError
from typednn.losses import Logits, cross_entropy, mse, one_hot, regularised_cross_entropy
from typednn.ops import softmax

ROOT = Path(__file__).resolve().parent.parent
Loss = Callable[[Array, Array], tuple[float, Array]]
CLASSIFIERS: dict[str, Loss] = {
    "plain": lambda z, t: cross_entropy(Logits(z), t),
    "smoothed": lambda z, t: cross_entropy(Logits(z), t, label_smoothing=0.1),
    "uniform": lambda z, t: cross_entropy(Logits(z), t, label_smoothing=1.0),
    "regularised": lambda z, t: regularised_cross_entropy(Logits(z), t, penalty=0.3),
}
every_classifier = pytest.mark.parametrize("name", CLASSIFIERS)


def value_along(loss: Loss, z: Array, direction: Array, t: Array, distance: float) -> Array:
    return np.asarray(loss(z + distance * direction, t)[0])


def draw(seed: int, dtype: type[np.floating[Any]] = np.float64) -> tuple[Array, Array]:
    rng = np.random.default_rng(seed)
    batch, classes = int(rng.integers(1, 6)), int(rng.integers(2, 7))
    return 3 * rng.normal(size=(batch, classes)).astype(dtype), rng.integers(0, classes, batch)


def definition(name: str, z: Any, t: Array) -> Any:
    """The mean over the batch of LSE(z) − ⟨q, z⟩, without any shift; for NumPy and for autograd."""
    smoothing = {"smoothed": 0.1, "uniform": 1.0}.get(name, 0.0)
    batch, classes = np.shape(z)
    q = (1 - smoothing) * (t[:, None] == np.arange(classes)) + smoothing / classes
    each = anp.log(anp.sum(anp.exp(z), axis=1)) - anp.sum(q * z, axis=1)
    penalty = 0.15 * anp.sum(z**2) / batch if name == "regularised" else 0.0
    return anp.mean(each) + penalty


@every_classifier
def test_value_and_gradient_are_those_of_the_definition(name: str) -> None:
    for seed in range(40):
        z, t = draw(seed)
        loss, dz = CLASSIFIERS[name](z, t)
        assert math.isclose(loss, definition(name, z, t), rel_tol=1e-12)
        np.testing.assert_allclose(dz, elementwise_grad(partial(definition, name, t=t))(z), rtol=1e-10, atol=1e-14)


@every_classifier
def test_the_gradient_is_that_of_the_value(name: str) -> None:
    """By differences, in random directions: the 1 / batch is in it."""
    for seed in range(40):
        z, t = draw(seed)
        direction = np.random.default_rng(seed).uniform(-1, 1, z.shape)
        along = partial(value_along, CLASSIFIERS[name], z, direction, t)
        forward, error = slope(along, np.ones(()))
        assert abs(forward - np.sum(CLASSIFIERS[name](z, t)[1] * direction)) <= error


@every_classifier
def test_a_batch_is_the_mean_of_its_samples(name: str) -> None:
    z, t = draw(5)
    single = [CLASSIFIERS[name](z[i : i + 1], t[i : i + 1]) for i in range(len(t))]
    loss, dz = CLASSIFIERS[name](z, t)
    assert math.isclose(loss, np.mean([value for value, _ in single]), rel_tol=1e-13)
    np.testing.assert_allclose(dz, np.concatenate([grad for _, grad in single]) / len(t), rtol=1e-12)


def test_cross_entropy_errs_by_a_few_units_in_the_last_place_of_one() -> None:
    for gap in (0.0, 1.0, 10.0, 30.0):
        with localcontext(prec=40):
            exact = (1 + (-Decimal(gap)).exp()).ln()
        loss, _ = cross_entropy(Logits(np.array([[gap, 0.0]])), np.array([0]))
        assert abs(loss - float(exact)) <= 2 * np.finfo(float).eps


def test_cross_entropy_is_never_negative_and_bounded_from_both_sides() -> None:
    """max_j z_j − z_t ≤ CE ≤ max_j z_j − z_t + log n; and with a gap to the others CE ≤ (n − 1) e^−gap."""
    for seed in range(200):
        z, t = draw(seed)
        z, t = 100 * z[:1], t[:1]
        loss, _ = cross_entropy(Logits(z), t)
        lag = float(z.max() - z[0, t[0]])
        assert 0.0 <= lag <= loss + 1e-12 * lag
        assert loss <= lag + math.log(z.shape[1]) + 1e-9
        gap = max(0.0, float(z[0, t[0]] - np.max(np.delete(z[0], t[0]))))
        assert gap == 0.0 or loss <= (z.shape[1] - 1) * math.exp(-gap) + 1e-15


def test_the_gradient_is_bounded_sums_to_zero_and_does_not_see_a_shift() -> None:
    for seed in range(100):
        z, t = draw(seed)
        _, dz = cross_entropy(Logits(z), t)
        rows = len(t) * dz
        np.testing.assert_allclose(rows.sum(axis=1), 0.0, atol=1e-14)
        assert np.all(np.abs(rows) <= 1.0)
        assert np.all(np.abs(rows).sum(axis=1) <= 2.0)
        assert np.all(np.linalg.norm(rows, axis=1) <= math.sqrt(2.0))
        np.testing.assert_allclose(cross_entropy(Logits(z + 1000.0), t)[1], dz, atol=1e-12)


def test_the_gradient_is_lipschitz_with_one_half() -> None:
    """softmax's Jacobian diag(s) − s sᵀ has norm at most ½, and the bound is met: by two classes of ½."""
    for seed in range(100):
        z, t = draw(seed)
        z, t = z[:1], t[:1]
        other = z + np.random.default_rng(seed).normal(size=z.shape)
        change = cross_entropy(Logits(z), t)[1] - cross_entropy(Logits(other), t)[1]
        assert np.linalg.norm(change) <= 0.5 * np.linalg.norm(z - other) * (1 + 1e-12)
    s = np.asarray(softmax(np.zeros(2)))
    assert np.linalg.norm(np.diag(s) - np.outer(s, s), 2) == 0.5


def test_the_gradient_of_the_original_without_the_mean_is_another() -> None:
    """The Lean original left out the 1 / batch: its gradient is not that of its loss."""
    z, t = draw(5)
    assert len(t) > 1
    _, dz = cross_entropy(Logits(z), t)
    unscaled = softmax(z) - one_hot(t, z.shape[1], dtype=np.float64)
    np.testing.assert_allclose(len(t) * dz, unscaled, atol=1e-14)
    assert not np.allclose(dz, unscaled)


def test_double_softmax_could_not_learn() -> None:
    """Why `Probs` are refused: of probabilities, the loss of ten classes cannot fall below 1.461."""
    perfect = np.eye(10)[:1]
    loss, _ = cross_entropy(Logits(perfect), np.array([0]))
    assert 1.461 < loss < 1.462


@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.float64])
@every_classifier
def test_dtype_is_kept(name: str, dtype: type[np.floating[Any]]) -> None:
    z, t = draw(3, dtype)
    for labels in (t, t.astype(np.uint8), t.astype(np.int32)):
        loss, dz = CLASSIFIERS[name](z, labels)
        assert type(loss) is float and dz.dtype == dtype
    assert mse(z, z + z)[1].dtype == dtype
    assert one_hot(t, 9, dtype=dtype).dtype == dtype
    assert one_hot(t, 9).dtype == np.float32


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_huge_logits_are_no_trouble(dtype: type[np.floating[Any]]) -> None:
    big = np.finfo(dtype).max
    z = np.array([[big, -big, 0.0], [big, big, big], [-big, -big, -big]], dtype)
    loss, dz = cross_entropy(Logits(z), np.array([0, 1, 2]))
    assert math.isclose(loss, 2 * math.log(3.0) / 3, rel_tol=1e-6)
    expected = np.array([[0, 0, 0], [1 / 3, -2 / 3, 1 / 3], [1 / 3, 1 / 3, -2 / 3]])
    np.testing.assert_allclose(3 * dz, expected, rtol=1e-6)


def test_a_ruled_out_class_costs_nothing_unless_it_is_the_target() -> None:
    z = Logits(np.array([[0.0, -np.inf]]))
    assert cross_entropy(z, np.array([0]))[0] == 0.0
    assert cross_entropy(z, np.array([1]))[0] == math.inf


def test_the_gradient_is_written_into_out_which_may_be_the_logits() -> None:
    z, t = draw(7)
    loss, dz = cross_entropy(Logits(z), t)
    room = np.full_like(z, np.nan)
    again, written = cross_entropy(Logits(z), t, out=room)
    assert written is room and again == loss and np.array_equal(room, dz)
    _, over = cross_entropy(Logits(z), t, out=z)
    assert over is z and np.array_equal(z, dz)


def test_the_logits_are_not_written_over() -> None:
    for order in ("C", "F"):
        z = np.array(draw(7)[0], order=order)
        before = z.copy()
        for name in CLASSIFIERS:
            CLASSIFIERS[name](z, draw(7)[1])
        assert np.array_equal(z, before)


def test_mean_squared_error_is_its_definition() -> None:
    """Exactly, on integers whose mean is one."""
    loss, dy = mse(np.array([[1.0, 5.0], [2.0, 0.0]]), np.array([[3.0, 5.0], [2.0, 4.0]]))
    assert loss == 5.0
    assert dy.tolist() == [[-1.0, 0.0], [0.0, -2.0]]


def test_mean_squared_error_has_its_gradient() -> None:
    rng = np.random.default_rng(0)
    for shape in ((4,), (3, 2), (2, 3, 4)):
        y, t, direction = rng.normal(size=(3, *shape))
        forward, error = slope(partial(value_along, mse, y, direction, t), np.ones(()))
        assert abs(forward - np.sum(mse(y, t)[1] * direction)) <= error


def test_one_hot_rows_are_unit_vectors() -> None:
    for classes in range(1, 6):
        assert np.array_equal(one_hot(np.arange(classes), classes), np.eye(classes))


Z, T = np.zeros((3, 4)), np.zeros(3, np.int64)
DIRTY = np.array([[0.0, 0.0], [0.0, np.nan], [np.inf, 0.0]])
NOT_LOGITS: Any = Z  # so that mypy lets it pass
PROBS: Any = softmax(Z)
REFUSALS: list[tuple[Callable[[], object], type[Exception], str]] = [
    (
        lambda: cross_entropy(Logits(Z), np.array([0, 4, 1])),
        DataError,
        "target 4 in row 1, expected a class from 0 to 3",
    ),
    (lambda: cross_entropy(Logits(Z), np.array([0, 1, -1])), DataError, "target -1 in row 2"),
    (lambda: cross_entropy(Logits(Z), T[1:]), ShapeError, 'expected Integer "batch" with batch = 3'),
    (lambda: cross_entropy(Logits(Z), np.zeros(3)), ShapeError, "float64 is not an Integer"),
    (lambda: cross_entropy(Logits(Z[:0]), T[:0]), DataError, "the batch is empty"),
    (lambda: cross_entropy(Logits(DIRTY), T), DataError, "row 1 holds nan"),
    (lambda: cross_entropy(Logits(DIRTY[2:]), T[2:]), DataError, "row 0 holds inf"),
    (lambda: cross_entropy(Logits(Z), T, label_smoothing=1.5), ConfigError, "is 1.5, expected 0 to 1"),
    (lambda: regularised_cross_entropy(Logits(Z), T, penalty=-1.0), ConfigError, "penalty is -1.0"),
    (lambda: cross_entropy(PROBS, T), ShapeError, r'"logits" is Probs of float\d+.*: Logits is needed(?!;)'),
    (lambda: cross_entropy(NOT_LOGITS, T), ShapeError, r"Logits is needed; \.view\(Logits\) makes one"),
    (lambda: cross_entropy(Logits(PROBS), T), ContractError, "softmax must not be applied twice"),
    (lambda: mse(Z, Z[:2]), ShapeError, '"target" is float64'),
    (lambda: mse(Z[:0], Z[:0]), DataError, "no entry to take the mean of"),
    (lambda: mse(DIRTY, DIRTY), DataError, "row 1 holds nan"),
    (lambda: one_hot(np.array([5]), 5), DataError, "target 5 in row 0, expected a class from 0 to 4"),
]


@pytest.mark.parametrize(("call", "error", "message"), REFUSALS)
def test_what_cannot_be_used_is_refused(call: Callable[[], object], error: type[Exception], message: str) -> None:
    with np.errstate(invalid="ignore"), pytest.raises(error, match=message):
        call()


def test_nothing_is_written_when_a_loss_is_refused() -> None:
    room = np.full((3, 4), 7.0)
    with pytest.raises(DataError):
        cross_entropy(Logits(Z + np.nan), np.zeros(3, int), out=room)
    assert (room == 7.0).all()


PROGRAM = """\
import numpy as np
from typednn.losses import Logits, cross_entropy
from typednn.ops import softmax

z, t = np.zeros((3, 4)), np.zeros(3, np.int64)
cross_entropy(Logits(z), t)
cross_entropy(softmax(z), t)
cross_entropy(z, t)
"""


def test_probabilities_given_to_cross_entropy_are_an_error_of_mypy(tmp_path: Path) -> None:
    (tmp_path / "program.py").write_text(PROGRAM)
    done = subprocess.run(
        [sys.executable, "-m", "mypy", "--strict", str(tmp_path / "program.py")],
        cwd=ROOT,
        text=True,
        capture_output=True,
    )
    errors = [line.partition(": error: ")[2] for line in done.stdout.splitlines() if ": error: " in line]
    assert [error.partition(";")[0].partition("[")[0] for error in errors] == [
        'Argument 1 to "cross_entropy" has incompatible type "Probs',
        'Argument 1 to "cross_entropy" has incompatible type "ndarray',
    ], done.stdout + done.stderr
    assert all('expected "Logits' in error and error.endswith("[arg-type]") for error in errors)
