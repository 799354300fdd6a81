"""Every row of fact beside the records says where it comes from, and stands once."""

from __future__ import annotations

import csv
import re
from importlib.resources import files
from pathlib import Path

import pytest

FOLDER = Path(str(files("headstamp.records").joinpath("data")))
TABLES = sorted(path.name for path in FOLDER.glob("*.csv"))


def rows(name: str) -> list[dict[str, str]]:
    with (FOLDER / name).open(encoding="utf-8", newline="") as opened:
        return list(csv.DictReader(opened))


@pytest.mark.parametrize("name", TABLES)
def test_every_row_has_a_source_and_stands_once(name: str) -> None:
    found = rows(name)
    assert found
    assert [row for row in found if not row["source"].strip()] == []
    told = [
        tuple(text for column, text in row.items() if column not in ("source", "review")) for row in found
    ]
    assert len(set(told)) == len(told)
    assert [row for row in found if None in row or None in row.values()] == []


def test_the_words_of_goods_are_patterns() -> None:
    for row in rows("item_words.csv"):
        re.compile(row["pattern"])
