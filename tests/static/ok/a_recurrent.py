"""Recurrent cells (Elman, GRU, LSTM) behind one abstract class, and what one does with them."""
# mypy: disable-error-code="no-any-return"

import abc
import random
from typing import Generic, NamedTuple, Optional, TypeVar

import numpy as np
from jaxtyping import Float, Float32

A = np.ndarray
S = TypeVar("S")


def sigmoid(x: Float[A, "*s"]) -> Float[A, "*s"]:
    return 1.0 / (1.0 + np.exp(-x))


def glorot(rng: np.random.Generator, fan_in: int, fan_out: int) -> Float32[A, "{fan_in} {fan_out}"]:
    limit = np.sqrt(6.0 / (fan_in + fan_out))
    return rng.uniform(-limit, limit, size=(fan_in, fan_out)).astype(np.float32)


class LSTMState(NamedTuple):
    hidden: Float32[A, "batch hidden"]
    cell: Float32[A, "batch hidden"]


class Cell(abc.ABC, Generic[S]):
    """Maps (input, state) to a new state. S is the type of the state."""

    def __init__(self, inputs: int, hidden: int) -> None:
        self.inputs = inputs
        self.hidden = hidden

    @abc.abstractmethod
    def initial(self, batch: int) -> S: ...

    @abc.abstractmethod
    def step(self, x: Float32[A, "batch {self.inputs}"], state: S) -> S: ...

    @abc.abstractmethod
    def output(self, state: S) -> Float32[A, "batch {self.hidden}"]: ...

    def run(
        self, xs: Float32[A, "batch time {self.inputs}"], state: Optional[S] = None
    ) -> tuple[Float32[A, "batch time {self.hidden}"], S]:
        if state is None:
            state = self.initial(xs.shape[0])
        outputs = []
        for t in range(xs.shape[1]):
            state = self.step(xs[:, t], state)
            outputs.append(self.output(state))
        return np.stack(outputs, axis=1), state


class ElmanCell(Cell[Float32[A, "batch hidden"]]):
    def __init__(self, inputs: int, hidden: int, rng: np.random.Generator) -> None:
        super().__init__(inputs, hidden)
        self.w = glorot(rng, inputs, hidden)
        self.u = glorot(rng, hidden, hidden)
        self.b = np.zeros(hidden, dtype=np.float32)

    def initial(self, batch: int) -> Float32[A, "{batch} {self.hidden}"]:
        return np.zeros((batch, self.hidden), dtype=np.float32)

    def step(
        self, x: Float32[A, "batch {self.inputs}"], state: Float32[A, "batch {self.hidden}"]
    ) -> Float32[A, "batch {self.hidden}"]:
        return np.tanh(x @ self.w + state @ self.u + self.b)

    def output(self, state: Float32[A, "batch {self.hidden}"]) -> Float32[A, "batch {self.hidden}"]:
        return state


class GRUCell(ElmanCell):
    """Shares its candidate's weights with the Elman cell; adds an update and a reset gate."""

    def __init__(self, inputs: int, hidden: int, rng: np.random.Generator) -> None:
        super().__init__(inputs, hidden, rng)
        self.gates = glorot(rng, inputs + hidden, 2 * hidden)
        self.gate_bias = np.zeros(2 * hidden, dtype=np.float32)

    def step(
        self, x: Float32[A, "batch {self.inputs}"], state: Float32[A, "batch {self.hidden}"]
    ) -> Float32[A, "batch {self.hidden}"]:
        joined = np.concatenate([x, state], axis=-1)
        both = sigmoid(joined @ self.gates + self.gate_bias)
        update, reset = np.split(both, 2, axis=-1)
        candidate = super().step(x, reset * state)
        return update * state + (1 - update) * candidate


class LSTMCell(Cell[LSTMState]):
    def __init__(self, inputs: int, hidden: int, rng: np.random.Generator, forget: float = 1.0) -> None:
        super().__init__(inputs, hidden)
        self.kernel: Float32[A, "{inputs}+{hidden} 4*{hidden}"] = np.concatenate(
            [glorot(rng, inputs, 4 * hidden), glorot(rng, hidden, 4 * hidden)]
        )
        self.bias: Float32[A, "4*{hidden}"] = np.zeros(4 * hidden, dtype=np.float32)
        self.bias[hidden : 2 * hidden] = forget

    def initial(self, batch: int) -> LSTMState:
        zeros = np.zeros((batch, self.hidden), dtype=np.float32)
        return LSTMState(zeros, zeros.copy())

    def step(self, x: Float32[A, "batch {self.inputs}"], state: LSTMState) -> LSTMState:
        h, c = state
        z = np.hstack((x, h)) @ self.kernel + self.bias
        n = self.hidden
        i, f, o = sigmoid(z[:, :n]), sigmoid(z[:, n : 2 * n]), sigmoid(z[:, 3 * n :])
        g = np.tanh(z[:, 2 * n : 3 * n])
        c = f * c + i * g
        return LSTMState(hidden=o * np.tanh(c), cell=c)

    def output(self, state: LSTMState) -> Float32[A, "batch {self.hidden}"]:
        return state.hidden


def bidirectional(
    forward: Cell[S], backward: Cell[S], xs: Float32[A, "batch time inputs"]
) -> Float32[A, "batch time features"]:
    ahead, _ = forward.run(xs)
    behind, _ = backward.run(xs[:, ::-1])
    return np.concatenate([ahead, behind[:, ::-1]], axis=2)


def last_valid(
    outputs: Float[A, "batch time hidden"], lengths: list[int]
) -> Float[A, "batch hidden"]:
    """The output at each sequence's own last step."""
    index = np.asarray(lengths) - 1
    return outputs[np.arange(len(outputs)), index]


def pad(sequences: list[Float32[A, "_ inputs"]]) -> tuple[Float32[A, "batch time inputs"], list[int]]:
    lengths = [len(s) for s in sequences]
    width = sequences[0].shape[1]
    padded = np.zeros((len(sequences), max(lengths), width), dtype=np.float32)
    for row, sequence in enumerate(sequences):
        padded[row, : len(sequence)] = sequence
    return padded, lengths


class Readout:
    weight: Float32[A, "hidden classes"]
    bias: Float32[A, " classes"]

    def __init__(self, hidden: int, classes: int, rng: np.random.Generator) -> None:
        self.weight = glorot(rng, hidden, classes)
        self.bias = np.zeros(classes, dtype=np.float32)

    def __call__(self, h: Float32[A, "*batch hidden"]) -> Float32[A, "*batch classes"]:
        return h @ self.weight + self.bias


def main(seed: int) -> None:
    batch, time, inputs, hidden, classes = random.Random(seed).sample(range(3, 13), 5)
    rng = np.random.default_rng(seed)
    xs = rng.standard_normal((batch, time, inputs)).astype(np.float32)
    elman, gru = ElmanCell(inputs, hidden, rng), GRUCell(inputs, hidden, rng)
    lstm = LSTMCell(inputs, hidden, rng, forget=0.5)
    for cell in (elman, gru):
        outputs, state = cell.run(xs)
        assert np.array_equal(outputs[:, -1], state)
        resumed, _ = cell.run(xs[:, 1:], cell.step(xs[:, 0], cell.initial(batch)))
        assert np.allclose(resumed, outputs[:, 1:], atol=1e-5)
    outputs, final = lstm.run(xs)
    assert np.array_equal(lstm.output(final), outputs[:, -1])
    assert final.cell.shape == (batch, hidden)
    both = bidirectional(lstm, LSTMCell(inputs, hidden, rng), xs)
    assert both.shape == (batch, time, 2 * hidden)
    readout = Readout(hidden, classes, rng)
    assert readout(outputs).shape == (batch, time, classes)
    ragged = [x[: 1 + i % time] for i, x in enumerate(xs)]
    padded, lengths = pad(ragged)
    scores = readout(last_valid(gru.run(padded)[0], lengths).astype(np.float32))
    assert scores.shape == (batch, classes) and scores.dtype == np.float32


if __name__ == "__main__":
    main(0)
