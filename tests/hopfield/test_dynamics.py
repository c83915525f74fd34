"""Dynamics: incremental fields against the definition, schedules, ends of runs, many probes at once."""

from importlib.util import find_spec

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.hopfield.test_networks import random_net
from typednn.contracts import Array
from typednn.errors import ConfigError
from typednn.hopfield import (
    AsymmetricNet,
    Cyclic,
    Greedy,
    HebbianNet,
    HopfieldNet,
    Outcome,
    RandomScan,
    Shuffled,
    Tie,
    hebbian,
    random_patterns,
    settle,
    stabilize,
)
from typednn.hopfield.dynamics import find_cycle, flow, settle_batch, settle_blocks, settle_synchronously, update_blocks
from typednn.hopfield.dynamics.schedules import Schedule
from typednn.hopfield.dynamics.visiting import Decision, _in_pieces, compiled_loop, plain_loop, visit
from typednn.hopfield.spins import all_states


@given(seed=st.integers(0, 2**32 - 1), decision=st.sampled_from(Decision), kind=st.sampled_from(["i4", "f4", "f8"]))
def test_pieces_and_loop_are_the_same_bit_for_bit(seed: int, decision: Decision, kind: str) -> None:
    rng = np.random.default_rng(seed)
    n = int(rng.integers(1, 30))
    influence = rng.integers(-4, 5, (n, n)).astype(kind) if kind == "i4" else rng.normal(size=(n, n)).astype(kind)
    spins = random_patterns(1, n, rng)[0]
    fields = (influence.T.astype(float) @ spins).astype("i8" if kind == "i4" else kind)
    order = rng.permutation(n) if rng.random() < 0.5 else rng.integers(0, n, 40)
    cutoffs = rng.choice([0.0, rng.normal()], len(order))
    factors = np.array([-2, 2], fields.dtype)
    one, other = (fields.copy(), spins.copy()), (fields.copy(), spins.copy())
    counted = _in_pieces(influence, *one, order, cutoffs, decision, factors)
    assert counted == plain_loop(influence, *other, order, cutoffs, decision, factors)
    assert np.array_equal(one[0], other[0]) and np.array_equal(one[1], other[1])
    assert np.array_equal(np.flatnonzero(one[1] != spins), np.flatnonzero(other[1] != spins))


@pytest.mark.skipif(find_spec("numba") is None, reason="numba is an extra: pip install typednn[fast]")
def test_the_compiled_loop_is_the_same() -> None:
    rng = np.random.default_rng(0)
    net = HebbianNet(random_patterns(40, 400, rng))
    start = random_patterns(1, 400, rng)[0]
    one, other = (net.field(start), start.copy()), (net.field(start), start.copy())
    order, zeros = rng.permutation(400), np.zeros(400, np.float32)
    assert compiled_loop() is not None
    counted = visit(net.weights, *one, order, zeros, Decision.UP_FROM)
    assert counted == _in_pieces(net.weights, *other, order, zeros, 0, np.array([-2, 2], np.float32))
    assert np.array_equal(one[0], other[0]) and np.array_equal(one[1], other[1])


@pytest.mark.parametrize("tie", Tie)
@pytest.mark.parametrize("seed", range(5))
def test_a_run_is_one_update_after_the_other(tie: Tie, seed: int) -> None:
    net = random_net(seed, 7, tie)
    order = [3, 1, 0, 6, 2, 5, 4]
    run = flow(net, all_states(7)[seed * 17], Cyclic(order))
    state = next(run)
    for neuron in order * 3:
        state = net.update(state, neuron)
        assert np.array_equal(next(run), state)


def schedules(rng: np.random.Generator) -> list[Schedule]:
    return [Cyclic(), Cyclic([2, 0, 1, 4, 3, 5]), Shuffled(rng), RandomScan(rng), Greedy()]


@pytest.mark.parametrize("tie", Tie)
def test_symmetric_networks_settle_and_the_energy_never_rises(tie: Tie) -> None:
    rng = np.random.default_rng(5)
    for seed in range(6):
        net = random_net(seed, 6, tie)
        for schedule in schedules(rng):
            for start in all_states(6)[::7]:
                end = settle(net, start, schedule)
                assert end.outcome is Outcome.FIXED
                assert net.is_stable(end.state)
                assert net.energy(end.state) <= net.energy(start)


def test_steps_are_the_first_time_at_which_the_state_is_stable() -> None:
    net = random_net(2, 6)
    for start in all_states(6)[::3]:
        end = settle(net, start, Cyclic())
        run = flow(net, start, Cyclic())
        stable = [bool(net.is_stable(state)) for state, _ in zip(run, range(60), strict=False)]
        assert stable.index(True) == end.steps


def test_a_positive_definite_asymmetric_net_goes_round() -> None:
    net = AsymmetricNet(np.array([[0.5, 1.0], [-1.0, 0.5]]), tie=Tie.MINUS)
    end = settle(net, np.array([1, 1], np.int8), Cyclic())
    assert (end.outcome, end.period) == (Outcome.CYCLE, 2)
    assert not net.converges()
    assert settle(net, np.array([1, 1], np.int8), RandomScan(np.random.default_rng(0)), most_sweeps=9).outcome is (
        Outcome.UNDECIDED
    )


def test_float_rounding_of_incremental_fields_does_not_matter_here() -> None:
    rng = np.random.default_rng(1)
    patterns = random_patterns(30, 300, rng)
    net = HopfieldNet(hebbian(patterns, np.float32) / np.float32(300))
    end = stabilize(net, random_patterns(1, 300, rng)[0], Shuffled(rng))
    assert net.is_stable(end.state)


@pytest.mark.parametrize("seed", range(5))
def test_synchronous_runs_of_symmetric_networks_have_period_one_or_two(seed: int) -> None:
    net = random_net(seed, 7)
    ends = [settle_synchronously(net, start) for start in all_states(7)]
    assert {end.period for end in ends} <= {1, 2}
    for end in ends:
        assert np.array_equal(net.wanted(net.wanted(end.state)), end.state)


def test_find_cycle_finds_tail_and_period() -> None:
    def step(s: Array) -> Array:  # 0 → 1 → 2 → 3 → 4 → 5 → 3 in the place of a state of three neurons
        place = int((s > 0) @ [1, 2, 4])
        return all_states(3)[{0: 1, 1: 2, 2: 3, 3: 4, 4: 5, 5: 3}[place]]

    found = find_cycle(step, all_states(3)[0])
    assert (found.tail, found.period, found.fixed) == (3, 3, False)
    assert np.array_equal(found.state, all_states(3)[3])
    with pytest.raises(ConfigError, match="no cycle in 2 steps"):
        find_cycle(step, all_states(3)[0], most_steps=2)


def test_blocks_of_one_are_a_sweep_and_one_block_is_synchronous() -> None:
    net = random_net(4, 6)
    for start in all_states(6)[::5]:
        state = start
        for neuron in range(6):
            state = net.update(state, neuron)
        assert np.array_equal(update_blocks(net, start, [[i] for i in range(6)]), state)
        assert np.array_equal(update_blocks(net, start, [list(range(6))]), net.wanted(start))
    assert settle_blocks(net, all_states(6)[9], [[0, 1], [2, 3], [4, 5]]).period in (1, 2)


@pytest.mark.parametrize("tie", Tie)
@pytest.mark.parametrize("kind", ["weights", "patterns", "integers"])
def test_many_probes_end_as_each_does_alone(tie: Tie, kind: str) -> None:
    rng = np.random.default_rng(3)
    patterns = random_patterns(25, 150, rng)
    net = {
        "weights": HopfieldNet(hebbian(patterns, np.float32), tie=tie),
        "patterns": HebbianNet(patterns, tie=tie),
        "integers": HopfieldNet(hebbian(patterns), tie=tie),
    }[kind]
    probes = random_patterns(20, 150, rng)
    together = settle_batch(net, probes)
    assert together.fixed.all()
    for probe, end in zip(probes, together.states, strict=True):
        assert np.array_equal(settle(net, probe, Cyclic()).state, end)


def test_a_hebbian_net_knows_its_fields() -> None:
    rng = np.random.default_rng(3)
    patterns = random_patterns(7, 40, rng)
    net, plain = HebbianNet(patterns), HopfieldNet(hebbian(patterns))
    states = random_patterns(9, 40, rng)
    assert np.array_equal(net.field(states), plain.field(states))
    assert np.array_equal(net.energy(states), plain.energy(states))


def test_refused() -> None:
    net, state = random_net(0, 3), np.ones(3, np.int8)
    with pytest.raises(ConfigError, match="leaves neurons out"):
        Cyclic([0, 2])
    with pytest.raises(ConfigError, match="order is of 2 neurons"):
        settle(HopfieldNet(-1 + np.eye(3)), state, Cyclic([0, 1]))
    with pytest.raises(ConfigError, match="0 sweeps: allow at least 1"):
        settle(net, state, Cyclic(), most_sweeps=0)
    with pytest.raises(ConfigError, match="no neuron 3"):
        update_blocks(net, state, [[3]])
