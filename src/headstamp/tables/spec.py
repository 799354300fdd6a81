"""What a table's columns are, and the check of a table against it: good rows go on, each bad one says why.

A check never stops at the first bad row, and never changes meaning: it only brings cells into the one text
they are kept as. Resolving names is left to the world.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from headstamp.tables.errors import TableUnreadable
from headstamp.tables.kinds import CellKind, Column, normal_cell
from headstamp.tables.table import Rejection, Row, Table
from headstamp.values import Span, ValueUnreadable, canonical

_SPAN_PAIRS = (
    ("from", "to"),
    ("dated_from", "dated_to"),
    ("delivered_from", "delivered_to"),
    ("made_from", "made_to"),
)


@dataclass(frozen=True, slots=True)
class CheckedRow:
    """A row that passed.

    Attributes:
        line: where it begins in the file.
        key: text of the key columns; for several, joined with '|'; for none filled, a hash of the row.
        cells: texts as they are kept, unknown columns included, empty cells left out.
    """

    line: int
    key: str
    cells: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Checked:
    """What a check found.

    Attributes:
        rows: the good rows in file order, each key once.
        rejected: one entry per bad row, those of the reader included, in file order.
        unknown_columns: columns that the table does not know; their cells are kept.
    """

    rows: tuple[CheckedRow, ...]
    rejected: tuple[Rejection, ...]
    unknown_columns: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TableSpec:
    """A table that people type or import.

    Attributes:
        name: plural noun, such as 'sightings'.
        columns: its columns.
        key: the columns that together name a row.
    """

    name: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]

    @property
    def header(self) -> tuple[str, ...]:
        """The fixed column names, in order."""
        return tuple(column.name for column in self.columns)

    def check(self, table: Table, actor_known: Callable[[str], bool]) -> Checked:
        """Check every row; identical rows count once, different rows with one key are all rejected.

        Args:
            table: the table as read.
            actor_known: whether an id, name or alias of an actor is known.

        Raises:
            TableUnreadable: if the header lacks a required column; attribute ``columns`` names all of them.
        """
        self._check_header(table)
        good: list[CheckedRow] = []
        rejected = list(table.rejected)
        for row in table.rows:
            cells, faults = self._cells(row, actor_known)
            if faults:
                rejected.append(_rejection(row.line, faults))
            else:
                good.append(CheckedRow(row.line, self._key(cells), cells))
        kept, twice = _once(good, self.key[0] if self.key else None)
        unknown = tuple(column for column in table.header if column not in self.header)
        in_order = sorted([*rejected, *twice], key=lambda rejection: rejection.line or 0)
        return Checked(kept, tuple(in_order), unknown)

    def _check_header(self, table: Table) -> None:
        lacking = tuple(c.name for c in self.columns if c.required and c.name not in table.header)
        if lacking and (table.header or table.rows):
            named = ", ".join(f"'{column}'" for column in lacking)
            raise TableUnreadable(
                f"The {self.name} table lacks the column{'s' * (len(lacking) > 1)} {named}",
                kind="missing-columns",
                columns=lacking,
                file=table.name,
                do="add them to the header (names are fixed, their order is free)",
            )

    def _cells(self, row: Row, actor_known: Callable[[str], bool]) -> tuple[dict[str, str], list[_Fault]]:
        cells = {column: cell for column, cell in row.cells.items() if cell}
        faults: list[_Fault] = []
        for column in self.columns:
            text = cells.get(column.name)
            if text is not None:
                try:
                    cells[column.name] = normal_cell(column, text, actor_known)
                except ValueUnreadable as error:
                    faults.append((column.name, error.message))
            elif column.required:
                faults.append((column.name, f"{column.name} is empty; it is required."))
        faults += [] if faults else self._between_cells(cells)
        return cells, faults

    def _between_cells(self, cells: Mapping[str, str]) -> Iterable[_Fault]:
        kinds = {column.name: column.kind for column in self.columns}
        yield from _inverted_spans(cells, kinds)
        yield from _inverted_counts(cells, kinds)
        if "lat" in kinds and "lon" in kinds and ("lat" in cells) != ("lon" in cells):
            lone = "lat" if "lat" in cells else "lon"
            yield lone, "There is only one coordinate; give both lat and lon, or neither."

    def _key(self, cells: Mapping[str, str]) -> str:
        parts = [cells.get(column, "") for column in self.key]
        if not any(parts):
            return f"row-{hashlib.sha256(canonical(cells)).hexdigest()[:16]}"
        if len(parts) == 1:
            return parts[0]
        return "|".join(part.replace("\\", "\\\\").replace("|", "\\|") for part in parts)


_Fault = tuple[str, str]  # column and sentence


def _rejection(line: int, faults: list[_Fault]) -> Rejection:
    """One entry per row, so that read = new + changed + same + rejected adds up; it names every fault."""
    (column, why), *others = faults
    return Rejection(line, column, " ".join([why, *(f"{name}: {also}" for name, also in others)]))


def _inverted_spans(cells: Mapping[str, str], kinds: Mapping[str, CellKind]) -> Iterable[_Fault]:
    for begin, end in _SPAN_PAIRS:
        given = begin in cells and end in cells and kinds.get(begin) is kinds.get(end) is CellKind.SPAN
        if given and Span.parse(cells[begin]).after(Span.parse(cells[end])):
            yield begin, f"{begin} '{cells[begin]}' lies after {end} '{cells[end]}'; exchange them."


def _inverted_counts(cells: Mapping[str, str], kinds: Mapping[str, CellKind]) -> Iterable[_Fault]:
    numeric = (CellKind.INTEGER, CellKind.NUMBER)
    for low in [column for column in cells if column.endswith("_low") and kinds.get(column) in numeric]:
        high = low.removesuffix("_low") + "_high"
        if high in cells and kinds.get(high) in numeric and Decimal(cells[low]) > Decimal(cells[high]):
            yield low, f"{low} {cells[low]} is more than {high} {cells[high]}; exchange them."


def _once(rows: list[CheckedRow], column: str | None) -> tuple[tuple[CheckedRow, ...], list[Rejection]]:
    by_key: dict[str, list[CheckedRow]] = defaultdict(list)
    for row in rows:
        by_key[row.key].append(row)
    kept: list[CheckedRow] = []
    rejected: list[Rejection] = []
    for key, same in by_key.items():
        if all(row.cells == same[0].cells for row in same):
            kept.append(same[0])
            continue
        lines = ", ".join(str(row.line) for row in same)
        why = f"duplicate id '{key}' on lines {lines} with different cells; correct or remove one of them."
        rejected += [Rejection(row.line, column, why) for row in same]
    return tuple(kept), rejected
