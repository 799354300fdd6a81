"""From records to expected counts: who held it, how many, when, and what of it counts on a day."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from random import Random
from typing import Any

import ibis
import numpy as np
import pyarrow as pa
import pytest
import sqlglot
from hypothesis import given, settings
from hypothesis import strategies as st
from ibis.config import Config
from made_up_world import MIXED, World, chains, transfer

from headstamp.records import TRANSFER_SCHEMA
from headstamp.tracing.coarse import gathered
from headstamp.tracing.deliveries import Deliveries
from headstamp.tracing.entries import build
from headstamp.tracing.expected import Rules, expected
from headstamp.tracing.ledger import Ledger, Line


class SparkOptions(Config):
    """What Ibis registers when its Spark backend is loaded, which needs a Spark that a test does not."""

    treat_nan_as_null: bool = False


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
    shown, columns = unscored.shown, routes.columns
    held = np.bincount(columns.custodian, shown.last, len(shown.total))
    assert held == pytest.approx(shown.total, abs=1e-9)


def test_an_unrecorded_stock_exists_for_every_state_and_for_no_dissolved_one() -> None:
    model = World().tracer().model
    estimate = model.stocks.on(2014)
    kinds = [model.names.actors.get(party).kind for party in model.ledger.parties]
    total = estimate.imported + estimate.produced
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


STATES = st.sampled_from(
    ["Fredonia", "Utopia", "Ruritania", "Old Union", "Ruritanian Army", "nobody", "", None]
)
DAY = st.one_of(st.none(), st.dates(date(1990, 1, 1), date(2020, 12, 31)))
YEAR = st.one_of(st.none(), st.integers(1990, 2020))
NUMBER = st.one_of(st.none(), st.sampled_from([0.0, 1.0, 3.0, 7.5, 250.0]))


@st.composite
def register_rows(draw: st.DrawFn) -> list[dict[str, Any]]:
    """Rows as registers may give them, complete or not."""
    delivery = st.fixed_dictionaries(
        {
            "from": DAY,
            "to": DAY,
            "status": st.sampled_from(["reported", "estimate", None]),
            "quantity": NUMBER,
        }
    )
    row = st.fixed_dictionaries(
        {
            "source": st.sampled_from(["one", "another"]),
            "stage": st.sampled_from(sorted(MIXED.happened)),
            "supplier": STATES,
            "recipient": STATES,
            "end_user": STATES,
            "item": st.sampled_from(["R-77 rifle", "R-pattern rifle", "r-77:0.25;r-78:0.75", "", None]),
            "category": st.sampled_from(["ml:ML1", "ml:ML6", "ml:none", None]),
            "component": st.sampled_from([True, False, None]),
            "condition": st.sampled_from(["New", "second-hand", "", None]),
            "quantity": NUMBER,
            "quantity_low": NUMBER,
            "quantity_high": NUMBER,
            "quantity_unit": st.sampled_from(["object", "round", "licence", "", None]),
            "quantity_status": st.sampled_from(["reported", "aggregate", None]),
            "deliveries": st.one_of(st.none(), st.lists(delivery, max_size=3)),
            **{f"{claim}_{end}": DAY for claim in ("ordered", "dated") for end in ("from", "to")},
            "ordered_status": st.sampled_from(["estimate", None]),
            "first_year": YEAR,
            "last_year": YEAR,
        }
    )
    found = draw(st.lists(row, min_size=1, max_size=8))
    return [{**one, "id": f"{at:04x}", "row": at} for at, one in enumerate(found)]


def read(rows: Sequence[Mapping[str, Any]]) -> Ledger:
    table = pa.Table.from_pylist(list(rows), schema=TRANSFER_SCHEMA)
    return build([table], EMPTY.names, MIXED, ("ruritania",))


def plainly(rows: Sequence[Mapping[str, Any]]) -> list[tuple[Any, ...]]:
    """The entries of rows, one row after another in plain Python."""
    found = []
    for row in (
        gathered(ibis.memtable(pa.Table.from_pylist(list(rows), schema=TRANSFER_SCHEMA)))
        .to_pyarrow()
        .to_pylist()
    ):
        happened = MIXED.happened[row["stage"]]
        if row["component"] or row["quantity_status"] == "aggregate" or not happened:
            continue
        unit = MIXED.units.get(row["quantity_unit"] or "object")
        bounds = [one for one in (row["quantity_low"], row["quantity_high"]) if one is not None]
        number = (
            row["quantity"] if row["quantity"] is not None else sum(bounds) / len(bounds) if bounds else None
        )
        expected = happened * (MIXED.blank_quantity if None in (unit, number) else number * unit)
        supplier = actor_of(row["supplier"])
        for node, weight in meant(row, supplier):
            for custodian, share in held(row):
                for start, end, estimated, part in periods(row):
                    told = expected * weight * share * part
                    found.append((row["id"], supplier, custodian, node, start, end, estimated, told))
    return sorted(found)


def actor_of(name: str | None) -> str:
    actor = EMPTY.names.actor(name) if name else None
    if actor is None:
        return ""
    return "ruritania" if actor.kind == "unit" else actor.id


def meant(row: Mapping[str, Any], supplier: str) -> Iterator[tuple[str, float]]:
    own = {"fredonia": "r-77", "utopia": "r-78"}
    for one in EMPTY.names.weapon(row["item"] or "", None, row["category"]).candidates:
        leaves = EMPTY.names.catalogue.leaves(one.id)
        made = (
            [leaf for leaf in leaves if supplier in EMPTY.names.catalogue.makers_in(leaf)]
            if leaves[1:]
            else []
        )
        assert one.id != "r-pattern" or made == [own[one] for one in (supplier,) if one in own]
        part = MIXED.coarse_own_make if made else 0.0
        yield from ((leaf, one.weight * part / len(made)) for leaf in made)
        yield one.id, one.weight * (1.0 - part)


def held(row: Mapping[str, Any]) -> list[tuple[str, float]]:
    who = actor_of(row["end_user"]) or actor_of(row["recipient"])
    if who == "former:old-union":
        return [("ruritania", 0.5), ("ergoland", 0.5)]
    return [(who, 1.0)] if who else []


def periods(row: Mapping[str, Any]) -> list[tuple[int, int, bool, float]]:
    told = [one for one in row["deliveries"] or () if one["from"] or one["to"]]
    if told:
        counts = [one["quantity"] for one in told]
        split = [1.0] * len(told) if None in counts or not sum(counts) else counts
        return [
            (
                (one["from"] or one["to"]).toordinal(),
                (one["to"] or one["from"]).toordinal(),
                one["status"] == "estimate",
                part / sum(split),
            )
            for one, part in zip(told, split, strict=True)
        ]
    claim = "ordered" if row["ordered_from"] or row["ordered_to"] else "dated"
    start = row[f"{claim}_from"] or row[f"{claim}_to"]
    if start is None:
        return []
    end = date((row[f"{claim}_to"] or start).year + MIXED.years_to_delivery, 12, 31)
    return [(start.toordinal(), end.toordinal(), row[f"{claim}_status"] == "estimate", 1.0)]


@settings(max_examples=25, deadline=None)
@given(register_rows())
def test_rows_become_the_entries_that_reading_them_one_by_one_gives(rows: list[dict[str, Any]]) -> None:
    told = read(rows)
    assert _entries(told) == plainly(rows)


def _entries(told: Ledger) -> list[tuple[Any, ...]]:
    columns = (
        told.line,
        told.supplier,
        told.custodian,
        told.node,
        told.start,
        told.end,
        told.estimated,
        told.told,
    )
    return sorted(
        (
            told.lines[line].record,
            told.parties[supplier] if supplier >= 0 else "",
            told.parties[custodian],
            told.nodes[node],
            *rest,
        )
        for line, supplier, custodian, node, *rest in zip(*(one.tolist() for one in columns), strict=True)
    )


@settings(max_examples=12, deadline=None)
@given(register_rows(), st.randoms())
def test_the_order_in_which_rows_come_changes_not_one_byte(
    rows: list[dict[str, Any]], chance: Random
) -> None:
    told, again = read(rows), read(chance.sample(rows, len(rows)))
    for name in ("line", "supplier", "custodian", "node", "flow", "start", "end", "estimated", "told", "new"):
        assert getattr(told, name).tobytes() == getattr(again, name).tobytes()
    assert tuple(told.lines) == tuple(again.lines)


def test_a_line_is_made_when_it_is_asked_for() -> None:
    world = replace(
        EMPTY,
        transfers=(*transfer(RIFLES), {**transfer(RIFLES)[0], "id": "T-2", "source": "press"}),
        derived=(("press", ("audit",)),),
    )
    told = world.tracer().model.ledger
    assert tuple(told.lines) == (
        Line("T-1", "audit", "delivered"),
        Line("T-2", "press", "delivered", ("audit",)),
    )
    assert told.lines[-1] == told.lines[1:][0]
    assert {origin: lines.tolist() for origin, lines in told.lines_from.items() if len(lines)} == {
        ("audit",): [0],
        ("press", "audit"): [1],
    }
    with pytest.raises(IndexError):
        told.lines[2]


def test_the_entries_compile_for_spark(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ibis.options, "pyspark", SparkOptions())
    text = str(ibis.to_sql(expected(Rules.of(MIXED)), dialect="pyspark"))
    assert isinstance(sqlglot.parse_one(text, read="spark"), sqlglot.exp.Query)
    assert "->" not in text
