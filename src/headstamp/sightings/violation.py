"""An alleged harm in which weapons or units took part, and how it was qualified, by whom.

Whether it bears on a transfer is for the law's rules to say, on a date and by what was known then.
"""

from __future__ import annotations

from dataclasses import dataclass

from headstamp.sightings import cells as read
from headstamp.values.citation import Credibility
from headstamp.values.place import Place
from headstamp.values.quantity import Quantity
from headstamp.values.time import Span


@dataclass(frozen=True, slots=True)
class Violation:
    """One alleged violation, as one source reports it.

    Attributes:
        id: the row's id.
        kind: what is alleged, in the row's words.
        alleged_actor: who is alleged to have done it, in the row's words.
        unit: that actor's unit.
        span: when: `from` to `to`; open at the beginning without `from`, `from` alone without `to`.
        place: where.
        victims: how many people were harmed; blank where the source does not say.
        sightings: ids of sightings of the weapons that took part.
        qualification: what it was called in law.
        qualified_by: who called it so.
        state_response: what the state responsible did about it.
        known_from: since when it could be known; None where the row does not say.
        credibility: Admiralty digit of the row.
        source: id of the source.
        locator: place in the source.
    """

    id: str
    kind: str
    alleged_actor: str
    unit: str | None
    span: Span
    place: Place
    victims: Quantity
    sightings: tuple[str, ...]
    qualification: str | None
    qualified_by: str | None
    state_response: str | None
    known_from: Span | None
    credibility: Credibility | None
    source: str | None
    locator: str | None

    @classmethod
    def from_cells(cls, key: str, cells: read.Cells) -> Violation:
        """Read a row of the table `violations`.

        Raises:
            ValueUnreadable: a cell cannot be read; its `column` says which.
        """
        return cls(
            id=key,
            kind=read.required(cells, "kind"),
            alleged_actor=read.required(cells, "alleged_actor"),
            unit=read.text(cells, "unit"),
            span=read.when(cells),
            place=read.place(cells),
            victims=read.quantity(cells, "victims_low", "victims_high", "person"),
            sightings=read.several(cells, "sightings"),
            qualification=read.text(cells, "qualification"),
            qualified_by=read.text(cells, "qualified_by"),
            state_response=read.text(cells, "state_response"),
            known_from=read.span(cells, "known_from"),
            credibility=read.credibility(cells),
            source=read.text(cells, "source"),
            locator=read.text(cells, "locator"),
        )
