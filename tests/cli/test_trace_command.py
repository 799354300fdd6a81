"""`headstamp trace` and `headstamp demo`: the answer, its report, its pins."""

from __future__ import annotations

import hashlib
import shutil
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from asked import Answer, Run, program
from sipri_files import OCTOBER_2024, Deal, sipri

SIGHTINGS = """\
id,item_type,weapon,holder,to,date_basis,country,note
S1,vehicle,T-55,islamic-state,2015-06,published,Iraq,
S2,weapon,Zorkmid blaster,nobody at all,June 2014,,,
S3,vehicle,T-55:0.6;T-72:0.4,Islamic State:0.9;nobody at all:0.1,2014,,Iraq,
"""
REGISTER = sipri(
    [
        Deal(recipient="Iraq", supplier="Bulgaria", item="T-55", ordered="2004?", number="40?", years="2005"),
        Deal(recipient="Iraq", supplier="Hungary", item="T-55", years="2012"),
        Deal(recipient="Iraq", supplier="Hungary", item="T-55", ordered="2018", years="2019"),
    ]
)
SHA = hashlib.sha256(REGISTER).hexdigest()


@pytest.fixture
def seen(run: Run, case: Path) -> Path:
    """A case with sightings."""
    Path("sightings.csv").write_text(SIGHTINGS)
    assert run("sightings", "import", case, "sightings.csv").code == 0
    return case


@pytest.fixture
def register(run: Run) -> Path:
    path = Path("trade-register.csv")
    path.write_bytes(REGISTER)
    assert run("records", "add", path).code == 0
    return path


def traced(answer: Answer) -> Any:
    """The trace of an answer, its probabilities summing to 1."""
    assert (answer.code, answer.err) == (0, "")
    told = answer.json("trace/1")
    for one in told["assessments"]:
        check_sums(one)
    return told


def check_sums(one: Any) -> None:
    unknown = one["unknown"]["probability"]
    assert summed(one["routes"]) + one["rest"]["probability"] + unknown == pytest.approx(1, abs=1e-6)
    chains = summed(one["supply_chains"])
    assert chains + one["rest_chains"]["probability"] + unknown == pytest.approx(1, abs=1e-6)
    blank = summed(route for route in one["routes"] if route["supplier"] is None)
    assert one["not_recorded"] == pytest.approx(blank, abs=1e-4)
    for route in one["routes"]:
        assert route["score_db"] == pytest.approx(sum(term["db"] for term in route["terms"]), abs=1e-6)
    for chain in one["supply_chains"]:
        assert chain["low"] <= chain["probability"] <= chain["high"]
        likely = sum(each["weight"] for each in chain["likely_suppliers"])
        assert likely == pytest.approx(1 if chain["likely_suppliers"] else 0, abs=1e-6)
    assert all(index < len(one["supply_chains"]) for index in one["set90"])


def summed(parts: Any) -> float:
    return sum(part["probability"] for part in parts)


def test_a_case_is_traced_with_an_empty_library(run: Run, seen: Path) -> None:
    told = traced(run("trace", seen, "--json"))
    assert (told["case"], told["priors"], told["snapshots"]) == ("c", "mixed", [])
    assert [one["sighting"] for one in told["assessments"]] == ["S1", "S2", "S3"]
    unresolved = told["assessments"][1]
    assert unresolved["weapon"] == []
    assert [one["id"] for one in unresolved["holder"]] == [None]
    for_people = run("trace", seen)
    assert (for_people.code, for_people.err) == (0, "")
    assert "the case's own transfers answered alone" in for_people.out
    assert "not calibrated on any real flow" in for_people.out


def test_a_case_without_sightings_has_no_assessment(run: Run, case: Path) -> None:
    assert traced(run("trace", case, "--json"))["assessments"] == []


def test_a_register_in_the_library_answers_and_is_pinned(run: Run, seen: Path, register: Path) -> None:
    told = traced(run("trace", seen, "--json", "--sighting", "S1"))
    assert told["snapshots"] == [SHA]
    (one,) = told["assessments"]
    assert [each["id"] for each in one["weapon"]] == ["t-55"]
    chains = [(each["supplier"], each["custodian"]) for each in one["supply_chains"]]
    assert ({"id": "BGR", "name": "Bulgaria"}, {"id": "IRQ", "name": "Iraq"}) in chains
    step = next(
        each["steps"][0] for each in one["routes"] if each["supplier"] == {"id": "BGR", "name": "Bulgaria"}
    )
    assert (step["from"]["id"], step["to"]["id"], step["when"]["from"]) == ("BGR", "IRQ", "2005-01-01")
    found = run("records", "find", "--supplier", "Bulgaria", "--json").json("records.find/1")["transfers"]
    assert step["records"] == [found[0]["id"]]
    assert [each["record"] for each in one["ruled_out"]] != []
    for_people = run("trace", seen).out
    assert "Editions of registers: SIPRI, generated 18 May 2026." in for_people
    assert "Bulgaria -> Iraq" in for_people


def test_transfers_of_the_case_itself_answer_too(run: Run, seen: Path) -> None:
    Path("t.csv").write_text(
        "id,supplier,recipient,stage,weapon,quantity,delivered_from,source\nT1,Iceland,Iraq,delivered,T-55,90,2003,n\n"
    )
    assert run("transfers", "import", seen, "t.csv").code == 0
    (one,) = traced(run("trace", seen, "--json", "--sighting", "S1"))["assessments"]
    assert any("T1" in step["records"] for route in one["routes"] for step in route["steps"])
    assert [each["source"] for each in one["leave_one_out"]] == ["n"]


def test_a_report_is_written_whole(run: Run, seen: Path, register: Path) -> None:
    told = run("trace", seen, "--report", "report.html")
    assert told.out.endswith("Report: report.html\n")
    page = Path("report.html").read_text(encoding="utf-8")
    assert page.lstrip().lower().startswith("<!doctype html>")
    assert page.rstrip().endswith("</html>")
    traced(run("trace", seen, "--report", "report.html", "--json"))
    assert [path.name for path in Path().iterdir() if path.name.endswith(".new")] == []


@pytest.fixture
def edited() -> Path:
    """An edited copy of the shipped priors, under its old name."""
    text = files("headstamp.tracing").joinpath("data/mixed.toml").read_text(encoding="utf-8")
    Path("mine.toml").write_text(f"unknown = 0.5\n{text}", encoding="utf-8")
    return Path("mine.toml")


def test_edited_priors_are_used_and_never_pass_for_the_shipped_ones(
    run: Run, seen: Path, edited: Path
) -> None:
    shipped = traced(run("trace", seen, "--json"))
    told = traced(run("trace", seen, "--json", "--priors", edited, "--report", "r.html"))
    assert (shipped["priors"], told["priors"]) == ("mixed", "mixed (mine.toml)")
    for before, after in zip(shipped["assessments"], told["assessments"], strict=True):
        assert after["unknown"]["probability"] > before["unknown"]["probability"]
    assert Path("r.html").is_file()


def test_priors_that_do_not_hold_together_are_rejected(run: Run, seen: Path) -> None:
    Path("bad.toml").write_text("this is no preset")
    assert "bad.toml" in run("trace", seen, "--priors", "bad.toml").error(4)
    assert run("trace", seen, "--priors", "bad.toml", "--json").fault(4)["code"] == "priors-unfit"


NEWER = sipri(
    [Deal(recipient="Iraq", supplier="Poland", item="T-55", years="2013")], generated="1 Jun 2026 9:00:00 AM"
)


def test_a_newer_edition_answers_only_when_it_is_pinned(run: Run, seen: Path, register: Path) -> None:
    asked = ("trace", seen, "--sighting", "S1", "--json")
    before = traced(run(*asked))
    Path("newer.csv").write_bytes(NEWER)
    assert run("records", "add", "newer.csv").code == 0
    assert traced(run(*asked)) == before
    after = traced(run(*asked, "--repin"))
    assert after["snapshots"] == sorted([SHA, hashlib.sha256(NEWER).hexdigest()])
    assert traced(run(*asked)) == after


def test_a_register_added_after_a_trace_without_one_is_pinned_then(run: Run, seen: Path) -> None:
    assert traced(run("trace", seen, "--json"))["snapshots"] == []
    Path("newer.csv").write_bytes(NEWER)
    run("records", "add", "newer.csv")
    assert traced(run("trace", seen, "--json"))["snapshots"] == [hashlib.sha256(NEWER).hexdigest()]


def test_a_pinned_edition_that_is_gone_is_named(run: Run, seen: Path, register: Path, home: Path) -> None:
    assert run("trace", seen).code == 0
    shutil.rmtree(home / "snapshots" / SHA)
    sentence = run("trace", seen).error(3)
    assert SHA[:12] in sentence
    assert "sipri, generated 2026-05-18" in sentence
    assert run("trace", seen, "--json").fault(3)["code"] == "snapshot-missing"
    # The same file brings it back, and the case answers as before.
    assert run("records", "add", register).code == 0
    assert run("trace", seen).code == 0


def test_other_editions_can_be_pinned_when_one_is_gone(
    run: Run, seen: Path, register: Path, home: Path
) -> None:
    assert run("trace", seen).code == 0
    shutil.rmtree(home / "snapshots" / SHA)
    Path("older.csv").write_bytes(sipri([Deal()], generated=OCTOBER_2024))
    run("records", "add", "older.csv")
    assert run("trace", seen).code == 3
    assert run("trace", seen, "--repin").code == 0
    assert run("trace", seen).code == 0


def test_the_demonstration_traces_the_examples_and_says_where_the_reports_lie(run: Run) -> None:
    told = run("demo", "shown", "--json")
    assert (told.code, told.err) == (0, "")
    cases = told.json("demo/1")["cases"]
    assert "iraq-2014" in [one["example"] for one in cases]
    assert all(Path(one["report"]).is_file() and Path(one["case"]).is_dir() for one in cases)


def test_the_demonstration_never_replaces_a_case(run: Run) -> None:
    assert run("init", "iraq-2014").code == 0
    assert "a case of your own" in run("demo", ".").error(2)
    assert run("sightings", "list", "iraq-2014").out == "0 sightings.\n"
    Path("kept").mkdir()
    Path("kept/iraq-2014").mkdir()
    Path("kept/iraq-2014/notes.txt").write_text("mine")
    run("demo", "kept").error(2)
    assert Path("kept/iraq-2014/notes.txt").read_text() == "mine"


def test_the_installed_program_traces(seen: Path, register: Path) -> None:
    told = traced(program("trace", seen, "--json", "--report", "r.html"))
    assert told["snapshots"] == [SHA]
    assert Path("r.html").is_file()
    for_people = program("trace", seen, "--sighting", "S1", COLUMNS="80")
    assert (for_people.code, for_people.err) == (0, "")
    assert max(map(len, for_people.out.splitlines())) <= 80
