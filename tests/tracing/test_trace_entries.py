"""From records to expected counts: who held it, how many, when, and what of it counts on a day."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made_up_world import MIXED, World, chains, transfer

from headstamp.tracing.deliveries import Deliveries
from headstamp.tracing.ledger import Ledger

EMPTY = World(transfers=(), incidents=(), relations=())


def ledger(text: str, **cells: str) -> Ledger:
    """The ledger of one record alone."""
    told = {name: cell for name, cell in ({**transfer(text)[0], **cells}).items() if cell}
    return replace(EMPTY, transfers=(told,)).tracer().model.ledger


RIFLES = "T-1 | fredonia | ruritania | R-77 rifle | 100 | 2010"


@pytest.mark.parametrize(
    ("quantity", "unit", "expected"),
    [
        ("100", "", 100.0),
        ("about 100", "", 100.0),
        ("10-20", "", 15.0),
        ("", "", MIXED.blank_quantity),
        ("100000", "round", 100.0),
        ("3", "licence", MIXED.blank_quantity),
    ],
)
def test_a_record_counts_what_it_says_or_an_order_of_magnitude(
    quantity: str, unit: str, expected: float
) -> None:
    assert ledger(RIFLES, quantity=quantity, unit=unit).count.sum() == pytest.approx(expected)


@pytest.mark.parametrize("stage", sorted(MIXED.happened))
def test_a_claim_counts_by_its_stage(stage: str) -> None:
    dated = {"stage": stage, "delivered_from": "", "dated_from": "2010"}
    if stage.startswith("deliver"):
        dated = {"stage": stage}
    assert ledger(RIFLES, **dated).count.sum() == pytest.approx(100.0 * MIXED.happened[stage])


def test_an_order_may_be_filled_for_some_years() -> None:
    told = ledger(RIFLES, stage="ordered", delivered_from="", ordered="2010")
    assert date.fromordinal(int(told.start[0])) == date(2010, 1, 1)
    assert date.fromordinal(int(told.end[0])) == date(2010 + MIXED.years_to_delivery, 12, 31)
    assert not told.estimated.any()


def test_a_record_without_a_recipient_who_is_known_stays_out() -> None:
    assert len(ledger(RIFLES, recipient="not known").line) == 0
    # An end user nobody is known by leaves the recipient.
    told = ledger(RIFLES, end_user="some brigade")
    assert told.parties[int(told.custodian[0])] == "ruritania"


def test_weighted_candidates_of_a_record_share_its_number() -> None:
    told = ledger(RIFLES, weapon="r-77:0.25;r-78:0.75")
    by_node = {told.nodes[int(node)]: float(count) for node, count in zip(told.node, told.count, strict=True)}
    assert by_node == pytest.approx({"r-77": 25.0, "r-78": 75.0})


def test_a_category_line_means_mostly_what_its_supplier_makes() -> None:
    told = ledger(RIFLES, weapon="R-pattern rifle")
    by_node = {told.nodes[int(node)]: float(count) for node, count in zip(told.node, told.count, strict=True)}
    assert by_node == pytest.approx(
        {"r-77": 100 * MIXED.coarse_own_make, "r-pattern": 100 * (1 - MIXED.coarse_own_make)}
    )


def _delivered(when: str, day: date) -> float:
    told = ledger(RIFLES, delivered_from=when)
    return float(Deliveries(told, MIXED).on(day.toordinal()).weight.sum()) / 100.0**MIXED.quantity_exponent


def test_a_delivery_of_a_year_counts_in_part_while_the_year_runs() -> None:
    assert _delivered("2010", date(2009, 12, 31)) == 0.0
    half = 0.5**MIXED.quantity_exponent
    assert _delivered("2010", date(2010, 7, 2)) == pytest.approx(half, abs=0.01)
    assert _delivered("2010", date(2010, 12, 31)) == pytest.approx(1.0)


@settings(max_examples=40, deadline=None)
@given(st.integers(-800, 800), st.integers(1, 400), st.booleans())
def test_what_was_delivered_never_falls_with_time(offset: int, later: int, estimated: bool) -> None:
    told = replace(_RIFLES, estimated=np.full(len(_RIFLES.line), estimated))
    day = date(2010, 6, 1).toordinal() + offset
    deliveries = Deliveries(told, MIXED)
    first, second = deliveries.on(day), deliveries.on(day + later)
    assert (second.weight >= first.weight - 1e-12).all()
    assert (second.late <= first.late + 1e-12).all()
    assert (first.aged <= first.weight + 1e-12).all()


_RIFLES = ledger(RIFLES)


def test_age_counts_once_and_as_the_preset_says() -> None:
    flows = Deliveries(ledger(RIFLES, delivered_from="2010-01-01"), MIXED).on(date(2020, 1, 1).toordinal())
    assert flows.aged[0] / flows.weight[0] == pytest.approx(MIXED.yearly_survival**10, rel=1e-3)


def test_a_large_flow_counts_for_less_than_its_size() -> None:
    def weight(number: str) -> float:
        told = ledger(RIFLES, quantity=number)
        return float(Deliveries(told, MIXED).on(date(2015, 1, 1).toordinal()).weight.sum())

    assert weight("1000") / weight("100") == pytest.approx(10**MIXED.quantity_exponent)


def test_a_sum_over_all_that_a_custodian_held_is_its_stock() -> None:
    routes = World().tracer().model
    from made_up_world import seen

    from headstamp.tracing.observation import observe

    # Nothing found: what every supply would show is all that it is, so it adds up to Q(A).
    watched = observe(seen(weapon="unheard-of thing"), routes.names, {})
    unscored = routes.routes(watched, routes.reacher.reach(watched))
    supply, columns = unscored.supply, unscored.columns
    held = np.bincount(columns.custodian, supply.sums[-1], len(supply.total))
    assert held == pytest.approx(supply.total, abs=1e-9)


def test_an_unrecorded_stock_exists_for_every_state_and_for_no_dissolved_one() -> None:
    model = World().tracer().model
    estimate = model.stocks.on(2014)
    kinds = [model.names.actors.get(party).kind for party in model.ledger.parties]
    total = estimate.unrecorded + estimate.own
    assert all(total[index] > 0 for index, kind in enumerate(kinds) if kind == "state")
    assert all(total[index] == 0 for index, kind in enumerate(kinds) if kind == "former_state")


def test_one_transfer_told_twice_counts_once_and_again_when_one_is_left_out() -> None:
    world = replace(
        EMPTY, transfers=(*transfer(RIFLES), {**transfer(RIFLES)[0], "id": "T-2", "source": "press"})
    )
    told = world.tracer().model.ledger
    assert told.count.sum() == pytest.approx(100.0)
    for source in ("audit", "press"):
        assert told.among(~told.of_source(source)).count.sum() == pytest.approx(100.0)
    left = {one.source: one.probability for one in world.assess().leave_one_out}
    whole = chains(world.assess())
    assert left["press"] == pytest.approx(max(whole.values()), abs=1e-6)
