"""Counts on SIPRI's real files, most measured independently of this program; skipped without the files."""

from __future__ import annotations

import time
from collections import Counter
from pathlib import Path

import pytest

from headstamp.records.sources import Parsed, form_of
from headstamp.world import Actors

SIPRI = Path(__file__).parents[3] / "shared" / "data" / "sipri"
FILES = ("deliveries-2026-02-12.csv", "api-answer-2025-02-10.R", "tiv-1950-2024.csv")

pytestmark = pytest.mark.skipif(
    not all((SIPRI / name).is_file() for name in (*FILES, "trade-register-2026-05-18.csv")),
    reason="SIPRI's files may not be passed on: put them into ../shared/data/sipri to run these",
)


def parse(name: str) -> Parsed:
    data, known = (SIPRI / name).read_bytes(), Actors.load()
    form = form_of(data[: 64 * 1024], name)
    return form.parse(data, name, lambda party: known.find(party) is not None)


def test_deliveries_of_february_2026() -> None:
    before = time.process_time()
    parsed = parse(FILES[0])
    assert time.process_time() - before < 6  # 1.3 s on the machine where it was written
    assert (parsed.read, parsed.kept, parsed.merged, parsed.rejected) == (25_024, 25_024, 0, ())
    rows = parsed.rows.select(["reference", "terms", "ordered_status", "deliveries"]).to_pylist()
    assert len({row["reference"] for row in rows}) == 12_571
    assert Counter(row["terms"] for row in rows) == {None: 20_253, "licensed_production": 4_771}
    assert Counter(row["ordered_status"] for row in rows) == {
        "reported": 14_482,
        "estimate": 10_430,
        "flag_missing": 112,
    }
    assert Counter(one["status"] for row in rows for one in row["deliveries"]) == {
        "reported": 16_453,
        "estimate": 7_797,
        "flag_missing": 774,
    }
    assert parsed.coverage.suppliers is parsed.coverage.recipients is None
    assert parsed.coverage.years == (1995, 2025)


def test_answer_of_february_2025() -> None:
    parsed = parse(FILES[1])
    assert (parsed.read, parsed.kept, parsed.merged, parsed.rejected) == (1_414, 1_414, 0, ())
    assert parsed.coverage.years == (2000, 2001)


def test_values_from_1950_to_2024() -> None:
    """261 parties and the total of the world."""
    parsed = parse(FILES[2])
    assert (parsed.read, parsed.kept, parsed.merged, parsed.rejected) == (262, 262, 0, ())
    volumes = parsed.rows["volume"].to_pylist()
    assert (len(volumes), volumes.count(None)) == (7_976, 247)


def test_facts_in_the_comments_of_may_2026() -> None:
    rows = parse("trade-register-2026-05-18.csv").rows
    told = {
        name: len(rows) - rows[name].null_count
        for name in ("value", "quantity_low", "quantity_high", "ordered_quantity_high")
    }
    assert told == {"value": 2_630, "quantity_low": 19, "quantity_high": 168, "ordered_quantity_high": 56}
    doubts = Counter(one for cell in rows["uncertain"].to_pylist() for one in cell)
    assert doubts == {"probable": 1_133, "possible": 785, "designation": 256, "supplier": 135, "status": 56}
