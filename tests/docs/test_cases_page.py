"""docs/cases.md names every column of every table, as the tables themselves do."""

from __future__ import annotations

import re

import pytest
from cases_page import KINDS, rows_of_page
from documentation import DOCS

from headstamp.sightings import INCIDENT_MEANINGS, TABLES
from headstamp.tables import TableSpec

PAGE = DOCS / "cases.md"


@pytest.mark.parametrize("spec", TABLES.values(), ids=lambda spec: spec.name)
def test_every_column_is_documented(spec: TableSpec) -> None:
    shown = rows_of_page(PAGE.read_text(encoding="utf-8"), spec.name)
    assert [row.column for row in shown] == [column.name for column in spec.columns]
    for row, column in zip(shown, spec.columns, strict=True):
        assert row.required == column.required, column.name
        assert row.holds == KINDS[column.kind], column.name
        # Where the table says what a column means, the page says the same; elsewhere the page alone does.
        assert row.meaning.startswith(column.what), column.name
        assert row.meaning, column.name
        assert set(re.findall(r"`([^`]+)`", row.meaning)) >= set(column.choices), column.name


@pytest.mark.parametrize("kind", INCIDENT_MEANINGS)
def test_every_kind_of_incident_is_documented(kind: str) -> None:
    assert f"| `{kind}` | {INCIDENT_MEANINGS[kind]} |" in PAGE.read_text(encoding="utf-8")


def test_every_table_has_a_section() -> None:
    headings = re.findall(r"^### (\w+)$", PAGE.read_text(encoding="utf-8"), re.M)
    assert [name for name in headings if name in TABLES] == list(TABLES)
