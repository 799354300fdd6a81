"""`headstamp records values`, `diff`, `export` and `clusters`: answers for programs and for people."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from xml.etree import ElementTree

import pytest
from asked import Run
from sipri_files import OCTOBER_2024, Deal, sipri

from headstamp.tables import read_table

EU = (
    'unique-id;" ""year""";importing-country;exporting-country;CML-category;'
    "num-licenses-imported;val-licenses-imported;val-arms-imported"
)
LINES = (
    "7;2009;Bhutan;Iceland;ML1;3;1200;900",
    "8;2010;Bhutan;Iceland;ML1;1;50;",
    "9;2010;Bhutan;Iceland;Total;1;50;",
    "10;2010;Andorra;Iceland;ML2;1;;",
)


@pytest.fixture
def reports(run: Run) -> None:
    Path("eu.csv").write_bytes("\r\n".join([EU, *LINES, ""]).encode())
    assert run("records", "add", "eu.csv").code == 0


def register(run: Run, deals: list[Deal], name: str = "register.csv", generated: str | None = None) -> str:
    data = sipri(deals, generated=generated) if generated else sipri(deals)
    Path(name).write_bytes(data)
    assert run("records", "add", name).code == 0
    return hashlib.sha256(data).hexdigest()


def test_values_by_year(run: Run, reports: None) -> None:
    told = run("records", "values", "--supplier", "Iceland", "--json").json("records.values/1")
    assert [(one["stage"], one["amount"], one["by_recipient"]) for one in told["series"]] == [
        ("authorised", 1250, False),
        ("delivered", 900, False),
    ]
    assert told["series"][0]["years"] == [
        {"year": 2009, "amount": 1200, "n": 1, "totals": 0},
        {"year": 2010, "amount": 50, "n": 1, "totals": 0},
    ]
    assert (told["without"], told["left_out"]) == (1, [{"why": "sums beside their parts", "n": 1}])
    assert len(told["snapshots"]) == 1
    said = run("records", "values", "--supplier", "Iceland").out
    assert "authorised, EUR (licence), EU-COARM: 1,250 in all" in said
    assert "Records that fit and name no value: 1." in said
    assert "Left out: 1 sums beside their parts." in said
    assert "from Iceland, as EU-COARM, 2009-2010 tells them" in " ".join(said.split())


def test_values_of_nobody_are_no_failure(run: Run, reports: None) -> None:
    told = run("records", "values", "--recipient", "Chad", "--to", "empty.svg")
    assert (told.code, told.err) == (0, "")
    assert told.out.startswith("No record that fits names a value.")
    assert "There is nothing to show." in Path("empty.svg").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", ["v.csv", "v.xlsx", "v.json", "v.CSV", "v"])
def test_values_are_written_as_a_table(run: Run, reports: None, name: str) -> None:
    Path(name).write_text("what was there is replaced", encoding="utf-8")
    assert run("records", "values", "--supplier", "Iceland", "--to", name).out.endswith(f"{name}: written.\n")
    rows = [dict(row.cells) for row in read_table(name).rows]
    assert [(row["stage"], row["year"], row["amount"]) for row in rows] == [
        ("authorised", "2009", "1200"),
        ("authorised", "2010", "50"),
        ("delivered", "2009", "900"),
    ]


def test_values_are_drawn(run: Run, reports: None) -> None:
    told = run("records", "values", "--supplier", "Iceland", "--to", "v.SVG", "--json")
    told.json("records.values/1")
    root = ElementTree.fromstring(Path("v.SVG").read_text(encoding="utf-8"))
    assert sum(one.get("class") == "bar" for one in root.iter()) == 3


@pytest.mark.parametrize(
    ("asked", "code", "words"),
    [
        ((), 2, "give --supplier or --recipient"),
        (("--recipient", "Atlantis"), 3, "Atlantis"),
        (("--supplier", "Iceland", "--to", "v.pdf"), 2, ".csv, .xlsx, .json or .svg"),
        (("--supplier", "Iceland", "--to", "none/v.csv"), 2, "none/v.csv"),
        (("--supplier", "Iceland", "--to", "none/v.svg"), 3, "none/v.svg"),
        (("--supplier", "Iceland", "--years", "2012-2010"), 2, "2010-2012"),
        (("--supplier", "Iceland", "--stage", "sold"), 2, "sold"),
    ],
)
def test_values_that_cannot_be_had(
    run: Run, reports: None, asked: tuple[str, ...], code: int, words: str
) -> None:
    assert words in run("records", "values", *asked).error(code)
    assert run("records", "values", *asked, "--json").fault(code)["message"]
    assert not Path("v.pdf").exists()


def test_two_editions(run: Run) -> None:
    old = register(run, [Deal(), Deal(item="Gone-1")], "old.csv", OCTOBER_2024)
    new = register(run, [Deal(comment="now told"), Deal(item="New-1")])
    told = run("records", "diff", old[:8], new[:8], "--json").json("records.diff/1")
    assert (told["older"], told["newer"], told["same"]) == (old, new, 0)
    assert [len(told[name]) for name in ("changed", "renamed", "vanished", "appeared")] == [1, 0, 1, 1]
    assert told["kinds"] == [["comment", 1]]
    said = run("records", "diff", old[:8], new[:8]).out
    assert said.startswith("SIPRI, generated 13 October 2024 (")
    assert "0 records are the same, 1 changed, 0 are written under another name, 1 vanished, 1 appeared" in (
        " ".join(said.split())
    )
    assert "comment: nothing → now told" in said
    assert "Of 2 keys (who, whom, what, when) 1 are kept: 50.0%." in said


def test_editions_that_are_not_there_or_of_two_registers(run: Run, reports: None) -> None:
    sha = register(run, [Deal()])
    eu = hashlib.sha256(Path("eu.csv").read_bytes()).hexdigest()
    assert "ffff" in run("records", "diff", sha[:8], "ffff").error(3)
    assert "no two editions" in run("records", "diff", sha, eu).error(2)


@pytest.mark.parametrize("name", ["out.csv", "out.xlsx", "out.json"])
def test_an_export_is_a_table_that_a_case_imports(run: Run, reports: None, case: Path, name: str) -> None:
    Path(name).write_text("what was there is replaced", encoding="utf-8")
    told = run("records", "export", name, "--recipient", "Bhutan", "--json").json("records.export/1")
    assert (told["file"], told["rows"], list(told["snapshots"].values())) == (name, 4, [4])
    done = run("transfers", "import", case, name, "--json")
    assert done.code == 0
    body = done.json("import/1")
    assert (body["read"], body["new"], body["rejected"]) == (4, 4, [])
    again = run("transfers", "import", case, name, "--json").json("import/1")
    assert (again["new"], again["changed"], again["same"]) == (0, 0, 4)


def test_a_register_with_deals_of_all_sorts_is_imported_again(run: Run, case: Path) -> None:
    deals = [
        Deal(item="Tank; spare:0.5", years="1980; 1985", ordered="1979?", comment="=1+1; via Andorra"),
        Deal(item="Wing 2:1", delivered="0", years="", number="", ordered="2012?"),
        Deal(item="T-55", supplier="unknown supplier(s)", delivered="7?"),
    ]
    register(run, [*deals, *(Deal(recipient="Andorra", item=f"F-{n}") for n in range(40))])
    assert run("records", "export", "out.csv", "--recipient", "Bhutan").out == "out.csv: 3 transfers.\n"
    told = run("transfers", "import", case, "out.csv", "--json").json("import/1")
    assert (told["new"], told["rejected"]) == (3, [])


def test_an_export_that_the_terms_forbid_is_refused_whole(run: Run) -> None:
    register(run, [Deal(item=f"M-{n}") for n in range(20)])
    said = run("records", "export", "out.csv", "--recipient", "Bhutan").error(2)
    assert "at most 1 of its 20 lines may be handed on" in said
    fault = run("records", "export", "out.csv", "--recipient", "Bhutan", "--json").fault(2)
    assert fault["code"] == "more-than-allowed"
    assert not Path("out.csv").exists()
    assert run("records", "export", "out.csv", "--recipient", "Atlantis").error(3)
    assert run("records", "export", "out.pdf", "--recipient", "Chad").error(2)
    assert run("records", "export", "none/out.csv", "--recipient", "Chad").error(2)


def test_records_of_one_transfer(run: Run, reports: None) -> None:
    told = run("records", "clusters", "Bhutan", "Iceland", "--json").json("records.clusters/1")
    assert [(one["kind"], one["independent"]) for one in told["links"]] == [("later_stage", False)]
    assert told["counts"] == {"authorised": 2, "delivered": 1}
    assert told["scope"].startswith("Transfers from Iceland to Bhutan, as told by EU-COARM")
    said = run("records", "clusters", "Bhutan", "Iceland").out
    assert "it is no probability" in said
    assert "counted once each: 2 authorised, 1 delivered. Stages are never added up." in said
    assert "no corroboration" not in said
    assert run("records", "clusters", "Bhutan", "Atlantis").error(3)
    assert run("records", "clusters", "Bhutan").error(2)
    nothing = run("records", "clusters", "Chad", "Iceland")
    assert (nothing.code, "No two of these records" in nothing.out) == (0, True)


def test_what_rests_on_another_is_said_to_be_no_corroboration(run: Run, reports: None) -> None:
    columns = "supplier,recipient,reported_by,stage,category_scheme,category,value,currency,dated_from"
    row = "Iceland,Bhutan,Iceland,authorised,ml,ML1,1200,EUR,2009"
    Path("transfers.csv").write_text(f"{columns}\n{row}\n", encoding="utf-8")
    assert run("records", "add", "transfers.csv").code == 0
    told = run("records", "clusters", "Bhutan", "Iceland", "--json").json("records.clusters/1")
    same = [one for one in told["links"] if one["kind"] == "same_transfer"]
    assert [one["independent"] for one in same] == [False]
    assert "no corroboration" in run("records", "clusters", "Bhutan", "Iceland").out


@pytest.mark.parametrize("command", ["values", "diff", "export", "clusters"])
def test_help_has_an_example(run: Run, command: str) -> None:
    told = run("records", command, "--help").out
    assert f"headstamp records {command} " in told.split("Example:")[1]
    assert "Exit codes: 0 done; 2 wrong usage" in " ".join(told.split())


def test_an_empty_library_answers(run: Run) -> None:
    assert (
        run("records", "values", "--supplier", "Iceland", "--json").json("records.values/1")["series"] == []
    )
    assert run("records", "clusters", "Bhutan", "Iceland", "--json").json("records.clusters/1")["links"] == []
    run("records", "export", "out.json", "--supplier", "Iceland", "--json").json("records.export/1")
    assert json.loads(Path("out.json").read_text(encoding="utf-8"))["rows"] == []
