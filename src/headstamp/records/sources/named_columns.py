"""Tables whose columns are found by name, whatever their order and however the name is cased.

For registers whose files gain, lose and reorder columns from year to year; where a column's place carries its
meaning, a format checks the order itself.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from headstamp.records.sources.delimited import Line, cells_of, data_lines, decoded, rows_after, text_lines
from headstamp.records.sources.form import RecordsUnreadable, Reject, short

_DELIMITERS = (",", ";", "\t")
_AGAIN = "download the file again and add it unchanged"


def column_key(name: str) -> str:
    """A column's name without case, blanks and signs: 'EVENT_DATE' and 'Event date' are one column.

    >>> column_key("EVENT_DATE")
    'eventdate'
    """
    return "".join(sign for sign in name.casefold() if sign.isalnum())


def delimiter_of(line: str) -> str:
    """The sign that parts the cells of a header; the comma wins a tie."""
    bare = re.sub(r'"[^"]*"', "", line)
    return max(_DELIMITERS, key=bare.count)


def first_columns(head: bytes) -> frozenset[str]:
    """Keys of the columns in the first line that is not blank, for telling formats apart."""
    line = next((one for one in decoded(head).lstrip("\ufeff").splitlines() if one.strip()), "")
    return frozenset(column_key(one) for one in _cells(line))


def _cells(line: str) -> list[str]:
    try:
        return cells_of(line.rstrip("\r"), delimiter_of(line))
    except csv.Error:
        return []


@dataclass(frozen=True, slots=True)
class NamedTable:
    """A delimited file and where its columns stand.

    Attributes:
        names: of the columns, as the file writes them.
        text: every line of the file.
        first: index of the first line after the header.
    """

    names: tuple[str, ...]
    at: Mapping[str, int]
    text: Sequence[str]
    first: int
    delimiter: str

    @property
    def read(self) -> int:
        """How many lines after the header are not blank, counted without taking them apart."""
        return data_lines(self.text, self.first)

    def lines(self) -> Iterator[tuple[Line | Reject, int]]:
        """The rows, each with how many lines were joined to it."""
        return rows_after(self.text, self.first, len(self.names), self.delimiter)

    def cell(self, line: Line, *names: str) -> str:
        """The cell of the first of these columns that the table has, stripped; '' where it has none.

        Args:
            line: a row of this table.
            names: keys of columns, the preferred one first.
        """
        place = next((self.at[name] for name in names if name in self.at), None)
        return "" if place is None else line.cells[place].strip()

    def raw(self, line: Line) -> dict[str, str]:
        """Every cell as it stands, under its column's name; columns of one name are told apart by number."""
        cells: dict[str, str] = {}
        for index, (name, cell) in enumerate(zip(self.names, line.cells, strict=True), start=1):
            cells[name if name not in cells else f"{name} ({index})"] = cell
        return cells


def named_table(data: bytes, name: str, title: str, required: Sequence[tuple[str, ...]]) -> NamedTable:
    """Find the header and the columns of a file.

    Args:
        name: of the file.
        title: of the format.
        required: what must be there; for each, the names it goes by, the first for messages.

    Raises:
        RecordsUnreadable: a required column is missing.
    """
    text = text_lines(data)
    header = next((index for index, line in enumerate(text) if line.strip()), 0)
    delimiter = delimiter_of(text[header])
    names = _cells(text[header])
    at: dict[str, int] = {}
    for index, one in enumerate(names):
        at.setdefault(column_key(one), index)
    missing = next((one[0] for one in required if not any(column_key(other) in at for other in one)), None)
    if missing is not None:
        raise RecordsUnreadable(
            f"{name}, line {header + 1}: the column '{missing}' is missing for a file of {title}",
            file=name,
            line=header + 1,
            column=missing,
            do=_AGAIN,
        )
    if twice := next((one for one in required if len(_bearing(names, one[0])) > 1), None):
        raise RecordsUnreadable(
            f"{name}, line {header + 1}: two columns are called '{short(twice[0])}'",
            file=name,
            line=header + 1,
            column=twice[0],
            do=_AGAIN,
        )
    return NamedTable(tuple(names), at, text, header + 1, delimiter)


def _bearing(names: Sequence[str], wanted: str) -> list[str]:
    return [one for one in names if column_key(one) == column_key(wanted)]
