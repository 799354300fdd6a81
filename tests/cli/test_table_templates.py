"""`headstamp TABLE template`: what it writes imports, empty or filled in."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
from asked import Run

from headstamp.sightings import TABLES
from headstamp.tables import CellKind

# One row for every table, with cells that a spreadsheet likes to change: months, leading zeros, minus signs.
FILLED = {
    "sources": {
        "id": "s-1",
        "title": "A report",
        "date": "June 2014",
        "reliability": "B",
        "derived_from": "s-2;s-3",
    },
    "actors": {
        "id": "a-1",
        "name": "A brigade",
        "kind": "unit",
        "country": "Iraq",
        "from": "about 2010",
        "lat": "33.5",
        "lon": "44.4",
    },
    "relations": {
        "from_actor": "a-1",
        "to_actor": "IRQ",
        "kind": "part_of",
        "from": "since 2014",
        "credibility": "2",
    },
    "weapons": {
        "id": "w-1",
        "name": "A rifle",
        "level": "model",
        "class": "assault-rifle",
        "made_in": "Serbia;Iraq",
    },
    "headstamps": {
        "code": "0-1",
        "maker": "A works",
        "state": "Iraq",
        "from": "1985",
        "to": "1989",
    },
    "transfers": {
        "supplier": "Serbia",
        "recipient": "Iraq",
        "stage": "delivered",
        "quantity": "about 50",
        "serial_from": "00123",
    },
    "sightings": {
        "id": "S-1",
        "item_type": "weapon",
        "weapon": "M05E3:0.7;AK-pattern:0.3",
        "holder": "not known",
        "to": "2014-06",
        "context": "imagery",
        "count_low": "3",
        "lat": "36.3",
        "lon": "43.1",
        "serial": "007",
        "year_marked": "1983",
        "note": "-1 seen, +2 heard of",
    },
    "incidents": {
        "id": "I-1",
        "kind": "depot_loss",
        "from_actor": "IRQ",
        "to_actor": "not known",
        "to": "June 2014",
    },
    "violations": {
        "id": "V-1",
        "kind": "killing",
        "alleged_actor": "not known",
        "to": "2015",
        "victims_low": "1",
    },
    "claims": {
        "id": "C-1",
        "type": "denial",
        "text": "=we never sold it",
        "date": "2018-07-12",
    },
    "searches": {
        "id": "Q-1",
        "sought": "the serial",
        "where": "an archive",
        "at": "2019",
    },
    "stocks": {
        "id": "K-1",
        "actor": "IRQ",
        "weapon": "T-55",
        "at": "1990",
        "kind": "audit",
        "count_low": "10",
    },
    "controls": {
        "id": "C-1",
        "consignment": "first",
        "step": "trace_request",
        "status": "sent",
        "from": "2015-01-10",
        "due": "March 2015",
    },
    "certificates": {
        "id": "E-1",
        "consignment": "first",
        "number": "007",
        "quantity": "1200",
        "no_reexport": "yes",
        "signed": "2009",
    },
    "verifications": {
        "id": "k-1",
        "of": "s-1;v-1",
        "check": "place",
        "status": "ready for review",
        "by": "team a",
        "at": "June 2014",
    },
    "proofs": {
        "id": "p-1",
        "verification": "k-1",
        "kind": "skyline",
        "side": "counter-candidate",
        "says": "A ridge that fits as well",
        "from": "2014",
        "lat": "33.5",
        "lon": "44.4",
        "bearing": "123",
        "shadow_azimuth": "286+-2",
        "holder": "army b",
        "weight": "0.5",
    },
    "decisions": {
        "id": "d-1",
        "supplier": "Serbia",
        "recipient": "Iraq",
        "weapon": "M05E3",
        "on": "2019-06",
        "rule": "att-7.1a",
        "outcome": "risk",
        "by": "team A",
        "known_by": "2019-06-01",
    },
    "devices": {
        "id": "v-1",
        "sighting": "S-1",
        "kind": "improvised",
        "activation": "person",
        "sensitive": "yes",
    },
}


def imported(run: Run, table: str, file: str, rows: int) -> None:
    told = run(table, "import", "c", file, "--json").json("import/1")
    assert (told["read"], told["new"]) == (rows, rows)
    assert (told["rejected"], told["unknown_columns"]) == ([], [])


def filled_in(path: Path, cells: dict[str, str]) -> None:
    """Fill a template as a person does: a workbook in a spreadsheet, whatever the file in an editor."""
    if path.suffix == ".csv":
        (header,) = path.read_text(encoding="utf-8").splitlines()
        row = ",".join(f'"{cells.get(name, "")}"' for name in header.split(","))
        path.write_text(f"{header}\n{row}\n", encoding="utf-8")
        return
    book = openpyxl.load_workbook(path)
    (sheet,) = book.worksheets
    for place, name in enumerate([cell.value for cell in sheet[1]], start=1):
        if name in cells:
            sheet.cell(2, place).value = cells[str(name)]
            sheet.cell(2, place).data_type = "s"
    book.save(path)


@pytest.mark.parametrize("suffix", ["csv", "xlsx"])
@pytest.mark.parametrize("table", TABLES)
def test_a_template_imports_empty_and_filled_in(table: str, suffix: str, case: Path, run: Run) -> None:
    file = f"{table}.{suffix}"
    told = run(table, "template", file, "--json").json("template/1")
    assert (told["table"], told["file"], told["columns"]) == (table, file, list(TABLES[table].header))
    imported(run, table, file, 0)
    filled_in(Path(file), FILLED[table])
    imported(run, table, file, 1)
    (row,) = run(table, "list", "c", "--json").json("list/1")["rows"]
    assert {name: row[name] for name in FILLED[table]} == FILLED[table]


def test_without_a_file_the_header_goes_to_stdout(run: Run) -> None:
    told = run("searches", "template")
    assert (told.code, told.out, told.err) == (0, "id,sought,where,at,by,found,note\r\n", "")
    assert run("searches", "template", "--json").json("template/1")["file"] is None


def test_a_file_that_is_there_is_left_untouched(run: Run) -> None:
    for name in ("mine.csv", "mine.xlsx"):
        Path(name).write_bytes(b"mine")
        assert name in run("sightings", "template", name).error(2)
        assert Path(name).read_bytes() == b"mine"
    Path("folder.csv").mkdir()
    assert "folder.csv" in run("sightings", "template", "folder.csv").error(2)


def test_a_place_or_a_form_that_cannot_be_is_said(run: Run) -> None:
    assert "nowhere" in run("sightings", "template", "nowhere/s.csv").error(3)
    for name in ("s.json", "s.xls", "s"):
        assert "name a file that ends in .csv or .xlsx" in run("sightings", "template", name).error(2)
        assert not Path(name).exists()


@pytest.mark.parametrize("table", TABLES)
def test_a_workbook_says_what_each_column_means(table: str, run: Run) -> None:
    assert run(table, "template", "t.xlsx").code == 0
    (sheet,) = openpyxl.load_workbook("t.xlsx").worksheets
    offered = {
        str(one.sqref).split("2:")[0]: str(one.formula1) for one in sheet.data_validations.dataValidation
    }
    for column, head in zip(TABLES[table].columns, sheet[1], strict=True):
        assert head.value == column.name
        assert head.font.b is column.required
        assert head.comment is not None
        told = head.comment.text
        assert told.startswith("Required." if column.required else "May stay empty.")
        assert column.what.casefold() in told.casefold()
        assert all(choice in told for choice in column.choices)
        text = column.kind not in (CellKind.INTEGER, CellKind.NUMBER)
        assert sheet.column_dimensions[head.column_letter].number_format == ("@" if text else "General")
        # A spreadsheet takes a list of 255 characters; a longer one stands in the note alone.
        listed = ",".join(column.choices or (("yes", "no") if column.kind is CellKind.YESNO else ()))
        assert offered.get(head.column_letter) == (f'"{listed}"' if 0 < len(listed) <= 255 else None)
