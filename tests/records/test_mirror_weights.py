"""Two numbers become one with an interval: by hand, by property, and on made-up flows of known truth."""

from __future__ import annotations

import importlib.util
import math
import sys
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from headstamp.records.mirror_weights import (
    Estimates,
    Flows,
    Reliability,
    Role,
    Verdict,
    reconcile,
    reliability,
)

NAN = math.nan
Told = list[tuple[int, int, float, float]]


def flows_of(told: Told, cif: bool = False) -> Flows:
    """Flows from rows of exporter, importer and what each tells."""
    exporter, importer, exported, imported = zip(*told, strict=True) if told else ((), (), (), ())
    return Flows(
        exporter=np.array(exporter, np.int64),
        importer=np.array(importer, np.int64),
        exported=np.array(exported, float),
        imported=np.array(imported, float),
        cif=np.full(len(told), cif),
    )


def role(sd: float, flows: int) -> Role:
    """Two reporters of one kind."""
    return Role(np.full(2, sd), np.full(2, flows), np.zeros(2), np.zeros(2, bool))


def known(exporters: float, importers: float, cif: float = 0.0) -> Reliability:
    return Reliability(role(exporters, 96), role(importers, 96), 96, cif, 0)


def test_two_reports_by_hand() -> None:
    # Variances 0.09 and 0.16 give weights 0.64 and 0.36: 100 * 2 ** 0.36 = 128.34. The error is then
    # sqrt(0.09 * 0.16 / 0.25) = 0.24, and Student's t for 96 + 4 degrees is 1.6602: exp(0.3985) = 1.4895.
    found = reconcile(flows_of([(0, 1, 100, 200)]), known(0.3, 0.4))
    assert found.estimate[0] == pytest.approx(128.34, abs=0.01)
    assert found.low[0] == pytest.approx(128.34 / 1.4895, abs=0.02)
    assert found.high[0] == pytest.approx(128.34 * 1.4895, abs=0.02)
    assert (found.verdict[0], found.surprising[0]) == (Verdict.BOTH, False)


def test_the_surer_side_weighs_more() -> None:
    assert reconcile(flows_of([(0, 1, 100, 200)]), known(0.1, 0.9)).estimate[0] == pytest.approx(
        100.9, abs=0.1
    )
    assert reconcile(flows_of([(0, 1, 100, 200)]), known(0.9, 0.1)).estimate[0] == pytest.approx(
        198.3, abs=0.1
    )


def test_of_two_unknown_sides_neither_is_better() -> None:
    """With one flow alone both sides are alike, and the estimate is the geometric mean."""
    assert reconcile(flows_of([(0, 1, 100, 400)])).estimate[0] == pytest.approx(200)


def test_freight_is_taken_off_the_importers_value_first() -> None:
    found = reconcile(
        flows_of([(0, 1, 100, 110), (0, 1, NAN, 220)], cif=True), known(0.3, 0.3, math.log(1.1))
    )
    assert found.estimate == pytest.approx([100, 200])


def test_freight_is_the_median_gap_of_many_pairs_and_of_few_nothing() -> None:
    pairs: Told = [(0, 1, 100, 112), (1, 0, 100, 107), (0, 1, 100, 300)] * 7
    told = reliability(flows_of(pairs, cif=True))
    assert (math.exp(told.cif), told.cif_flows) == (pytest.approx(1.12), 21)
    assert reliability(flows_of(pairs)).cif == 0
    assert reliability(flows_of(pairs[:19], cif=True)).cif == 0


@pytest.mark.parametrize(
    ("exported", "imported", "verdict", "estimate"),
    [
        (100, NAN, Verdict.ONE, 100),
        (NAN, 100, Verdict.ONE, 100),
        (100, 0, Verdict.CONTRADICTION, NAN),
        (0, 100, Verdict.CONTRADICTION, NAN),
        (0, 0, Verdict.NONE, 0),
        (0, NAN, Verdict.NONE, 0),
        (NAN, 0, Verdict.NONE, 0),
        (NAN, NAN, Verdict.NO_NUMBER, NAN),
        (7, 7, Verdict.BOTH, 7),
    ],
)
def test_noughts_and_gaps_are_no_logs(
    exported: float, imported: float, verdict: Verdict, estimate: float
) -> None:
    found = reconcile(flows_of([(0, 1, exported, imported)]), known(0.3, 0.4))
    assert found.verdict[0] == verdict
    assert found.estimate[0] == pytest.approx(estimate, nan_ok=True)
    assert np.isfinite(found.low[0]) == (verdict in (Verdict.ONE, Verdict.BOTH))


def test_a_single_report_has_the_error_of_its_reporter_in_that_role() -> None:
    found = reconcile(flows_of([(0, 1, 100, NAN), (0, 1, NAN, 100)]), known(0.3, 0.4))
    assert np.log(found.high / 100) == pytest.approx([1.6602 * 0.3, 1.6602 * 0.4], abs=1e-3)


def test_without_any_flow_told_twice_no_interval_is_claimed() -> None:
    found = reconcile(flows_of([(0, 1, 100, NAN)]))
    assert (found.estimate[0], found.reliability.flows) == (100, 0)
    assert np.isnan([found.low[0], found.high[0]]).all()


def test_few_flows_give_a_wider_interval() -> None:
    few, many = (reconcile(flows_of([(0, 1, 100, 120)] * count)) for count in (1, 50))
    assert few.high[0] / few.low[0] > 2 * many.high[0] / many.low[0]


def test_a_gap_beyond_usual_errors_is_flagged_and_held_by_the_interval() -> None:
    found = reconcile(flows_of([(0, 1, 100, 105)] * 50 + [(0, 1, 100, 1000)]), known(0.1, 0.1))
    assert found.surprising.tolist() == [False] * 50 + [True]
    assert found.low[-1] <= 100
    assert found.high[-1] >= 1000 - 1e-9


def test_a_reporter_that_always_tells_half_is_said_to_lean() -> None:
    noise = np.random.default_rng(3).normal(0, 0.1, (2, 40))
    told: Told = [
        (
            one % 4,
            4 + one % 3,
            math.exp(noise[0, one]) * (0.5 if one % 4 == 0 else 1),
            math.exp(noise[1, one]),
        )
        for one in range(40)
    ]
    found = reliability(flows_of(told))
    assert found.exporters.leans.tolist() == [True, *[False] * 6]
    assert math.exp(found.exporters.lean[0]) == pytest.approx(0.5, abs=0.05)


def test_no_flows_are_no_error() -> None:
    found = reconcile(flows_of([]))
    assert (found.estimate.size, found.reliability.flows, found.reliability.exporters.sd.size) == (0, 0, 0)


number = st.one_of(st.just(0.0), st.floats(1e-6, 1e12))
report = st.one_of(st.just(NAN), number)
parties = st.tuples(st.integers(0, 5), st.integers(1, 5)).map(lambda two: (two[0], (two[0] + two[1]) % 6))
flow = st.tuples(parties, report, report).map(lambda one: (*one[0], one[1], one[2]))
many = st.lists(flow, max_size=30)


def same(one: Estimates, other: Estimates, factor: float = 1.0) -> None:
    for name in ("estimate", "low", "high"):
        expected = getattr(one, name) * factor
        assert getattr(other, name) == pytest.approx(expected, rel=1e-4, nan_ok=True)
    assert (one.verdict == other.verdict).all()


@given(many, st.booleans())
def test_an_estimate_lies_between_the_reports_and_within_its_interval(told: Told, cif: bool) -> None:
    flows = flows_of(told, cif)
    found = reconcile(flows)
    both = found.verdict == Verdict.BOTH
    imported = flows.imported / math.exp(found.reliability.cif if cif else 0)
    assert (np.minimum(flows.exported, imported)[both] <= found.estimate[both]).all()
    assert (found.estimate[both] <= np.maximum(flows.exported, imported)[both]).all()
    assert (found.low[both] <= found.estimate[both] * (1 + 1e-9)).all()
    assert (found.estimate[both] <= found.high[both] * (1 + 1e-9)).all()
    assert (found.low[both] > 0).all()


@given(many, st.permutations(range(6)))
def test_the_names_of_reporters_do_not_matter(told: Told, names: list[int]) -> None:
    renamed: Told = [(names[one], names[two], *numbers) for one, two, *numbers in told]  # type: ignore[misc]
    same(reconcile(flows_of(told)), reconcile(flows_of(renamed)))


@given(many, st.integers(-3, 3))
def test_other_units_scale_the_estimates(told: Told, power: int) -> None:
    factor = 10.0**power
    scaled: Told = [(one, two, first * factor, second * factor) for one, two, first, second in told]
    same(reconcile(flows_of(told)), reconcile(flows_of(scaled)), factor)


@given(many, st.randoms())
def test_the_order_of_rows_does_not_matter(told: Told, chance: object) -> None:
    order = list(range(len(told)))
    chance.shuffle(order)  # type: ignore[attr-defined]
    found, other = reconcile(flows_of(told)), reconcile(flows_of([told[place] for place in order]))
    for name in ("estimate", "low", "high"):
        assert getattr(other, name) == pytest.approx(getattr(found, name)[order], rel=1e-4, nan_ok=True)


@given(many, st.floats(1e-3, 1e9))
def test_two_equal_reports_are_that_number(told: Told, equal: float) -> None:
    found = reconcile(flows_of([*told, (0, 1, equal, equal)]))
    assert found.estimate[-1] == equal


@pytest.fixture(scope="module")
def bench() -> ModuleType:
    """The benchmark, whose worlds are used here with one seed and slack."""
    path = Path(__file__).parents[2] / "benchmarks" / "mirror.py"
    spec = importlib.util.spec_from_file_location("benchmark_of_mirror", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("kind", ["one error a reporter", "one error a role"])
def test_where_errors_are_as_assumed_the_weights_are_nearly_those_of_the_truth(
    bench: ModuleType, kind: str
) -> None:
    made = bench.world(kind, 7)
    told = bench.measured(made, reconcile(made.flows))
    assert told["ratio_to_oracle"] < 1.13
    assert told["weighted"] < 0.9 * told["mean_of_logs"] < 0.7 * told["exporter_only"]
    assert 0.86 < told["cover_both"] < 0.94
    assert 0.86 < told["cover_one"] < 0.94
    assert told["cover_of_the_two_reports"] < 0.55
    assert told["flagged_without_cause"] < 0.03


def test_where_reporters_lean_the_interval_holds_less_and_says_so(bench: ModuleType) -> None:
    """What is written in the documentation on where this breaks."""
    made = bench.world("bias", 7)
    told = bench.measured(made, reconcile(made.flows))
    assert 0.86 < told["cover_both"] < 0.94
    assert told["cover_where_both_of_the_sides_is_odd"] < 0.85
    assert told["leaning_flagged"] > 0.3
    made = bench.world("both leave out half", 7)
    assert bench.measured(made, reconcile(made.flows))["cover_both"] < 0.4
