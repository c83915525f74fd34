"""Analysis: golden values, enumeration against definitions, radii and faults against exhaustive search."""

from fractions import Fraction
from itertools import combinations

import mpmath
import numpy as np
import pytest

from tests.hopfield.test_networks import random_net
from typednn.contracts import Array
from typednn.errors import ConfigError, DataError
from typednn.hopfield import Cyclic, HebbianNet, HopfieldNet, Tie, hebbian, random_patterns, settle
from typednn.hopfield.analysis import (
    Kernel,
    Landscape,
    all_energies,
    basin_bound,
    capacity_curve,
    certified_radius,
    completion_threshold,
    critical_load,
    delete_neurons,
    dobrushin,
    enclosures,
    familiarity,
    field_terms,
    find_fault,
    gibbs_kernel,
    hebbian_radii,
    mean_field_overlap,
    metropolis_hastings,
    mixing_time,
    modelled_completion,
    original_h101,
    random_starts,
    recall_point,
    retrieval_distance,
    share,
    spin_units,
    stationary,
    thermodynamics,
    tolerated,
    total_variation,
    zero_one_units,
)
from typednn.hopfield.sampling.boltzmann import boltzmann_law
from typednn.hopfield.spins import all_states, as_spins, hamming, index_of


def walsh(neurons: int) -> Array:
    """Orthogonal patterns: χ_a(u) = (−1)^{popcount(a AND u)}."""
    both = np.arange(neurons)[:, None] & np.arange(neurons)
    return as_spins(1 - 2 * (np.bitwise_count(both) % 2).astype(int))


H12 = np.array([[int(x) for x in row] for row in (
    "111111111111", "101011100010", "100101110001", "110010111000", "101001011100", "100100101110",
    "100010010111", "110001001011", "111000100101", "111100010010", "101110001001", "110111000100",
)], np.int8) * 2 - 1  # fmt: skip


def test_the_small_demo() -> None:
    found = thermodynamics(HopfieldNet(np.array([[0, 1], [1, 0]])), 1.0)
    assert np.exp(found.log_partition) == pytest.approx(6.1723225, abs=5e-8)
    assert found.free_energy == pytest.approx(-1.8200752, abs=5e-8)
    assert found.energy == pytest.approx(-0.7615942, abs=5e-8)
    assert found.entropy == pytest.approx(1.0584810, abs=5e-8)


@pytest.mark.parametrize("tie", Tie)
def test_the_landscape_is_what_runs_do(tie: Tie) -> None:
    net = random_net(8, 6, tie)
    scape, order = Landscape(net), [5, 3, 1, 0, 2, 4]
    ends = scape.ends(order)
    for k, start in enumerate(all_states(6)):
        assert ends[k] == index_of(settle(net, start, Cyclic(order)).state)
    assert sum(scape.basin_sizes(order).values()) == 64
    assert np.array_equal(scape.stable, net.is_stable(scape.states))
    point = scape.fixed_points[0]
    assert len(scape.basin(point, order)) == scape.basin_sizes(order)[int(index_of(point))]
    assert np.array_equal(all_energies(net), net.energy(all_states(6)))


@pytest.mark.slow
def test_twenty_neurons_can_be_enumerated() -> None:
    net = HopfieldNet(hebbian(random_patterns(2, 20, np.random.default_rng(0))))
    energies, scape = all_energies(net), Landscape(net)
    assert len(energies) == 2**20
    assert sum(scape.basin_sizes().values()) == 2**20
    assert energies[scape.stable].min() == energies.min()


def test_more_cannot() -> None:
    with pytest.raises(ConfigError, match="21 neurons"):
        Landscape(HopfieldNet(np.zeros((21, 21))))


def test_hadamard_rows_are_orthogonal() -> None:
    assert np.array_equal(H12.astype(int) @ H12.T.astype(int), 12 * np.eye(12))
    assert np.array_equal(walsh(16).astype(int) @ walsh(16).astype(int), 16 * np.eye(16))


@pytest.mark.parametrize(("count", "radius"), [(1, 5), (2, 2), (3, 1), (4, 0)])
def test_radii_are_those_of_the_theorem_and_tight_for_one_step(count: int, radius: int) -> None:
    patterns = H12[:count]
    net = HebbianNet(patterns)
    assert hebbian_radii(patterns).tolist() == [radius] * count
    assert [certified_radius(net, p) for p in patterns] >= [radius] * count
    after, scape, actual = net.wanted(all_states(12)), Landscape(net), []
    for p in patterns:
        apart = hamming(all_states(12), p)
        actual.append(int(apart[(after != p).any(axis=1)].min()) - 1)
        assert retrieval_distance(scape, p) >= radius
        assert len(scape.basin(p)) / 2**12 >= basin_bound(12, radius)
    assert min(actual) == radius


@pytest.mark.parametrize("seed", range(4))
def test_certified_radii_hold_for_any_weights(seed: int) -> None:
    net = random_net(seed, 8)
    for p in Landscape(net).fixed_points:
        radius = certified_radius(net, p)
        near = all_states(8)[hamming(all_states(8), p) <= radius]
        assert all(np.array_equal(end, p) for end in net.wanted(near))


@pytest.mark.parametrize("count", [1, 2, 3])
@pytest.mark.parametrize("tie", Tie)
def test_faults_are_found_exactly_when_there_are_some(count: int, tie: Tie) -> None:
    patterns = random_patterns(count, 8, np.random.default_rng(count))
    net = HopfieldNet(hebbian(patterns, np.int64), tie=tie)
    for failures in range(4):
        broken = any(
            (np.delete(delete_neurons(net, gone).wanted(p), gone) != np.delete(p, gone)).any()
            for size in range(failures + 1)
            for gone in combinations(range(8), size)
            for p in patterns
        )
        assert (find_fault(patterns, failures, tie=tie) is not None) is broken
    assert find_fault(patterns, max(tolerated(patterns, tie=tie), 0), tie=tie) is None or tolerated(patterns) == -1


def test_fault_tolerance_fails_at_256_neurons() -> None:
    kept = [0, *sorted(set(range(1, 32)) - {1, 3, 5, 7, 9, 11, 13})]
    gone = [
        1,
        3,
        5,
        17,
        32,
        33,
        49,
        64,
        65,
        81,
        96,
        97,
        113,
        128,
        129,
        145,
        160,
        161,
        177,
        192,
        193,
        209,
        224,
        225,
        241,
    ]
    patterns = walsh(256)[kept]
    assert len(patterns) == len(gone) == 25
    terms = field_terms(patterns, 0, gone, 0)
    assert (terms.signal, terms.crosstalk, terms.deleted, terms.deleted_crosstalk) == (231, 0, 25, 264)
    net = HebbianNet(patterns, dtype=np.int32)
    assert terms.aligned == delete_neurons(net, gone).field(patterns[0])[0] == -58
    found = find_fault(patterns, 25)
    assert found is not None and found.aligned <= -58
    assert tolerated(patterns) >= 256 // 25 - 1  # m (d + 1) < N


def test_damaged_fields_are_sums_of_their_terms() -> None:
    rng = np.random.default_rng(0)
    patterns = random_patterns(4, 12, rng)
    net = HopfieldNet(hebbian(patterns, np.int64))
    for _ in range(30):
        gone = rng.choice(12, int(rng.integers(0, 8)), replace=False).tolist()
        live = next(u for u in range(12) if u not in gone)
        for k, p in enumerate(patterns):
            field = int(delete_neurons(net, gone).field(p)[live])
            assert field_terms(patterns, k, gone, live).aligned == field * int(p[live])
            assert abs(field_terms(patterns, k, gone, live).deleted_crosstalk) <= 3 * len(gone)


def test_error_formulas_and_the_critical_load() -> None:
    assert zero_one_units(100, 10) == pytest.approx(0.00921, abs=5e-6)
    assert spin_units(100, 10) == pytest.approx(4.29e-4, abs=5e-7)
    assert original_h101(100, 10) == pytest.approx(0.0569, abs=5e-5)
    found = critical_load()
    assert (round(found.alpha, 6), round(found.y, 4), round(found.overlap, 4)) == (0.137906, 1.5112, 0.9674)
    assert found.wrong_bits == pytest.approx(0.0163, abs=5e-5)
    assert mean_field_overlap(0.1379) == pytest.approx(found.overlap, abs=5e-3)
    assert mean_field_overlap(0.139) == 0.0
    m, alpha = mean_field_overlap(0.1), 0.1  # it solves the equations it says
    r = 1.0
    for _ in range(200):
        c = np.sqrt(2 / (np.pi * alpha * r)) * np.exp(-(m**2) / (2 * alpha * r))
        r = (1 - c) ** -2
    assert float(mpmath.erf(m / np.sqrt(2 * alpha * r))) == pytest.approx(m, abs=1e-12)


@pytest.mark.parametrize(("count", "trials"), [(0, 7), (7, 7), (3, 20), (250, 400)])
def test_intervals_are_those_of_clopper_and_pearson(count: int, trials: int) -> None:
    found = share(count, trials, 0.95)
    if count:
        assert float(mpmath.betainc(count, trials - count + 1, 0, found.low, regularized=True)) == pytest.approx(0.025)
    if count < trials:
        upper = mpmath.betainc(count + 1, trials - count, 0, found.high, regularized=True)
        assert float(upper) == pytest.approx(0.975)
    assert found.low <= found.value <= found.high


def test_small_recall_figures() -> None:
    rng = np.random.default_rng(0)
    point = recall_point(30, 5, rng, distance=5, trials=200)
    assert point.nearest.high > 0.91 > point.nearest.low - 0.03
    curve = capacity_curve(60, [2, 20], rng, trials=40)
    assert curve[0].exact.low > curve[1].exact.high
    starts = random_starts(30, 5, rng, trials=100, units="zero_one")
    assert starts.memory.count + starts.near.count + starts.other.count == 100


def test_kernels() -> None:
    net = random_net(1, 4)
    kernel, law = gibbs_kernel(net, 3.0), boltzmann_law(all_energies(net).astype(float), 3.0)
    assert np.allclose(stationary(kernel), law, atol=1e-12)
    k = mixing_time(kernel, 0.1)
    worst = [max(total_variation(row, law) for row in kernel.power(steps).matrix) for steps in (k - 1, k)]
    assert worst[0] > 0.1 >= worst[1]
    assert dobrushin(kernel @ kernel) <= dobrushin(kernel) ** 2 + 1e-15
    proposal = Kernel(np.full((16, 16), 1 / 16))
    assert np.allclose(law @ metropolis_hastings(law, proposal).matrix, law, atol=1e-15)
    with pytest.raises(DataError, match="not irreducible"):
        stationary(Kernel(np.eye(3)))
    with pytest.raises(DataError, match="they sum to 2"):
        Kernel(np.ones((2, 2)))
    with pytest.raises(ConfigError, match="epsilon is 0"):
        mixing_time(kernel, 0.0)


@pytest.mark.parametrize("x", [Fraction(0), Fraction(1), Fraction(-7, 3), Fraction(40), Fraction(-90)])
def test_enclosures_hold_the_exponential(x: Fraction) -> None:
    with mpmath.workprec(300):
        true = mpmath.exp(mpmath.mpf(x.numerator) / x.denominator)
        found = enclosures.exponential(x)
        low, high = (mpmath.mpf(b.numerator) / b.denominator for b in (found.low, found.high))
        assert low <= true <= high
        assert (high - low) / true < mpmath.mpf(2) ** -60


def test_familiarity_is_the_model() -> None:
    assert completion_threshold(30) == 4
    assert modelled_completion(4, 4, 30) == 1.0 > modelled_completion(5, 4, 30) > 0.7
    patterns = random_patterns(3, 30, np.random.default_rng(0))
    assert familiarity(patterns, patterns[1]) == 1.0
