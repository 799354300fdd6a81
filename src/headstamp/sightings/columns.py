"""Columns that many tables of a case have, each in the one wording that the manual prints."""

from __future__ import annotations

from headstamp.tables import CellKind, Column

ID = Column("id", CellKind.ID, required=True, what="your own id of the row; it never changes")
CREDIBILITY = Column(
    "credibility", CellKind.INTEGER, low=1, high=6, what="Admiralty digit: 1 is confirmed, 6 cannot be judged"
)
SOURCE = Column("source", what="id of the source")
LOCATOR = Column("locator", what="page, minute or address in the source")
NOTE = Column("note", what="remarks")
