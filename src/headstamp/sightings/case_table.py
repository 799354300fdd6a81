"""A table whose rows can be read into nouns: what passes its check can be read for good.

The check of cells and columns is the tables' own; added here are what only a whole row can show, and the
rule that an empty `to` means the end of `from`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from headstamp.tables import Checked, CheckedRow, Rejection, Row, Table, TableSpec
from headstamp.values.errors import ValueUnreadable

Reader = Callable[[str, Mapping[str, str]], object]


@dataclass(frozen=True, slots=True)
class CaseTable(TableSpec):
    """A table that people type or import, with the noun its rows are.

    Attributes:
        reader: reads a row's key and cells, raising ValueUnreadable; None where the noun lives elsewhere.
        to_follows_from: whether an empty `to` is filled with the text of `from`.
    """

    reader: Reader | None = None
    to_follows_from: bool = False

    def check(self, table: Table, actor_known: Callable[[str], bool]) -> Checked:
        """Check every row, reading each that is well formed.

        Args:
            table: the table as read.
            actor_known: whether an id, name or alias of an actor is known.

        Raises:
            TableUnreadable: the header lacks a required column.
        """
        if self.to_follows_from:
            table = replace(table, rows=tuple(map(_completed, table.rows)))
        # A slotted dataclass is made twice, so that super() would find the wrong one.
        checked = TableSpec.check(self, table, actor_known)
        refused = {row.key: why for row in checked.rows if (why := self._refusal(row)) is not None}
        rejected = sorted([*checked.rejected, *refused.values()], key=lambda each: each.line or 0)
        good = tuple(row for row in checked.rows if row.key not in refused)
        return Checked(good, tuple(rejected), checked.unknown_columns)

    def _refusal(self, row: CheckedRow) -> Rejection | None:
        if self.reader is None:
            return None
        try:
            self.reader(row.key, row.cells)
        except ValueUnreadable as error:
            return Rejection(row.line, error.column, error.message)
        return None


def _completed(row: Row) -> Row:
    # The text of 'from' has the same end, so this says the same in one more cell.
    if row.cells.get("to") or not row.cells.get("from"):
        return row
    return Row(row.line, {**row.cells, "to": row.cells["from"]})
