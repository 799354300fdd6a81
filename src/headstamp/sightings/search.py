"""The search log: what was looked for, where and when, found or not.

Without it nobody can tell silence from not having looked.
"""

from __future__ import annotations

from dataclasses import dataclass

from headstamp.sightings import cells as read
from headstamp.values.time import Span


@dataclass(frozen=True, slots=True)
class Search:
    """One search.

    Attributes:
        id: the row's id.
        sought: what was looked for.
        where: the collection, archive or person asked.
        at: when.
        by: who looked.
        found: what came of it, in the row's words; None where the row does not say.
        note: remarks.
    """

    id: str
    sought: str
    where: str
    at: Span
    by: str | None
    found: str | None
    note: str | None

    @classmethod
    def from_cells(cls, key: str, cells: read.Cells) -> Search:
        """Read a row of the table `searches`.

        Raises:
            ValueUnreadable: a cell cannot be read; its `column` says which.
        """
        return cls(
            id=key,
            sought=read.required(cells, "sought"),
            where=read.required(cells, "where"),
            at=read.time(cells, "at"),
            by=read.text(cells, "by"),
            found=read.text(cells, "found"),
            note=read.text(cells, "note"),
        )
