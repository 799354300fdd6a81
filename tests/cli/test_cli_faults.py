"""What cannot be done is told in one sentence, on stderr or as JSON, with the exit code of its kind."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from asked import Run, program, start
from sipri_files import Deal, sipri

from headstamp.sightings import TABLES

WRONG_USAGE = {
    "an unknown command": ["foo"],
    "an unknown command of a group": ["records", "foo"],
    "an unknown command of a table": ["sightings", "foo"],
    "a command that is nearly one": ["records", "fnd"],
    "an unknown option": ["init", "c", "--foo"],
    "an argument missing": ["init"],
    "a file missing": ["records", "add"],
    "an argument too many": ["init", "a", "b"],
    "years that are none": ["records", "find", "--years", "99"],
    "years the wrong way round": ["records", "find", "--years", "1990-1980"],
    "years missing": ["records", "suppliers", "Iraq"],
    "a stage that is none": ["records", "find", "--stage", "sold"],
    "a claim that is none": ["records", "suppliers", "Iraq", "--years", "1980", "--claimed", "many"],
}


@pytest.mark.parametrize("kind", WRONG_USAGE)
def test_wrong_usage_ends_with_2(kind: str, run: Run) -> None:
    sentence = run(*WRONG_USAGE[kind]).error(2)
    told = run(*WRONG_USAGE[kind], "--json").fault(2)
    assert (told["code"], told["message"]) == ("usage", sentence)
    assert told["do"].startswith("see `headstamp")
    assert told["do"] in sentence


def test_a_command_missing_is_told_in_json_too(run: Run) -> None:
    # A group has no option `--json`, so the program itself has to look for it.
    for group in ("records", "sightings"):
        assert run(group, "--json").fault(2)["code"] == "usage"


NOT_FOUND = {
    "no such case to trace": ["trace", "nowhere"],
    **{f"no such case to list {table}": [table, "list", "nowhere"] for table in TABLES},
    "no such case to import into": ["sightings", "import", "nowhere", "s.csv"],
    "no such case to export": ["sightings", "export", "nowhere", "s.csv"],
    "no such file": ["sightings", "import", "c", "nowhere.csv"],
    "no such example": ["init", "d", "--example", "nowhere"],
    "no such snapshot to show": ["records", "show", "ffff"],
    "no such snapshot to list rejects of": ["records", "rejects", "ffff"],
    "no such snapshot to ask": ["records", "find", "--snapshot", "ffff"],
    "nobody of that name supplied": ["records", "find", "--supplier", "Atlantis"],
    "nobody of that name received": ["records", "find", "--recipient", "Atlantis"],
    "nobody of that name to count": ["records", "suppliers", "Atlantis", "--years", "1980-1988"],
    "nobody of that name beside": ["records", "suppliers", "Iraq", "--years", "1980", "--also", "Atlantis"],
    "nobody of that name to count for": ["records", "recipients", "Atlantis", "--years", "1980-1988"],
    "no such sighting": ["trace", "c", "--sighting", "S9"],
    "no such preset": ["trace", "c", "--priors", "nowhere"],
    "no such folder for the report": ["trace", "c", "--report", "nowhere/r.html"],
}


@pytest.mark.parametrize("kind", NOT_FOUND)
def test_what_is_not_there_ends_with_3(kind: str, run: Run, case: Path) -> None:
    Path("register.csv").write_bytes(sipri([Deal()]))
    assert run("records", "add", "register.csv").code == 0
    sentence = run(*NOT_FOUND[kind]).error(3)
    told = run(*NOT_FOUND[kind], "--json").fault(3)
    assert told["message"] == sentence


def test_a_register_that_is_not_there_ends_with_3(run: Run) -> None:
    assert "nowhere.csv" in run("records", "add", "nowhere.csv").error(3)
    told = run("records", "add", "nowhere.csv", "--json")
    (entry,) = told.json("records.add/1")["files"]
    assert (told.code, told.err, entry["error"]["do"]) == (3, "", "check the name")


def test_a_folder_where_a_file_belongs_is_rejected(run: Run, case: Path) -> None:
    Path("folder").mkdir()
    assert "folder" in run("records", "add", "folder").error(4)
    assert "folder" in run("sightings", "import", case, "folder").error(4)
    assert "folder" in run("trace", case, "--report", "folder").error(2)


def test_a_damaged_case_is_refused(run: Run, case: Path) -> None:
    (case / "case.db").write_bytes(b"no database at all, but long enough to look like one" * 100)
    assert "case.db" in run("sightings", "list", case).error(4)
    assert run("trace", case, "--json").fault(4)["code"] == "store-damaged"


def test_a_damaged_library_is_refused_and_named(run: Run, home: Path) -> None:
    Path("register.csv").write_bytes(sipri([Deal()]))
    assert run("records", "add", "register.csv").code == 0
    (facts,) = home.glob("snapshots/*/snapshot.json")
    facts.write_text("{")
    for asked in (["list"], ["find"], ["show", facts.parent.name]):
        assert run("records", *asked, "--json").fault(4)["code"] == "library-damaged"


def test_what_is_no_fault_of_use_is_not_hidden(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """A defect of the program must leave its trace, not pass for the user's mistake."""
    from headstamp.records import Library

    def broken(_: Library) -> None:
        raise RuntimeError("a defect")

    monkeypatch.setattr(Library, "snapshots", broken)
    with pytest.raises(RuntimeError, match="a defect"):
        run("records", "list")


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["records", "list"], 0),
        (["foo"], 2),
        (["trace", "nowhere"], 3),
        (["records", "add", "page.csv"], 4),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else None,
)
def test_the_installed_program_keeps_the_contract(arguments: list[str], code: int) -> None:
    Path("page.csv").write_text("<html><body>Please log in</body></html>")
    told = program(*arguments)
    assert told.code == code
    assert (told.out == "", told.err == "") == ((False, True) if code == 0 else (True, False))
    assert "Traceback" not in told.err
    as_json = program(*arguments, "--json")
    assert (as_json.code, as_json.err) == (code, "")
    assert json.loads(as_json.out)["schema"].startswith("headstamp.")


def test_a_reader_that_has_seen_enough_is_no_error(run: Run) -> None:
    # More than a pipe holds.
    Path("register.csv").write_bytes(sipri(Deal(item=f"Model-{number}") for number in range(400)))
    assert run("records", "add", "register.csv").code == 0
    process = start("records", "find", "--supplier", "Iceland", "--json")
    assert process.stdout is not None
    assert process.stderr is not None
    assert process.stdout.readline() == "{\n"
    process.stdout.close()
    assert process.stderr.read() == ""
    process.stderr.close()
    assert process.wait(timeout=60) == 0


@pytest.mark.skipif(os.geteuid() == 0, reason="nothing is forbidden to root")
def test_a_file_that_may_not_be_read_is_rejected(run: Run) -> None:
    Path("register.csv").write_bytes(sipri([Deal()]))
    Path("register.csv").chmod(0)
    assert "permission denied" in run("records", "add", "register.csv").error(4)
