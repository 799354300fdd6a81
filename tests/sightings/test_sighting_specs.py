from __future__ import annotations

import csv
from pathlib import Path

import pytest

import headstamp.sightings
from headstamp.sightings import (
    INCIDENT_KINDS,
    INCIDENT_MEANINGS,
    INCIDENTS,
    SEARCHES,
    SIGHTINGS,
    SPECS,
    STOCKS,
    VIOLATIONS,
    CaseTable,
    Incident,
)
from headstamp.tables import Row, Table, TableUnreadable, read_table

REQUIRED = {
    "sightings": ["id", "item_type", "weapon", "holder", "to"],
    "incidents": ["id", "kind", "from_actor", "to_actor", "to"],
    "violations": ["id", "kind", "alleged_actor", "to"],
    "claims": ["id", "type", "text"],
    "searches": ["id", "sought", "where", "at"],
    "stocks": ["id", "actor", "weapon", "at", "kind"],
    "controls": ["id", "consignment", "step", "status"],
    "certificates": ["id", "consignment"],
    "verifications": ["id", "of", "check", "status"],
    "proofs": ["id", "verification", "kind", "says"],
    "decisions": ["id", "supplier", "recipient", "weapon", "on", "rule", "outcome", "by"],
    "devices": ["id", "sighting", "kind"],
}


def known(name: str) -> bool:
    return name == "Freedonia"


def table(spec: CaseTable, *rows: dict[str, str]) -> Table:
    header = tuple(dict.fromkeys([*REQUIRED[spec.name], *(column for row in rows for column in row)]))
    full = [Row(line, {column: row.get(column, "") for column in header}) for line, row in enumerate(rows, 2)]
    return Table("typed.csv", header, tuple(full))


SIGHTING = {
    "id": "s1",
    "item_type": "weapon",
    "weapon": "AK-pattern",
    "holder": "group a",
    "to": "2014-06-14",
}
INCIDENT = {"id": "i1", "kind": "theft", "from_actor": "army b", "to_actor": "not known", "to": "2014"}


@pytest.mark.parametrize("spec", SPECS, ids=lambda spec: spec.name)
def test_the_columns_that_must_be_there(spec: CaseTable) -> None:
    assert [column.name for column in spec.columns if column.required] == REQUIRED[spec.name]
    assert len(set(spec.header)) == len(spec.header)
    assert all(column.what for column in spec.columns)
    assert spec.key == ("id",)


def test_the_width_of_each_table() -> None:
    assert {spec.name: len(spec.columns) for spec in SPECS} == {
        "sightings": 39,
        "incidents": 20,
        "violations": 18,
        "claims": 10,
        "searches": 7,
        "stocks": 11,
        "controls": 24,
        "certificates": 30,
        "verifications": 14,
        "proofs": 33,
        "decisions": 15,
        "devices": 11,
    }


def test_a_good_row_passes_with_unknown_columns_and_names_as_typed() -> None:
    row = SIGHTING | {
        "weapon": "thing: 0.25; other:.75",
        "item_type": "Weapon",
        "colour": "green",
        "country": "Freedonia",
    }
    checked = SIGHTINGS.check(table(SIGHTINGS, row), known)
    assert checked.rejected == ()
    assert checked.unknown_columns == ("colour",)
    assert [(each.line, each.key, each.cells) for each in checked.rows] == [
        (
            2,
            "s1",
            {
                "id": "s1",
                "item_type": "weapon",
                "weapon": "thing:0.25;other:0.75",
                "holder": "group a",
                "to": "2014-06-14",
                "colour": "green",
                "country": "Freedonia",
            },
        )
    ]


@pytest.mark.parametrize(
    ("spec", "good", "bad", "column"),
    [
        (SIGHTINGS, SIGHTING, {"item_type": "rifle"}, "item_type"),
        (SIGHTINGS, SIGHTING, {"context": "dream"}, "context"),
        (SIGHTINGS, SIGHTING, {"count_unit": "crate"}, "count_unit"),
        (SIGHTINGS, SIGHTING, {"serial_state": "gone"}, "serial_state"),
        (SIGHTINGS, SIGHTING, {"country": "Ruritania"}, "country"),
        (SIGHTINGS, SIGHTING, {"credibility": "0"}, "credibility"),
        (SIGHTINGS, SIGHTING, {"credibility": "7"}, "credibility"),
        (SIGHTINGS, SIGHTING, {"confidence": "1.01"}, "confidence"),
        (SIGHTINGS, SIGHTING, {"lat": "90.5", "lon": "0"}, "lat"),
        (SIGHTINGS, SIGHTING, {"lat": "0", "lon": "-181"}, "lon"),
        (SIGHTINGS, SIGHTING, {"lat": "0"}, "lat"),
        (SIGHTINGS, SIGHTING, {"radius_km": "30000"}, "radius_km"),
        (SIGHTINGS, SIGHTING, {"count_low": "5", "count_high": "3"}, "count_low"),
        (SIGHTINGS, SIGHTING, {"to": "", "from": "2014"}, "to"),
        (SIGHTINGS, SIGHTING, {"from": "2015"}, "from"),
        (SIGHTINGS, SIGHTING, {"weapon": "a:0.5;b:0.4"}, "weapon"),
        (INCIDENTS, INCIDENT, {"kind": "miracle"}, "kind"),
        (INCIDENTS, INCIDENT, {"to": ""}, "to"),
        (INCIDENTS, INCIDENT, {"from": "2016"}, "from"),
    ],
)
def test_a_bad_row_is_rejected_and_the_others_kept(
    spec: CaseTable, good: dict[str, str], bad: dict[str, str], column: str
) -> None:
    checked = spec.check(table(spec, good | bad, good | {"id": "other"}), known)
    assert [(each.line, each.column) for each in checked.rejected] == [(2, column)]
    assert [row.key for row in checked.rows] == ["other"]


def test_a_rejection_found_by_reading_the_whole_row_says_what_to_do() -> None:
    checked = SIGHTINGS.check(table(SIGHTINGS, SIGHTING | {"radius_km": "30000"}), known)
    (rejected,) = checked.rejected
    assert (rejected.line, rejected.column) == (2, "radius_km")
    assert rejected.why.startswith("30000.0 is not a radius in km")


def test_an_empty_to_is_the_end_of_from_except_in_sightings() -> None:
    row = INCIDENT | {"from": "June 2014", "to": ""}
    (kept,) = INCIDENTS.check(table(INCIDENTS, row), known).rows
    assert (kept.cells["from"], kept.cells["to"]) == ("June 2014", "June 2014")
    assert str(Incident.from_cells(kept.key, kept.cells).span) == "June 2014"
    violation = {"id": "v1", "kind": "killing", "alleged_actor": "group a", "from": "2014", "to": ""}
    assert len(VIOLATIONS.check(table(VIOLATIONS, violation), known).rows) == 1


def test_a_header_without_a_required_column_is_refused_by_name() -> None:
    with pytest.raises(TableUnreadable) as caught:
        SEARCHES.check(Table("typed.csv", ("id", "sought"), (Row(2, {"id": "q1", "sought": "x"}),)), known)
    assert caught.value.columns == ("where", "at")


def test_stocks_have_a_table() -> None:
    row = {
        "id": "k1",
        "actor": "army b",
        "weapon": "howitzer x",
        "at": "2013",
        "kind": "audit",
        "count_low": "1,200",
    }
    (kept,) = STOCKS.check(table(STOCKS, row), known).rows
    assert kept.cells["count_low"] == "1200"


def test_each_kind_of_incident_has_a_meaning_and_a_source() -> None:
    assert INCIDENT_KINDS == (
        "battlefield_capture",
        "depot_loss",
        "defection",
        "surrender",
        "hand_over",
        "theft",
        "leakage",
        "illicit_purchase",
        "non_delivery",
        "transit_diversion",
        "forged_documents",
        "unauthorised_retransfer",
        "covert_supply",
        "peacekeeper_loss",
        "disposal_failure",
        "seizure",
        "local_manufacture",
        "other",
    )
    assert all(meaning[0].isupper() and meaning.endswith(".") for meaning in INCIDENT_MEANINGS.values())
    path = Path(headstamp.sightings.__file__).with_name("data") / "incident_kinds.csv"
    with path.open(encoding="utf-8", newline="") as file:
        assert all(row["source"] for row in csv.DictReader(file))


def test_a_file_of_sightings_goes_all_the_way(tmp_path: Path) -> None:
    path = tmp_path / "typed.csv"
    path.write_text(
        "id,item_type,weapon,holder,to,from,count_low\n"
        "s1,weapon,AK-pattern,group a,June 2014,2013,3\n"
        "s2,weapon,AK-pattern,group a,someday,,\n",
        encoding="utf-8",
    )
    checked = SIGHTINGS.check(read_table(path), known)
    assert [row.key for row in checked.rows] == ["s1"]
    assert [(each.line, each.column) for each in checked.rejected] == [(3, "to")]
