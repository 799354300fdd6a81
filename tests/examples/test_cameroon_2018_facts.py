"""The Cameroon case keeps its promises: a holder with a basis, denials answered, inferred years marked."""

from __future__ import annotations

import csv
import re
from functools import cache
from pathlib import Path

import pytest

import headstamp
from headstamp.sightings import Sighting
from headstamp.sightings.imports import TABLES
from headstamp.tables import parse_weighted, read_table, split_list
from headstamp.world import Actors

CASE = Path(headstamp.__file__).parent / "examples" / "cameroon-2018"
NAMES = ("sightings", "incidents", "transfers", "claims", "searches", "sources", "relations", "violations")
NAMES += ("verifications", "proofs")
WITH_ID = tuple(name for name in NAMES if name != "relations")
SOURCED = (
    "sightings",
    "incidents",
    "transfers",
    "claims",
    "relations",
    "violations",
    "verifications",
    "proofs",
)
GRADED = ("sightings", "incidents", "relations", "violations", "proofs")
HEAVY_2014_TO_2016 = ("T-03", "T-08", "T-13")


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


def test_every_source_has_a_reliability() -> None:
    assert [one["id"] for one in rows("sources") if one["reliability"] not in set("ABCDEF")] == []


@pytest.mark.parametrize("name", ["sources", "transfers"])
def test_parents_of_a_record_are_known_sources(name: str) -> None:
    assert {parent for one in rows(name) for parent in split_list(one["derived_from"])} <= ids("sources")


def test_a_page_said_to_be_read_has_an_address() -> None:
    assert [one["id"] for one in rows("sources") if one["accessed"] and not one["url"]] == []


def test_claims_are_about_rows_of_the_case() -> None:
    about = {one for claim in rows("claims") for one in split_list(claim["about"])}
    assert about <= ids("sightings", "incidents", "transfers", "violations", "claims")


def test_rows_named_in_texts_exist() -> None:
    columns = ("note", "comment", "text", "holder_basis", "state_response", "says", "result")
    texts = [one.get(column, "") for name in NAMES for one in rows(name) for column in columns]
    named = set(re.findall(r"\b[SITCQVKP]-\d\d\b", " ".join(texts)))
    assert named <= ids(
        "sightings", "incidents", "transfers", "claims", "searches", "violations", "verifications", "proofs"
    )


def test_actors_of_sightings_and_incidents_are_known() -> None:
    known = Actors.load()
    told = {part.split(":")[0] for one in rows("sightings") for part in split_list(one["holder"])}
    told |= {one[column] for one in rows("incidents") for column in ("from_actor", "to_actor")}
    told |= {one["alleged_actor"] for one in rows("violations")}
    assert [one for one in told if known.find(one) is None] == []


def test_readme_states_the_sizes_of_the_tables() -> None:
    readme = (CASE / "README.md").read_text(encoding="utf-8")
    for name in WITH_ID:
        assert f"{len(rows(name))} {name}" in readme


@pytest.mark.parametrize("sighting", ["S-01", "S-02", "S-03"])
def test_the_holder_in_the_video_is_a_conclusion_with_a_basis(sighting: str) -> None:
    told = row("sightings", sighting)
    assert parse_weighted(told["holder"]) == (("cameroon-army", 0.7), ("not known", 0.3))
    assert "disputed by the government" in told["holder_basis"]
    assert "chosen for this example" in told["holder_basis"]


def test_the_scene_is_dated_by_satellite_images() -> None:
    told = row("sightings", "S-01")
    seen = Sighting.from_cells("S-01", {column: cell for column, cell in told.items() if cell})
    assert seen.date_reviewed
    assert (str(seen.seen.from_), str(seen.seen.to)) == ("2014-11-01", "2016-02-29")


def test_the_earlier_reading_is_kept_beside_the_later() -> None:
    earlier = row("sightings", "S-02")
    assert dict(parse_weighted(earlier["weapon"])) == {"Galil": 0.5, "Zastava M21": 0.5}
    assert earlier["same_as"] == "S-01"


def test_years_of_the_national_table_are_marked_as_inferred() -> None:
    table = [one for one in rows("transfers") if one["source"] == "srb-att-reports"]
    assert len(table) == 14
    assert all("(inference)" in one["comment"] for one in table)
    assert all(one["delivered_from"] < one["delivered_to"] for one in table)


def test_no_record_names_a_model() -> None:
    assert [one["id"] for one in rows("transfers") if re.search("M21|Coyote", one["weapon"])] == []


def test_no_row_comes_from_a_register_of_major_arms() -> None:
    assert [one["id"] for one in rows("transfers") if "sipri" in one["source"]] == []
    assert [one["id"] for one in rows("transfers") if "UBM" in one["weapon"] + one["description"]] == []


def test_the_press_figure_contradicts_the_table() -> None:
    total = sum(int(row("transfers", one)["quantity"]) for one in HEAVY_2014_TO_2016)
    claim = row("claims", "C-13")
    assert (total, int(row("transfers", "T-07")["quantity"])) == (1998, 8500)
    assert "425" in claim["text"]
    assert "1,998" in claim["text"]
    assert "8,500" in claim["text"]
    assert set(HEAVY_2014_TO_2016) < set(split_list(claim["about"]))


def test_each_denial_on_the_video_is_answered() -> None:
    denied = [one["id"] for one in rows("claims") if one["stance"] == "denies" and "V-01" in one["about"]]
    asserted = [one["id"] for one in rows("claims") if one["stance"] == "asserts" and "V-01" in one["about"]]
    assert denied == ["C-01", "C-02", "C-03", "C-04", "C-19"]
    assert {"C-05", "C-06", "C-08", "C-11", "C-20", "C-21"} <= set(asserted)
    assert "C-03" in split_list(row("claims", "C-08")["about"])


def test_the_killing_is_qualified_and_the_response_told() -> None:
    told = row("violations", "V-01")
    assert (told["victims_low"], told["victims_high"]) == ("4", "4")
    assert (told["qualification"], told["qualified_by"]) == (
        "extrajudicial execution",
        "Amnesty International",
    )
    assert split_list(told["sightings"]) == ("S-01", "S-02", "S-03")
    assert [year for year in ("2018", "2020") if year not in told["state_response"]] == []


def test_speakers_are_offices() -> None:
    office = re.compile(
        r"minister|ministr|government|army|court|press|Amnesty|Bellingcat|BIRN|BBC|FRANCE 24|Centre for"
    )
    assert [one["speaker"] for one in rows("claims") if not office.search(one["speaker"])] == []


def test_checks_and_proofs_are_about_rows_of_the_case() -> None:
    held = ids("sightings", "violations", "claims")
    assert {one for row in rows("verifications") for one in split_list(row["of"])} <= held
    assert {row["verification"] for row in rows("proofs")} == ids("verifications") - {"K-01", "K-02", "K-10"}
    answered = {one for row in rows("proofs") for one in split_list(row["answers"])}
    assert answered <= ids("claims", "proofs")


def test_a_counter_candidate_and_a_failed_attempt_are_kept() -> None:
    assert {row["side"] for row in rows("proofs")} == {"", "against", "counter-candidate", "failed"}
