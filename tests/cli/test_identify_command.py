"""`headstamp identify`, as people and programs use it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from asked import Answer

Run = Callable[..., Answer]
TICKS = ("slots=three", "grenade_sight=yes", "stock=under-folding?", "cover!=ribbed")


def test_candidates_are_ranked_for_people(run: Run) -> None:
    told = run("identify", *TICKS)
    assert (told.code, told.err) == (0, "")
    assert "Zastava M70" in told.out.splitlines()[1]
    assert "none of the table" in told.out
    assert "Not told apart by what was ticked" in told.out
    assert "Look next at" in told.out
    assert "no expert's finding" in " ".join(told.out.split())


def test_candidates_are_ranked_for_programs(run: Run) -> None:
    told = run("identify", *TICKS, "--json").json("identify/1")
    assert told["ticks"][0] == {"feature": "stock", "values": ["under-folding"], "sure": False}
    assert told["candidates"][0]["id"] == "zastava-m70"
    assert {one["verdict"] for one in told["candidates"][0]["seen"]} == {"agrees"}
    assert sum(one["weight"] for one in told["candidates"]) + told["elsewhere"] == pytest.approx(1)


def test_nothing_ticked_asks_what_to_look_at(run: Run) -> None:
    told = run("identify")
    assert told.out.startswith("\nLook next at") or told.out.startswith("Look next at")
    assert "calibre" in told.out


def test_each_tick_stands_beside_what_a_candidate_shows(run: Run) -> None:
    told = run("identify", "slots=three", "receiver_side=bulge", "--why")
    assert "agrees" in told.out
    assert "checked once: " in told.out
    assert "unverified: general knowledge" in told.out


def test_the_row_can_be_imported(case: Path, run: Run) -> None:
    told = run("identify", *TICKS, "--id", "S-90", "--to", "2018-07-10", "--json").json("identify/1")
    row = told["row"]
    lines = [",".join(row), ",".join(f'"{cell}"' for cell in row.values())]
    Path("row.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    done = run("sightings", "import", case, "row.csv", "--json").json("import/1")
    assert (done["new"], done["rejected"], done["not_understood"]) == (1, [], [])


def test_features_are_listed(run: Run) -> None:
    told = run("identify", "--features", "--json").json("identify/1")
    assert [one["feature"] for one in told["features"]][:2] == ["layout", "feed"]
    assert "general knowledge" in run("identify", "--features").out


def test_among_a_kind(run: Run) -> None:
    told = run("identify", "feed=belt", "--among", "machine gun", "--json").json("identify/1")
    assert "akm" not in {one["id"] for one in told["candidates"]}
    assert "There is no kind" in run("identify", "--among", "spoon").error(3)


def test_what_cannot_be_read_is_said(run: Run) -> None:
    assert "no feature 'colour'" in run("identify", "colour=red").error(3)
    assert "no value 'red'" in run("identify", "muzzle=red").error(3)
    assert "no tick" in run("identify", "muzzle").error(4)
