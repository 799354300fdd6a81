"""Tables of national reports as people have them: pasted text, CSV or a workbook, with lines of words above.

A report's table does not say whose it is. The state and the year stand above it, on the title page or in
lines that people add: 'Reporting State: NAME' and 'Calendar year: YYYY'. Nothing here knows what a row means.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from headstamp.records.sources.delimited import Line, cells_of, data_lines, rows_after, text_lines
from headstamp.records.sources.form import RecordsUnreadable, Reject
from headstamp.tables import TableUnreadable
from headstamp.tables.xlsx_form import sheets as sheets_of

_DELIMITERS = ("\t", ";", ",")
_ABOVE = 60
"""How many lines may stand above the table."""

# The first that fits a column's name says what the column holds.
_FIELDS = tuple(
    (field, re.compile(pattern, re.IGNORECASE))
    for field, pattern in (
        ("origin", r"(state|country) of origin|^origin\b"),
        ("via", r"intermediate location"),
        ("importer", r"import(er|ing) (state|country)"),
        ("exporter", r"export(er|ing) (state|country)"),
        ("stage", r"\ba ?/ ?ac\b|authori[sz]ed (or|/) actual|^auth\S* ?(or|/) ?act"),
        ("currency", r"^currency"),
        ("value", r"\bvalue\b"),
        ("number", r"number of (items|units|pieces)|^number\b|^quantity\b"),
        ("sub_category", r"^sub.?categor"),
        ("category", r"categor"),
        ("description", r"description"),
        ("comment", r"comment|remark|nature of transfer"),
    )
)
_STATE = re.compile(
    r"(?:reporting (?:member )?(?:state|country)(?: party)?\s*:?|(?:name of )?(?:state|country)\s*:)"
    r"\s*(\S.*)",
    re.IGNORECASE,
)
_YEAR = re.compile(
    r"(?:(?:reporting )?(?:calendar|reporting) year|report for(?: the)?(?: calendar)? year"
    r"|year(?: of report)?\s*:)"
    r"\D{0,20}(\d{4})\b.*",
    re.IGNORECASE | re.ASCII,
)
_FIGURES = re.compile(r"(?:figures|authori[sz]ed or actual)\s*:\s*(\S.*)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table and the words above it.

    Attributes:
        above: the lines above the table, cells joined by blanks.
        columns: index of each field that the header names.
        names: of the columns, as written, by field.
        lines: the rows, each with how many lines were joined to it.
        read: how many lines below the header are not blank.
    """

    above: tuple[str, ...]
    columns: Mapping[str, int]
    names: Mapping[str, str]
    lines: Sequence[tuple[Line | Reject, int]]
    read: int

    def cell(self, line: Line, field: str) -> str:
        """The cell of a field, its blanks made single; '' where the table has no such column."""
        place = self.columns.get(field)
        return "" if place is None else " ".join(line.cells[place].split())

    def said(self, pattern: re.Pattern[str]) -> str | None:
        """What a line above the table says."""
        return next((found[1].strip() for one in self.above if (found := pattern.fullmatch(one))), None)

    @property
    def state(self) -> str | None:
        """Whose report it is."""
        return self.said(_STATE)

    @property
    def year(self) -> int | None:
        """The calendar year it is for."""
        told = self.said(_YEAR)
        return int(told) if told and 1900 <= int(told) <= 2100 else None

    @property
    def figures(self) -> str | None:
        """Whether the whole table is of authorised or of actual transfers, where a line says so."""
        return self.said(_FIGURES)


def columns_of(cells: Sequence[str]) -> dict[str, int]:
    """Which fields a header names, or nothing where it is no header of such a table."""
    found: dict[str, int] = {}
    for index, cell in enumerate(cells):
        plain = " ".join(cell.split())
        field = next((field for field, pattern in _FIELDS if pattern.search(plain)), None)
        if field is not None:
            found.setdefault(field, index)
    table = "category" in found and bool({"importer", "exporter"} & found.keys())
    return found if table and bool({"number", "value"} & found.keys()) else {}


def sheet_of(data: bytes, name: str) -> Sheet | None:
    """The table of a file; None where it holds none.

    Raises:
        RecordsUnreadable: a workbook is damaged, or holds more than one such table.
    """
    return _from_workbook(data, name) if data.startswith(b"PK") else _from_text(text_lines(data))


def _from_text(lines: Sequence[str]) -> Sheet | None:
    for index, line in enumerate(lines[:_ABOVE]):
        for delimiter in _DELIMITERS:
            names = _cells(line, delimiter)
            if columns := columns_of(names):
                above = (_joined(_cells(one, delimiter)) for one in lines[:index])
                padded = [_padded(one, len(names), delimiter) for one in lines]
                rows = tuple(rows_after(padded, index + 1, len(names), delimiter))
                return _sheet(above, columns, names, rows, data_lines(lines, index + 1))
    return None


def _cells(line: str, delimiter: str) -> list[str]:
    try:
        return cells_of(line.rstrip("\r"), delimiter)
    except csv.Error:
        return []


def _padded(line: str, width: int, delimiter: str) -> str:
    """A line with the empty cells at its end that pasting takes away."""
    plain = line.rstrip("\r")
    if not plain.strip() or plain.count('"') % 2:
        return line
    return plain + delimiter * max(0, width - len(_cells(plain, delimiter)))


def _from_workbook(data: bytes, name: str) -> Sheet | None:
    try:
        sheets = sheets_of(data, name)
    except TableUnreadable as error:
        raise RecordsUnreadable(
            f"{name} is no whole workbook", file=name, do="open it in a spreadsheet and save it again"
        ) from error
    found = [one for _, records in sheets if (one := _from_records(records)) is not None]
    if len(found) > 1:
        raise RecordsUnreadable(
            f"{name} holds {len(found)} tables on worksheets of their own",
            file=name,
            do="save each worksheet as a file of its own",
        )
    return found[0] if found else None


def _from_records(records: Sequence[tuple[int, Sequence[str]]]) -> Sheet | None:
    for index, (_, names) in enumerate(records[:_ABOVE]):
        if columns := columns_of(names):
            above = (_joined(cells) for _, cells in records[:index])
            rows = tuple(
                (_worksheet_row(number, cells, len(names)), 0) for number, cells in records[index + 1 :]
            )
            return _sheet(above, columns, names, rows, len(records) - index - 1)
    return None


def _worksheet_row(number: int, cells: Sequence[str], width: int) -> Line | Reject:
    raw = "\t".join(cells).rstrip("\t")
    if any(cell.strip() for cell in cells[width:]):
        return Reject(number, None, f"{len(cells)} cells where the header has {width}", raw)
    full = [*cells[:width], *[""] * (width - len(cells))]
    return Line(number, tuple(full), raw)


def _sheet(
    above: Iterable[str],
    columns: Mapping[str, int],
    names: Sequence[str],
    rows: Sequence[tuple[Line | Reject, int]],
    read: int,
) -> Sheet:
    written = {field: " ".join(names[index].split()) for field, index in columns.items()}
    return Sheet(tuple(above), columns, written, rows, read)


def _joined(cells: Iterable[str]) -> str:
    return " ".join(" ".join(cells).split())
