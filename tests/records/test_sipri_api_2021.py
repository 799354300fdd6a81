"""SIPRI's answers until 2021: flags are an X, parties come from their names and never from SIPRI's codes."""

from __future__ import annotations

from datetime import date

import pytest
from sipri_files import API_2021_HEADER, API_2021_ROW, api_2021

from headstamp.records.sources import Coverage, Parsed, RecordsUnreadable, form_of
from headstamp.world import Actors

KNOWN = Actors.load()


def parse(data: bytes) -> Parsed:
    form = form_of(data, "answer.csv")
    assert (form.name, form.source) == ("sipri-api-2021", "sipri")
    return form.parse(data, "answer.csv", lambda name: KNOWN.find(name) is not None)


def row_of(**cells: str) -> str:
    told = dict(zip(API_2021_HEADER.split(","), API_2021_ROW.split(","), strict=True)) | cells
    return ",".join(told.values())


def one_row(**cells: str) -> dict[str, object]:
    (row,) = parse(api_2021(row_of(**cells))).rows.to_pylist()
    return row


def test_a_plain_row() -> None:
    row = one_row()
    told = ("stage", "supplier", "recipient", "item", "item_class", "reference", "condition", "terms")
    assert [row[name] for name in told] == [
        "delivered",
        "Iceland",
        "Bhutan",
        "Model-1 Testtank",
        "Tank",
        "90001",
        "New",
        "licensed_production",
    ]
    assert (row["quantity"], row["quantity_status"], row["quantity_raw"]) == (10.0, "estimate", "10?")
    assert (row["ordered_quantity"], row["ordered_quantity_status"]) == (12.0, "reported")
    assert (row["ordered_from"], row["ordered_status"]) == (date(2011, 1, 1), "estimate")
    assert [(one["from"].year, one["quantity"], one["quantity_status"]) for one in row["deliveries"]] == [  # type: ignore[attr-defined]
        (2012, 10.0, "estimate")
    ]


def test_codes_that_look_like_iso_are_not_believed() -> None:
    """CHE is Chile here and MAR the Marshall Islands."""
    row = one_row(buyercod="CHE", buyer="Chile", sellercod="MAR", seller="Marshall Islands")
    assert (row["recipient"], row["supplier"]) == ("Chile", "Marshall Islands")


def test_coprod_is_not_production_in_the_recipients_country() -> None:
    assert one_row(term="N/A", coprod="L")["terms"] is None
    assert one_row(term="VIA", coprod="")["terms"] is None


def test_nothing_delivered_is_an_order() -> None:
    row = one_row(nrdel="", nrdelai="", delyears="", ldat="0")
    assert (row["stage"], row["quantity"], row["deliveries"]) == ("ordered", 12.0, [])
    assert (row["first_year"], row["last_year"]) == (2011, 2011)
    assert one_row(nrdel="0", nrdelai="", delyears="", odat="0")["first_year"] is None


@pytest.mark.parametrize("written", ["2012; 2014", "2012;2014", "2012 2014"])
def test_several_years_have_no_count_each(written: str) -> None:
    deliveries = one_row(delyears=written)["deliveries"]
    assert [(one["from"].year, one["quantity"], one["quantity_status"]) for one in deliveries] == [  # type: ignore[attr-defined]
        (2012, None, "blank"),
        (2014, None, "blank"),
    ]


def test_a_span_of_years_stays_one_span() -> None:
    row = one_row(delyears="2012-2014")
    (one,) = row["deliveries"]  # type: ignore[misc]
    assert (one["from"], one["to"], one["precision"]) == (date(2012, 1, 1), date(2014, 12, 31), "range")
    assert (row["first_year"], row["last_year"]) == (2012, 2014)


@pytest.mark.parametrize(
    ("cells", "column", "why"),
    [
        ({"tidn": ""}, "tidn", "'' is no number of SIPRI's database"),
        ({"odai": "?"}, "odai", "'?' stands where only X or nothing can"),
        ({"nrdelai": "1"}, "nrdelai", "'1' stands where only X or nothing can"),
        ({"delyears": "2014-2012"}, "delyears", "'2014-2012' runs backwards"),
        ({"delyears": "soon"}, "delyears", "'soon' is not a year"),
        ({"buyer": ""}, "buyer", "the cell is empty"),
        ({"seller": "Lemuria"}, "seller", "'Lemuria' is no state or region that headstamp knows"),
        ({"desig2": " "}, "desig2", "the cell is empty"),
        ({"tivunit": "m"}, "tivunit", "'m' is not a number"),
    ],
)
def test_a_cell_that_makes_no_sense_costs_its_row(cells: dict[str, str], column: str, why: str) -> None:
    parsed = parse(api_2021(row_of(**cells), API_2021_ROW))
    (reject,) = parsed.rejected
    assert (reject.line, reject.column) == (2, column)
    assert reject.why.startswith(why)
    assert (parsed.read, parsed.kept) == (2, 1)


def test_what_it_speaks_of_is_judged_by_content() -> None:
    parsed = parse(api_2021(row_of(), row_of(delyears="2005", buyer="Norway")))
    assert parsed.coverage == Coverage(("Iceland",), ("Bhutan", "Norway"), (2005, 2012))
    assert parsed.generated is None


def test_another_header_is_refused() -> None:
    with pytest.raises(RecordsUnreadable, match=r"column stat stands in place 19 where .* has 'status'"):
        parse(api_2021(header=API_2021_HEADER.replace(",status,", ",stat,")))
