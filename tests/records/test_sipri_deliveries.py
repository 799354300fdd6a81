"""What a row of SIPRI's delivery form becomes; the quirks are those of its files of 2025 and 2026."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime

import pytest
from sipri_files import (
    DELIVERIES_HEADER,
    OCTOBER_2024,
    Deal,
    Shipment,
    deliveries,
    selection,
    sipri,
    whole_world,
)

from headstamp.records import Added, Filters, Library, Names, find
from headstamp.records.sources import Coverage, Parsed, RecordsUnreadable, form_of
from headstamp.records.transfer_schema import TRANSFER_SCHEMA
from headstamp.world import Actors


def parse(data: bytes) -> Parsed:
    known = Actors.load()
    form = form_of(data, "deliveries.csv")
    assert (form.name, form.source) == ("sipri-deliveries", "sipri")
    return form.parse(data, "deliveries.csv", lambda name: known.find(name) is not None)


def one_row(shipment: Shipment) -> dict[str, object]:
    (row,) = parse(deliveries([shipment])).rows.to_pylist()
    return row


def test_a_plain_row() -> None:
    parsed = parse(deliveries([Shipment()]))
    assert parsed.rows.schema == TRANSFER_SCHEMA
    (row,) = parsed.rows.to_pylist()
    told = ("supplier", "recipient", "item", "item_class", "stage", "row", "reference", "condition")
    assert [row[name] for name in told] == [
        "Iceland",
        "Bhutan",
        "Model-1 Testtank",
        "tank",
        "delivered",
        13,
        "90001",
        "New",
    ]
    assert (row["quantity"], row["quantity_status"], row["quantity_raw"]) == (12.0, "reported", "12")
    assert (row["ordered_from"], row["ordered_to"]) == (date(2011, 1, 1), date(2011, 12, 31))
    assert (row["ordered_precision"], row["ordered_status"]) == ("year", "reported")
    assert (row["first_year"], row["last_year"]) == (2012, 2012)
    assert row["deliveries"] == [
        {
            "from": date(2012, 1, 1),
            "to": date(2012, 12, 31),
            "precision": "year",
            "status": "reported",
            "quantity": 12.0,
            "quantity_status": "reported",
        }
    ]
    assert row["terms"] is None


def test_the_facts_of_the_file() -> None:
    parsed = parse(deliveries([Shipment()], generated=OCTOBER_2024))
    assert (parsed.read, parsed.kept, parsed.merged, parsed.rejected, parsed.cut) == (1, 1, 0, (), False)
    assert parsed.generated == datetime(2024, 10, 13, 14, 20, 11)
    assert parsed.selection.endswith("for the year range '1995' to '2025'")


def test_flags_that_say_yes_are_estimates() -> None:
    row = one_row(Shipment(ordered_flag="Yes", count_flag="Yes", year_flag="Yes"))
    assert row["ordered_status"] == "estimate"
    assert (row["quantity"], row["quantity_status"], row["quantity_raw"]) == (12.0, "estimate", "12?")
    (one,) = row["deliveries"]
    assert (one["status"], one["quantity_status"]) == ("estimate", "estimate")


def test_an_empty_flag_is_not_no() -> None:
    """774 deliveries of the file of February 2026 have none for their year, 305 for their number."""
    row = one_row(Shipment(ordered_flag="", count_flag="", year_flag=""))
    assert row["ordered_status"] == "flag_missing"
    assert (row["quantity_status"], row["quantity_raw"]) == ("estimate", "12")
    assert row["deliveries"][0]["status"] == "flag_missing"


def test_sipri_estimate_is_the_value_of_a_new_unit_and_no_flag() -> None:
    row = one_row(Shipment(status="Second hand", tiv=("0.25", "0.1", "1.2")))
    assert (row["quantity_status"], row["value"], row["currency"]) == ("reported", None, None)
    (reject,) = parse(deliveries([Shipment(tiv=("Yes", "0.1", "1.2"))])).rejected
    assert reject.column == "SIPRI estimate"
    assert reject.why.startswith("'Yes' is not a number")


def test_what_is_made_in_the_recipients_country_is_licensed_production() -> None:
    assert one_row(Shipment(local="Yes"))["terms"] == "licensed_production"
    assert one_row(Shipment(local=""))["terms"] is None


@pytest.mark.parametrize(
    ("written", "item"),
    [
        ("Model-1 Testtank -", "Model-1 Testtank"),
        ("Model-1  Testtank --", "Model-1 Testtank"),
        ("Model-1-", "Model-1-"),
        ("Test engine 1001-2000", "Test engine 1001-2000"),
        ("--", "--"),
    ],
)
def test_dashes_behind_a_designation_are_not_looked_up(written: str, item: str) -> None:
    row = one_row(Shipment(item=written))
    assert row["item"] == item
    assert json.loads(str(row["raw"])) == str(Shipment(item=written)).split(",")


def test_a_number_that_is_not_given_is_blank() -> None:
    row = one_row(Shipment(count="", count_flag=""))
    assert (row["quantity"], row["quantity_status"], row["stage"]) == (None, "blank", "delivered")
    assert row["deliveries"][0]["quantity_status"] == "blank"


def test_an_order_without_a_year_has_no_status() -> None:
    row = one_row(Shipment(ordered="", ordered_flag=""))
    assert [row[f"ordered_{part}"] for part in ("from", "to", "precision", "status")] == [None] * 4


def test_one_deal_over_three_years_is_three_rows_with_one_number() -> None:
    rows = parse(deliveries([Shipment(year=year) for year in ("2012", "2013", "2015")])).rows.to_pylist()
    assert {row["reference"] for row in rows} == {"90001"}
    assert [row["first_year"] for row in rows] == [2012, 2013, 2015]
    assert len({row["id"] for row in rows}) == 3


def test_armed_groups_are_kept_as_named_and_unknown_states_rejected() -> None:
    group, unknown = Shipment(recipient="Made-up rebels (Bhutan)*"), Shipment(supplier="Atlantis")
    parsed = parse(deliveries([group, unknown]))
    assert parsed.rows["recipient"].to_pylist() == ["Made-up rebels (Bhutan)*"]
    (reject,) = parsed.rejected
    assert (reject.line, reject.column) == (14, "Supplier")
    assert reject.raw == str(unknown)


@pytest.mark.parametrize(
    ("change", "column", "why"),
    [
        ({"number": "x1"}, "SIPRI AT Database ID", "'x1' is no number of SIPRI's database"),
        ({"recipient": " "}, "Recipient", "the cell is empty"),
        ({"item": ""}, "Designation", "the cell is empty"),
        ({"ordered": "11"}, "Order date", "'11' is not a year"),
        ({"count": "a few"}, "Numbers delivered", "'a few' is not a number"),
        ({"count": "0"}, "Numbers delivered", "0 delivered in a year of delivery"),
        ({"count": "1.5"}, "Numbers delivered", "'1.5' is not a whole number"),
        ({"year": ""}, "Delivery year", "the cell is empty"),
        ({"year": "2012-2014"}, "Delivery year", "'2012-2014' is not a year"),
        ({"year_flag": "?"}, "Delivery year is estimate", "'?' stands where only Yes, No or nothing can"),
        ({"local": "1"}, "Local production", "'1' stands where only Yes, No or nothing can"),
    ],
)
def test_a_cell_that_makes_no_sense_costs_its_row(change: dict[str, str], column: str, why: str) -> None:
    row = replace(Shipment(), **change)
    parsed = parse(deliveries([row, Shipment()]))
    (reject,) = parsed.rejected
    assert (reject.line, reject.column) == (13, column)
    assert reject.why.startswith(why)
    assert (parsed.read, parsed.kept) == (2, 1)


def test_a_row_cut_at_the_end_is_rejected_and_the_file_is_cut() -> None:
    parsed = parse(deliveries([Shipment(), Shipment()])[:-30])
    assert (parsed.kept, parsed.cut) == (1, True)
    assert parsed.rejected[0].why.endswith(
        "where SIPRI's delivery form has 17; the row is cut or run together"
    )


def test_a_changed_header_is_refused_with_its_column() -> None:
    data = deliveries([Shipment()], header=DELIVERIES_HEADER.replace("Description,", "Kind,"))
    with pytest.raises(RecordsUnreadable) as caught:
        parse(data)
    assert str(caught.value) == (
        "deliveries.csv, line 12: column Kind stands in place 5 where SIPRI's delivery form has "
        "'Description'; download the file again and add it unchanged."
    )


@pytest.mark.parametrize("header", [DELIVERIES_HEADER + ",Notes", DELIVERIES_HEADER.rsplit(",", 1)[0]])
def test_a_column_more_or_less_is_refused(header: str) -> None:
    with pytest.raises(RecordsUnreadable, match=r"place 1[78]"):
        parse(deliveries([Shipment()], header=header))


def test_coverage_is_judged_as_of_the_deal_form() -> None:
    said = selection("All countries", "Bhutan", 2000, 2015)
    asked, plain = parse(deliveries([Shipment()], said=said)), parse(deliveries([Shipment()]))
    assert asked.coverage == Coverage(None, ("Bhutan",), (2000, 2015), ("delivered",))
    assert plain.coverage == Coverage(("Iceland",), ("Bhutan",), (2012, 2012), ("delivered",))


def test_a_newer_delivery_file_does_not_silence_what_is_still_on_order(
    add: Callable[[bytes], Added], library: Library, names: Names
) -> None:
    """The delivery form leaves out what was ordered and not delivered; only the deal form tells it."""
    on_order = Deal(ordered="2012", delivered="0", years="", tiv=("0.5", "6", "0"))
    add(sipri(whole_world([on_order, Deal(item="Model-2")]), generated=OCTOBER_2024))
    add(deliveries([Shipment()], said=selection("Iceland", "Bhutan", 1990, 2020)))
    found = find(library, names, Filters(supplier="Iceland", recipient="Bhutan")).transfers
    assert sorted((one.stage, one.item) for one in found) == [
        ("delivered", Shipment().item),
        ("ordered", on_order.item),
    ]


def test_an_older_delivery_file_is_silent_beside_a_newer_deal_file(
    add: Callable[[bytes], Added], library: Library, names: Names
) -> None:
    older = add(deliveries([Shipment()], generated=OCTOBER_2024)).snapshot
    asked = Filters(supplier="Iceland", recipient="Bhutan")
    assert [one.snapshot for one in find(library, names, asked).transfers] == [older.sha256]
    newer = add(sipri(whole_world([Deal()]))).snapshot
    assert [one.snapshot for one in find(library, names, asked).transfers] == [newer.sha256]


def test_a_newer_delivery_file_leaves_the_years_that_it_does_not_tell(
    add: Callable[[bytes], Added], library: Library, names: Names
) -> None:
    older = add(sipri([Deal(years="2010; 2012")], generated=OCTOBER_2024)).snapshot
    newer = add(deliveries([Shipment()], said=selection("Iceland", "Bhutan", 2011, 2015))).snapshot
    found = find(library, names, Filters(supplier="Iceland", recipient="Bhutan")).transfers
    assert {(one.snapshot, str(one.delivered)) for one in found} == {
        (newer.sha256, "2012"),
        (older.sha256, "2010"),
    }
