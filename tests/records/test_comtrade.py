"""UN Comtrade: each trade once, arms only, and no quantity that nobody counted."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from comtrade_files import TRADE, old_row, old_table, row, table

from headstamp.records import Added, Library
from headstamp.records.sources import Parsed, RecordsUnreadable, form_of
from headstamp.records.sources.comtrade_layout import API, areas, flows, headings
from headstamp.records.visibility import sources
from headstamp.world import Actors, Catalogue


def parse(data: bytes) -> Parsed:
    parsed = form_of(data, "comtrade.csv").parse(data, "comtrade.csv", lambda name: True)
    assert parsed.read == parsed.kept + parsed.merged + len(parsed.rejected)
    assert parsed.kept == parsed.rows.num_rows
    return parsed


def kept(*rows: str) -> list[dict[str, Any]]:
    told: list[dict[str, Any]] = parse(table(rows)).rows.to_pylist()
    return told


def refused(*rows: str) -> list[tuple[str | None, str]]:
    return [(one.column, one.why) for one in parse(table(rows)).rejected]


def test_an_export_says_who_told_it_who_supplied_and_what_it_was_worth() -> None:
    data = table([row()])
    (told,) = parse(data).rows.to_pylist()
    assert told["stage"] == "customs_exit"
    assert (told["reported_by"], told["supplier"], told["recipient"]) == ("Iceland", "Iceland", "Bhutan")
    assert (told["quantity"], told["quantity_unit"], told["quantity_status"]) == (12.0, "object", "reported")
    assert (told["value"], told["currency"], told["value_basis"]) == (6000.5, "USD", "fob")
    assert (told["category"], told["item"]) == ("hs:930190", TRADE["cmdDesc"])
    assert (told["dated_from"], told["dated_to"]) == (date(2015, 1, 1), date(2015, 12, 31))
    assert (told["dated_precision"], told["first_year"], told["last_year"]) == ("year", 2015, 2015)
    assert told["row"] == 2
    assert told["raw"] == row()
    assert told["deliveries"] == []


def test_an_import_runs_the_other_way_and_is_worth_what_it_cost_to_bring() -> None:
    (told,) = kept(row(flowCode="M", cifvalue="700", fobvalue="650", primaryValue="700"))
    assert told["stage"] == "customs_entry"
    assert (told["reported_by"], told["supplier"], told["recipient"]) == ("Iceland", "Bhutan", "Iceland")
    assert (told["value"], told["value_basis"]) == (700.0, "cif")


def test_an_import_valued_free_on_board_says_so() -> None:
    (told,) = kept(row(flowCode="M", cifvalue="", fobvalue="650", primaryValue="650"))
    assert (told["value"], told["value_basis"]) == (650.0, "fob")


def test_an_import_with_one_value_alone_is_taken_at_the_border() -> None:
    (told,) = kept(row(flowCode="M", cifvalue="", fobvalue="", primaryValue="650"))
    assert (told["value"], told["value_basis"]) == (650.0, "cif")


def test_a_value_of_nothing_beside_another_is_no_value() -> None:
    (told,) = kept(row(fobvalue="0.0", primaryValue="5"))
    assert (told["value"], told["value_basis"]) == (5.0, "fob")
    (told,) = kept(row(fobvalue="", primaryValue=""))
    assert (told["value"], told["currency"], told["value_basis"]) == (None, None, None)


@pytest.mark.parametrize(("flow", "stage"), [("RX", "customs_exit"), ("RM", "customs_entry")])
def test_what_crosses_again_is_said_to_be_part_of_the_whole(flow: str, stage: str) -> None:
    (told,) = kept(row(flowCode=flow))
    assert told["stage"] == stage
    assert "the reporter's" in told["comment"]


def test_a_quantity_that_was_estimated_stays_an_estimate() -> None:
    (told,) = kept(row(isQtyEstimated="True"))
    assert (told["quantity"], told["quantity_status"]) == (12.0, "estimate")


@pytest.mark.parametrize(
    ("cells", "unit"),
    [
        (
            {"qty": "0.0", "qtyUnitCode": "-1", "qtyUnitAbbr": "N/A", "primaryValue": "0", "fobvalue": "0"},
            None,
        ),
        ({"qty": "", "qtyUnitCode": "-1", "qtyUnitAbbr": "N/A"}, None),
        ({"qty": "0", "qtyUnitCode": "5", "qtyUnitAbbr": "u"}, "object"),
    ],
)
def test_nothing_counted_is_blank_and_not_none(cells: dict[str, str], unit: str | None) -> None:
    (told,) = kept(row(**cells))
    assert (told["quantity"], told["quantity_unit"], told["quantity_status"]) == (None, unit, "blank")
    assert told["quantity_raw"] == (cells["qty"] or None)


def test_none_of_something_that_is_worth_nothing_stays_a_zero() -> None:
    (told,) = kept(row(qty="0", primaryValue="0", fobvalue="0"))
    assert (told["quantity"], told["quantity_status"]) == (0.0, "reported")


def test_weights_and_other_units_are_no_objects() -> None:
    told = kept(
        row(qtyUnitCode="8", qtyUnitAbbr="kg"), row(cmdCode="930200", qtyUnitCode="6", qtyUnitAbbr="2u")
    )
    assert [one["quantity_unit"] for one in told] == ["kg", "2u"]


def test_a_month_is_a_month() -> None:
    (told,) = kept(row(freqCode="M", period="201502", refMonth="2"))
    assert (told["dated_from"], told["dated_to"]) == (date(2015, 2, 1), date(2015, 2, 28))
    assert told["dated_precision"] == "month"
    (told,) = kept(row(period="201612", refMonth="12"))
    assert (told["dated_from"], told["dated_to"]) == (date(2016, 12, 1), date(2016, 12, 31))


def test_parts_are_components_and_whole_weapons_may_hold_parts() -> None:
    told = kept(row(cmdCode="930591"), row(cmdCode="871000"))
    assert [one["component"] for one in told] == [True, None]


class TestOnce:
    """A trade that a file tells several times is kept once."""

    def test_the_sum_is_kept_and_what_it_adds_up_is_merged(self) -> None:
        parts = [row(customsCode=f"C0{number}", qty="4") for number in (1, 2, 3)]
        parsed = parse(table([*parts, row(), row(motCode="1000"), row(partner2Code="578")]))
        assert (parsed.kept, parsed.merged) == (1, 5)
        (told,) = parsed.rows.to_pylist()
        assert (told["row"], told["quantity"], told["comment"]) == (5, 12.0, None)

    def test_a_row_told_twice_is_kept_once(self) -> None:
        parsed = parse(table([row(), row()]))
        assert (parsed.kept, parsed.merged) == (1, 1)
        assert parsed.rows["row"].to_pylist() == [2]

    def test_without_a_sum_one_breakdown_is_kept_in_full(self) -> None:
        by_customs = [row(customsCode=f"C0{number}") for number in (1, 2)]
        by_transport = [row(motCode=f"{number}000") for number in (1, 2, 3)]
        by_both = [row(customsCode="C01", motCode=f"{number}000") for number in (1, 2)]
        parsed = parse(table([*by_both, *by_transport, *by_customs]))
        assert (parsed.kept, parsed.merged) == (2, 5)
        assert parsed.rows["row"].to_pylist() == [7, 8]
        assert all("part of a sum" in comment for comment in parsed.rows["comment"].to_pylist())

    def test_a_part_told_twice_is_kept_once(self) -> None:
        parsed = parse(table([row(motCode="1000"), row(motCode="2000"), row(motCode="1000")]))
        assert (parsed.kept, parsed.merged) == (2, 1)
        assert parsed.rows["row"].to_pylist() == [2, 3]

    @pytest.mark.parametrize(
        "cells",
        [
            {"reporterCode": "578", "reporterDesc": "Norway"},
            {"partnerCode": "578", "partnerDesc": "Norway"},
            {"period": "2016"},
            {"period": "201501"},
            {"flowCode": "M"},
            {"cmdCode": "930200"},
        ],
    )
    def test_another_trade_is_another_trade(self, cells: dict[str, str]) -> None:
        assert len(kept(row(), row(**cells))) == 2

    def test_the_edition_in_which_the_reporter_wrote_wins(self) -> None:
        later = row(classificationCode="H5", isOriginalClassification="False")
        parsed = parse(table([later, row(), row(classificationCode="H0", isOriginalClassification="False")]))
        assert parsed.rows["row"].to_pylist() == [3]
        assert parsed.merged == 2

    def test_the_edition_is_one_for_all_codes_of_a_heading(self) -> None:
        """What one edition calls 930100 another calls 930190; both are the same weapons."""
        older = row(classificationCode="H0", isOriginalClassification="False", cmdCode="930100")
        assert [one["category"] for one in kept(older, row())] == ["hs:930190"]

    def test_of_editions_none_of_which_is_the_reporters_the_newest_wins(self) -> None:
        told = kept(
            *(row(classificationCode=f"H{one}", isOriginalClassification="False") for one in (2, 5, 3))
        )
        assert [one["row"] for one in told] == [3]

    def test_a_heading_told_with_its_codes_is_a_sum(self) -> None:
        rows = (row(cmdCode="930190"), row(cmdCode="9301"), row(cmdCode="93"), row(cmdCode="930120"))
        told = {one["category"]: one["quantity_status"] for one in kept(*rows)}
        assert told == {
            "hs:930190": "reported",
            "hs:930120": "reported",
            "hs:9301": "aggregate",
            "hs:93": "aggregate",
        }

    def test_a_heading_alone_is_what_was_reported(self) -> None:
        told = kept(row(cmdCode="9301"), row(cmdCode="9306"), row(cmdCode="930690", period="2016"))
        assert [one["quantity_status"] for one in told] == ["reported"] * 3

    def test_the_codes_of_a_tariff_are_told_apart(self) -> None:
        assert len(kept(row(cmdCode="9301900010"), row(cmdCode="9301900020"))) == 2


def test_the_world_is_never_added_to_its_parts() -> None:
    told = kept(row(partnerCode="0", partnerISO="W00", partnerDesc="World"), row())
    assert [(one["recipient"], one["quantity_status"]) for one in told] == [
        ("World", "aggregate"),
        ("Bhutan", "reported"),
    ]


def test_areas_not_elsewhere_specified_stay_as_they_are_named() -> None:
    (told,) = kept(row(partnerCode="899", partnerISO="_X", partnerDesc="Areas, nes"))
    assert (told["recipient"], told["quantity_status"]) == ("Areas, nes", "reported")


def test_names_that_are_left_out_are_found_by_comtrades_own_numbers() -> None:
    # ISO 3166 has 840 and 250 for the two; UN Comtrade has 842 and 251.
    (told,) = kept(row(reporterCode="842", reporterDesc="", partnerCode="251", partnerDesc="", cmdDesc=""))
    actors = Actors.load()
    found = [actors.find(told[side]) for side in ("supplier", "recipient")]
    assert [one.id for one in found if one is not None] == ["USA", "FRA"]
    assert told["item"].startswith("Military weapons")


@pytest.mark.parametrize(
    ("cells", "column", "why"),
    [
        ({"cmdCode": "090111"}, "commodity", "no arms heading"),
        ({"cmdCode": "TOTAL"}, "commodity", "no arms heading"),
        ({"cmdCode": ""}, "commodity", "no arms heading"),
        ({"cmdCode": "880240"}, "commodity", "no arms heading"),
        ({"classificationCode": "S3", "cmdCode": "9310"}, "classification", "Harmonized System"),
        ({"cmdCode": "93x1"}, "commodity", "not a number"),
        ({"flowCode": "Q"}, "flow", "neither an export nor an import"),
        ({"period": "15"}, "period", "neither a year nor a month"),
        ({"period": "201513"}, "period", "neither a year nor a month"),
        ({"reporterCode": "Iceland"}, "reporter", "no area"),
        ({"partnerCode": "1001", "partnerDesc": ""}, "partner", "no area"),
        ({"partnerCode": "4096"}, "partner", "no area"),
        ({"qty": "twelve"}, "quantity", "not a number"),
        ({"qty": "-3"}, "quantity", "not a number"),
        ({"qty": "nan"}, "quantity", "not a number"),
        ({"primaryValue": "1,5"}, "value", "not a number"),
        ({"fobvalue": "inf"}, "value", "not a number"),
    ],
)
def test_what_cannot_be_kept_says_why_and_keeps_its_text(
    cells: dict[str, str], column: str, why: str
) -> None:
    data = table([row(), row(**cells)])
    (reject,) = parse(data).rejected
    assert (reject.line, reject.column) == (3, column)
    assert why in reject.why
    assert reject.raw == row(**cells)


def test_the_table_of_before_2022_is_read_alike() -> None:
    estimated = {"Flag": "6", "Commodity Code": "930200"}
    bare = {"Qty Unit Code": "1", "Qty Unit": "No Quantity", "Qty": "0", "Commodity Code": "930630"}
    flows = [{"Trade Flow Code": flow, "Commodity Code": "8710"} for flow in ("1", "3", "4")]
    rows = [old_row(), old_row(**estimated), old_row(**bare), *(old_row(**cells) for cells in flows)]
    told = parse(old_table([*rows, old_row(**{"Commodity Code": "TOTAL"})])).rows.to_pylist()
    assert [one["quantity_status"] for one in told] == ["reported", "estimate", "blank", *["reported"] * 3]
    stages = ["customs_exit"] * 3 + ["customs_entry", "customs_exit", "customs_entry"]
    assert [one["stage"] for one in told] == stages
    assert (told[0]["value"], told[0]["value_basis"], told[0]["first_year"]) == (900.0, "fob", 2011)
    assert (told[3]["supplier"], told[3]["value_basis"]) == ("Bhutan", "cif")


def answer(*entries: object) -> bytes:
    return json.dumps(
        {"elapsedTime": "0.1 secs", "count": len(entries), "data": entries, "error": ""}
    ).encode()


def entry(**cells: object) -> dict[str, object]:
    return {
        **dict.fromkeys(API.columns),
        **TRADE,
        "qty": 12.0,
        "isQtyEstimated": False,
        "fobvalue": 6000.5,
        **cells,
    }


def test_an_answer_of_the_api_is_read_like_the_table() -> None:
    told = parse(answer(entry(), entry(cmdCode="090111"), entry(cmdCode="9302", cmdDesc="two\nlines"), 7))
    first, second = told.rows.to_pylist()
    assert (first["row"], first["quantity"], first["value"]) == (1, 12.0, 6000.5)
    assert (second["row"], second["item"]) == (3, "two lines")
    assert [(one.line, one.why) for one in told.rejected] == [
        (2, "no arms heading"),
        (4, "1 cells where the header has 47"),
    ]


def test_half_an_answer_is_no_answer() -> None:
    with pytest.raises(RecordsUnreadable, match="no whole answer"):
        parse(answer(entry())[:-10])


def test_ids_are_the_same_on_every_reading_and_differ_in_a_file() -> None:
    data = table(row(period=str(1990 + number)) for number in range(30))
    ids = parse(data).rows["id"].to_pylist()
    assert ids == parse(data).rows["id"].to_pylist()
    assert len(set(ids)) == 30
    assert all(len(one) == 16 and int(one, 16) >= 0 for one in ids)
    assert ids[9].endswith(f"{11:08x}")


def test_the_order_of_the_file_is_kept_beyond_one_batch(
    add: Callable[[bytes], Added], library: Library
) -> None:
    """DuckDB with several threads hands batches on out of order; each row must keep its own text."""
    rows = [
        row(
            period=str(1962 + year),
            partnerCode=str(partner),
            qty=str(year * 1000 + partner),
            cmdDesc="x" * 90,
        )
        for year in range(60)
        for partner in range(1, 900)
    ]
    added = add(table(rows))
    assert (added.snapshot.kept, added.snapshot.cut) == (53_940, False)
    found = library.transfers()
    assert found is not None
    told = found.select("row", "quantity", "raw").to_pyarrow().to_pylist()
    assert all(rows[one["row"] - 2] == one["raw"] for one in told)
    assert all(f",{one['quantity']:.0f}," in one["raw"] for one in told)


def test_the_library_keeps_rows_rejects_and_nothing_else(
    add: Callable[[bytes], Added], library: Library
) -> None:
    added = add(table([row(), row(cmdCode="090111"), "1,2,3", row(customsCode="C01")]))
    snapshot = added.snapshot
    assert (snapshot.read, snapshot.kept, snapshot.merged, snapshot.rejected) == (4, 1, 1, 2)
    assert [one.line for one in library.rejects(snapshot)] == [3, 4]
    assert snapshot.coverage.suppliers == ("Iceland",)
    assert snapshot.coverage.years == (2015, 2015)
    folder = library.root / "snapshots" / snapshot.sha256
    assert sorted(one.name for one in folder.iterdir()) == [
        "raw",
        "rejects-1.parquet",
        "snapshot.json",
        "transfers-1.parquet",
    ]
    assert library.rebuild()[0].kept == 1
    assert len(list(folder.iterdir())) == 4


def test_a_library_may_lie_in_a_folder_with_signs_of_a_pattern(tmp_path: Path) -> None:
    file = tmp_path / "it's [mine].csv"
    file.write_bytes(table([row()]))
    assert Library(tmp_path / "it's a [new] *home?").add(file).snapshot.kept == 1


def test_every_area_bears_one_number_and_every_state_is_known() -> None:
    actors = Actors.load()
    known = areas()
    assert all(0 <= code < 1024 for code in known)
    for area in known.values():
        if area.kind == "state":
            found = actors.find(area.name)
            assert found is not None, area.name
            assert found.id == area.iso3


def test_headings_and_flows_are_what_the_catalogue_and_the_schema_know() -> None:
    assert {flow.stage for flow in flows()} <= {"customs_exit", "customs_entry"}
    assert len(flows()) <= 16
    codes = [one.code for one in headings()]
    assert len(set(codes)) == len(codes)
    assert all(one.component <= one.keep for one in headings())


def test_the_source_sees_what_its_headings_hold() -> None:
    told = sources()["comtrade"]
    catalogue = Catalogue.load()
    assert all(one in catalogue for one in told.sees)
    assert told.may_pass_on == 0
