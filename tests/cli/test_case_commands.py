"""A case tells what it holds and what happened to it, and a change can be taken back."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

HEADSTAMP = Path(sys.executable).with_name("headstamp")


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setenv("HEADSTAMP_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("HEADSTAMP_WHO", "ada")

    def running(*arguments: str) -> tuple[int, str, str]:
        done = subprocess.run(
            [HEADSTAMP, *arguments], capture_output=True, text=True, cwd=tmp_path, check=False
        )
        return done.returncode, done.stdout, done.stderr

    return running


@pytest.fixture
def case(run: Any, tmp_path: Path) -> str:
    table = "id,item_type,weapon,holder,to\nS-1,weapon,{},a group,2014-06-10\n"
    run("init", "harbour")
    for weapon in ("rifle", "AKM"):
        (tmp_path / "sightings.csv").write_text(table.format(weapon), encoding="utf-8")
        run("sightings", "import", "harbour", "sightings.csv")
    return "harbour"


def test_a_row_tells_its_life_and_a_change_is_taken_back(run: Any, case: str) -> None:
    told = json.loads(run("case", "history", case, "--row", "sightings", "S-1", "--json")[1])
    assert [event["cells"]["weapon"] for event in told["events"]] == [[None, "rifle"], ["rifle", "AKM"]]
    undone = json.loads(run("case", "undo", case, "--json")[1])["undone"]
    assert undone["rows"] == [["sightings", "S-1"]]
    listed = json.loads(run("sightings", "list", case, "--json")[1])
    assert [row["weapon"] for row in listed["rows"]] == ["rifle"]
    shown = json.loads(run("case", "show", case, "--json")[1])
    assert (shown["rows"]["sightings"], shown["events"], shown["damage"]) == (1, 3, 0)


def test_what_is_not_there_is_said_in_one_sentence(run: Any, case: str) -> None:
    for arguments in (("case", "undo", case, "--event", "99"), ("case", "show", "nowhere")):
        code, out, err = run(*arguments)
        assert (code, out) == (3, "")
        assert err.startswith("Error: ")
        assert err.strip().endswith(".")


def test_a_name_is_resolved_with_its_reason(run: Any) -> None:
    told = json.loads(run("resolve", "M84", "--json")[1])
    assert len(told["weapons"]) == 3
    assert sum(one["weight"] for one in told["weapons"]) == pytest.approx(1.0)
    assert "3 weapons share it" in told["because"]
    tank = json.loads(run("resolve", "M84", "--class", "tank", "--json")[1])
    assert [one["id"] for one in tank["weapons"]] == ["m-84-tank"]
    nothing = json.loads(run("resolve", "flying carpet", "--json")[1])
    assert (nothing["weapons"], nothing["level"], nothing["actor"]) == ([], None, None)
