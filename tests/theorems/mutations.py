"""Mistakes in the code, each with the theorems that must notice it."""

import inspect
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import wraps
from typing import Any

import numpy as np
import pytest

from typednn import data, layers, losses, ops, optim, train
from typednn.errors import DataError
from typednn.ops.registry import PRIMITIVES
from typednn.optim import momentum, nesterov, sgd

Function = Callable[..., Any]  # whatever the code's function takes and gives
Broken = Callable[[Function], Function]


@dataclass(frozen=True)
class Mutation:
    """`owner.name` replaced by `broken` of it; each of the theorems must fail."""

    what: str
    owner: Any
    name: str
    broken: Broken
    theorems: tuple[str, ...]

    def apply(self, patch: pytest.MonkeyPatch) -> None:
        whole = getattr(self.owner, self.name)
        broken = self.broken(whole)
        if inspect.isfunction(broken):  # with the promises of the whole one: layers remember them
            broken = wraps(whole)(broken)
        patch.setattr(self.owner, self.name, broken)


def forget_what_was_computed() -> None:
    """What a theorem's helpers have cached was made by the code before it was broken, or by broken code."""
    for name, module in list(sys.modules.items()):
        if name.startswith("typednn.theorems."):
            for value in list(vars(module).values()):
                if hasattr(value, "cache_clear"):
                    value.cache_clear()


def scaled(factor: float) -> Broken:
    """The result, or the first of several, times a factor."""

    def broken(function: Function) -> Function:
        def wrong(*args: Any, **options: Any) -> Any:
            result = function(*args, **options)
            if isinstance(result, tuple):
                return (np.asarray(result[0]) * factor, *result[1:])
            return np.asarray(result) * factor

        return wrong

    return broken


def shifted(by: float) -> Broken:
    return lambda function: lambda *args, **options: np.asarray(function(*args, **options)) + by


def instead(other: Function) -> Broken:
    """Another function altogether."""
    return lambda function: other


def value(change: Callable[[float, int], float]) -> Broken:
    """The value of a loss, given the number of samples."""

    def broken(function: Function) -> Function:
        def wrong(logits: Any, targets: Any, **options: Any) -> Any:
            loss, gradient = function(logits, targets, **options)
            return change(loss, len(targets)), gradient

        return wrong

    return broken


def gradient(change: Callable[[Any, int], Any]) -> Broken:
    """The gradient of a loss, given the number of samples."""

    def broken(function: Function) -> Function:
        def wrong(logits: Any, targets: Any, **options: Any) -> Any:
            loss, found = function(logits, targets, **options)
            return loss, change(found, len(targets))

        return wrong

    return broken


def rate(change: Callable[[float], float]) -> Broken:
    """The rate of `descend`."""

    def broken(function: Function) -> Function:
        def wrong(parameters: Any, direction: Any, scratch: Any, *, rate: float) -> None:
            function(parameters, direction, scratch, rate=change(rate))

        return wrong

    return broken


def mean_shift(z: Any) -> Any:
    with np.errstate(over="ignore"):
        return np.asarray(z.mean(axis=-1) + np.log(np.exp(z - z.mean(axis=-1, keepdims=True)).sum(axis=-1)))


def averaged(parameters: Any, velocity: Any, found: Any, scratch: Any, *, rate: float, momentum: float) -> None:
    velocity[...] = momentum * velocity + (1 - momentum) * found
    parameters -= rate * velocity


def last_class(self: Any, x: Any) -> Any:
    scores = self.net(x)
    return scores.shape[1] - 1 - scores[:, ::-1].argmax(axis=1)


def wrapped(logits: Any, targets: Any, **options: Any) -> Any:
    return CROSS_ENTROPY(logits, targets % logits.shape[1], **options)


def all_zero(self: Any, rng: Any) -> None:
    self.weight.fill(0)


def reversed_result(function: Function) -> Function:
    return lambda *args: function(*args)[::-1]


def wider(function: Function) -> Function:
    def wrong(weight: Any, *args: Any) -> None:
        function(weight, *args)
        weight *= 1.05

    return wrong


def negative(function: Function) -> Function:
    return lambda image, inverted=False: function(image, inverted=not inverted)


def doubled_input(function: Function) -> Function:
    return lambda dy, a, x: (function(dy, a, x)[0], 2 * a.T @ dy)


def reversed_read(path: Any) -> Any:
    found = READ(path)
    return found[::-1] if found.ndim else found + 1


def lenient_read(path: Any, **options: Any) -> Any:
    try:
        return READ(path, **options)
    except DataError:
        return np.zeros(0)


def transposed_images(images: Any) -> Any:
    return images.swapaxes(1, 2).reshape(len(images), -1)


def wald(correct: int, examples: int, *, confidence: float = 0.95) -> Any:
    share = correct / examples
    half = 1.96 * (share * (1 - share) / examples) ** 0.5
    return max(0.0, share - half), min(1.0, share + half)


def without_rng(training: Any, checkpoint: Any) -> None:
    train.load_parameters(training.net, checkpoint)
    training.history.epochs[:] = checkpoint.history.epochs


def always_saving(self: Any, training: Any) -> None:
    train.save_checkpoint(self.path, train.snapshot(training))


def added_mean(function: Function) -> Function:
    return lambda self, x: (y := function(self, x)) + (y.mean(axis=0) if y.ndim > 1 else 0.0)


def doubled_bias(function: Function) -> Function:
    def wrong(self: Any, dy: Any, cache: Any, gradient: Any, **options: Any) -> Any:
        dx = function(self, dy, cache, gradient, **options)
        gradient.bias[...] *= 2
        return dx

    return wrong


def draws_from_remainders(function: Function) -> Function:
    def wrong(self: Any, count: int) -> Any:
        self.remainder = True
        return function(self, count)

    return wrong


CROSS_ENTROPY, READ = losses.cross_entropy, data.read_idx
SOFTMAX = ("V15.1", "V15.2", "V46.2", "V80", "V53.1")
MUTATIONS = (
    Mutation("matvec is scaled", ops, "matvec", scaled(1.5), ("V3.1",)),
    Mutation("matvec has a constant", ops, "matvec", shifted(1e-6), ("V8.1", "V8.2", "V82.3")),
    Mutation("matmul is scaled", ops, "matmul", scaled(2), ("V3.2",)),
    Mutation("transpose does nothing", ops, "transpose", instead(lambda a: a), ("V3.3",)),
    Mutation("outer is scaled", ops, "outer", scaled(2), ("V3.4",)),
    Mutation("vadd adds twice", ops, "vadd", instead(lambda x, y: x + 2 * y), ("V4.1", "V6.1", "V6.3", "V6.5")),
    Mutation("vadd is not symmetric", ops, "vadd", instead(lambda x, y: x + y * (1 + 2.0**-50)), ("V6.2",)),
    Mutation("vadd rounds coarsely", ops, "vadd", scaled(1 + 1e-12), ("V6.4",)),
    Mutation("dot is scaled", ops, "dot", scaled(2), ("V4.2",)),
    Mutation("norm overflows", ops, "norm", instead(lambda x: np.sqrt(x @ x)), ("V4.3",)),
    Mutation("mat_smul is scaled", ops, "mat_smul", scaled(2), ("V5.1",)),
    Mutation("batch_matvec is scaled", ops, "batch_matvec", scaled(2), ("V5.2",)),
    Mutation("smul squares", ops, "smul", instead(lambda a, x: a * x * x), ("V7.1",)),
    Mutation("smul has a constant", ops, "smul", shifted(1e-6), ("V7.2", "V9")),
    Mutation("relu is abs", ops, "relu", instead(np.abs), ("V11.1", "V11.2")),
    Mutation("leaky_relu is steeper", ops, "leaky_relu", scaled(1.001), ("V12",)),
    Mutation("sigmoid is off by little", ops, "sigmoid", scaled(1 + 1e-14), ("V13.3",)),
    Mutation("sigmoid_vjp is scaled", ops, "sigmoid_vjp", scaled(1 + 1e-10), ("V13.3", "V82.12")),
    Mutation("relu' is 1 at 0", ops, "relu_vjp", instead(lambda dy, x: dy * (x >= 0)), ("V14.2", "V17")),
    Mutation("relu' is scaled", ops, "relu_vjp", scaled(1.01), ("V14.1", "V82.1")),
    Mutation("softmax does not sum to 1", ops, "softmax", scaled(1 + 1e-6), SOFTMAX),
    Mutation("softmax of the opposite", ops, "softmax", lambda f: lambda x: f(-x), ("V47.2", "V34.2")),
    Mutation("affine_vjp is scaled", ops, "affine_vjp", scaled(1.01), ("V16.1", "V16.2")),
    Mutation("Linear sees its batch", layers.Linear, "__call__", added_mean, ("V19.2", "V52.1")),
    Mutation("Linear is rectified", layers.Linear, "__call__", lambda f: lambda s, x: abs(f(s, x)), ("V25", "V26")),
    Mutation("Linear has a constant", layers.Linear, "__call__", shifted(1.0), ("V22", "V23", "V24")),
    Mutation("LeakyRelu is scaled", layers.LeakyRelu, "__call__", scaled(2), ("V27",)),
    Mutation("all layers compose", layers.Linear, "__rshift__", instead(lambda a, b: a), ("V20.2", "V28.2")),
    Mutation(
        "Linear forgets its seed",
        layers.Linear,
        "initialise",
        instead(lambda self, rng: self.weight.fill(0)),
        ("V54.3",),
    ),
    Mutation("Linear's bias is counted twice", layers.Linear, "backward", doubled_bias, ("V82.8", "V91.2", "V52.1")),
    Mutation("logsumexp shifts by the mean", ops, "logsumexp", instead(mean_shift), ("V29.1", "V29.3")),
    Mutation("logsumexp is too small", ops, "logsumexp", shifted(-1e-3), ("V29.1", "V36")),
    Mutation("the loss is off", losses, "cross_entropy", value(lambda v, n: v + 1e-9), ("V30.1", "V53.1")),
    Mutation("the loss is the sum", losses, "cross_entropy", value(lambda v, n: v * n), ("V31", "V35.1", "V82.10")),
    Mutation("the loss is less", losses, "cross_entropy", value(lambda v, n: v - 1e-3), ("V37.2", "V40", "V39.3")),
    Mutation("the loss has a floor", losses, "cross_entropy", value(lambda v, n: v + 0.01), ("V39.2", "V30.1")),
    Mutation("the loss is a root", losses, "cross_entropy", value(lambda v, n: v**0.5), ("V41.2", "V53.2")),
    Mutation("1/b is missing", losses, "cross_entropy", gradient(lambda g, n: g * n), ("V35.1", "V35.3", "V51.1")),
    Mutation(
        "the gradient is scaled",
        losses,
        "cross_entropy",
        gradient(lambda g, n: g * 1.001),
        ("V34.2", "V35.1", "V51.1", "V51.2", "V52.2", "V82.10"),
    ),
    Mutation("the gradient is too large", losses, "cross_entropy", gradient(lambda g, n: 3 * g), ("V42.2", "V45.2")),
    Mutation("the gradient has a constant", losses, "cross_entropy", gradient(lambda g, n: g + 1e-6), ("V43.2", "V44")),
    Mutation("targets wrap", losses, "cross_entropy", instead(wrapped), ("V30.2", "V30.3")),
    Mutation(
        "the penalty has no gradient",
        losses,
        "regularised_cross_entropy",
        gradient(lambda g, n: 0.9 * g),
        ("V32",),
    ),
    Mutation("one_hot wraps", losses, "one_hot", instead(lambda t, n, **_: np.eye(n)[t % n]), ("V33",)),
    Mutation("softmax_vjp has the wrong sign", ops, "softmax_vjp", scaled(-1), ("V41.2",)),
    Mutation("softmax_vjp is too large", ops, "softmax_vjp", scaled(1.1), ("V45.2",)),
    Mutation("the last maximum is predicted", train.Classifier, "predict", instead(last_class), ("V47.1",)),
    Mutation("one parameter too many", layers, "number_of_parameters", shifted(1), ("V48.1", "V48.2")),
    Mutation("flatten is reversed", layers, "flatten_parameters", reversed_result, ("V49", "V50.2")),
    Mutation("the vector is reversed", layers, "parameter_vector", reversed_result, ("V50.1",)),
    Mutation("unflatten takes anything", layers, "unflatten_parameters", instead(lambda n, v: n), ("V50.3", "V49")),
    Mutation("He's variance is off", layers, "he_normal", wider, ("V54.1",)),
    Mutation(
        "Xavier's bound is off",
        layers,
        "xavier_uniform",
        lambda f: lambda w, *a: (f(w, *a), w.__imul__(1.05)),
        ("V54.2",),
    ),
    Mutation("descent goes too far", sgd, "descend", rate(lambda r: 2 * r), ("V56", "V74.1", "V74.2", "V86.2")),
    Mutation("descent goes half as far", sgd, "descend", rate(lambda r: r / 2), ("V56", "V90.2")),
    Mutation("descent goes up", sgd, "descend", rate(lambda r: -r), ("V56", "V86.3", "V87.1", "V87.2")),
    Mutation("descent stands still", sgd, "descend", rate(lambda r: 0.0), ("V88",)),
    Mutation("nothing is clipped", sgd, "clip_scale", instead(lambda norm, bound: 1.0), ("V57.1", "V57.2")),
    Mutation("momentum does not clip", momentum, "clip_scale", instead(lambda norm, bound: 1.0), ("V59",)),
    Mutation("momentum is an average", momentum, "accelerate", instead(averaged), ("V58.1", "V58.2")),
    Mutation("Nesterov looks too far ahead", nesterov, "descend", rate(lambda r: 2 * r), ("V60.1", "V60.2")),
    Mutation("stairs come too early", optim.StepDecay, "__call__", lambda f: lambda s, e: f(s, e + 1), ("V62.1",)),
    Mutation("the cosine is scaled", optim.Cosine, "__call__", scaled(1.001), ("V62.2",)),
    Mutation("warm-up begins at 0", optim.Warmup, "__call__", lambda f: lambda s, e: f(s, max(e - 1, 0)), ("V63",)),
    Mutation("the mean is the sum", optim.GradientAccumulator, "get_and_reset", scaled(2), ("V64.1",)),
    Mutation("no gradient is looked at", sgd, "usable_norm", instead(lambda *_: 1.0), ("V76.1", "V76.2")),
    Mutation(
        "a file is read wrongly",
        data,
        "read_idx",
        lambda f: lambda p: f(p)[::-1] if f(p).ndim else f(p) + 1,
        ("V67.1",),
    ),
    Mutation("damage is swallowed", data, "read_idx", instead(lenient_read), ("V67.2",)),
    Mutation("pixels are over 256", data, "normalize", scaled(255 / 256), ("V68.1",)),
    Mutation("pixels are not centred", data, "standardize", lambda f: lambda x: x / x.std(), ("V68.2",)),
    Mutation("images are turned", data, "flatten", instead(transposed_images), ("V68.3",)),
    Mutation("an order repeats", data.Lcg, "permutation", lambda f: lambda s, n: np.zeros(n, np.int64), ("V69.1",)),
    Mutation("lower bits are drawn", data.Lcg, "permutation", draws_from_remainders, ("V69.3", "V69.4")),
    Mutation("the generator stands still", data.Lcg, "below", instead(lambda self, bound: 0), ("V69.2",)),
    Mutation("500 are counted", data, "count_classes", lambda f: lambda y, n: f(y[:500], n), ("V70.1",)),
    Mutation("the last batch is lost", data, "batches", lambda f: lambda *a, **o: list(f(*a, **o))[:-1], ("V71.1",)),
    Mutation("batches are rounded down", data, "count_batches", lambda f: lambda n, b, **o: n // b, ("V71.1", "V71.2")),
    Mutation("the matrix is transposed", train, "confusion_matrix", lambda f: lambda *a: f(*a).T, ("V72.1",)),
    Mutation("Wald's interval", train, "wilson_interval", instead(wald), ("V72.2",)),
    Mutation("random numbers are not restored", train, "restore", instead(without_rng), ("V73",)),
    Mutation("the last one is kept", train.CheckpointOnBest, "__call__", instead(always_saving), ("V75",)),
    Mutation("a checkpoint is rounded", train, "load_checkpoint", lambda f: lambda p: _rounded(f(p)), ("V55.1",)),
    Mutation("bright is dark", data, "draw", negative, ("V77.1",)),
    Mutation("rows are drawn twice", data, "draw", lambda f: lambda x, **o: f(x, **o)[:1] * len(x), ("V77.2",)),
    Mutation("norm_sq_vjp is scaled", ops, "norm_sq_vjp", scaled(0.5), ("V81",)),
    Mutation("matvec_vjp is scaled", ops, "matvec_vjp", scaled(2), ("V82.4",)),
    Mutation(
        "matvec_vjp is transposed",
        ops,
        "matvec_vjp",
        lambda f: lambda dy, a, x: (f(dy, a, x)[0], 2 * a.T @ dy),
        ("V82.3", "V82.7"),
    ),
    Mutation("vadd_vjp is scaled", ops, "vadd_vjp", scaled(2), ("V82.5",)),
    Mutation("smul_vjp is scaled", ops, "smul_vjp", scaled(2), ("V82.6",)),
    Mutation("vmul_vjp is scaled", ops, "vmul_vjp", scaled(2), ("V82.7", "V81")),
    Mutation("tanh_vjp is scaled", ops, "tanh_vjp", scaled(1.01), ("V14.1", "V82.11")),
)


def broken_primitives() -> Iterator[tuple[str, str, Any]]:
    """Every polynomial operation with a wrong derivative: a theorem, the name, the operation."""
    for name, primitive in PRIMITIVES.items():
        if primitive.jvp is not None and name != "norm":
            yield "V10.1", name, replace(primitive, jvp=scaled(1.01)(primitive.jvp))
            yield "V10.2", name, replace(primitive, vjp=scaled(1.01)(primitive.vjp))


def _rounded(checkpoint: Any) -> Any:
    for array in checkpoint.parameters.values():
        array[...] = array.astype(np.float16)
    return checkpoint
