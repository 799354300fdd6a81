"""A trace request says what is known, says what is not, and names no person."""

from __future__ import annotations

import pytest

from headstamp.publishing import TraceRequest, request
from headstamp.records import Names
from headstamp.sightings import Sighting
from headstamp.world import Actors, Catalogue

ACTORS = (
    {"id": "fredonia", "name": "Fredonia", "kind": "state"},
    {"id": "utopia", "name": "Utopia", "kind": "state"},
    {"id": "ergoland", "name": "Ergoland", "kind": "state"},
    {"id": "grey-coats", "name": "Grey Coats", "kind": "non_state_armed_group"},
    {"id": "rupert", "name": "Rupert Hentzau", "kind": "person", "aliases": "Count Rupert"},
)
WEAPONS = (
    {"id": "r-pattern", "name": "R-pattern rifle", "level": "family", "parent": "assault-rifle"},
    {"id": "r-77", "name": "R-77 rifle", "level": "model", "parent": "r-pattern", "made_in": "fredonia"},
    {"id": "r-78", "name": "R-78 rifle", "level": "model", "parent": "r-pattern", "made_in": "utopia"},
)
NAMES = Names(Actors.load().overlay(ACTORS), Catalogue.load().overlay(WEAPONS))
PLAIN = {
    "id": "S-1",
    "item_type": "weapon",
    "weapon": "R-77 rifle",
    "holder": "grey-coats",
    "to": "2014-06-30",
    "date_basis": "verified",
    "country": "ergoland",
    "place": "Strelsau bridge",
    "lat": "10.12345",
    "lon": "20.54321",
    "source": "a friend",
    "note": "Filmed by Rupert Hentzau.",
}


def draft(**cells: str) -> TraceRequest:
    told = {name: cell for name, cell in (PLAIN | cells).items() if cell}
    return request("zenda", Sighting.from_cells("S-1", told), NAMES)


def fields(made: TraceRequest) -> dict[str, str | None]:
    return {one.name: one.value for section in made.sections for one in section.fields}


@pytest.mark.parametrize(
    ("cells", "to"),
    [
        ({}, ["Fredonia"]),
        ({"weapon": "R-pattern rifle"}, ["Fredonia", "Utopia"]),
        ({"weapon": "R-pattern rifle", "import_mark": "Ergoland"}, ["Ergoland"]),
        ({"weapon": "R-pattern rifle", "maker_mark": "Utopia", "import_mark": "Ergoland"}, ["Utopia"]),
        ({"weapon": "Zorkmid blaster"}, []),
    ],
)
def test_it_goes_to_the_maker_first_and_else_to_the_last_importer(
    cells: dict[str, str], to: list[str]
) -> None:
    assert [one.name for one in draft(**cells).to] == to


def test_what_is_not_known_is_said_to_be() -> None:
    made = draft()
    assert {"serial number", "calibre", "make"} <= set(made.missing)
    assert "- serial number: not known" in made.markdown
    assert any("serial" in one for one in made.warnings)
    read = draft(serial="A 123", serial_state="read", calibre="7.62x39", maker_mark="Zenda Works")
    assert read.missing == ()
    assert fields(read)["serial number"] == "A 123"
    assert fields(draft(serial="A 12", serial_state="partial"))["serial number"] == "A 12 (read in part)"
    assert fields(draft(serial="", serial_state="obliterated"))["serial number"] == "obliterated"


def test_what_the_catalogue_says_is_not_passed_off_as_read() -> None:
    assert "after the catalogue" in str(fields(draft())["country of manufacture or most recent import"])
    marked = fields(draft(weapon="R-pattern rifle", import_mark="Ergoland"))
    assert marked["country of manufacture or most recent import"] == "Ergoland"


@pytest.mark.parametrize("holder", ["rupert", "Rupert Hentzau", "Count Rupert", "Rudolf Rassendyll"])
def test_no_person_no_source_and_no_exact_place_is_in_it(holder: str) -> None:
    text = draft(holder=holder, package_marks="for Count Rupert", recovered_from="Rudolf Rassendyll").markdown
    for secret in ("Rupert", "Hentzau", "Rassendyll", "friend", "Strelsau", "10.12", "20.54"):
        assert secret not in text


def test_a_text_of_a_case_cannot_become_markup() -> None:
    text = draft(package_marks="<b>x</b> [y](http://z) | # *").markdown
    assert "<b>" not in text
    assert "[y](" not in text


def test_an_old_weapon_need_not_be_traced() -> None:
    assert any("1946" in one for one in draft(year_marked="1943").warnings)
    assert not any("1946" in one for one in draft(year_marked="1946").warnings)
