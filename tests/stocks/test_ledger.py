"""What counts in a ledger, once, and what stands beside it with its reason."""

from __future__ import annotations

import pytest
from made_up_rows import book, figure, incident, transfers

from headstamp.stocks import Ledger
from headstamp.values import NotFound, Refused


def told(ledger: Ledger, part: str) -> list[tuple[str, ...]]:
    return [flow.ids for flow in ledger.of(part)]


def why(ledger: Ledger) -> dict[tuple[str, ...], str]:
    return {one.ids: one.why for one in ledger.left_out}


def test_only_what_is_delivered_counts_and_other_stages_stand_beside() -> None:
    rows = transfers(
        {"stage": "authorised", "quantity": "500", "dated_from": "2009", "delivered_from": ""},
        {"stage": "ordered", "quantity": "300", "ordered": "2009", "delivered_from": ""},
        {"quantity": "120"},
        {"stage": "customs_exit", "quantity": "70", "dated_from": "2012", "delivered_from": ""},
    )
    ledger = book(rows).ledger("freedonia", "m70")
    assert told(ledger, "delivered") == [("T-3",)]
    assert [(one.stage, one.quantity, str(one.first)) for one in ledger.beside] == [
        ("authorised", 500.0, "2009-01-01"),
        ("ordered", 300.0, "2009-01-01"),
        ("customs_exit", 70.0, "2012-01-01"),
    ]


def test_one_transfer_told_by_two_sources_counts_once() -> None:
    rows = transfers({"source": "one"}, {"source": "other", "quantity": "110"})
    (flow,) = book(rows).ledger("freedonia", "m70").flows
    assert flow.ids == ("T-1", "T-2")
    assert [one.figure.value for one in flow.tellings] == [100.0, 110.0]
    assert flow.stated == 105.0


def test_what_went_to_the_army_and_what_went_to_the_state_can_be_one_transfer() -> None:
    rows = transfers({"source": "one"}, {"source": "other", "end_user": "freedonian-army"})
    assert told(book(rows).ledger("freedonia", "m70"), "delivered") == [("T-1", "T-2")]


def test_two_lines_of_one_source_are_two_transfers() -> None:
    rows = transfers({"source": "one"}, {"source": "one"})
    assert told(book(rows).ledger("freedonia", "m70"), "delivered") == [("T-1",), ("T-2",)]


def test_a_state_holds_with_its_army_and_not_with_militias() -> None:
    rows = transfers(
        {"recipient": "freedonian-army"},
        {"end_user": "freedonian-militia"},
        {"recipient": "freedonian-militia"},
    )
    ledger = book(rows).ledger("freedonia", "m70")
    assert told(ledger, "delivered") == [("T-1",)]
    assert [one.id for one in ledger.members] == ["freedonian-army"]
    # Of what went to the state nobody says whether it was for the army.
    army = book(transfers({})).ledger("freedonian-army", "m70")
    assert not army.flows
    assert why(army) == {("T-1",): "does not say whether it was for Freedonian Army"}


def test_what_moves_within_changes_nothing() -> None:
    rows = transfers({"supplier": "freedonia", "recipient": "freedonian-army"})
    assert not book(rows).ledger("freedonia", "m70").flows
    moved = incident("I-1", from_actor="freedonia", to_actor="freedonian-army", count_low="5", count_high="5")
    assert not book([], [moved]).ledger("freedonia", "m70").flows


def test_deliveries_from_the_stock_are_exports() -> None:
    rows = transfers({"supplier": "freedonia", "recipient": "osterlich"}, {})
    ledger = book(rows).ledger("freedonia", "m70")
    assert (told(ledger, "exported"), told(ledger, "delivered")) == ([("T-1",)], [("T-2",)])


def test_wider_narrower_and_weighted_kinds() -> None:
    rows = transfers({"weapon": "rifle"}, {"weapon": "m70:0.7;m92:0.3"}, {"weapon": "t-55"})
    ledger = book(rows).ledger("freedonia", "m70")
    (flow,) = ledger.flows
    assert (flow.ids, flow.chance) == (("T-2",), pytest.approx(0.7))
    assert why(ledger) == {("T-1",): "names a wider kind of goods that may include this one"}
    wide = book(rows).ledger("freedonia", "salw")
    assert told(wide, "delivered") == [("T-1",), ("T-2",)]


@pytest.mark.parametrize(
    ("row", "reason", "opens"),
    [
        ({"quantity": ""}, "gives no number", "in"),
        ({"quantity": "3", "unit": "tonne"}, "is counted in units of tonne", "in"),
        ({"delivered_from": ""}, "gives no day of delivery", "in"),
        ({"quantity_status": "aggregate"}, "is a sum over several things", "in"),
        ({"quantity": "0"}, "says that none was delivered", ""),
    ],
)
def test_what_cannot_be_counted_is_named_with_its_reason(
    row: dict[str, str], reason: str, opens: str
) -> None:
    ledger = book(transfers(row)).ledger("freedonia", "m70")
    assert not ledger.flows
    (left,) = ledger.left_out
    assert (left.why, left.opens, left.ids) == (reason, opens, ("T-1",))


@pytest.mark.parametrize(
    ("kind", "part"),
    [
        ("battlefield_capture", "lost"),
        ("theft", "lost"),
        ("hand_over", "handed_over"),
        ("unauthorised_retransfer", "handed_over"),
        ("covert_supply", "handed_over"),
        ("non_delivery", None),
        ("transit_diversion", None),
        ("forged_documents", None),
    ],
)
def test_what_an_incident_takes_away(kind: str, part: str | None) -> None:
    one = incident("I-1", kind=kind, count_low="6", count_high="6")
    flows = book([], [one]).ledger("freedonia", "m70").flows
    assert [flow.part for flow in flows] == ([part] if part else [])


def test_what_an_incident_brings() -> None:
    rows = [
        incident("I-1", from_actor="osterlich", to_actor="freedonian-army", count_low="9", count_high="9"),
        incident(
            "I-2", kind="local_manufacture", from_actor="freedonia", to_actor="freedonia", count_low="4"
        ),
    ]
    ledger = book([], rows).ledger("freedonia", "m70")
    assert (told(ledger, "captured"), told(ledger, "produced")) == ([("I-1",)], [("I-2",)])


def test_incidents_that_do_not_say_enough() -> None:
    rows = [
        incident("I-1"),
        incident("I-2", weapons="", count_low="5"),
        incident("I-3", weapons="rifle", count_low="5"),
        incident("I-4", weapons="t-55", count_low="5"),
        incident("I-5", count_low="5", count_unit="box"),
    ]
    ledger = book([], rows).ledger("freedonia", "m70")
    assert not ledger.flows
    assert why(ledger) == {
        ("I-1",): "does not say how many",
        ("I-2", "I-3"): "name no weapon, or a wider kind that may include this one",
        ("I-5",): "is counted in units of box",
    }


def test_two_accounts_of_what_may_be_one_event_are_named() -> None:
    rows = [incident("I-1", count_low="6", count_high="6"), incident("I-2", count_low="6", count_high="6")]
    ledger = book([], rows).ledger("freedonia", "m70")
    assert told(ledger, "lost") == [("I-1",), ("I-2",)]
    assert why(ledger) == {("I-1", "I-2"): "may be one event told twice (both are counted)"}


def test_a_number_of_several_sorts_is_shared() -> None:
    one = incident("I-1", weapons="m70;m92", count_low="50", count_high="50")
    (flow,) = book([], [one]).ledger("freedonia", "m70").flows
    assert flow.sharing == 2


def test_a_ledger_begins_with_its_last_opening() -> None:
    figures = [figure("K-1", "opening", "2005", "10"), figure("K-2", "opening", "2012-06-30", "80")]
    rows = transfers({"delivered_from": "2010"}, {"delivered_from": "2013"})
    ledger = book(rows, [], figures).ledger("freedonia", "m70")
    assert str(ledger.begins) == "2012-07-01"
    assert [flow.ids for flow in ledger.flows] == [("K-2",), ("T-2",)]
    assert why(ledger) == {("K-1",): "is an opening figure that a later one replaces"}


def test_a_ledger_of_an_earlier_year_begins_with_the_opening_before_it() -> None:
    figures = [figure("K-1", "opening", "2005", "10"), figure("K-2", "opening", "2012-06-30", "80")]
    asked = book(transfers({"delivered_from": "2010"}), [], figures)
    assert [flow.ids for flow in asked.ledger("freedonia", "m70", 2011).flows] == [("K-1",), ("T-1",)]
    assert [flow.ids for flow in asked.ledger("freedonia", "m70", 2004).flows] == [("T-1",)]
    assert [flow.ids for flow in asked.ledger("freedonia", "m70", 2012).flows] == [("K-2",)]


@pytest.mark.parametrize(
    ("cells", "reason"),
    [
        ({"actor": "freedonian-army"}, "speaks of a part of Freedonia only"),
        ({"weapon": "rifle"}, "speaks of a wider kind of weapon"),
        ({"place": "one depot"}, "speaks of one place only"),
        ({"weapon": "m70:0.8;m92:0.2"}, "is not sure to be of this weapon"),
    ],
)
def test_a_figure_that_speaks_of_something_else_is_not_compared(cells: dict[str, str], reason: str) -> None:
    (one,) = book([], [], [figure("K-1", "audit", "2012", "5", **cells)]).ledger("freedonia", "m70").counts
    assert (one.compares, one.why) == (False, reason)


def test_a_figure_of_an_unknown_kind_is_not_compared() -> None:
    (one,) = book([], [], [figure("K-1", "rumour", "2012", "5")]).ledger("freedonia", "m70").counts
    assert (one.compares, one.why) == (False, "is of a kind that a ledger does not know")


def test_production_and_destruction_move_a_stock() -> None:
    figures = [figure("K-1", "production", "2011", "30"), figure("K-2", "destruction", "2012", "12")]
    ledger = book([], [], figures).ledger("freedonia", "m70")
    assert (told(ledger, "produced"), told(ledger, "destroyed")) == ([("K-1",)], [("K-2",)])


def test_predecessors_and_makers_are_told() -> None:
    ledger = book(transfers({})).ledger("freedonia", "m70")
    assert [one.id for one in ledger.predecessors] == ["old-freedonia"]
    assert not ledger.maker
    assert book().ledger("SRB", "m70").maker


def test_unknown_names_are_one_sentence() -> None:
    with pytest.raises(NotFound, match="No actor is called 'Nowhere'"):
        book().ledger("Nowhere", "m70")
    with pytest.raises(NotFound, match="No weapon of the catalogue is called 'blorb'"):
        book().ledger("freedonia", "blorb")
    with pytest.raises(Refused, match="'M84' can mean several weapons"):
        book().ledger("freedonia", "M84")
