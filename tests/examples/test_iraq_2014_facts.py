"""The example case keeps its promises: every row sourced, graded and uniquely named."""

from __future__ import annotations

import csv
import re
from datetime import date
from functools import cache
from pathlib import Path

import pytest

import headstamp

CASE = Path(headstamp.__file__).parent / "examples" / "iraq-2014"

COLUMNS = {
    "sightings": """
        id item_type weapon holder to from date_basis context recovered_from custodian unit holder_basis
        country admin1 admin2 place lat lon radius_km count_low count_high count_unit same_as calibre
        headstamp lot serial serial_state maker_mark import_mark year_marked package_marks contract_no
        consignee_marked confidence credibility source locator note
    """,
    "incidents": """
        id kind from_actor to_actor to from country place lat lon radius_km weapons count_low count_high
        count_unit known_from credibility source locator note
    """,
    "transfers": """
        supplier recipient stage source id reported_by origin exporter buyer consignee end_user
        end_user_unit broker carrier via financed_by terms item_type weapon description category_scheme
        category quantity quantity_status unit value currency value_basis ordered dated_from dated_to
        delivered_from delivered_to condition licence_no contract_no euc_no serial_from serial_to lots
        derived_from comment locator
    """,
    "sources": "id title publisher date url archive_url accessed kind reliability derived_from sees",
    "relations": "from_actor to_actor kind from to credibility source",
    "claims": "id type text about stance speaker date known_from source locator",
    "searches": "id sought where at by found note",
    "stocks": "id actor weapon at kind count_low count_high place credibility source note",
}
REQUIRED = {
    "sightings": "id item_type weapon holder to",
    "incidents": "id kind from_actor to_actor to",
    "transfers": "id supplier recipient stage source",
    "sources": "id title",
    "relations": "from_actor to_actor kind",
    "claims": "id type text",
    "searches": "id sought where at",
    "stocks": "id actor weapon at kind",
}
WITH_ID = sorted(set(COLUMNS) - {"relations"})
SOURCED = sorted(set(COLUMNS) - {"sources", "searches"})
GRADED = sorted(name for name, columns in COLUMNS.items() if "credibility" in columns.split())

CHOICES = {
    ("sightings", "item_type"): "weapon ammunition munition component vehicle uncrewed",
    ("sightings", "context"): """
        imagery documented_in_person seized surrendered cache recovered remnant market
    """,
    ("sightings", "date_basis"): "published verified",
    ("sightings", "serial_state"): "read partial obliterated",
    ("sightings", "count_unit"): "object round box",
    ("incidents", "kind"): """
        battlefield_capture depot_loss defection surrender hand_over theft leakage illicit_purchase
        non_delivery transit_diversion forged_documents unauthorised_retransfer covert_supply
        peacekeeper_loss disposal_failure seizure local_manufacture other
    """,
    ("transfers", "stage"): """
        notified authorised refused revoked ordered delivered delivery_verified retransfer_authorised
        customs_exit customs_entry transit
    """,
    ("transfers", "terms"): "sale aid gift barter loan licensed_production return",
    ("transfers", "quantity_status"): "reported estimate at_least up_to blank withheld aggregate",
    ("relations", "kind"): "backs trains allied_with fights part_of merged_into",
    ("sources", "reliability"): "A B C D E F",
    ("searches", "found"): "yes no",
}
SPANS = [
    ("sightings", "from", "to"),
    ("incidents", "from", "to"),
    ("transfers", "dated_from", "dated_to"),
    ("transfers", "delivered_from", "delivered_to"),
]


@cache
def rows(name: str) -> list[dict[str, str]]:
    with (CASE / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def ids(*names: str) -> set[str]:
    return {row["id"] for name in names for row in rows(name)}


@pytest.mark.parametrize("name", sorted(COLUMNS))
def test_columns_are_those_of_the_table(name: str) -> None:
    assert set(rows(name)[0]) == set(COLUMNS[name].split())


@pytest.mark.parametrize("name", sorted(COLUMNS))
def test_no_cell_is_left_over_or_missing(name: str) -> None:
    assert [row for row in rows(name) if None in row or None in row.values()] == []


@pytest.mark.parametrize("name", sorted(REQUIRED))
def test_required_cells_are_filled(name: str) -> None:
    required = REQUIRED[name].split()
    assert [row for row in rows(name) if not all(row[column] for column in required)] == []


@pytest.mark.parametrize("name", WITH_ID)
def test_ids_are_unique_and_plain(name: str) -> None:
    found = [row["id"] for row in rows(name)]
    assert len(found) == len(set(found))
    assert [one for one in found if not re.fullmatch(r"[A-Z]-\d\d|[a-z0-9-]+", one)] == []


@pytest.mark.parametrize("name", SOURCED)
def test_every_row_names_a_known_source(name: str) -> None:
    assert {row["source"] for row in rows(name)} <= ids("sources")


@pytest.mark.parametrize(("name", "column"), [("sources", "derived_from"), ("transfers", "derived_from")])
def test_parents_of_a_record_are_known_sources(name: str, column: str) -> None:
    parents = {parent for row in rows(name) for parent in row[column].split(";") if parent}
    assert parents <= ids("sources")


def test_every_source_has_a_reliability() -> None:
    assert [row["id"] for row in rows("sources") if row["reliability"] not in set("ABCDEF")] == []


def test_a_page_said_to_be_read_has_an_address() -> None:
    assert [row["id"] for row in rows("sources") if row["accessed"] and not row["url"]] == []


@pytest.mark.parametrize("name", GRADED)
def test_every_row_has_a_credibility(name: str) -> None:
    assert [row for row in rows(name) if row["credibility"] not in set("123456")] == []


@pytest.mark.parametrize(("name", "column"), sorted(CHOICES))
def test_cells_keep_to_the_vocabulary(name: str, column: str) -> None:
    assert {row[column] for row in rows(name)} - {""} <= set(CHOICES[name, column].split())


@pytest.mark.parametrize(("name", "first", "last"), SPANS)
def test_spans_are_not_inverted(name: str, first: str, last: str) -> None:
    pairs = [(row[first], row[last]) for row in rows(name)]
    both = [pair for pair in pairs if all(re.fullmatch(r"\d{4}-\d\d-\d\d", end) for end in pair)]
    assert both
    assert [pair for pair in both if date.fromisoformat(pair[0]) > date.fromisoformat(pair[1])] == []


def test_claims_are_about_rows_of_the_case() -> None:
    about = {one for row in rows("claims") for one in row["about"].split(";") if one}
    assert about <= ids("sightings", "incidents", "transfers")


def test_rows_named_in_notes_exist() -> None:
    columns = ("note", "comment", "text")
    texts = [row.get(column) for name in COLUMNS for row in rows(name) for column in columns]
    notes = " ".join(text for text in texts if text)
    named = set(re.findall(r"\b[SITCQ]-\d\d\b", notes))
    assert named <= ids("sightings", "incidents", "transfers", "claims", "searches")


def test_readme_states_the_sizes_of_the_tables() -> None:
    readme = (CASE / "README.md").read_text(encoding="utf-8")
    for name in ("sightings", "incidents", "transfers", "claims", "searches", "sources"):
        assert f"{len(rows(name))} {name}" in readme
