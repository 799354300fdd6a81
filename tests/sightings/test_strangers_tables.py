"""Two hundred rows typed by three people, each in their own way, and what is rejected of them."""

from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl import Workbook

from headstamp import Case

COLUMNS = ("id", "item_type", "weapon", "holder", "to", "country", "lat", "lon", "confidence", "note")


@pytest.fixture
def case(tmp_path: Path) -> Case:
    return Case.create(tmp_path / "case")


def test_semicolons_decimal_commas_and_dotted_dates(case: Case, tmp_path: Path) -> None:
    rows = [
        f'A-{n};weapon;"AK, ""pattern""";islamic-state;{n % 28 + 1:02d}.06.2014;Irak;36,34;43,1{n % 9};0,8;'
        for n in range(80)
    ]
    rows[7] = "A-7;weapon;AKM;islamic-state;31.02.2014;Iraq;;;;"  # there is no such day
    rows[8] = "A-8;weapon;AKM;islamic-state;1.6.2014;Nowhereland;;;;"  # nor such a state
    text = ";".join(COLUMNS) + "\r\n" + "\r\n".join(rows) + "\r\n"
    (tmp_path / "a.csv").write_bytes(b"\xef\xbb\xbf" + text.encode())
    done = case.import_table("sightings", tmp_path / "a.csv")
    assert (done.read, done.new) == (80, 78)
    assert [(one.line, one.column) for one in done.rejected] == [(9, "to"), (10, "country")]
    assert all(one.why.endswith(".") for one in done.rejected)
    first = case.rows("sightings")[0]
    assert (first["weapon"], first["lat"], first["confidence"]) == ('AK, "pattern"', "36.34", "0.8")


def test_commas_slashes_and_percentages(case: Case, tmp_path: Path) -> None:
    rows = [
        f'B-{n},Weapon,"Type 56, folding stock",Islamic State,06/{n % 18 + 13}/2014,IRQ,36.3,43.1,80 %,'
        for n in range(60)
    ]
    rows[3] = "B-3,weapon,AKM,Islamic State,06/07/2014,IRQ,,,,"  # June or July
    rows[4] = "B-4,weapon,AKM,Islamic State,2014-06-10,IRQ,36.3,,,"  # half a place
    rows[5] = "B-5,firearm,AKM,Islamic State,2014-06-10,IRQ,,,,"  # no such type
    (tmp_path / "b.csv").write_text(",".join(COLUMNS) + "\n" + "\n".join(rows) + "\n", encoding="utf-8")
    done = case.import_table("sightings", tmp_path / "b.csv")
    assert (done.read, done.new) == (60, 57)
    assert [(one.line, one.column) for one in done.rejected] == [(5, "to"), (6, "lat"), (7, "item_type")]
    assert "write 2014-07-06 or 6 July 2014" in done.rejected[0].why
    assert case.rows("sightings")[0]["confidence"] == "0.8"


def test_a_worksheet_with_merged_cells(case: Case, tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append([column.replace("_", " ").title() for column in COLUMNS])
    for n in range(60):
        sheet.append(
            [f"C-{n}", "weapon", "AKM", "islamic-state" if n % 10 == 0 else None, "June 2014", "Syria"]
        )
    for top in range(2, 62, 10):
        sheet.merge_cells(start_row=top, end_row=top + 9, start_column=4, end_column=4)
    sheet["E5"] = "=1+1"  # a formula is no date
    book.save(tmp_path / "c.xlsx")
    done = case.import_table("sightings", tmp_path / "c.xlsx")
    assert (done.read, done.new) == (60, 59)
    assert [(one.line, one.column) for one in done.rejected] == [(5, "to")]
    assert {row["holder"] for row in case.rows("sightings")} == {"islamic-state"}
