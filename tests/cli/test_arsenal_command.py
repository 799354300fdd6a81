"""`headstamp arsenal`: what the objects seen are, as shares."""

from __future__ import annotations

from pathlib import Path

import pytest
from asked import Run
from sipri_files import Deal, sipri

SIGHTINGS = """\
id,item_type,weapon,holder,to,date_basis,country,same_as
S1,vehicle,T-55,islamic-state,2015-06,published,Iraq,
S2,vehicle,T-55,islamic-state,2015-06,published,Iraq,S1
S3,weapon,Zorkmid blaster,nobody at all,June 2014,,,
"""


@pytest.fixture
def seen(run: Run, case: Path) -> Path:
    """A case with sightings and a register."""
    Path("sightings.csv").write_text(SIGHTINGS)
    assert run("sightings", "import", case, "sightings.csv").code == 0
    Path("trade-register.csv").write_bytes(sipri([Deal(recipient="Iraq", supplier="Bulgaria", item="T-55")]))
    assert run("records", "add", "trade-register.csv").code == 0
    return case


def test_shares_are_of_the_objects_seen(run: Run, seen: Path) -> None:
    answer = run("arsenal", seen, "--json")
    assert (answer.code, answer.err) == (0, "")
    told = answer.json("arsenal/1")
    assert told["title"] == "Share of the objects seen"
    assert (told["whole"]["observations"], told["whole"]["objects"]) == (3, 2)
    assert [one["holder"]["id"] for one in told["holders"]] == ["islamic-state", None]
    assert len(told["snapshots"]) == 1
    (unread,) = told["holders"][1]["types"]["shares"]
    assert (unread["id"], unread["name"], unread["expected"]) == (None, "not identified", pytest.approx(1))
    assert answer.out == run("arsenal", seen, "--json").out


def test_the_table_never_speaks_of_a_share_of_the_arsenal(run: Run, seen: Path) -> None:
    told = run("arsenal", seen)
    assert told.code == 0
    assert told.out.startswith("Share of the objects seen: the whole case")
    assert "2 objects in 3 observations" in told.out
    assert "share of the arsenal" not in told.out.casefold()


def test_one_holder_alone(run: Run, seen: Path) -> None:
    told = run("arsenal", seen, "--holder", "Islamic State")
    assert told.out.startswith("Share of the objects seen: Islamic State")
    assert "1 object in 2 observations" in told.out
    assert "Blue Caps" in run("arsenal", seen, "--holder", "Blue Caps").error(3)
    assert run("arsenal", seen, "--holder", "Blue Caps", "--json").fault(3)["code"] == "not-found"


def test_an_empty_case_says_so(run: Run, case: Path) -> None:
    assert "nothing to count" in run("arsenal", case).out
    assert run("arsenal", case, "--json").json("arsenal/1")["holders"] == []


def test_a_missing_case_or_preset_is_not_found(run: Run, case: Path) -> None:
    assert "no case" in run("arsenal", "nowhere").error(3)
    assert "preset" in run("arsenal", case, "--priors", "nonesuch").error(3)
