"""The figures of docs/records.md, computed again from the edition they speak of, where it is at hand."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from documentation import DOCS, ROOT

from headstamp import Library
from headstamp.records import Names, Snapshot, suppliers
from headstamp.world import Actors, Catalogue

EDITION = ROOT.parent / "shared" / "data" / "sipri" / "trade-register-2026-05-18.csv"
PAGE = (DOCS / "records.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Library:
    if not EDITION.is_file():
        pytest.skip("SIPRI's edition of 18 May 2026 is not at hand")
    library = Library(tmp_path_factory.mktemp("library"))
    library.add(EDITION)
    return library


def test_the_counts_of_doubts(library: Library) -> None:
    (snapshot,) = library.snapshots()
    shown = re.findall(r"^\| ([^|]+) \| ([\d,]+) \|$", PAGE, re.M)
    assert {label: int(number.replace(",", "")) for label, number in shown} == _figures(library, snapshot)


def _figures(library: Library, snapshot: Snapshot) -> dict[str, int]:
    table = library.transfers()
    assert table is not None
    rows = table.to_pyarrow().to_pylist()
    years = [[one["from"].year for one in row["deliveries"]] for row in rows]
    return {
        "deals": len(rows),
        "rejected": snapshot.rejected,
        "delivered, wholly or in part": sum(row["stage"] == "delivered" for row in rows),
        "nothing delivered yet": sum(row["stage"] == "ordered" for row in rows),
        "year of order is an estimate": sum(row["ordered_status"] == "estimate" for row in rows),
        "number delivered (or ordered, where nothing was) is an estimate": sum(
            row["quantity_status"] == "estimate" for row in rows
        ),
        "number ordered not reported": sum(row["ordered_quantity_status"] == "blank" for row in rows),
        "deals with gaps between their years of delivery": sum(
            len(one) > 1 and one[-1] - one[0] + 1 != len(one) for one in years
        ),
        "comments that name a country the goods went via": sum(bool(row["via"]) for row in rows),
        "comments that name who paid": sum(bool(row["financed_by"]) for row in rows),
        "comments that say aid": sum(row["terms"] == "aid" for row in rows),
        "comments that say licensed production": sum(row["terms"] == "licensed_production" for row in rows),
        "comments with a higher number that may be right": sum(
            row["quantity_high"] is not None for row in rows
        ),
        "designation uncertain": sum("designation" in row["uncertain"] for row in rows),
        "supplier uncertain": sum("supplier" in row["uncertain"] for row in rows),
    }


def test_the_counts_of_suppliers(library: Library) -> None:
    shown = re.findall(r"^\| (\w+) \| (\d{4})-(\d{4}) \| (\d+) \| (\d+) \| (\d+) \|$", PAGE, re.M)
    names = Names(Actors.load(), Catalogue.load())
    assert len(shown) == 4
    for stage, first, last, *counts in shown:
        years = (int(first), int(last))
        found = suppliers(library, names, "Iraq", years=years, also="Iran", stage=stage)
        assert [found.n, found.n_other, found.n_both] == [int(count) for count in counts]


def test_the_page_says_which_edition() -> None:
    assert "18 May 2026" in PAGE
    assert Path(EDITION).name not in PAGE
