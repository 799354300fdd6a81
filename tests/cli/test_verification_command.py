"""`headstamp verification` and its two tables, as people and programs use them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from asked import Answer

Run = Callable[..., Answer]


@pytest.fixture
def cameroon(run: Run) -> str:
    assert run("init", "cameroon", "--example", "cameroon-2018").code == 0
    return "cameroon"


def test_the_example_is_told_for_people(cameroon: str, run: Run) -> None:
    told = run("verification", cameroon)
    assert (told.code, told.err) == (0, "")
    text = " ".join(told.out.split())
    assert "November 2014 - February 2016 (not before by P-05; not after by P-06)" in text
    assert "with all checks: 20 March - 5 April 2015" in text
    assert "answered by C-08, P-19" in text


def test_the_example_is_told_for_programs(cameroon: str, run: Run) -> None:
    told = run("verification", cameroon, "--of", "S-01", "--json").json("verification/1")
    (subject,) = told["subjects"]
    assert [one["id"] for one in subject["records"]] == ["S-01", "S-02", "S-03", "V-01"]
    first = subject["records"][0]["verified"]
    assert (first["span"]["from"], first["span"]["to"]) == ("2014-11-01", "2016-02-29")
    assert (first["earliest"], first["latest"]) == (["P-05"], ["P-06"])
    assert [one["standing"]["counts"] for one in subject["checks"]] == [
        False,
        False,
        True,
        True,
        False,
        False,
        True,
    ]
    assert [one["denial"]["id"] for one in subject["exchanges"]] == ["C-01", "C-02", "C-03", "C-04", "C-19"]
    assert told["stray"] == []


def test_the_page_is_written(cameroon: str, run: Run) -> None:
    told = run("verification", cameroon, "--report", "page.html", "--json").json("verification/1")
    assert told["report"] == "page.html"
    assert "What is denied, and what answers it" in Path("page.html").read_text(encoding="utf-8")
    assert "no folder" in run("verification", cameroon, "--report", "nowhere/page.html").error(3)


def test_times_that_contradict_each_other_are_an_alarm(case: Path, run: Run) -> None:
    Path("v.csv").write_text("id,of,check,status,by\nK-1,S-1,time,ready for review,one\n", encoding="utf-8")
    rows = "P-1,K-1,satellite,A wall.,2015,\nP-2,K-1,metadata,The file says so.,,2014\n"
    Path("p.csv").write_text("id,verification,kind,says,from,to\n" + rows, encoding="utf-8")
    assert run("verifications", "import", case, "v.csv").code == 0
    assert run("proofs", "import", case, "p.csv").code == 0
    told = run("verification", case)
    assert told.code == 1
    assert "CONTRADICTION, P-2 ends before P-1 begins" in " ".join(told.out.split())
    assert run("verification", case, "--json").code == 1
    assert run("verification", case, "--report", "page.html").code == 1
    assert "No day is left" in Path("page.html").read_text(encoding="utf-8")


def test_rows_that_cannot_be_read_are_rejected_one_by_one(case: Path, run: Run) -> None:
    Path("v.csv").write_text("id,of,check,status\nK-1,S-1,time,done\nK-2,S-1,time,to do\n", encoding="utf-8")
    told = run("verifications", "import", case, "v.csv", "--json").json("import/1")
    assert (told["new"], [one["column"] for one in told["rejected"]]) == (1, ["status"])


def test_checks_are_exported_and_imported_again_without_a_change(cameroon: str, run: Run) -> None:
    for table in ("verifications", "proofs"):
        assert run(table, "export", cameroon, f"{table}.csv").code == 0
        told = run(table, "import", cameroon, f"{table}.csv", "--json").json("import/1")
        assert (told["new"], told["changed"], told["rejected"]) == (0, 0, [])


def test_nothing_checked_is_said(case: Path, run: Run) -> None:
    assert "Nothing was checked yet" in run("verification", case).out
    assert "No check is about" in run("verification", case, "--of", "S-1").error(3)
    assert "nowhere" in run("verification", "nowhere").error(3)
