"""The shipped steps of embargoes against the days of SIPRI's archive, wherever the archive names the body.

The archive may not be passed on, so it is read from beside the project and the test is skipped without it.
"""

from __future__ import annotations

import csv
from datetime import date, datetime
from pathlib import Path

import pytest

from headstamp.world import Embargoes

ARCHIVE = Path(__file__).parents[3] / "shared" / "data" / "embargo" / "embargoes-to-2021.csv"
BODIES = {"UNSCR": "UN", "EC": "EU", "EU": "EU", "OSCE": "OSCE", "LAS": "League of Arab States"}
# It was suspended in 1999 and lifted in 2003; our step ends where it was no longer applied.
SUSPENDED = {("Libya", date(2003, 9, 12))}


def _day(text: str) -> date | None:
    if not text:
        return None
    found = datetime.strptime(text, "%d-%b-%y").date()
    return found.replace(year=found.year - 100) if found.year > 2050 else found


def _rows() -> list[tuple[str, str, date, date | None]]:
    told = []
    with ARCHIVE.open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            document = row["Establishing document"].strip()
            body = "EU" if "CFSP" in document else BODIES.get(document.partition(" ")[0], "")
            begin = _day(row["Entry into force"])
            if body and begin is not None:
                told.append((row["Target"], body, begin, _day(row["Lifted"])))
    return told


@pytest.mark.skipif(
    not ARCHIVE.is_file(), reason="SIPRI's archive may not be passed on: put it into ../shared/data/embargo"
)
def test_every_day_of_the_archive_lies_in_a_step_of_ours() -> None:
    rows, steps = _rows(), tuple(Embargoes.load())
    assert len(rows) > 70
    missing = []
    for target, body, begin, end in rows:
        ours = [one for one in steps if one.body == body]
        begun = any(one.from_.contains(begin) for one in ours)
        ended = end is None or any(one.to is not None and one.to.contains(end) for one in ours)
        if not begun or not (ended or (target, end) in SUSPENDED):
            missing.append((target, body, begin, end))
    assert missing == []
