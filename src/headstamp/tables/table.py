"""A table as read: named columns, rows of text with their line, and what could not be used.

What the columns mean is left to specs, how the bytes are laid out to the forms.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from headstamp.tables.cells import UNSTORABLE, header_name, restore
from headstamp.tables.errors import EmptyFile, TableUnreadable


@dataclass(frozen=True, slots=True)
class Row:
    """One row of text.

    Attributes:
        line: where it begins: line of a CSV file, row of a worksheet, or position in a JSON list, all from 1.
        cells: stripped text by column name; '' for an empty cell.
    """

    line: int
    cells: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Rejection:
    """Something in a table that was not taken, and why, in a sentence that says what to do."""

    line: int | None
    column: str | None
    why: str


@dataclass(frozen=True, slots=True)
class Table:
    """A table as read.

    Attributes:
        name: the file, as the caller named it.
        header: column names, lower case, blanks as underscores.
        rows: the rows that are not blank.
        rejected: rows that do not fit the header, and parts of the file that were not read.
    """

    name: str
    header: tuple[str, ...]
    rows: tuple[Row, ...]
    rejected: tuple[Rejection, ...] = ()


Record = tuple[int, Sequence[str]]  # line and cells


def assemble(name: str, records: Iterable[Record]) -> Table:
    """A table from the cells of a CSV file or worksheet, whose first row that is not blank is the header.

    Raises:
        EmptyFile: if every row is blank.
        TableUnreadable: if two columns have the same name.
    """
    filled = ((line, [_clean(cell) for cell in cells]) for line, cells in records)
    present = ((line, cells) for line, cells in filled if any(cells))
    first = next(present, None)
    if first is None:
        raise EmptyFile("The table has no header and no rows", file=name, do="export it again")
    header = _header(name, *first)
    rows: list[Row] = []
    rejected: list[Rejection] = []
    for line, cells in present:
        made = _row(header, line, cells)
        if isinstance(made, Row):
            rows.append(made)
        else:
            rejected.append(made)
    return Table(name, tuple(column for column in header if column), tuple(rows), tuple(rejected))


def check_names(name: str, header: Sequence[str], line: int | None) -> None:
    """Refuse a header in which two columns share a name."""
    twice = tuple(column for column, count in Counter(header).items() if column and count > 1)
    if twice:
        raise TableUnreadable(
            f"Two columns are called {', '.join(twice)}",
            kind="header",
            columns=twice,
            file=name,
            line=line,
            do="rename or remove one of them",
        )


def unstorable(line: int, cells: Mapping[str, str]) -> Rejection | None:
    """A rejection if a cell holds characters that no file or database keeps."""
    for column, cell in cells.items():
        if UNSTORABLE.search(cell):
            return Rejection(line, column, "The cell holds a character that is not text; remove it.")
    return None


def _header(name: str, line: int, cells: Sequence[str]) -> tuple[str, ...]:
    header = [header_name(cell) for cell in cells]
    while header and not header[-1]:
        header.pop()
    check_names(name, header, line)
    return tuple(header)


def _row(header: Sequence[str], line: int, cells: Sequence[str]) -> Row | Rejection:
    if any(cells[len(header) :]):
        return Rejection(
            line,
            None,
            f"The row has more cells than the {len(header)} of the header; quote cells with a separator.",
        )
    full = [*cells, *[""] * (len(header) - len(cells))]
    if any(cell for column, cell in zip(header, full, strict=False) if not column):
        return Rejection(line, None, "A cell stands in a column without a name; give the column a name.")
    named = {column: cell for column, cell in zip(header, full, strict=False) if column}
    return unstorable(line, named) or Row(line, named)


def _clean(cell: str) -> str:
    cell = cell.strip()
    return restore(cell).strip() if cell.startswith("'") else cell
