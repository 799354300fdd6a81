"""The tables of docs/cases.md: read from the page, or written anew from the tables of the program.

`python tests/docs/cases_page.py` prints the tables as they should stand, keeping what the page says of
columns that the program does not explain.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from documentation import DOCS

from headstamp.sightings import TABLES
from headstamp.tables import CellKind, Column, TableSpec

KINDS = {
    CellKind.TEXT: "text",
    CellKind.ID: "id",
    CellKind.SPAN: "time",
    CellKind.INTEGER: "whole number",
    CellKind.NUMBER: "number",
    CellKind.QUANTITY: "quantity",
    CellKind.CHOICE: "choice",
    CellKind.LIST: "list",
    CellKind.WEIGHTED: "candidates",
    CellKind.ACTOR: "known actor",
    CellKind.ACTORS: "known actors",
    CellKind.YESNO: "yes or no",
}
_ROW = re.compile(r"^\| (\*\*)?`(\w+)`(?:\*\*)? \| ([^|]+) \| ([^|]*) \|$")


@dataclass(frozen=True, slots=True)
class PageRow:
    """One row of a table on the page."""

    column: str
    required: bool
    holds: str
    meaning: str


def rows_of_page(page: str, table: str) -> list[PageRow]:
    """The columns that the page documents for a table."""
    section = re.search(rf"^### {table}\n(.*?)(?=^#|\Z)", page, re.M | re.S)
    found = [_ROW.match(line) for line in (section[1] if section else "").splitlines()]
    return [PageRow(row[2], bool(row[1]), row[3].strip(), row[4].strip()) for row in found if row]


def table_of(spec: TableSpec, page: str) -> str:
    """A table's columns in Markdown."""
    before = {row.column: row.meaning for row in rows_of_page(page, spec.name)}
    lines = ["| column | holds | meaning |", "|---|---|---|"]
    for column in spec.columns:
        name = f"**`{column.name}`**" if column.required else f"`{column.name}`"
        lines.append(f"| {name} | {KINDS[column.kind]} | {_meaning(column, before.get(column.name, ''))} |")
    return "\n".join(lines)


def _meaning(column: Column, before: str) -> str:
    choices = ", ".join(f"`{choice}`" for choice in column.choices)
    if not column.what:
        return before or choices
    return f"{column.what}: {choices}" if choices else column.what


if __name__ == "__main__":
    text = (DOCS / "cases.md").read_text(encoding="utf-8") if (DOCS / "cases.md").is_file() else ""
    for one in TABLES.values():
        print(f"### {one.name}\n\n{table_of(one, text)}\n")
