"""Chapter H: every row is there, and broken code is noticed by the theorems that rest on it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest

from tests.theorems.mutations import forget_what_was_computed
from typednn.contracts import Array
from typednn.hopfield import analysis, asymmetric, learning, net, spins, symmetric, zero_one
from typednn.hopfield.analysis import enclosures, errors_of_bits, faults, landscape, markov, radius
from typednn.hopfield.digraph import network, phases
from typednn.hopfield.dynamics import schedules, settling, together
from typednn.hopfield.sampling import boltzmann, chains, rbm, temperature
from typednn.theorems.evidence import Verdict
from typednn.theorems.ledger import select, theorems
from typednn.theorems.running import check
from typednn.theorems.theorem import Mode

Function = Callable[..., Any]  # whatever the code's function takes and gives
ROWS = [theorem for theorem in theorems() if theorem.id.startswith("H")]


def changed(change: Callable[[Any], Any]) -> Callable[[Function], Function]:
    return lambda function: lambda *args, **options: change(function(*args, **options))


def plus_one(function: Function) -> Function:
    return changed(lambda result: result + 1)(function)


def minus(function: Function) -> Function:
    return changed(lambda result: -result)(function)


def never(function: Function) -> Function:
    return lambda *args, **options: None


def first_rounded(result: Array) -> Array:
    """Off by one in one place."""
    wrong = result.copy()
    wrong[(0,) * wrong.ndim] += 1
    return wrong


@dataclass(frozen=True)
class Mutation:
    owner: Any
    name: str
    broken: Callable[[Function], Function]
    theorems: str


MUTATIONS = [
    Mutation(symmetric.HopfieldNet, "energy", minus, "H11 H12 H82 H86 H87 H116.2"),
    Mutation(symmetric.HopfieldNet, "energy", changed(first_rounded), "H40 H53 H56"),
    Mutation(symmetric.HopfieldNet, "flip_costs", minus, "H12 H44"),
    Mutation(net, "decided", minus, "H9.2 H13.1 H14 H15 H22 H78 H80 H94.1 H102.1"),
    Mutation(net.SpinNet, "weighted", plus_one, "H27 H77 H28 H9.2"),
    Mutation(asymmetric, "weighted", plus_one, "H30 H31 H32 H35.1"),
    Mutation(asymmetric, "decompose", lambda f: lambda w: f(w)[::-1], "H26"),
    Mutation(asymmetric.AsymmetricNet, "converges", changed(lambda _: True), "H35.2"),
    Mutation(symmetric, "require_symmetric", never, "H9.1 H24"),
    Mutation(symmetric, "require_zero_diagonal", never, "H9.1 H24 H25.1"),
    Mutation(symmetric, "require_spins", never, "H9.1"),
    Mutation(network.NeuralNetwork, "__post_init__", never, "H1"),
    Mutation(network.Parameters, "__post_init__", never, "H3"),
    Mutation(phases, "require_state", never, "H4"),
    Mutation(phases, "net_input", plus_one, "H2 H5 H7 H117"),
    Mutation(phases, "layering", changed(lambda layers: layers[::-1]), "H6.1 H6.2"),
    Mutation(phases, "path_weight", plus_one, "H6.2"),
    Mutation(phases, "activation", minus, "H2 H7"),
    Mutation(learning, "hebbian", plus_one, "H10 H21 H23 H84 H88 H103 H105 H108 H111 H114.2 H115.2"),
    Mutation(settling.Run, "willing", changed(np.zeros_like), "H17.2 H19"),
    Mutation(landscape.Landscape, "ends", changed(lambda ends: np.where(ends > 0, ends, -1)), "H17.1 H58 H81 H87"),
    Mutation(landscape.Landscape, "sweep", changed(lambda place: np.zeros_like(place)), "H18.1"),
    Mutation(landscape, "retrieval_distance", plus_one, "H90"),
    Mutation(schedules.Cyclic, "sweep", changed(lambda order: order[::-1]), "H16.2 H79"),
    Mutation(together, "find_cycle", lambda f: lambda step, start, **o: f(lambda s: step(step(s)), start), "H37.2"),
    Mutation(spins, "index_of", plus_one, "H20"),
    Mutation(spins, "hamming", plus_one, "H89 H94.1"),
    Mutation(zero_one, "zero_one_of_spins", changed(lambda other: zero_one.ZeroOneNet(other.weights)), "H53"),
    Mutation(zero_one, "from_zero_one", minus, "H83"),
    Mutation(boltzmann, "boltzmann_law", changed(lambda law: law[::-1]), "H39 H41.2 H44 H49.1 H60 H62 H64"),
    Mutation(boltzmann, "require_temperature", never, "H38.3"),
    Mutation(temperature, "require_temperature", never, "H38.3"),
    Mutation(temperature.Exponential, "__call__", plus_one, "H43.1"),
    Mutation(markov, "gibbs_probability", changed(lambda p: 1 - p), "H41.1 H48 H60 H61 H66.1"),
    Mutation(markov, "metropolis_probability", changed(lambda p: p / 2), "H44"),
    Mutation(chains, "logistic", changed(lambda p: p / 2), "H40 H118"),
    Mutation(markov, "total_variation", changed(lambda d: 2 * d), "H45 H62"),
    Mutation(markov, "dobrushin", changed(lambda d: d / 2), "H62 H72"),
    Mutation(markov, "detailed_balance_gap", changed(lambda gap: 0.0), "H49.2"),
    Mutation(markov, "metropolis_hastings", lambda f: lambda law, q: q, "H70"),
    Mutation(markov, "stationary", changed(lambda law: law[::-1]), "H61 H69"),
    Mutation(boltzmann.BoltzmannMachine, "gradient", changed(
        lambda g: boltzmann.BoltzmannGradient(g.weights * 1.001, g.bias)), "H52.1"),
    Mutation(rbm.RBM, "gradient", changed(lambda g: g.step(g, 0.001)), "H52.2"),
    Mutation(enclosures, "exponential", changed(lambda e: enclosures.Enclosure(e.high, e.high)), "H67"),
    Mutation(analysis, "thermodynamics", changed(lambda t: type(t)(**{**vars(t), "entropy": 0.0})), "H65.1"),
    Mutation(analysis, "completion_threshold", plus_one, "H91"),
    Mutation(analysis, "familiarity", changed(lambda f: f / 2), "H96.2"),
    Mutation(radius, "hebbian_radii", plus_one, "H94.1 H95.2"),
    Mutation(radius, "certified_radius", plus_one, "H94.2"),
    Mutation(faults, "find_fault", never, "H104 H115.1"),
    Mutation(faults, "field_terms", changed(lambda t: type(t)(t.signal, 0, t.deleted, t.deleted_crosstalk + 1)),
             "H108 H110 H112.1 H114.2"),
    Mutation(faults, "delete_neurons", lambda f: lambda net, gone: net, "H103 H105 H108 H115.1 H116.3"),
    Mutation(errors_of_bits, "original_h101", lambda f: errors_of_bits.spin_units, "H101.1"),
    Mutation(errors_of_bits, "spin_units", lambda f: errors_of_bits.zero_one_units, "H101.1 H101.2"),
    Mutation(errors_of_bits, "load_at", changed(lambda a: a * 1.00001), "H102.2"),
]  # fmt: skip
CASES = [(mutation, id) for mutation in MUTATIONS for id in mutation.theorems.split()]


def test_every_row_of_chapter_h_is_there() -> None:
    assert {theorem.row for theorem in ROWS} == {f"H{number}" for number in range(1, 119)}


def test_the_false_ones_are_in_the_museum() -> None:
    false = {theorem.row for theorem in ROWS if theorem.mode is Mode.COUNTEREXAMPLE}
    assert false == {"H25", "H29", "H33", "H36", "H41", "H49", "H95", "H96", "H97", "H98", "H112", "H115"}


def test_the_corrected_theorems_are_there() -> None:
    statements = {theorem.id: theorem.statement for theorem in ROWS}
    assert "m(|D| + 1) < N" in statements["H115.2"]
    assert "h < (N − m)/(2m)" in statements["H94.1"]
    assert "Σ_{i≤h*} C(N, i)/2^N" in statements["H95.2"]
    assert "(n+1)B + n" in statements["H18.2"]
    assert "S_ii ≥ Σ_j |A_ij|" in statements["H35.2"]


@pytest.fixture(autouse=True)
def _nothing_is_remembered() -> None:
    """The networks that theorems share are made anew, by the code as it is now."""
    forget_what_was_computed()


@pytest.mark.parametrize(("mutation", "id"), CASES, ids=[f"{id}-{mutation.name}" for mutation, id in CASES])
def test_broken_code_is_noticed(mutation: Mutation, id: str, monkeypatch: pytest.MonkeyPatch) -> None:
    (theorem,) = select([id])
    monkeypatch.setattr(mutation.owner, mutation.name, mutation.broken(getattr(mutation.owner, mutation.name)))
    assert check(theorem).verdict in (Verdict.FAILED, Verdict.BROKEN)
