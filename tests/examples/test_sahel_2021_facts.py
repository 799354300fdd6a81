"""The Sahel case keeps its promises: rows sourced and graded, circular records marked, groups to compare."""

from __future__ import annotations

import csv
import re
from functools import cache
from pathlib import Path

import pytest

import headstamp
from headstamp.sightings.imports import TABLES
from headstamp.tables import read_table, split_list
from headstamp.world import Actors

CASE = Path(headstamp.__file__).parent / "examples" / "sahel-2021"
NAMES = ("sightings", "incidents", "transfers", "claims", "searches", "sources", "relations")
WITH_ID = tuple(name for name in NAMES if name != "relations")
SOURCED = ("sightings", "incidents", "transfers", "claims", "relations")
GRADED = ("sightings", "incidents", "relations")
GROUPS = {"isgs", "jnim"}
LOYAL = {"vdp", "dan-na-ambassagou"}


@cache
def rows(name: str) -> list[dict[str, str]]:
    with (CASE / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def row(name: str, key: str) -> dict[str, str]:
    return next(one for one in rows(name) if one["id"] == key)


def ids(*names: str) -> set[str]:
    return {one["id"] for name in names for one in rows(name)}


@pytest.mark.parametrize("name", NAMES)
def test_every_row_passes_the_check_of_its_table(name: str) -> None:
    known = Actors.load()
    checked = TABLES[name].check(read_table(CASE / f"{name}.csv"), lambda text: known.find(text) is not None)
    assert checked.rejected == ()
    assert checked.unknown_columns == ()
    assert len(checked.rows) == len(rows(name))


@pytest.mark.parametrize("name", WITH_ID)
def test_ids_are_plain(name: str) -> None:
    assert [one for one in ids(name) if not re.fullmatch(r"[A-Z]-\d\d|[a-z0-9-]+", one)] == []


@pytest.mark.parametrize("name", SOURCED)
def test_every_row_names_a_known_source(name: str) -> None:
    assert {one["source"] for one in rows(name)} <= ids("sources")


@pytest.mark.parametrize("name", GRADED)
def test_every_row_has_a_credibility(name: str) -> None:
    assert [one for one in rows(name) if one["credibility"] not in set("123456")] == []


def test_no_sighting_is_called_confirmed() -> None:
    assert [one["id"] for one in rows("sightings") if one["credibility"] == "1"] == []


def test_every_source_has_a_reliability() -> None:
    assert [one["id"] for one in rows("sources") if one["reliability"] not in set("ABCDEF")] == []


@pytest.mark.parametrize("name", ["sources", "transfers"])
def test_parents_of_a_record_are_known_sources(name: str) -> None:
    assert {parent for one in rows(name) for parent in split_list(one["derived_from"])} <= ids("sources")


def test_a_page_said_to_be_read_has_an_address() -> None:
    assert [one["id"] for one in rows("sources") if one["accessed"] and not one["url"]] == []


def test_claims_are_about_rows_of_the_case() -> None:
    about = {one for claim in rows("claims") for one in split_list(claim["about"])}
    assert about <= ids("sightings", "incidents", "transfers", "claims")


def test_rows_named_in_texts_exist() -> None:
    columns = ("note", "comment", "text", "holder_basis")
    texts = [one.get(column, "") for name in NAMES for one in rows(name) for column in columns]
    named = set(re.findall(r"\b[SITCQ]-\d\d\b", " ".join(texts)))
    assert named <= ids("sightings", "incidents", "transfers", "claims", "searches")


def test_actors_of_sightings_and_incidents_are_known() -> None:
    known = Actors.load()
    told = {part.split(":")[0] for one in rows("sightings") for part in split_list(one["holder"])}
    told |= {one[column] for one in rows("incidents") for column in ("from_actor", "to_actor")}
    assert [one for one in told if known.find(one) is None] == []


def test_readme_states_the_sizes_of_the_tables() -> None:
    readme = (CASE / "README.md").read_text(encoding="utf-8")
    for name in WITH_ID:
        assert f"{len(rows(name))} {name}" in readme


@pytest.mark.parametrize(
    "weapon", ["Zastava M05E3", "Zastava M05 series", "Zastava M92", "Zastava M02 Coyote", "Zastava M70"]
)
def test_each_reported_model_is_there_with_both_groups(weapon: str) -> None:
    assert {one["holder"] for one in rows("sightings") if one["weapon"] == weapon} >= GROUPS


def test_the_same_models_are_there_with_forces_on_the_other_side() -> None:
    diverted = {one["weapon"] for one in rows("sightings") if one["holder"] in GROUPS}
    compared = {one["weapon"] for one in rows("sightings") if one["holder"] in LOYAL}
    assert compared == {"Zastava M05 series", "Zastava M92", "Zastava M70"}
    assert compared <= diverted


def test_volunteers_are_not_seen_before_they_exist() -> None:
    assert {one["from"] for one in rows("sightings") if one["holder"] == "vdp"} == {"2020-01-21"}


def test_dates_are_those_of_the_content() -> None:
    spans = {(one["to"], one["date_basis"]) for one in rows("sightings")}
    assert spans == {("May 2021", "published")}
    assert {one["from"] for one in rows("sightings") if one["holder"] in GROUPS} == {"January 2018"}


@pytest.mark.parametrize("transfer", ["T-01", "T-02", "T-03"])
def test_serbian_sales_rest_on_the_investigation(transfer: str) -> None:
    told = row("transfers", transfer)
    assert (told["supplier"], told["recipient"]) == ("SRB", "BFA")
    assert told["source"] == row("sightings", "S-01")["source"]
    assert split_list(told["derived_from"]) == ("amnesty-2021",)


def test_goods_sold_to_the_emirates_are_for_burkina_faso() -> None:
    told = row("transfers", "T-04")
    assert (told["supplier"], told["recipient"], told["end_user"]) == ("SRB", "ARE", "BFA")
    assert told["quantity_status"] == "aggregate"
    assert told["weapon"] == ""


def test_european_rows_are_categories_with_licences_kept_apart() -> None:
    european = [one for one in rows("transfers") if one["category"] == "ML1"]
    assert {one["quantity"] for one in european} == {""}
    assert {(one["stage"], one["value_basis"]) for one in european} == {
        ("delivered", "export"),
        ("authorised", "licence"),
    }


def test_incidents_lie_within_the_imagery() -> None:
    assert max(one["to"] for one in rows("incidents") if one["to"][:2] == "20") <= "2021-05-31"


def test_a_source_that_cannot_see_is_not_called_silent() -> None:
    assert "outside the register's scope" in row("searches", "Q-01")["note"]
    assert "Not reported is not the same as nothing to report" in row("searches", "Q-02")["note"]
