"""What a row of SIPRI's register becomes; the quirks are those measured in its editions of 2024 to 2026."""

from __future__ import annotations

import codecs
import json
from datetime import date, datetime

import pytest
from sipri_files import HEADER, OCTOBER_2024, Deal, selection, sipri, whole_world

from headstamp.records.sources import Coverage, Parsed, Reject, form_of
from headstamp.records.transfer_schema import TRANSFER_SCHEMA
from headstamp.world import Actors


def parse(data: bytes) -> Parsed:
    known = Actors.load()
    return form_of(data, "register.csv").parse(
        data, "register.csv", lambda name: known.find(name) is not None
    )


def one_row(deal: Deal) -> dict[str, object]:
    (row,) = parse(sipri([deal])).rows.to_pylist()
    return row


def broken(deal: Deal, *pieces: str) -> str:
    """The row with raw newlines between the pieces of its comment."""
    return str(deal).replace(deal.comment, "\n".join(pieces))


def test_a_plain_row() -> None:
    parsed = parse(sipri([Deal(comment="Second-hand; Model-1B version")]))
    assert parsed.rows.schema == TRANSFER_SCHEMA
    (row,) = parsed.rows.to_pylist()
    told = {name: row[name] for name in ("supplier", "recipient", "item", "item_class", "stage", "row")}
    assert told == {
        "supplier": "Iceland",
        "recipient": "Bhutan",
        "item": "Model-1 Testtank",
        "item_class": "tank",
        "stage": "delivered",
        "row": 13,
    }
    assert (row["quantity"], row["quantity_status"], row["quantity_raw"]) == (12.0, "reported", "12")
    assert (row["ordered_from"], row["ordered_to"]) == (date(2011, 1, 1), date(2011, 12, 31))
    assert (row["ordered_precision"], row["ordered_status"]) == ("year", "reported")
    assert (row["first_year"], row["last_year"]) == (2012, 2012)
    assert row["comment"] == "Second-hand; Model-1B version"
    assert row["condition"] == "New"


def test_the_cells_are_kept_as_they_stand() -> None:
    deal = Deal(comment="Model-1B version ", item="Model-1  Testtank ")
    row = one_row(deal)
    assert json.loads(str(row["raw"])) == str(deal).split(",")
    assert row["item"] == "Model-1 Testtank"


def test_the_facts_of_the_file() -> None:
    parsed = parse(
        sipri([Deal()], said=selection("All countries", "Bhutan", 2000, 2015), generated=OCTOBER_2024)
    )
    assert parsed.generated == datetime(2024, 10, 13, 14, 20, 11)
    assert parsed.selection == (
        "Transfers of major conventional arms from All countries to Bhutan . "
        "Deals with deliveries or orders made for year range '2000' to '2015'"
    )
    assert (parsed.read, parsed.kept, parsed.merged, parsed.rejected) == (1, 1, 0, ())


def test_question_marks_are_estimates_and_keep_their_number() -> None:
    row = one_row(Deal(ordered="2011?", number="20?", delivered="12?"))
    assert (row["quantity"], row["quantity_status"], row["quantity_raw"]) == (12.0, "estimate", "12?")
    assert (row["quantity_low"], row["quantity_high"]) == (None, None)
    assert (row["ordered_quantity"], row["ordered_quantity_status"]) == (20.0, "estimate")
    assert row["ordered_status"] == "estimate"


def test_an_empty_number_ordered_is_blank_and_not_nought() -> None:
    row = one_row(Deal(number=""))
    assert (row["ordered_quantity"], row["ordered_quantity_status"]) == (None, "blank")
    assert row["ordered_quantity_raw"] == ""


def test_an_empty_year_of_order_has_no_status() -> None:
    row = one_row(Deal(ordered=" "))
    assert [row[f"ordered_{part}"] for part in ("from", "to", "precision", "status")] == [None] * 4


def test_a_deal_without_delivery_is_an_order() -> None:
    row = one_row(Deal(number="40?", delivered="0", years=""))
    assert row["stage"] == "ordered"
    assert (row["quantity"], row["quantity_status"], row["quantity_raw"]) == (40.0, "estimate", "40?")
    assert row["deliveries"] == []
    assert (row["first_year"], row["last_year"]) == (2011, 2011)


def test_years_of_delivery_keep_their_gaps_and_no_count_is_spread() -> None:
    row = one_row(Deal(delivered="30", years="2012; 2015; 2016"))
    deliveries = row["deliveries"]
    assert [one["from"].year for one in deliveries] == [2012, 2015, 2016]
    assert {(one["quantity"], one["quantity_status"]) for one in deliveries} == {(None, "blank")}
    assert (row["first_year"], row["last_year"]) == (2012, 2016)


def test_one_year_of_delivery_carries_the_count() -> None:
    (delivery,) = one_row(Deal(delivered="12?", years="2012"))["deliveries"]
    assert delivery == {
        "from": date(2012, 1, 1),
        "to": date(2012, 12, 31),
        "precision": "year",
        "status": "reported",
        "quantity": 12.0,
        "quantity_status": "estimate",
    }


def test_a_newline_in_a_comment_is_mended() -> None:
    """13 and 4 cells, as in the editions of October 2024 to October 2025."""
    deal = Deal(comment="Model-1B version; delivered for peacekeeping")
    parsed = parse(sipri([broken(deal, "Model-1B version;", " delivered for peacekeeping")]))
    assert (parsed.read, parsed.kept, parsed.merged, parsed.rejected) == (2, 1, 1, ())
    assert parsed.rows["comment"].to_pylist() == [deal.comment]


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_several_newlines_and_blank_lines_in_one_comment_are_mended(newline: str) -> None:
    row = broken(Deal(comment="one two three"), "one", "", "two", "three").replace("\n", newline)
    parsed = parse(sipri([row, Deal()], newline=newline))
    assert (parsed.read, parsed.kept, parsed.merged) == (4, 2, 2)
    assert parsed.rows["comment"].to_pylist() == ["one two three", ""]


def test_a_broken_row_before_a_whole_one_costs_only_itself() -> None:
    cut = ",".join(str(Deal(item="Cut-2")).split(",")[:10])
    parsed = parse(sipri([Deal(), cut, Deal(item="Model-3")]))
    assert parsed.rows["item"].to_pylist() == ["Model-1 Testtank", "Model-3"]
    why = "10 cells where SIPRI's deal form has 16; the row is cut or run together"
    assert parsed.rejected == (Reject(14, None, why, cut),)


def test_a_cut_row_before_a_broken_one_costs_only_itself() -> None:
    cut = ",".join(str(Deal(item="Cut-2")).split(",")[:13])
    parsed = parse(sipri([cut, broken(Deal(comment="one two"), "one", "two"), Deal()]))
    assert [reject.raw for reject in parsed.rejected] == [cut]
    assert (parsed.read, parsed.kept, parsed.merged) == (4, 2, 1)


def test_a_row_with_a_cell_too_many_is_rejected_alone() -> None:
    row = str(Deal(comment="one, two"))
    parsed = parse(sipri([row, Deal()]))
    assert [(reject.line, reject.raw) for reject in parsed.rejected] == [(13, row)]
    assert parsed.kept == 1


def test_the_last_row_may_be_cut_short() -> None:
    data = sipri([Deal(), Deal(item="Model-2")])
    parsed = parse(data[:-20])
    assert (parsed.kept, len(parsed.rejected)) == (1, 1)
    assert parsed.rejected[0].line == 14
    assert parsed.rejected[0].raw.startswith("Bhutan,Iceland,2011,,12,,Model-2")


def test_latin_1_is_read_as_such() -> None:
    row = one_row(Deal(recipient="Côte d'Ivoire", comment="Designated Águila"))
    assert (row["recipient"], row["comment"]) == ("Côte d'Ivoire", "Designated Águila")


@pytest.mark.parametrize(
    "data",
    [
        sipri([Deal(comment="Designated Águila")], newline="\r\n"),
        sipri([Deal(comment="Designated Águila")], newline="\r"),
        sipri([Deal(comment="Designated Águila")], encoding="utf-8"),
        codecs.BOM_UTF8 + sipri([Deal(comment="Designated Águila")], encoding="utf-8", newline="\r\n"),
        sipri([Deal(comment="Designated Águila")], with_preamble=False),
        codecs.BOM_UTF8 + sipri([Deal(comment="Designated Águila")], with_preamble=False, encoding="utf-8"),
    ],
    ids=["crlf", "cr", "utf-8", "utf-8 with bom", "no preamble", "no preamble, bom"],
)
def test_copies_that_were_saved_again_say_the_same(data: bytes) -> None:
    ours, theirs = (
        [
            {name: value for name, value in row.items() if name not in ("id", "row")}
            for row in rows.to_pylist()
        ]
        for rows in (parse(data).rows, parse(sipri([Deal(comment="Designated Águila")])).rows)
    )
    assert ours == theirs


def test_a_utf_8_copy_cut_inside_a_letter_is_still_utf_8() -> None:
    data = codecs.BOM_UTF8 + sipri([Deal(comment="Águila"), Deal(comment="Á")], encoding="utf-8")
    cut = data[: data.rindex("Á".encode()) + 1]
    assert parse(cut).rows["comment"].to_pylist() == ["Águila"]


def test_without_a_preamble_the_date_is_not_known() -> None:
    parsed = parse(sipri([Deal()], with_preamble=False))
    assert (parsed.generated, parsed.selection) == (None, "")


def test_exact_duplicates_are_kept_apart() -> None:
    """The edition of May 2026 holds nine; SIPRI means them."""
    rows = parse(sipri([Deal(), Deal(), Deal()])).rows
    assert rows.num_rows == 3
    assert len(set(rows["id"].to_pylist())) == 3


def test_ids_do_not_change_from_one_reading_to_the_next() -> None:
    data = sipri([Deal(), Deal(), Deal(item="Model-2")])
    assert parse(data).rows["id"].to_pylist() == parse(data).rows["id"].to_pylist()


def test_an_unknown_state_is_rejected_and_everything_else_kept() -> None:
    parsed = parse(sipri([Deal(), Deal(recipient="Atlantis"), Deal(supplier="Lemuria"), Deal()]))
    assert parsed.kept == 2
    assert [(one.line, one.column, one.why) for one in parsed.rejected] == [
        (14, "Recipient", "'Atlantis' is no state that headstamp knows"),
        (15, "Supplier", "'Lemuria' is no state that headstamp knows"),
    ]
    assert parsed.rejected[0].raw == str(Deal(recipient="Atlantis"))


@pytest.mark.parametrize("group", ["Made-up rebels (Bhutan)*", "Made-up Union**"])
def test_what_is_starred_is_kept_as_it_is_named(group: str) -> None:
    parsed = parse(sipri([Deal(recipient=group)]))
    assert parsed.rejected == ()
    assert parsed.rows["recipient"].to_pylist() == [group]


@pytest.mark.parametrize(
    ("deal", "column", "why"),
    [
        (Deal(recipient=" "), "Recipient", "the cell is empty"),
        (Deal(item=""), "Weapon designation", "the cell is empty"),
        (Deal(ordered="11"), "Year of order", "'11' is not a year"),
        (Deal(ordered="2O11"), "Year of order", "'2O11' is not a whole number"),
        (Deal(number="a few"), "Number ordered", "'a few' is not a whole number"),
        (Deal(number="1²"), "Number ordered", "'1²' is not a whole number"),
        (Deal(delivered="-3"), "Number delivered", "'-3' is not a whole number"),
        (Deal(delivered="9" * 5000), "Number delivered", f"'{'9' * 39}…' is not a whole number"),
        (Deal(years="2012; soon"), "Year(s) of delivery", "'soon' is not a year"),
        (Deal(years="2012-2014"), "Year(s) of delivery", "'2012-2014' is not a year"),
    ],
)
def test_a_cell_that_makes_no_sense_costs_its_row(deal: Deal, column: str, why: str) -> None:
    parsed = parse(sipri([deal, Deal()]))
    assert [(one.line, one.column, one.why) for one in parsed.rejected] == [(13, column, why)]
    assert parsed.kept == 1


def test_a_flag_is_a_question_mark_or_nothing() -> None:
    row = str(Deal()).replace("2011,,12", "2011,!,12")
    (reject,) = parse(sipri([row])).rejected
    assert (reject.column, reject.why) == ("Year of order flag", "'!' stands where only '?' or nothing can")


def test_a_file_without_deals_is_read() -> None:
    parsed = parse(sipri([]))
    assert (parsed.read, parsed.kept) == (0, 0)
    assert parsed.coverage.years is None


def test_a_header_may_lose_its_blanks() -> None:
    assert parse(sipri([Deal()], header=HEADER.replace(", ,", ",,"))).kept == 1


def test_many_states_are_judged_to_be_all() -> None:
    assert parse(sipri(whole_world())).coverage == Coverage(None, None, (1950, 2023))


def test_few_states_are_no_whole_edition_whatever_the_preamble_says() -> None:
    coverage = parse(sipri([Deal()], said=selection("All countries", "All countries", 1950, 2025))).coverage
    assert coverage == Coverage(("Iceland",), ("Bhutan",), (2012, 2012))


def test_a_selection_of_one_recipient_speaks_of_all_its_suppliers_and_of_the_years_asked() -> None:
    coverage = parse(sipri([Deal()], said=selection("All countries", "Bhutan", 2000, 2015))).coverage
    assert coverage == Coverage(None, ("Bhutan",), (2000, 2015))


def test_a_selection_by_year_of_delivery_does_not_speak_of_older_orders() -> None:
    """A deal of 1995 that was delivered in 2001 says nothing about the other deliveries of 1995."""
    asked = selection("Iceland", "All countries", 2000, 2010)
    coverage = parse(sipri([Deal(ordered="1995", years="2001")], said=asked)).coverage
    assert coverage == Coverage(("Iceland",), None, (2000, 2010))
