"""Marks and readings: what each says for a route, and that none excludes anything by itself."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from made_up_world import TRANSFERS, WEAPONS, World, chains, of_custodian, rows, seen, transfer

from headstamp.tracing import RouteAssessment, load
from headstamp.tracing.assessment import Term
from headstamp.tracing.findings import matches
from headstamp.tracing.identification import Readings
from headstamp.tracing.ledger import Told
from headstamp.tracing.observation import Marks, observe

WORLD = World()
PLAIN = chains(WORLD.assess(weapon="r-pattern"))


def term(found: RouteAssessment, chain: str, name: str) -> Term:
    route = next(
        one
        for one in found.routes
        if chains(found.supply_chains) and _named(one.supplier, one.custodian) == chain
    )
    return next(one for one in route.terms if one.name == name)


def _named(supplier: object, custodian: object) -> str:
    return f"{getattr(supplier, 'name', 'supplier not recorded')} -> {getattr(custodian, 'name', '')}"


@pytest.mark.parametrize(
    ("marks", "told", "answers"),
    [
        (Marks(lot="l 12"), Told(lots=("L12",)), {"lot": True}),
        (Marks(lot="L-13"), Told(lots=("L-12",)), {"lot": False}),
        (Marks(lot="L-13"), Told(), {}),
        (Marks(), Told(lots=("L-12",)), {}),
        (Marks(serial="A150"), Told(serial_from="A100", serial_to="A199"), {"serial": True}),
        (Marks(serial="a150"), Told(serial_from="A100", serial_to="A100"), {"serial": False}),
        # As text '2' lies between '1000' and '3000'; as a serial of that series it does not.
        (Marks(serial="2"), Told(serial_from="1000", serial_to="3000"), {"serial": False}),
        (Marks(contract="K 7 / 2"), Told(contract="k7/2"), {"contract": True}),
        (
            Marks(lot="x", serial="A1"),
            Told(lots=("x",), serial_from="A2", serial_to="A3"),
            {"lot": True, "serial": False},
        ),
    ],
)
def test_marks_are_compared_as_people_write_them(marks: Marks, told: Told, answers: dict[str, bool]) -> None:
    assert matches(marks, told) == answers


def test_a_serial_on_a_delivery_record_is_a_trace() -> None:
    found = WORLD.assess(weapon="R-78", serial="A150", serial_state="read")
    assert found.wording == "Traced to a record that names this serial: Utopia -> Ruritania."
    assert "names the serial that was read" in term(found, "Utopia -> Ruritania", "marks").because
    assert term(found, "Utopia -> Ruritania", "marks").cites == ("T-2",)
    assert not any("Read the serial number" in one.ask for one in found.next_questions)


@pytest.mark.parametrize("state", ["partial", "obliterated"])
def test_a_serial_that_was_not_read_whole_is_no_serial(state: str) -> None:
    found = WORLD.assess(weapon="R-78", serial="A150", serial_state=state)
    assert not found.wording.startswith("Traced")


def test_a_serial_on_a_licence_is_no_trace() -> None:
    licence = tuple({**row, "stage": "authorised"} if row["id"] == "T-2" else row for row in TRANSFERS)
    found = replace(WORLD, transfers=licence).assess(weapon="R-78", serial="A150", serial_state="read")
    assert not found.wording.startswith("Traced")


def test_a_serial_of_another_weapon_is_no_trace() -> None:
    found = WORLD.assess(weapon="Big One tank", item_type="vehicle", serial="A150", serial_state="read")
    assert not found.wording.startswith("Traced")


def test_a_lot_on_a_delivery_record_is_the_same_lot() -> None:
    assert WORLD.assess(weapon="R-78", lot="l-13").wording == "Same lot as one recorded: Utopia -> Ruritania."


def test_another_lot_than_the_recorded_ones_speaks_against_the_record() -> None:
    plain = chains(WORLD.assess(weapon="R-78"))["Utopia -> Ruritania"]
    found = WORLD.assess(weapon="R-78", lot="Z-1")
    assert chains(found)["Utopia -> Ruritania"] < plain
    assert "name others" in term(found, "Utopia -> Ruritania", "marks").because
    assert "no record of this route names" in term(found, "Fredonia -> Ruritania", "marks").because.lower()


def test_an_import_mark_speaks_for_its_state_and_counts_once() -> None:
    plain = of_custodian(WORLD.assess(), "ergoland")
    marked = of_custodian(WORLD.assess(import_mark="ergoland"), "ergoland")
    twice = of_custodian(WORLD.assess(import_mark="ergoland", consignee_marked="Ergoland"), "ergoland")
    assert plain < 0.5 < 0.85 < marked < 1.0
    assert twice == pytest.approx(marked, abs=1e-12)


def test_a_makers_mark_narrows_the_models_and_the_likely_suppliers() -> None:
    found = WORLD.assess(weapon="r-pattern", maker_mark="Strelsau Works")
    assert chains(found)["Utopia -> Ruritania"] > 2 * PLAIN["Utopia -> Ruritania"]
    nameless = next(one for one in found.supply_chains if one.likely_suppliers)
    assert nameless.likely_suppliers[0].id == "utopia"


@pytest.mark.parametrize("mark", ["works", "unheard-of", "s"])
def test_a_makers_mark_that_names_nobody_or_everybody_says_nothing(mark: str) -> None:
    found = chains(WORLD.assess(weapon="r-pattern", maker_mark=mark))
    if mark == "works":  # both makers bear the word, and no other rifle's does
        assert found["Utopia -> Ruritania"] / found["Fredonia -> Ruritania"] == pytest.approx(
            PLAIN["Utopia -> Ruritania"] / PLAIN["Fredonia -> Ruritania"], rel=0.01
        )
    else:
        assert found == pytest.approx(PLAIN, abs=1e-12)


@pytest.mark.parametrize(
    ("year", "better"), [("2012", "Utopia -> Ruritania"), ("2007", "Fredonia -> Ruritania")]
)
def test_a_production_year_speaks_for_deliveries_soon_after(year: str, better: str) -> None:
    found = WORLD.assess(weapon="r-pattern", year_marked=year)
    assert chains(found)[better] > PLAIN[better]
    assert year in term(found, better, "year_marked").because


def test_a_weapon_made_after_the_delivery_was_misread_or_did_not_come_with_it() -> None:
    found = chains(WORLD.assess(weapon="r-pattern", year_marked="2013"))
    assert 0.0 < found["Utopia -> Ruritania"] < 0.2 * PLAIN["Utopia -> Ruritania"]


def test_a_decade_is_the_mean_of_its_years() -> None:
    # The middle of the 2000s lies before 2008, so a single year in the middle would not do.
    late, decade = (
        chains(WORLD.assess(weapon="r-pattern", year_marked=one)) for one in ("2011-2013", "2010s")
    )
    assert late["Utopia -> Ruritania"] > decade["Utopia -> Ruritania"] > 0.0


def test_marks_weigh_as_much_on_what_the_holder_made() -> None:
    mortar = {"weapon": "Pipe mortar", "item_type": "munition"}
    plain = WORLD.assess(**mortar)
    for marks in ({"year_marked": "2013"}, {"lot": "Z-9"}):
        found = WORLD.assess(**mortar, **marks)
        assert found.unknown.probability == pytest.approx(plain.unknown.probability, abs=0.01)


def _readings() -> Readings:
    return WORLD.tracer().model.readings


def test_a_reading_takes_in_what_is_below_and_a_part_of_what_is_above() -> None:
    readings = _readings()
    under = readings.under("r-pattern")
    assert [under[readings.at[one]] for one in ("r-pattern", "r-77", "r-78")] == [1.0, 1.0, 1.0]
    rifle = readings.under("r-77")
    assert rifle[readings.at["r-77"]] == 1.0
    assert rifle[readings.at["r-pattern"]] == 0.5
    # In a world of their own these two are all the assault rifles that there are.
    assert rifle[readings.at["assault-rifle"]] == 0.5
    assert rifle[readings.at["r-78"]] == 0.0


def test_what_only_a_register_names_stands_under_its_class() -> None:
    readings = Readings(("tank", "big-one", "register:tank/t99"), WORLD.names, load())
    assert readings.under("tank").tolist() == [1.0, 1.0, 1.0]
    assert readings.under("register:tank/t99").tolist() == [0.0, 0.0, 1.0]


MODEL = WORLD.tracer().model


@given(st.floats(0.0, 1.0))
def test_no_reading_is_impossible_unless_somebody_is_certain(confidence: float) -> None:
    watched = observe(seen(), MODEL.names, {})
    likely = MODEL.readings.likelihood(watched.weapon, confidence, 2014)
    assert likely.min() >= 0.0
    assert likely.max() <= 1.0 + 1e-12
    assert bool((likely > 0).all()) is (confidence < 1.0)


def test_a_less_certain_identification_tells_less() -> None:
    shares = [chains(WORLD.assess(confidence=one))["Fredonia -> Ruritania"] for one in ("0.3", "0.7", "0.99")]
    assert shares == sorted(shares)


def test_weighted_candidates_do_not_count_prevalence_twice() -> None:
    # A family read with its own number of models as weights says what the family says.
    plain = chains(WORLD.assess(weapon="r-pattern", confidence="0.9"))
    spread = chains(WORLD.assess(weapon="r-77:0.5;r-78:0.5", confidence="0.9"))
    assert spread == pytest.approx(plain, abs=0.03)


def test_a_weapon_that_only_a_register_names_is_found_there() -> None:
    world = replace(WORLD, registers=(_register(),), asked=("sipri",))
    found = world.assess(weapon="Xq-9", item_type="vehicle")
    assert [one.id for one in found.weapon] == ["register:tank/xq9"]
    assert "Fredonia -> Ruritania" in chains(found)


def _register():  # type: ignore[no-untyped-def]
    import pyarrow as pa

    from headstamp.records import TRANSFER_SCHEMA

    row = dict.fromkeys(TRANSFER_SCHEMA.names)
    span = {"precision": "year", "status": "reported", "quantity": 60.0, "quantity_status": "reported"}
    from datetime import date

    row |= {
        "id": "a1",
        "source": "sipri",
        "row": 1,
        "stage": "delivered",
        "supplier": "Fredonia",
        "recipient": "Ruritania",
        "item": "Xq-9",
        "item_class": "tank",
        "quantity": 60.0,
        "quantity_unit": "object",
        "deliveries": [{"from": date(2006, 1, 1), "to": date(2006, 12, 31), **span}],
    }
    return pa.Table.from_pylist([row], schema=TRANSFER_SCHEMA)


def test_a_register_that_cannot_see_the_weapon_says_so() -> None:
    world = replace(WORLD, registers=(_register(),), asked=("sipri",))
    assert [one.source for one in world.assess().cannot_see] == ["sipri"]
    assert world.assess(weapon="Big One tank", item_type="vehicle").cannot_see == ()


def test_a_tank_seldom_leaks_and_that_is_a_term_of_its_own() -> None:
    found = WORLD.assess(weapon="Big One tank", item_type="vehicle")
    ways = {one.mechanism: next(term.db for term in one.terms if term.name == "way") for one in found.routes}
    assert ways["battlefield_capture"] == 0.0
    assert ways["illicit_purchase"] < ways["leakage"] < 0.0
    # What is left for the rest goes up a little: the ways are shares of all that moves.
    rifle = WORLD.assess()
    assert (
        0.0
        < next(
            term.db
            for one in rifle.routes
            if one.mechanism == "leakage"
            for term in one.terms
            if term.name == "way"
        )
        < 0.5
    )


def test_estimates_by_leaf_add_up_to_estimates_by_class() -> None:
    model = WORLD.tracer().model
    stocks, estimate = model.stocks, model.stocks.on(2014)
    rifles = model.readings.classes.index("assault-rifle")
    node = np.linspace(0.1, 1.0, len(model.ledger.nodes))
    party = model.ledger.parties.index("ruritania")
    found = stocks.estimated(rifles, 2014)
    by_leaf = found.imported[party]
    assert by_leaf.sum() == pytest.approx(estimate.unrecorded[party, rifles])
    told = stocks.suppliers_of(2014, np.array([party]), rifles, node)
    assert told.sum() == pytest.approx(float(by_leaf @ node[found.nodes]))
    maker = model.ledger.parties.index("fredonia")
    assert found.produced[maker].sum() == pytest.approx(estimate.own[maker, rifles])


def test_a_maker_who_is_not_listed_is_asked_of_the_register() -> None:
    nobody = rows("id name level parent", "r-79 | R-79 rifle | model | r-pattern")
    sold = transfer("T-9 | utopia | ergoland | R-79 rifle | 70 | 2010")
    world = World(weapons=(*WEAPONS, *nobody)).plus(transfers=sold)
    nameless = next(one for one in world.assess(weapon="R-79").supply_chains if one.likely_suppliers)
    assert nameless.likely_suppliers[0].id == "utopia"
