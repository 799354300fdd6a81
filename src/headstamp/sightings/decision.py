"""A person's judgement on one rule of one transfer, or a dissent from it: who, what, on what was known when.

The law computes what can be computed and waits for these; it decides there which of them count.
"""

from __future__ import annotations

from dataclasses import dataclass

from headstamp.sightings import cells as read
from headstamp.values.time import Span

DECISION_KINDS = ("decision", "dissent")
"""A decision answers a rule; a dissent stands beside it and changes nothing."""


@dataclass(frozen=True, slots=True)
class Decision:
    """One judgement by one person.

    Attributes:
        id: the row's id.
        supplier: who would transfer: a name or id.
        recipient: to whom.
        end_user: who would use it; None where nobody was named.
        weapon: what: a name or id.
        on: the day or time of the transfer.
        known_by: what was known by that time counted.
        rule: id of the rule, or of a slot of a preset ('preset:slot').
        outcome: what was found.
        by: who judged.
        kind: one of `DECISION_KINDS`.
        because: the reason.
        at: when it was judged.
        source: id of the source that tells of it.
        note: remarks.
    """

    id: str
    supplier: str
    recipient: str
    end_user: str | None
    weapon: str
    on: Span
    known_by: Span
    rule: str
    outcome: str
    by: str
    kind: str
    because: str | None
    at: Span | None
    source: str | None
    note: str | None

    @classmethod
    def from_cells(cls, key: str, cells: read.Cells) -> Decision:
        """Read a row of the table `decisions`.

        Raises:
            ValueUnreadable: a cell cannot be read; its `column` says which.
        """
        on = read.time(cells, "on")
        return cls(
            id=key,
            supplier=read.required(cells, "supplier"),
            recipient=read.required(cells, "recipient"),
            end_user=read.text(cells, "end_user"),
            weapon=read.required(cells, "weapon"),
            on=on,
            known_by=read.span(cells, "known_by") or on,
            rule=read.required(cells, "rule"),
            outcome=read.required(cells, "outcome"),
            by=read.required(cells, "by"),
            kind=read.choice(cells, "kind", DECISION_KINDS) or DECISION_KINDS[0],
            because=read.text(cells, "because"),
            at=read.span(cells, "at"),
            source=read.text(cells, "source"),
            note=read.text(cells, "note"),
        )
