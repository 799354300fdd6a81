"""A check of one thing that a record claims: where it comes from, where and when it was, whether it is whole.

What the check rests on stands in its proofs. Whether it counts (a second pair of eyes), and what follows from
all checks together, is for `headstamp.evidence.verification`.
"""

from __future__ import annotations

from dataclasses import dataclass

from headstamp.sightings import cells as read
from headstamp.values.time import Span

CHECKS = ("source", "place", "time", "integrity", "content", "holder")
"""What is checked: who made and posted it, where, when, if it is whole, what it shows, who is in it."""

STATUSES = (
    "to do",
    "in progress",
    "help needed",
    "ready for review",
    "verified",
    "cannot be verified",
    "disputed",
)
"""How far a check is, as its author says."""


@dataclass(frozen=True, slots=True)
class Verification:
    """One check of one or several records.

    Attributes:
        id: the row's id.
        of: ids of the evidence items, sightings, violations or claims that it is a check of.
        check: one of `CHECKS`.
        status: one of `STATUSES`, as its author says.
        method: how it was checked.
        result: what came of it.
        by: who checked; several parted by ';'.
        at: when.
        reviewer: who looked at it again; several parted by ';'.
        reviewed: when that was.
        needs: what help is needed.
        source: id of the source that tells of the check, where it was done by others.
        locator: place in the source.
        note: remarks.
    """

    id: str
    of: tuple[str, ...]
    check: str
    status: str
    method: str | None
    result: str | None
    by: tuple[str, ...]
    at: Span | None
    reviewer: tuple[str, ...]
    reviewed: Span | None
    needs: str | None
    source: str | None
    locator: str | None
    note: str | None

    @classmethod
    def from_cells(cls, key: str, cells: read.Cells) -> Verification:
        """Read a row of the table `verifications`.

        Raises:
            ValueUnreadable: a cell cannot be read; its `column` says which.
        """
        read.required(cells, "of")
        return cls(
            id=key,
            of=read.several(cells, "of"),
            check=read.one_of(cells, "check", CHECKS),
            status=read.one_of(cells, "status", STATUSES),
            method=read.text(cells, "method"),
            result=read.text(cells, "result"),
            by=read.several(cells, "by"),
            at=read.span(cells, "at"),
            reviewer=read.several(cells, "reviewer"),
            reviewed=read.span(cells, "reviewed"),
            needs=read.text(cells, "needs"),
            source=read.text(cells, "source"),
            locator=read.text(cells, "locator"),
            note=read.text(cells, "note"),
        )
