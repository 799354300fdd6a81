"""A case with its own tables, traced with an empty library, and with registers that come and go."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

import pytest
from made_up_world import ACTORS, INCIDENTS, RELATIONS, SIGHTING, TRANSFERS, WEAPONS, Rows, World, chains

from headstamp.case import Case
from headstamp.records import Library, SnapshotMissing
from headstamp.values import NotFound, dumps

HEADER = (
    "Recipient,Supplier,Year of order, ,Number ordered, ,Weapon designation,Weapon description,"
    "Number delivered, ,Year(s) of delivery,status,Comments,SIPRI TIV per unit,SIPRI TIV for total order,"
    "SIPRI TIV of delivered weapons"
)
TANKS: Rows = (
    {"id": "S-1", "item_type": "vehicle", "weapon": "Xq-9", "holder": "grey-coats", "country": "Bhutan"},
    {"id": "S-2", "item_type": "weapon", "weapon": "R-77 rifle", "holder": "grey-coats", "country": "Bhutan"},
)


def write(path: Path, table: Rows) -> Path:
    columns = list(dict.fromkeys(column for row in table for column in row))
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns)
        writer.writeheader()
        writer.writerows(table)
    return path


def register(path: Path, *deals: str, generated: str = "18 May 2026 2:29:20 PM") -> Path:
    """A file in the form of SIPRI's register: recipient, supplier, year, number, weapon, kind."""
    lines = ["SIPRI Arms Transfers Database", f"Data generated: {generated}", "", HEADER]
    for deal in deals:
        recipient, supplier, year, number, weapon, kind = deal.split(",")
        told = f"{recipient},{supplier},{year},,{number},,{weapon},{kind},{number},,{int(year) + 1}"
        lines.append(f"{told},New,,1,{number},{number}")
    path.write_text("\n".join(lines) + "\n", encoding="latin-1")
    return path


@pytest.fixture
def case(tmp_path: Path) -> Iterator[Case]:
    with Case.create(tmp_path / "case", who="test") as made:
        tables = {
            "actors": ACTORS,
            "weapons": WEAPONS,
            "relations": RELATIONS,
            "incidents": INCIDENTS,
            "transfers": TRANSFERS,
            "sightings": (dict(SIGHTING),),
        }
        for name, table in tables.items():
            done = made.import_table(name, write(tmp_path / f"{name}.csv", table), who="test")
            assert done.rejected == ()
        yield made


@pytest.fixture
def tanks(case: Case, tmp_path: Path) -> Case:
    told = tuple({**row, "to": "2014-06-30", "date_basis": "verified"} for row in TANKS)
    assert case.import_table("sightings", write(tmp_path / "tanks.csv", told), who="test").rejected == ()
    return case


def test_a_case_traces_as_its_tables_do(case: Case, tmp_path: Path) -> None:
    traced = case.trace(Library(tmp_path / "library"))
    assert (traced.priors, traced.snapshots) == ("mixed", ())
    found = traced.assessments[0]
    expected = World().assess()
    assert chains(found) == pytest.approx(chains(expected), abs=1e-12)
    assert found.wording == expected.wording
    assert case.pins is None


def test_one_sighting_can_be_asked_for(tanks: Case, tmp_path: Path) -> None:
    library = Library(tmp_path / "library")
    assert [one.sighting for one in tanks.trace(library, sighting="S-2").assessments] == ["S-2"]
    with pytest.raises(NotFound, match="S-99"):
        tanks.trace(library, sighting="S-99")


def test_a_register_brings_suppliers_and_says_what_it_cannot_see(tanks: Case, tmp_path: Path) -> None:
    library = Library(tmp_path / "library")
    before = chains(tanks.trace(library).assessments[0])
    added = library.add(
        register(tmp_path / "a.csv", "Bhutan,Iceland,2009,60,Xq-9,tank", "Bhutan,Iceland,2010,9,Yz-1,tank")
    )
    traced = tanks.trace(library)
    tank, rifle = traced.assessments
    assert traced.snapshots == (added.snapshot.sha256,)
    assert "Iceland -> Bhutan" not in before
    assert next(iter(chains(tank))) == "Iceland -> Bhutan"
    assert tank.routes[0].steps[0].records
    assert tank.cannot_see == ()
    assert [one.source for one in rifle.cannot_see] == ["sipri"]
    without = next(one for one in tank.leave_one_out if one.source == "sipri")
    assert without.first != "Iceland -> Bhutan"


def test_the_first_trace_with_records_pins_them(tanks: Case, tmp_path: Path) -> None:
    library = Library(tmp_path / "library")
    first = library.add(register(tmp_path / "a.csv", "Bhutan,Iceland,2009,60,Xq-9,tank")).snapshot.sha256
    pinned = tanks.trace(library)
    second = library.add(
        register(tmp_path / "b.csv", "Bhutan,Malta,2009,900,Xq-9,tank", generated="18 May 2027 2:29:20 PM")
    ).snapshot.sha256
    again = tanks.trace(library)
    assert again.snapshots == pinned.snapshots == (first,)
    assert dumps(again.assessments[0].supply_chains[:5]) == dumps(pinned.assessments[0].supply_chains[:5])
    anew = tanks.trace(library, repin=True)
    assert set(anew.snapshots) == {first, second}
    assert next(iter(chains(anew.assessments[0]))) == "Malta -> Bhutan"
    assert tanks.trace(library).snapshots == anew.snapshots


def test_a_pinned_edition_that_is_gone_is_named(tanks: Case, tmp_path: Path) -> None:
    library = Library(tmp_path / "library")
    sha256 = library.add(register(tmp_path / "a.csv", "Bhutan,Iceland,2009,60,Xq-9,tank")).snapshot.sha256
    tanks.trace(library)
    with pytest.raises(SnapshotMissing, match=sha256[:12]) as caught:
        tanks.trace(Library(tmp_path / "another"))
    assert caught.value.exit_code == 3
    assert caught.value.code == "snapshot-missing"


def test_an_edited_preset_is_named_in_the_trace(case: Case, tmp_path: Path) -> None:
    from importlib.resources import files

    text = files("headstamp.tracing").joinpath("data/mixed.toml").read_text(encoding="utf-8")
    mine = tmp_path / "mine.toml"
    mine.write_text(
        text.replace('name = "mixed"', 'name = "mine"').replace("spread =", "unknown = 0.3\nspread ="),
        "utf-8",
    )
    library = Library(tmp_path / "library")
    edited, plain = case.trace(library, priors=str(mine)), case.trace(library)
    assert "mine" in edited.priors
    assert edited.assessments[0].unknown.probability > plain.assessments[0].unknown.probability
