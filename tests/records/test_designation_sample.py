"""What the resolver makes of 300 designations of a real register, against a reader's verdicts.

The sample was drawn at random (seed 2026) from the 529 pairs of designation and description of SIPRI's
edition of 18 May 2026 that the catalogue named, and read one by one on 22 November 2026. Designations are
facts, not rows of the register. Two were found wrong and mended afterwards; they stay in the count.
"""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from headstamp.records import Names
from headstamp.world import Actors, Catalogue

_TEXT = (Path(__file__).parent / "designation_sample.csv").read_text(encoding="utf-8")
SAMPLE = list(csv.DictReader(_TEXT.splitlines()))


@pytest.fixture(scope="module")
def names() -> Names:
    return Names(Actors.load(), Catalogue.load())


def test_at_most_one_in_fifty_was_read_wrong() -> None:
    judged = [row["verdict"] for row in SAMPLE if row["verdict"] != "unsure"]
    assert len(SAMPLE) == 300
    assert judged.count("right") / len(judged) >= 0.98


def test_what_was_right_still_is_and_what_was_wrong_no_longer_is(names: Names) -> None:
    for row in SAMPLE:
        found = names.weapon(row["designation"], row["description"])
        nodes = "+".join(one.id for one in found.candidates)
        if row["verdict"] == "right":
            assert nodes == row["node"], row
        if row["verdict"] == "wrong":
            assert nodes != row["node"], row
