"""A later customs file silences an earlier one only in the goods and reporters that it tells of itself."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from comtrade_files import row, table

from headstamp.records import Added, Library


def told(library: Library) -> list[tuple[str, str]]:
    rows = library.transfers()
    assert rows is not None
    found = rows.select("reported_by", "category").to_pyarrow().to_pylist()
    return sorted((one["reported_by"], one["category"]) for one in found)


@pytest.mark.parametrize(
    ("later", "answers"),
    [
        ({"cmdCode": "930630"}, [("Iceland", "hs:930190"), ("Iceland", "hs:930630")]),
        ({"qty": "13.0"}, [("Iceland", "hs:930190")]),
    ],
)
def test_other_goods_stand_beside_and_the_same_goods_are_told_once(
    add: Callable[..., Added], library: Library, later: dict[str, str], answers: list[tuple[str, str]]
) -> None:
    add(table([row()]), "first.csv")
    add(table([row(**later), row(**later, period="2014", refYear="2014")]), "later.csv")
    assert sorted(set(told(library))) == answers
