"""`headstamp pack`: a case as one file, which another person unpacks, opens and traces."""

from __future__ import annotations

import hashlib
import json
import os
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from asked import Run
from sipri_files import Deal, sipri

from headstamp.case import Case
from headstamp.custody import Store
from headstamp.publishing.pack import packed_rows
from headstamp.records import Library

SIGHTINGS = """\
id,item_type,weapon,holder,to,date_basis,country,note
S1,vehicle,T-55,islamic-state,2015-06,published,Iraq,
"""
CITED = [
    Deal(recipient="Iraq", supplier="Bulgaria", item="T-55", ordered="2004?", number="40?", years="2005"),
    Deal(recipient="Iraq", supplier="Hungary", item="T-55", years="2012"),
    Deal(recipient="Iraq", supplier="Hungary", item="T-55", ordered="2018", years="2019"),
]
FILLERS = [Deal(recipient="Bhutan", supplier="Iceland", item=f"Filler-{number}") for number in range(40)]


@pytest.fixture
def traced(run: Run, case: Path) -> Path:
    """A case with a sighting, traced against a register of 43 lines."""
    Path("sightings.csv").write_text(SIGHTINGS)
    assert run("sightings", "import", case, "sightings.csv").code == 0
    Path("trade-register.csv").write_bytes(sipri([*CITED, *FILLERS]))
    assert run("records", "add", "trade-register.csv").code == 0
    assert run("trace", case).code == 0
    return case


def unpacked(pack: str, to: str = "elsewhere") -> Path:
    with zipfile.ZipFile(pack) as archive:
        assert archive.testzip() is None
        archive.extractall(to)
    return Path(to) / "c"


def test_another_person_opens_and_traces_it(traced: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    (traced / "evidence" / "deep").mkdir()
    (traced / "evidence" / "deep" / "clip.mp4").write_bytes(b"not a film")
    mine = run("trace", traced, "--json").json("trace/1")
    assert run("pack", traced, "--to", "c.zip").code == 0
    theirs = unpacked("c.zip")
    assert (theirs / "evidence" / "deep" / "clip.mp4").read_bytes() == b"not a film"
    monkeypatch.setenv("HEADSTAMP_HOME", str(Path("their home").resolve()))
    listed = run("sightings", "list", theirs, "--json").json("list/1")["rows"]
    assert [row["id"] for row in listed] == ["S1"]
    (pin,) = run("case", "show", theirs, "--json").json("case.show/1")["snapshots"]
    said = run("trace", theirs).error(3)
    assert pin["sha256"][:12] in said
    assert "sipri, generated 2026-05-18" in said
    assert run("records", "add", "trade-register.csv").code == 0
    assert run("trace", theirs, "--json").json("trace/1") == mine


def test_the_manifest_names_every_file_and_every_register(traced: Path, run: Run) -> None:
    told = run("pack", traced, "--to", "c.zip", "--json").json("pack/1")
    assert told["file"] == "c.zip"
    theirs = unpacked("c.zip")
    manifest = json.loads((theirs / "manifest.json").read_text(encoding="utf-8"))
    assert manifest == told["manifest"]
    assert (manifest["case"], manifest["priors"]) == ("c", "mixed")
    held = {path.relative_to(theirs).as_posix() for path in theirs.rglob("*") if path.is_file()}
    assert held == {"manifest.json", *(one["path"] for one in manifest["files"])}
    for one in manifest["files"]:
        data = (theirs / one["path"]).read_bytes()
        assert (hashlib.sha256(data).hexdigest(), len(data)) == (one["sha256"], one["bytes"])
    (snapshot,) = manifest["snapshots"]
    assert snapshot["sha256"] == hashlib.sha256(Path("trade-register.csv").read_bytes()).hexdigest()
    assert (snapshot["source"], snapshot["generated"]) == ("sipri", "2026-05-18T14:29:20")
    assert snapshot["file"] == "trade-register.csv"
    with Store.open(traced / "case.db") as store:
        assert manifest["root"] == store.root()


def test_cited_rows_within_the_terms_are_carried(traced: Path, run: Run) -> None:
    (snapshot,) = run("pack", traced, "--to", "c.zip", "--json").json("pack/1")["manifest"]["snapshots"]
    assert (snapshot["cited"], snapshot["carried"], snapshot["left_out"], snapshot["why"]) == (3, 3, 0, None)
    told = json.loads((unpacked("c.zip") / snapshot["rows"]).read_text(encoding="utf-8"))
    assert (told["snapshot"], told["source"]) == (snapshot["sha256"], "sipri")
    assert {row["item"] for row in told["rows"]} == {"T-55"}
    lines = [row["row"] for row in told["rows"]]
    assert lines == sorted(lines)


def test_rows_over_the_limit_are_left_out_and_counted(run: Run, case: Path) -> None:
    Path("sightings.csv").write_text(SIGHTINGS)
    assert run("sightings", "import", case, "sightings.csv").code == 0
    # A tenth of twenty lines is two, and the terms say less than a tenth.
    Path("trade-register.csv").write_bytes(sipri([*CITED, *FILLERS[:17]]))
    assert run("records", "add", "trade-register.csv").code == 0
    assert run("trace", case).code == 0
    (snapshot,) = run("pack", case, "--to", "c.zip", "--json").json("pack/1")["manifest"]["snapshots"]
    assert (snapshot["cited"], snapshot["carried"], snapshot["left_out"]) == (3, 1, 2)
    assert snapshot["why"] == (
        "the terms of this source (non-commercial use of less than 10 % of the set) allow no more of the 20 "
        "rows of this file"
    )
    shown = run("pack", case, "--to", "again.zip").out
    assert "allow no more of the 20 rows" in " ".join(shown.split())
    told = json.loads((unpacked("c.zip") / snapshot["rows"]).read_text(encoding="utf-8"))
    assert len({row["row"] for row in told["rows"]}) == 1


def test_of_a_source_whose_terms_are_not_known_nothing_is_passed_on(traced: Path, run: Run) -> None:
    (held,) = Library().snapshots()
    strange = replace(held, source="nobody-knows")
    with Case.open(traced) as opened:
        found = opened.transfers(Library(), (held.sha256,), frozenset(ids(run, traced)))
    packed, rows = packed_rows(strange, list(found.values()))
    assert (packed.cited, packed.carried, packed.left_out, rows, packed.rows) == (3, 0, 3, (), None)
    assert packed.why == "the terms of this source are not known, so none of its rows is passed on"


def ids(run: Run, case: Path) -> list[str]:
    (assessment,) = run("trace", case, "--json").json("trace/1")["assessments"]
    return [one for route in assessment["routes"] for step in route["steps"] for one in step["records"]] + [
        one["record"] for one in assessment["ruled_out"]
    ]


def test_equal_cases_give_equal_bytes_and_the_case_is_not_changed(traced: Path, run: Run) -> None:
    (traced / "evidence" / "b.txt").write_text("b")
    (traced / "evidence" / "a.txt").write_text("a")
    before: Any = run("case", "show", traced, "--json").json("case.show/1")
    assert run("pack", traced, "--to", "one.zip").code == 0
    for path in (traced / "evidence").iterdir():
        os.utime(path, (1, 1))
    assert run("pack", traced, "--to", "two.zip").code == 0
    assert Path("one.zip").read_bytes() == Path("two.zip").read_bytes()
    assert run("case", "show", traced, "--json").json("case.show/1") == before
    with zipfile.ZipFile("one.zip") as archive:
        names = archive.namelist()
        assert names == sorted(names)
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_what_was_committed_last_is_in_it(traced: Path, run: Run) -> None:
    """The last change may stand in a file beside the store while another program has it open."""
    with Store.open(traced / "case.db") as store:
        with store.change("a tester", "sightings import") as change:
            change.put(
                "sightings",
                "S2",
                {"id": "S2", "item_type": "vehicle", "weapon": "T-72", "holder": "x", "to": "2014"},
            )
        assert run("pack", traced, "--to", "c.zip").code == 0
    rows = run("sightings", "list", unpacked("c.zip"), "--json").json("list/1")["rows"]
    assert [row["id"] for row in rows] == ["S1", "S2"]


def test_a_case_never_traced_carries_no_rows(case: Path, run: Run) -> None:
    told = run("pack", case, "--to", "c.zip", "--json").json("pack/1")["manifest"]
    assert (told["priors"], told["snapshots"]) == (None, [])
    assert [one["path"] for one in told["files"]] == ["case.db", "case.toml"]
    assert (unpacked("c.zip") / "evidence").is_dir()
    assert "pins no edition" in run("pack", case, "--to", "again.zip").out


def test_nothing_is_written_over(case: Path, run: Run) -> None:
    Path("mine.zip").write_bytes(b"mine")
    assert "mine.zip" in run("pack", case, "--to", "mine.zip").error(2)
    assert Path("mine.zip").read_bytes() == b"mine"
    assert run("pack", case, "--to", "mine.zip", "--json").fault(2)["code"] == "refused"


@pytest.mark.parametrize("target", ["c.tar", "c", "c/c.zip", "c/evidence/c.zip"])
def test_a_target_that_cannot_be_is_refused(target: str, case: Path, run: Run) -> None:
    run("pack", case, "--to", target).error(2)
    assert sorted(path.name for path in case.rglob("*") if path.suffix in (".zip", ".new")) == []


def test_what_is_missing_is_not_found(traced: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "nowhere" in run("pack", "nowhere", "--to", "c.zip").error(3)
    assert "no-folder" in run("pack", traced, "--to", "no-folder/c.zip").error(3)
    assert run("pack", traced, "--to", "c.zip", "--priors", "no-such").code == 3
    monkeypatch.setenv("HEADSTAMP_HOME", str(Path("an empty home").resolve()))
    assert "sipri, generated 2026-05-18" in run("pack", traced, "--to", "c.zip").error(3)
    assert not list(Path().glob("*.zip")) + list(Path().glob(".*.new"))


def test_a_link_in_the_evidence_is_not_followed(case: Path, run: Run) -> None:
    Path("secret.txt").write_text("elsewhere")
    (case / "evidence" / "link.txt").symlink_to(Path("secret.txt").resolve())
    assert "link.txt" in run("pack", case, "--to", "c.zip").error(2)
    assert not Path("c.zip").exists()
