"""SIPRI's tables of values: a volume index by party and year; the figures are made up."""

from __future__ import annotations

from datetime import datetime

import pytest
from sipri_files import TIV_HEADER, TIV_ROWS, tiv

from headstamp.records.event_schemas import TOTAL_SCHEMA
from headstamp.records.sources import Coverage, Kind, Parsed, RecordsUnreadable, form_of
from headstamp.world import Actors

KNOWN = Actors.load()
CUT = "the row is cut or run together"


def parse(data: bytes) -> Parsed:
    form = form_of(data, "values.csv")
    assert (form.name, form.source, form.kind) == ("sipri-tiv", "sipri-tiv", Kind.TOTALS)
    return form.parse(data, "values.csv", lambda name: KNOWN.find(name) is not None)


def totals(parsed: Parsed) -> list[tuple[object, ...]]:
    names = ("party", "role", "year", "volume", "low", "high", "unit")
    return [tuple(row[name] for name in names) for row in parsed.rows.to_pylist()]


def test_one_total_a_party_and_year() -> None:
    parsed = parse(tiv(*TIV_ROWS))
    assert parsed.rows.schema == TOTAL_SCHEMA
    assert totals(parsed) == [
        ("Bhutan", "recipient", 2010, 3.0, None, None, "million TIV"),
        ("Bhutan", "recipient", 2012, None, 0.0, 0.5, "million TIV"),
        ("Made-up rebels (Bhutan)*", "recipient", 2011, 1.0, None, None, "million TIV"),
    ]


def test_the_total_of_the_world_is_a_line_kept_without_a_row() -> None:
    parsed = parse(tiv(*TIV_ROWS))
    assert (parsed.read, parsed.kept, parsed.merged, parsed.rejected) == (3, 3, 0, ())
    assert not [row for row in parsed.rows.to_pylist() if "Total" in str(row["party"])]


def test_the_facts_of_the_file() -> None:
    parsed = parse(tiv(*TIV_ROWS))
    assert parsed.generated == datetime(2024, 10, 13, 14, 20, 11)
    assert parsed.selection == "Volume of transfers of major arms by recipient"
    assert parsed.coverage == Coverage(None, None, (2010, 2012), ("recipient",))


def test_by_supplier() -> None:
    data = tiv(
        "Bhutan,3,,0 ,3,100%,3,100%",
        "Total world export,3,,0 ,3,100%,3,",
        header=TIV_HEADER.replace("Recipient", "Supplier"),
    )
    assert {row[1] for row in totals(parse(data))} == {"supplier"}


def test_a_table_without_sums_has_a_column_without_a_name() -> None:
    data = tiv("Bhutan,3,,0 ,", "Total world import,3,,0 ,", header="Recipient,2010,2011,2012,")
    assert [row[2] for row in totals(parse(data))] == [2010, 2012]


def test_a_copy_without_its_preamble_is_known_by_its_total() -> None:
    assert len(totals(parse(tiv(*TIV_ROWS, with_preamble=False)))) == 3


@pytest.mark.parametrize("last", ["Total imports from Iceland", "Total exports to Iceland"])
def test_a_table_of_one_partner_is_refused(last: str) -> None:
    """The site gives it under the same preamble; its figures would pass for everything a state got."""
    with pytest.raises(RecordsUnreadable) as caught:
        parse(tiv(TIV_ROWS[0], TIV_ROWS[2].replace("Total world import", last)))
    assert str(caught.value).startswith(f"values.csv is a table of one partner ('{last}'), whose figures are")


def test_a_table_that_has_lost_its_total_is_refused() -> None:
    with pytest.raises(RecordsUnreadable, match=r"values.csv has no line of the total, so that nobody can"):
        parse(tiv(*TIV_ROWS[:2]))


def test_years_that_do_not_add_up_cost_their_line() -> None:
    """As when cells have moved; rounding may take half a point a year."""
    parsed = parse(tiv("Bhutan,3,4,,9,75%,9,75%", "Norway,3,4,,8,75%,8,75%", TIV_ROWS[2]))
    assert [(one.line, one.why) for one in parsed.rejected] == [
        (11, "its years add up to 7 where the line says 9")
    ]
    assert {row[0] for row in totals(parsed)} == {"Norway"}


@pytest.mark.parametrize(
    ("line", "column", "why"),
    [
        ("Atlantis,3,,,3,75%,3,75%", "Recipient", "'Atlantis' is no state or region that headstamp knows"),
        (",3,,,3,75%,3,75%", "Recipient", "the cell is empty"),
        ("Bhutan,3,44%,,3,75%,3,75%", "2011", "'44%' is not a number"),
        ("Bhutan,3,..,,3,75%,3,75%", "2011", "'..' is not a number"),
        (
            "Bhutan,3,,,3,75%",
            None,
            "6 cells where SIPRI's table of values has 8; the row is cut or run together",
        ),
    ],
)
def test_a_cell_that_makes_no_sense_costs_its_line(line: str, column: str | None, why: str) -> None:
    parsed = parse(tiv(line, TIV_ROWS[2]))
    (reject,) = parsed.rejected
    assert (reject.line, reject.column) == (11, column)
    assert reject.why.startswith(why)


@pytest.mark.parametrize("header", ["Recipient,Norway,Iceland,", "Recipient,2010,2010,"])
def test_columns_that_are_no_years_are_refused(header: str) -> None:
    with pytest.raises(RecordsUnreadable, match=r"values.csv, line 10: the columns are not the years"):
        parse(tiv("Total world import,1,2,", header=header))
