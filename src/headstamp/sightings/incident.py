"""An event that can move weapons from one holder to another: a capture, a theft, a diversion.

What each kind does to the routes of a weapon is the tracer's business.
"""

from __future__ import annotations

from dataclasses import dataclass

from headstamp.sightings import cells as read
from headstamp.sightings.vocabulary import INCIDENT_KINDS
from headstamp.values.citation import Credibility
from headstamp.values.place import Place
from headstamp.values.quantity import Quantity
from headstamp.values.time import Span


@dataclass(frozen=True, slots=True)
class Incident:
    """One event, as one source reports it.

    Attributes:
        id: the row's id.
        kind: one of `INCIDENT_KINDS`.
        from_actor: who lost the weapons, in the row's words; 'not known' is a proper answer.
        to_actor: who got them, likewise.
        span: when: `from` to `to`; open at the beginning without `from`, `from` alone without `to`.
        place: where.
        weapons: what was moved, names or ids as given; empty where the source does not say.
        count: how many; blank where the source does not say.
        known_from: since when it could be known; None where the row does not say.
        credibility: Admiralty digit of the row.
        source: id of the source.
        locator: place in the source.
        note: remarks.
    """

    id: str
    kind: str
    from_actor: str
    to_actor: str
    span: Span
    place: Place
    weapons: tuple[str, ...]
    count: Quantity
    known_from: Span | None
    credibility: Credibility | None
    source: str | None
    locator: str | None
    note: str | None

    @classmethod
    def from_cells(cls, key: str, cells: read.Cells) -> Incident:
        """Read a row of the table `incidents`.

        Raises:
            ValueUnreadable: a cell cannot be read; its `column` says which.
        """
        return cls(
            id=key,
            kind=read.one_of(cells, "kind", INCIDENT_KINDS),
            from_actor=read.required(cells, "from_actor"),
            to_actor=read.required(cells, "to_actor"),
            span=read.when(cells),
            place=read.place(cells),
            weapons=read.several(cells, "weapons"),
            count=read.count(cells),
            known_from=read.span(cells, "known_from"),
            credibility=read.credibility(cells),
            source=read.text(cells, "source"),
            locator=read.text(cells, "locator"),
            note=read.text(cells, "note"),
        )
